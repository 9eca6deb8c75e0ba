/** Files -> a ZIP archive that stores them as they are: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */

import { crc32 } from 'node:zlib';

/** A file in an archive; its name is ASCII or UTF-8, with `/` between folders. */
export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_HEADER = 0x06054b50;
const VERSION = 20;
/** Names are UTF-8. */
const UTF8_FLAG = 0x0800;
/** 1 January 1980, so that the same files always make the same archive. */
const EPOCH_DATE = 0x0021;

/** What the local and the central header have in common, from the version on. */
function describe(name: Buffer, bytes: Uint8Array): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(UTF8_FLAG, 2);
  fields.writeUInt16LE(EPOCH_DATE, 8);
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(bytes.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function numbers(...values: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    values.map(([size, value]) => {
      const field = Buffer.alloc(size);
      field.writeUIntLE(value, 0, size);
      return field;
    }),
  );
}

/** The archive's bytes. */
export function zipFiles(files: readonly ZippedFile[]): Uint8Array {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const encoded = Buffer.from(name);
    const fields = describe(encoded, bytes);
    const local = Buffer.concat([numbers([4, LOCAL_HEADER]), fields, encoded, bytes]);
    // No comment, first disk, no attributes.
    const rest = numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]);
    centrals.push(Buffer.concat([numbers([4, CENTRAL_HEADER], [2, VERSION]), fields, rest, encoded]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const count = files.length;
  const end = numbers(
    [4, END_HEADER],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, directory.length],
    [4, offset],
    [2, 0],
  );
  return Buffer.concat([...locals, directory, end]);
}
