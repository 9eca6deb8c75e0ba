/** The register of devices in the store. */

import type { DeviceQuery, DeviceRecord } from '#dialogs/device-record.ts';
import type { Instant } from '#dialogs/message.ts';
import { compareDevices, findDevices, hasDevices, saveDevices } from './device-queries.ts';
import type { Engine } from './engine.ts';

/** How many records of an import are new, changed, or known as they are. */
export interface DeviceChanges {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
}

/** What can be done with the register. */
export interface DeviceStore {
  /** The terminals that a query means, by serial, at most 200; with both parts set, both must hold. */
  devices(query: DeviceQuery): Promise<readonly DeviceRecord[]>;
  /** Whether there is a single one. */
  hasDevices(): Promise<boolean>;
  /** What writing these would change. */
  compareDevices(records: readonly DeviceRecord[]): Promise<DeviceChanges>;
  /** Writes all of them in one transaction, in place of what was known of their serials. */
  saveDevices(records: readonly DeviceRecord[], now: Instant): Promise<DeviceChanges>;
}

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
