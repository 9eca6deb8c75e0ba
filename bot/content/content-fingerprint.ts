/** Tells cheaply whether content files have changed: names, sizes and times, without reading them. */

import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isContentName } from '#knowledge/read-content.ts';

/** Content files by path, each with a text that changes whenever the file does. */
export type Fingerprint = ReadonlyMap<string, string>;

/** Looks at folders; what cannot be read is missing from the answer, which then differs from the one before. */
export async function fingerprint(folders: readonly string[]): Promise<Fingerprint> {
  const marks = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder, { recursive: true }).catch(() => []);
      const files = names.filter(isContentName).map((name) => join(folder, name));
      return Promise.all(files.map(async (file) => [file, await markOf(file)] as const));
    }),
  );
  return new Map(marks.flat().toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

async function markOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found === undefined ? 'unreadable' : `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}`;
}

/** Whether two looks at the folders saw the same. */
export function sameFiles(one: Fingerprint, other: Fingerprint): boolean {
  return one.size === other.size && [...one].every(([file, mark]) => other.get(file) === mark);
}

/** The files whose last line has its end; a file that loses it has probably been written by half. */
export async function endedFiles(files: Iterable<string>): Promise<ReadonlySet<string>> {
  const ended = await Promise.all([...files].map(async (file) => ((await endsWithBreak(file)) ? [file] : [])));
  return new Set(ended.flat());
}

async function endsWithBreak(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const { size } = await handle.stat();
    if (size === 0) return false;
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] === 0x0a;
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}
