/** Looks at a write-ahead log before SQLite does, which would pass over a damaged one in silence. */

import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';

const HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC = 0x377f0682;
const BIG_ENDIAN = 1;

type Sum = readonly [number, number];

/** SQLite's running checksum over words in the order that the log's magic number names. */
function addTo([first, second]: Sum, bytes: Buffer, bigEndian: boolean): Sum {
  let [one, two] = [first, second];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    one = (one + (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + two) >>> 0;
    two = (two + (bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + one) >>> 0;
  }
  return [one, two];
}

function holds(bytes: Buffer, at: number, [one, two]: Sum): boolean {
  return bytes.readUInt32BE(at) === one && bytes.readUInt32BE(at + 4) === two;
}

interface LogFile {
  readonly pageSize: number;
  readonly salts: Buffer;
  readonly bigEndian: boolean;
  readonly sum: Sum;
}

function readHeader(header: Buffer): LogFile | undefined {
  const magic = header.readUInt32BE(0);
  if ((magic & ~BIG_ENDIAN) >>> 0 !== MAGIC) return undefined;
  const bigEndian = (magic & BIG_ENDIAN) === 1;
  const sum = addTo([0, 0], header.subarray(0, 24), bigEndian);
  if (!holds(header, 24, sum)) return undefined;
  return { pageSize: header.readUInt32BE(8), salts: Buffer.from(header.subarray(16, 24)), bigEndian, sum };
}

/** Commits after the first frame that does not add up, that frame's own included. */
function countLostCommits(file: number, size: number, log: LogFile): number {
  const frame = Buffer.alloc(FRAME_HEADER + log.pageSize);
  let sum: Sum | undefined = log.sum;
  let lost = 0;
  for (let at = HEADER; at + frame.length <= size; at += frame.length) {
    readSync(file, frame, 0, frame.length, at);
    // Frames of an earlier round of the log are no loss.
    if (!frame.subarray(8, 16).equals(log.salts)) {
      sum = undefined;
      continue;
    }
    if (sum !== undefined) {
      sum = addTo(addTo(sum, frame.subarray(0, 8), log.bigEndian), frame.subarray(FRAME_HEADER), log.bigEndian);
      if (!holds(frame, 16, sum)) sum = undefined;
    }
    if (sum === undefined && frame.readUInt32BE(4) !== 0) lost += 1;
  }
  return lost;
}

/**
 * What is wrong with the log, in one clause; undefined when nothing is. A power cut may tear the last transaction,
 * which nobody was told of: at most one is not yet synced. Two commits or more that SQLite would leave out were
 * acknowledged, and so was something in a log whose header is broken.
 */
export function findWalDamage(walPath: string): string | undefined {
  if (!existsSync(walPath)) return undefined;
  const { size } = statSync(walPath);
  if (size <= HEADER) return undefined;
  const file = openSync(walPath, 'r');
  try {
    const header = Buffer.alloc(HEADER);
    readSync(file, header, 0, HEADER, 0);
    const log = readHeader(header);
    if (log === undefined) return 'the header of its write-ahead log is broken';
    const lost = countLostCommits(file, size, log);
    return lost > 1 ? `its write-ahead log is broken before ${lost} commits` : undefined;
  } finally {
    closeSync(file);
  }
}
