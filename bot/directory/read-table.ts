/** Reads a CSV or XLSX file into rows of cells, with the row numbers that people see in their program. */

import { readFile } from 'node:fs/promises';
import Papa from 'papaparse';
import { readSheet } from 'read-excel-file/node';

/** One cell; a number or a date only where the file itself says so. */
export type Cell = string | number | boolean | Date | null;

/** A row with its number in the file, the first being 1. */
export interface TableRow {
  readonly row: number;
  readonly cells: readonly Cell[];
}

const ZIP_START = 'PK\u0003\u0004';

/** Every row that is not empty, the heading first. Throws when the file cannot be read or is no table. */
export async function readTable(path: string): Promise<readonly TableRow[]> {
  return await readTableBytes(await readFile(path));
}

/** The same of a file that is in memory. Throws when it is no table. */
export async function readTableBytes(file: Uint8Array): Promise<readonly TableRow[]> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const cells = bytes.toString('latin1', 0, 4) === ZIP_START ? await readWorkbook(bytes) : readCsv(bytes);
  return cells.map((row, at) => ({ row: at + 1, cells: row })).filter(({ cells: row }) => row.some(isFilled));
}

function isFilled(cell: Cell): boolean {
  return cell !== null && String(cell).trim() !== '';
}

async function readWorkbook(bytes: Buffer): Promise<readonly (readonly Cell[])[]> {
  return (await readSheet(bytes)) as readonly (readonly Cell[])[];
}

/** Excel in Chinese saves CSV in GB 18030. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function readCsv(bytes: Buffer): readonly (readonly Cell[])[] {
  const { data } = Papa.parse<string[]>(decode(bytes), { skipEmptyLines: false, delimitersToGuess: [',', ';', '\t'] });
  return data;
}
