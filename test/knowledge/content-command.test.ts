/** The content command as support people run it: output, exit codes, and what it writes. */

import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeOwnedFolder } from '#test/fixtures/owned-folder.ts';

const COMMAND = fileURLToPath(new URL('../../bot/cli/content.ts', import.meta.url));

let overlay: string;

beforeEach(async () => {
  overlay = makeOwnedFolder('overlay');
  await mkdir(join(overlay, 'symptoms'));
});

afterEach(() => rm(overlay, { recursive: true, force: true }));

interface Run {
  readonly code: number;
  readonly out: string;
}

function run(...args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), out: stdout + stderr });
    });
  });
}

describe('content check', () => {
  it('prints each problem as file:line:column with a remedy and exits with 1', async () => {
    await writeFile(join(overlay, 'symptoms/mine.yaml'), 'net-mine:\n  titel: x\n');
    const { code, out } = await run('check', '--content', overlay);
    expect(code).toBe(1);
    expect(out).toContain(`${overlay}/symptoms/mine.yaml:2:3 the key titel means nothing here — Do you mean title?`);
  });

  it('says the same as JSON', async () => {
    await writeFile(join(overlay, 'symptoms/mine.yaml'), '- a\n');
    const { code, out } = await run('check', '--json', '--content', overlay);
    expect(code).toBe(1);
    expect(JSON.parse(out).problems).toContainEqual({
      file: `${overlay}/symptoms/mine.yaml`,
      line: 1,
      column: 1,
      message: 'this file must be a map',
      remedy: 'Begin every entry with its key and a colon.',
    });
  });
});

describe('content fill-hant', () => {
  it('writes into the folder named, and nothing into the built-in content', async () => {
    const path = join(overlay, 'symptoms/mine.yaml');
    await writeFile(path, 'net-mine:\n  title:\n    zh-Hans: 断网\n    en: Offline\n');
    expect(await run('fill-hant', '--content', overlay)).toEqual({
      code: 0,
      out: 'symptoms/mine.yaml: 1 line added\n',
    });
    expect(await readFile(path, 'utf8')).toBe(
      'net-mine:\n  title:\n    zh-Hans: 断网\n    zh-Hant: 斷網\n    en: Offline\n',
    );
    expect(await run('fill-hant', '--content', overlay)).toEqual({ code: 0, out: 'Nothing to add.\n' });
  });
});

describe('content', () => {
  it('explains itself when the command is not known', async () => {
    expect(await run('chek')).toMatchObject({
      code: 2,
      out: expect.stringContaining('npm run -s content -- <command>'),
    });
  });
});
