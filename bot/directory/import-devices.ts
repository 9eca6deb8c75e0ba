/** Brings a file into the register: everything in one transaction, or nothing. */

import type { Instant } from '#dialogs/message.ts';
import type { DeviceChanges, DeviceStore } from '../store/device-store.ts';
import { type RowProblem, readDevices } from './read-devices.ts';
import { readTable } from './read-table.ts';

/** What an import did, or would do. */
export interface ImportReport {
  readonly devices: number;
  readonly changes: DeviceChanges;
  /** In the order of the rows; with any of them nothing was stored. */
  readonly problems: readonly RowProblem[];
  readonly ignored: readonly string[];
  readonly stored: boolean;
}

/** Reads a file and stores its devices; with `check` it only says what would change. Throws when it cannot be read. */
export async function importDevices(
  store: DeviceStore,
  path: string,
  now: Instant,
  check: boolean,
): Promise<ImportReport> {
  const { devices, fields, problems, ignored } = readDevices(await readTable(path));
  const dry = check || problems.length > 0;
  const changes = dry ? await store.compareDevices(devices, fields) : await store.saveDevices(devices, now, fields);
  return { devices: devices.length, changes, problems, ignored, stored: !dry };
}
