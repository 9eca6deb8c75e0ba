/** A register of devices that is one file, for the terminal chat. */

import type { DeviceDirectory } from '#adapters/contract.ts';
import type { DeviceRecord } from '#dialogs/device-record.ts';
import { ConfigFault } from '../faults.ts';
import { readDevices } from './read-devices.ts';
import { readTable } from './read-table.ts';

/** A directory over devices that stand in memory. */
export function createListDirectory(devices: readonly DeviceRecord[]): DeviceDirectory {
  return {
    async lookup({ serial, mid }) {
      if (serial === undefined && mid === undefined) return { kind: 'unknown' };
      const meant = devices.filter(
        (device) => (serial === undefined || device.serial === serial) && (mid === undefined || device.mid === mid),
      );
      return meant.length > 0 ? { kind: 'found', devices: meant } : { kind: 'unknown' };
    },
  };
}

/** The devices of a CSV or XLSX file; a ConfigFault when it cannot be read or holds an error. */
export async function openFileDirectory(path: string): Promise<DeviceDirectory> {
  const table = await readTable(path).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw fault(path, `cannot be read as CSV or XLSX (${reason})`);
  });
  const { devices, problems } = readDevices(table);
  const [first] = problems;
  if (first) throw fault(path, `is not in order: row ${first.row}, ${first.column}: ${first.message}`);
  return createListDirectory(devices);
}

function fault(path: string, what: string): ConfigFault {
  return new ConfigFault({
    code: 'no-device-file',
    what: `${path} ${what}`,
    remedy: 'npm run -s devices -- import FILE --check lists everything that is wrong with it.',
  });
}
