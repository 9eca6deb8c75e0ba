/** A file named on the command line that cannot be read is told in words. */

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNamedFile } from '#bot/cli/read-named-file.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

describe('a file that somebody has named', () => {
  it('is read', async () => {
    const path = join(temporaryFolder(), 'lines.jsonl');
    writeFileSync(path, '断网了\n');
    expect(await readNamedFile(path)).toBe('断网了\n');
  });

  it('may begin with a byte order mark', async () => {
    const path = join(temporaryFolder(), 'lines.jsonl');
    writeFileSync(path, '\ufeff{"text":"断网了"}\n');
    expect(await readNamedFile(path)).toBe('{"text":"断网了"}\n');
  });

  it('and that is not there is told with where it was looked for', async () => {
    await expect(readNamedFile('nowhere.jsonl')).rejects.toMatchObject({
      code: 'file-unreadable',
      message: `nowhere.jsonl (looked for as ${resolve('nowhere.jsonl')}) cannot be read: there is no such file`,
      remedy: 'Check the name, or write the path in full.',
    });
  });

  it('and that is a folder is told as one', async () => {
    const folder = temporaryFolder();
    await expect(readNamedFile(folder)).rejects.toMatchObject({
      message: `${folder} cannot be read: it is a folder`,
      remedy: 'Check the name.',
    });
  });
});
