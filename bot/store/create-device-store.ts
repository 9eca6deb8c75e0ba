/** The register of devices over any engine. */

import { appendAudit } from './audit-queries.ts';
import { compareDevices, findDevices, hasDevices, listDevices, putDevice, saveDevices } from './device-queries.ts';
import type { DeviceStore } from './device-store.ts';
import type { Engine } from './engine.ts';

/** The register over an engine. */
export function createDeviceStore({ atomically, reads }: Engine): DeviceStore {
  return {
    devices: (query) => findDevices(reads, query),
    listDevices: (query) => listDevices(reads, query),
    putDevice: (record, seenMs, now, note) =>
      atomically(async (db) => {
        const put = await putDevice(db, record, seenMs, now);
        await appendAudit(db, [put ? note : { ...note, outcome: 'changed-meanwhile' }]);
        return put;
      }),
    hasDevices: () => hasDevices(reads),
    compareDevices: async (records, fields) => (await compareDevices(reads, records, fields)).changes,
    saveDevices: (records, now, fields) =>
      atomically(async (db) => {
        const { changes, different } = await compareDevices(db, records, fields);
        await saveDevices(db, different, now);
        return changes;
      }),
  };
}
