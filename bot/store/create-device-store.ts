/** The register of devices over any engine. */

import { compareDevices, findDevices, hasDevices, saveDevices } from './device-queries.ts';
import type { DeviceStore } from './device-store.ts';
import type { Engine } from './engine.ts';

/** The register over an engine. */
export function createDeviceStore({ atomically, reads }: Engine): DeviceStore {
  return {
    devices: (query) => findDevices(reads, query),
    hasDevices: () => hasDevices(reads),
    compareDevices: (records) => compareDevices(reads, records),
    saveDevices: (records, now) =>
      atomically(async (db) => {
        const changes = await compareDevices(db, records);
        await saveDevices(db, records, now);
        return changes;
      }),
  };
}
