/** Whether a ZIP archive, which a workbook is, unpacks to a size that a machine can bear, by its own directory. Pure. */

const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const MOST_COMMENT = 65_535;
/** Eight times what twenty thousand full rows come to. */
const MOST_UNPACKED = 200 * 1024 * 1024;
const LOCAL_START = 0x04034b50;

/** True for what is no archive, and for one whose files come to at most 200 MB unpacked. */
export function isSmallArchive(file: Uint8Array): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < END_BYTES || bytes.readUInt32LE(0) !== LOCAL_START) return true;
  const end = findEnd(bytes);
  if (end === undefined) return false;
  let at = bytes.readUInt32LE(end + 16);
  let unpacked = 0;
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (at + ENTRY_BYTES > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return false;
    // One of 4 GB or more says so elsewhere, with all ones here.
    unpacked += bytes.readUInt32LE(at + 24);
    at += ENTRY_BYTES + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return unpacked <= MOST_UNPACKED;
}

/** Where the directory's end stands: the last thing in the file but a comment. */
function findEnd(bytes: Buffer): number | undefined {
  const first = Math.max(0, bytes.length - END_BYTES - MOST_COMMENT);
  for (let at = bytes.length - END_BYTES; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === END) return at;
  }
  return undefined;
}
