/** The thread that reads a file of devices: a workbook takes seconds, in which nobody would be answered. */

import { parentPort, workerData } from 'node:worker_threads';
import { readDevices } from './read-devices.ts';
import type { TableAnswer, TableTask } from './read-in-thread.ts';
import { readTableBytes } from './read-table.ts';

async function answer({ bytes, mostRows }: TableTask): Promise<TableAnswer> {
  const rows = await readTableBytes(bytes);
  if (rows.length < 2) return { kind: 'unreadable' };
  return rows.length - 1 > mostRows ? { kind: 'too-long' } : { kind: 'read', ...readDevices(rows) };
}

parentPort?.postMessage(await answer(workerData as TableTask).catch((): TableAnswer => ({ kind: 'unreadable' })));
