/** The contract of the register of devices in the store. */

import type { DeviceQuery, DeviceRecord, DeviceStatus } from '#dialogs/device-record.ts';
import type { Instant } from '#dialogs/message.ts';
import type { AuditNote } from '../audit.ts';

/** How many records of an import are new, changed, or known as they are. */
export interface DeviceChanges {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
}

/** A device with when it was last written, in whole or in part. */
export interface ListedDevice extends DeviceRecord {
  readonly updatedAtMs: Instant;
}

/** Which devices to list. */
export interface DeviceListQuery {
  /** The one terminal with this serial. */
  readonly serial?: string;
  /** Part of serial, merchant or terminal number, name, store, model or ICCID; case does not matter. */
  readonly search?: string;
  readonly status?: DeviceStatus;
  /** At most 500. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string;
}

/** A page of devices by serial, and how many there are in all. */
export interface DevicePage {
  readonly devices: readonly ListedDevice[];
  readonly total: number;
  readonly next?: string;
}

/** A column of the register. */
export type DeviceField = keyof DeviceRecord;

/** What can be done with the register. */
export interface DeviceStore {
  /** The terminals that a query means, by serial, at most 200; with both parts set, both must hold. */
  devices(query: DeviceQuery): Promise<readonly DeviceRecord[]>;
  /** Whether there is a single one. */
  hasDevices(): Promise<boolean>;
  listDevices(query: DeviceListQuery): Promise<DevicePage>;
  /** Writes one device; false, with nothing written, when it was written after `seenMs`, 0 standing for a new one. */
  putDevice(record: DeviceRecord, seenMs: Instant, now: Instant, note: AuditNote): Promise<boolean>;
  /** What writing these would change; `fields` as in `saveDevices`. */
  compareDevices(records: readonly DeviceRecord[], fields?: readonly DeviceField[]): Promise<DeviceChanges>;
  /**
   * Writes all of them in one transaction, in place of what was known of their serials. With `fields` the records speak
   * of those alone: what is known of others stays.
   */
  saveDevices(records: readonly DeviceRecord[], now: Instant, fields?: readonly DeviceField[]): Promise<DeviceChanges>;
}
