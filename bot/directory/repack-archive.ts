/** Unpacks a workbook, which is a ZIP archive, to no more than a machine can bear, whatever the archive says of itself. */

import { inflateRawSync } from 'node:zlib';
import { type ZippedFile, zipFiles } from '#adapters/teams/zip-files.ts';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MOST_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** Twice what twenty thousand full rows come to, in bytes of all files together. */
const MOST_UNPACKED = 50 * 1024 * 1024;
/** A workbook has some twenty files, and a few more for each sheet. */
const MOST_FILES = 1_000;
/** What tables are read from; pictures, macros and fonts stay where they are. */
const OF_TABLE = /\.(?:xml|rels)$/i;

/** Rows times columns of a sheet that anybody fills; a single cell far out would make as many empty ones before it. */
const MOST_CELLS = 5_000_000;
/** Where a cell or a row stands: `C12`, `12`. */
const PLACE = /\sr\s{0,4}=\s{0,4}["']([a-z]{0,8})(\d{0,12})["']/gi;

/** A file of an archive, still packed. */
interface PackedFile {
  readonly name: string;
  readonly method: number;
  readonly bytes: Buffer;
}

const TOO_LARGE = 'too-large';

/** Whether that is why an archive was not repacked: the usual cause is a format on rows and columns that hold nothing. */
export function isTooLarge(fault: unknown): boolean {
  if (!(fault instanceof RangeError)) return false;
  return fault.cause === TOO_LARGE || ('code' in fault && fault.code === 'ERR_BUFFER_TOO_LARGE');
}

function tooLarge(how: string): RangeError {
  return new RangeError(how, { cause: TOO_LARGE });
}

/**
 * The same archive with the files that tables are read from, stored as they are, so that whoever reads it unpacks
 * nothing. Throws a RangeError when it is broken, or larger unpacked than `most` bytes, or has
 * cells too far out.
 */
export function repackArchive(file: Uint8Array, most = MOST_UNPACKED): Buffer {
  const archive = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const files: ZippedFile[] = [];
  let left = most;
  for (const { name, method, bytes } of readDirectory(archive)) {
    if (!OF_TABLE.test(name)) continue;
    if (left <= 0 || (method === STORED && bytes.length > left)) throw tooLarge('unpacks to too much');
    // The output is what is counted: sizes are only what the archive says.
    const unpacked = method === STORED ? bytes : inflateRawSync(bytes, { maxOutputLength: left });
    left -= unpacked.length;
    if (cellsOf(unpacked) > MOST_CELLS) throw tooLarge('has cells too far out');
    files.push({ name, bytes: unpacked });
  }
  return Buffer.from(zipFiles(files));
}

/** Rows times columns up to the farthest cell that a sheet names. */
function cellsOf(sheet: Uint8Array): number {
  let [rows, columns] = [0, 0];
  for (const [, letters = '', row = ''] of Buffer.from(sheet).toString('latin1').matchAll(PLACE)) {
    const column = [...letters.toLowerCase()].reduce((so, letter) => so * 26 + letter.charCodeAt(0) - 96, 0);
    columns = Math.max(columns, column);
    rows = Math.max(rows, Number(row));
  }
  return rows * Math.max(1, columns);
}

/** The files that the directory at the end names, each with the bytes behind its own header. */
function readDirectory(archive: Buffer): readonly PackedFile[] {
  const end = findEnd(archive);
  const count = archive.readUInt16LE(end + 10);
  if (count > MOST_FILES) throw new RangeError('holds too many files');
  const files: PackedFile[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = count; left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new RangeError('has a broken directory');
    const nameBytes = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
    files.push(readPacked(archive, at, name));
    at += ENTRY_BYTES + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

function readPacked(archive: Buffer, entry: number, name: string): PackedFile {
  const method = archive.readUInt16LE(entry + 10);
  const isEncrypted = (archive.readUInt16LE(entry + 8) & ENCRYPTED) !== 0;
  if (isEncrypted || (method !== STORED && method !== DEFLATED)) throw new RangeError('is packed in a way of its own');
  const size = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  if (archive.readUInt32LE(local) !== LOCAL) throw new RangeError('has a file where none is');
  const start = local + LOCAL_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  if (start + size > archive.length) throw new RangeError('is cut off');
  return { name, method, bytes: archive.subarray(start, start + size) };
}

/** Where the directory's end stands: the last thing in the file but a comment. */
function findEnd(archive: Buffer): number {
  const first = Math.max(0, archive.length - END_BYTES - MOST_COMMENT);
  for (let at = archive.length - END_BYTES; at >= first; at -= 1) {
    if (archive.readUInt32LE(at) === END) return at;
  }
  throw new RangeError('has no directory');
}
