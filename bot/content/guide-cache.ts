/** Keeps the trained Guide in a file, so that the next start need not compile and train again. */

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import type { PackedGuide } from '#knowledge/packed-guide.ts';
import type { ContentFile } from '#knowledge/read-content.ts';

const CODE = fileURLToPath(new URL('../../knowledge/', import.meta.url));
const LOCK_FILE = fileURLToPath(new URL('../../package-lock.json', import.meta.url));

/** The file begins with the key (SHA-256, 32 bytes) and the checksum of what follows (CRC-32, 4 bytes). */
const KEY_BYTES = 32;
const HEAD_BYTES = KEY_BYTES + 4;

/**
 * What a packed Guide depends on: the content files, the code that compiles and trains, its libraries, and Node, whose
 * way of writing values may change. 32 bytes.
 */
export async function cacheKey(files: readonly ContentFile[]): Promise<Buffer> {
  const hash = createHash('sha256').update(process.version);
  const take = (name: string, text: string): void => {
    hash.update(`\0${name}\0${text.length}\0`).update(text);
  };
  for (const { name, file, text } of files) take(`${name}\0${file}`, text);
  const names = (await readdir(CODE, { recursive: true })).filter((name) => name.endsWith('.ts')).sort();
  const sources = await Promise.all(names.map((name) => readFile(join(CODE, name), 'utf8')));
  for (const [at, source] of sources.entries()) take(names[at] ?? '', source);
  take('libraries', await readFile(LOCK_FILE, 'utf8').catch(() => ''));
  return hash.digest();
}

/** The Guide in the file when it has this key and is whole; `undefined` otherwise. Never throws. */
export async function readCachedGuide(file: string, key: Buffer): Promise<PackedGuide | undefined> {
  try {
    const bytes = await readFile(file);
    if (bytes.length <= HEAD_BYTES || !bytes.subarray(0, KEY_BYTES).equals(key)) return undefined;
    const body = bytes.subarray(HEAD_BYTES);
    if (bytes.readUInt32LE(KEY_BYTES) !== crc32(body)) return undefined;
    const packed = deserialize(body) as PackedGuide;
    return { ...packed, trained: { ...packed.trained, readers: withOwnArrays(packed.trained.readers) } };
  } catch {
    return undefined;
  }
}

/** V8 hands out typed arrays as views of the bytes that they were read from: a single one keeps the whole file in memory. */
function withOwnArrays<T>(value: T): T {
  if (ArrayBuffer.isView(value)) return (value as unknown as Float32Array).slice() as T;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withOwnArrays(part)])) as T;
}

/** Puts the Guide into the file, as a whole or not at all. Never throws: without the file the next start takes longer. */
export async function writeCachedGuide(file: string, key: Buffer, packed: PackedGuide): Promise<void> {
  const unfinished = `${file}.${process.pid}`;
  try {
    const body = serialize(packed);
    const head = Buffer.alloc(HEAD_BYTES);
    key.copy(head);
    head.writeUInt32LE(crc32(body), KEY_BYTES);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(unfinished, Buffer.concat([head, body]), { mode: 0o600 });
    await rename(unfinished, file);
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}
