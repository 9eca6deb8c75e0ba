import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheKey, readCachedGuide, writeCachedGuide } from '#bot/content/guide-cache.ts';
import { type PackedGuide, packContent, unpackGuide } from '#knowledge/packed-guide.ts';
import { readContent } from '#knowledge/read-content.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { makeOwnedFolder } from '#test/fixtures/owned-folder.ts';

let folder = '';
let packed: PackedGuide;
beforeAll(async () => {
  folder = makeOwnedFolder('guide');
  const content = packContent((await readContent()).files);
  if (content.kind === 'problems') throw new Error('the built-in content does not compile');
  packed = content.packed;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function arraysIn(value: unknown): readonly ArrayBufferView[] {
  if (ArrayBuffer.isView(value)) return [value];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.values(value).flatMap(arraysIn);
}

const file = (): string => join(folder, 'db.guide');
const key = Buffer.alloc(32, 7);

describe('the cached Guide', () => {
  it('understands the same as the one that was packed', async () => {
    await writeCachedGuide(file(), key, packed);
    const cached = await readCachedGuide(file(), key);
    if (!cached) throw new Error('nothing was cached');
    const [one, other] = [unpackGuide(packed), unpackGuide(cached)];
    for (const text of ['机器断网了', 'no paper comes out', 'duanwang le', '转人工']) {
      const read = (guide: typeof one) => guide.matcher.match(readUtterance(text, guide.lexicon));
      expect(read(other)).toEqual(read(one));
    }
    expect(other.revision).toBe(one.revision);
  });

  it('keeps nothing of the file in memory but its own arrays', async () => {
    await writeCachedGuide(file(), key, packed);
    const cached = await readCachedGuide(file(), key);
    const arrays = arraysIn(cached?.trained.readers);
    expect(arrays.length).toBeGreaterThan(8);
    expect(arrays.filter((array) => array.buffer.byteLength !== array.byteLength)).toEqual([]);
    expect(cached?.trained).toEqual(packed.trained);
  });

  it('is for its owner only and leaves nothing else behind', async () => {
    await writeCachedGuide(file(), key, packed);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['db.guide']);
  });

  it('is not taken under another key, when it is missing, cut short or changed', async () => {
    await writeCachedGuide(file(), key, packed);
    const bytes = await readFile(file());
    expect(await readCachedGuide(file(), Buffer.alloc(32, 8))).toBeUndefined();
    expect(await readCachedGuide(join(folder, 'none.guide'), key)).toBeUndefined();
    for (const size of [0, 10, 36, bytes.length - 1]) {
      await writeFile(file(), bytes.subarray(0, size));
      expect(await readCachedGuide(file(), key)).toBeUndefined();
    }
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(5_000) ^ 1, 5_000);
    await writeFile(file(), changed);
    expect(await readCachedGuide(file(), key)).toBeUndefined();
  });

  it('does without a folder that cannot be written', async () => {
    await expect(writeCachedGuide('/dev/null/db.guide', key, packed)).resolves.toBeUndefined();
  });

  it('has a key that follows the content', async () => {
    const { files } = await readContent();
    const [first] = files;
    if (!first) throw new Error('there is no content');
    const before = await cacheKey(files);
    expect(await cacheKey(files)).toEqual(before);
    expect(await cacheKey([{ ...first, text: `${first.text}\n# more` }, ...files.slice(1)])).not.toEqual(before);
  });
});
