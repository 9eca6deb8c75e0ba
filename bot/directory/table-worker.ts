/** The thread that reads a file of devices: a workbook takes seconds, in which nobody would be answered. */

import { parentPort, workerData } from 'node:worker_threads';
import { readDevices } from './read-devices.ts';
import type { TableAnswer, TableTask } from './read-in-thread.ts';
import { readTableBytes } from './read-table.ts';
import { isTooLarge } from './repack-archive.ts';

/** Nobody reads more of them, and every one is copied to the process. */
const MOST_PROBLEMS = 100;
const MOST_IGNORED = 50;
const MOST_CHARACTERS = 120;

const cut = (text: string): string => text.slice(0, MOST_CHARACTERS);

async function answer({ bytes, mostRows }: TableTask): Promise<TableAnswer> {
  // The heading, and one row more than there may be.
  const rows = await readTableBytes(bytes, mostRows + 2);
  if (rows.length < 2) return { kind: 'unreadable' };
  if (rows.length - 1 > mostRows) return { kind: 'too-long' };
  const { devices, fields, problems, ignored } = readDevices(rows);
  return {
    kind: 'read',
    devices,
    fields,
    problems: problems.slice(0, MOST_PROBLEMS).map(({ row, column, message }) => ({
      row,
      column: cut(column),
      message: message.slice(0, 2 * MOST_CHARACTERS),
    })),
    problemCount: problems.length,
    ignored: ignored.slice(0, MOST_IGNORED).map(cut),
  };
}

function unreadable(fault: unknown): TableAnswer {
  return { kind: 'unreadable', ...(isTooLarge(fault) ? { why: 'too-large' } : {}) };
}

parentPort?.postMessage(await answer(workerData as TableTask).catch(unreadable));
