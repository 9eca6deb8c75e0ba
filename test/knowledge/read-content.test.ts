/** Reading content folders: names, overlay order, and files that cannot be read. */

import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readContent } from '#knowledge/read-content.ts';
import { makeOwnedFolder } from '#test/fixtures/owned-folder.ts';

let root: string;

beforeEach(async () => {
  root = makeOwnedFolder('content');
  await mkdir(join(root, 'base/symptoms'), { recursive: true });
  await mkdir(join(root, 'overlay/symptoms'), { recursive: true });
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe('reading content', () => {
  it('lists the files of the overlay after the built-in ones, under the same names', async () => {
    await writeFile(join(root, 'base/symptoms/net.yaml'), 'a: 1\n');
    await writeFile(join(root, 'base/notes.txt'), 'not content');
    await writeFile(join(root, 'overlay/symptoms/net.yaml'), 'a: 2\n');
    const { files, problems } = await readContent(join(root, 'overlay'), join(root, 'base'));
    expect(problems).toEqual([]);
    expect(files.map(({ name, text }) => [name, text])).toEqual([
      ['symptoms/net.yaml', 'a: 1\n'],
      ['symptoms/net.yaml', 'a: 2\n'],
    ]);
  });

  it('reports a file that is not UTF-8 and reads the others', async () => {
    await writeFile(join(root, 'base/bad.yaml'), Buffer.from([0x61, 0xff, 0xfe]));
    await writeFile(join(root, 'base/codes.yaml'), '{}');
    const { files, problems } = await readContent(undefined, join(root, 'base'));
    expect(files.map(({ name }) => name)).toEqual(['codes.yaml']);
    expect(problems).toMatchObject([{ file: 'knowledge/content/bad.yaml', message: expect.stringContaining('UTF-8') }]);
  });

  it('does not follow a link out of the folder', async () => {
    await writeFile(join(root, 'secret.yaml'), 'password: x');
    await symlink(join(root, 'secret.yaml'), join(root, 'base/codes.yaml'));
    const { files, problems } = await readContent(undefined, join(root, 'base'));
    expect(files).toEqual([]);
    expect(problems).toMatchObject([{ message: expect.stringContaining('leads out of the content folder') }]);
  });

  it('reports an overlay folder that is not there', async () => {
    const { problems } = await readContent(join(root, 'nowhere'), join(root, 'base'));
    expect(problems).toMatchObject([
      { file: join(root, 'nowhere'), message: expect.stringContaining('cannot be read') },
    ]);
  });
});
