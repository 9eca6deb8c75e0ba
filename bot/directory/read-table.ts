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
  /** Why its cells cannot be trusted. */
  readonly problem?: string;
}

const ZIP_START = 'PK\u0003\u0004';

/** Every row that is not empty, the heading first. Throws when the file cannot be read or is no table. */
export async function readTable(path: string): Promise<readonly TableRow[]> {
  return await readTableBytes(await readFile(path));
}

/** The same of a file that is in memory. Throws when it is no table. */
export async function readTableBytes(file: Uint8Array): Promise<readonly TableRow[]> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const rows = bytes.toString('latin1', 0, 4) === ZIP_START ? numberRows(await readWorkbook(bytes)) : readCsv(bytes);
  return rows.filter(({ cells }) => cells.some(isFilled));
}

function numberRows(rows: readonly (readonly Cell[])[]): readonly TableRow[] {
  return rows.map((cells, at) => ({ row: at + 1, cells }));
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

/** A quotation mark that is never closed swallows the rows after it; the row that begins there is marked. */
function readCsv(bytes: Buffer): readonly TableRow[] {
  const { data, errors } = Papa.parse<string[]>(decode(bytes), {
    skipEmptyLines: false,
    delimitersToGuess: [',', ';', '\t'],
  });
  const open = new Set(errors.flatMap(({ type, row }) => (type === 'Quotes' ? [row] : [])));
  const problem = 'has a quotation mark that is not closed, or stands inside a text';
  return numberRows(data).map((row, at) => (open.has(at) ? { ...row, problem } : row));
}
