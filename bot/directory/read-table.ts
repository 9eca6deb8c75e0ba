/** Reads a CSV or XLSX file into rows of cells, with the row numbers that people see in their program. */

import { readFile } from 'node:fs/promises';
import Papa from 'papaparse';
import { readSheet } from 'read-excel-file/node';
import { repackArchive } from './repack-archive.ts';

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

/**
 * The same of a file that is in memory. With `most`, which is for files that anybody may have made, it is at most the
 * first so many rows, and a workbook that unpacks to too much is none. Throws when it is no table.
 */
export async function readTableBytes(file: Uint8Array, most?: number): Promise<readonly TableRow[]> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const rows =
    bytes.toString('latin1', 0, 4) === ZIP_START
      ? await readWorkbook(most === undefined ? bytes : repackArchive(bytes))
      : readCsv(bytes, most);
  return rows.filter(isFilledRow).slice(0, most);
}

const isFilledRow = ({ cells }: TableRow): boolean => cells.some(isFilled);

function isFilled(cell: Cell): boolean {
  return cell !== null && String(cell).trim() !== '';
}

async function readWorkbook(bytes: Buffer): Promise<readonly TableRow[]> {
  const rows = (await readSheet(bytes)) as readonly (readonly Cell[])[];
  return rows.map((cells, at) => ({ row: at + 1, cells }));
}

/** Excel in Chinese saves CSV in GB 18030. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/**
 * A quotation mark that is never closed swallows the rows after it; the row that begins there is marked. Empty rows are
 * dropped as they come, as a file may hold millions.
 */
function readCsv(bytes: Buffer, most = Number.POSITIVE_INFINITY): readonly TableRow[] {
  const problem = 'has a quotation mark that is not closed, or stands inside a text';
  const rows: TableRow[] = [];
  let row = 0;
  Papa.parse<string[]>(decode(bytes), {
    skipEmptyLines: false,
    delimitersToGuess: [',', ';', '\t'],
    step({ data, errors }, parser) {
      row += 1;
      const isOpen = errors.some(({ type }) => type === 'Quotes');
      const read = { row, cells: data, ...(isOpen ? { problem } : {}) };
      if (isFilledRow(read)) rows.push(read);
      if (rows.length >= most) parser.abort();
    },
  });
  return rows;
}
