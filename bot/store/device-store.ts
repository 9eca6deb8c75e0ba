/** The contract of the register of devices in the store. */

import type { DeviceQuery, DeviceRecord } from '#dialogs/device-record.ts';
import type { Instant } from '#dialogs/message.ts';

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
