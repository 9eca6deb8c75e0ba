/** The program begins once more to have few pools of memory: once, under the same number, and not where it cannot. */

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { giveBackMemory } from '#bot/bound-memory.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const BOUND_MEMORY = new URL('../../bot/bound-memory.ts', import.meta.url).href;

interface Begin {
  readonly pid: number;
  readonly pools?: string;
  readonly givenBackFrom?: string;
  readonly words: readonly string[];
}

interface Outcome {
  readonly status: number | null;
  readonly words: string;
  /** Of each begin of the program: its process number, and what the environment says of pools and of what is given back. */
  readonly begins: readonly Begin[];
}

/** Runs a program that bounds its memory and says something, after `before` has run in the same process. */
function run(before: string, environment: Readonly<Record<string, string>> = {}, says = "'under way'"): Outcome {
  const folder = temporaryFolder();
  const [log, first, program] = ['log.txt', 'first.mjs', 'program.ts'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(log, '');
  writeFileSync(
    first,
    `import { appendFileSync, readFileSync } from 'node:fs';
const { MALLOC_ARENA_MAX: pools, MALLOC_MMAP_THRESHOLD_: givenBackFrom } = process.env;
const line = JSON.stringify({ pid: process.pid, pools, givenBackFrom, words: process.argv.slice(2) });
appendFileSync(${JSON.stringify(log)}, line + '\\n');
if (readFileSync(${JSON.stringify(log)}, 'utf8').split('\\n').length > 6) process.exit(9);
${before}`,
  );
  writeFileSync(
    program,
    `import { boundMemory } from ${JSON.stringify(BOUND_MEMORY)};\nboundMemory();\nconsole.log(${says});\n`,
  );
  const { MALLOC_ARENA_MAX: _, MALLOC_MMAP_THRESHOLD_: __, POSDESK_BEGAN_ANEW: ___, ...inherited } = process.env;
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', pathToFileURL(first).href, program, '--port', '1'],
    { env: { ...inherited, ...environment }, encoding: 'utf8', timeout: 60_000 },
  );
  const begins = readFileSync(log, 'utf8').trim().split('\n');
  return { status, words: stdout.trim(), begins: begins.map((line) => JSON.parse(line)) };
}

describe.skipIf(process.platform !== 'linux')('bounding memory', () => {
  it('begins once more in the same process, with the same words and few pools', () => {
    const { status, words, begins } = run('');
    expect({ status, words }).toEqual({ status: 0, words: 'under way' });
    expect(begins).toHaveLength(2);
    expect(begins[1]).toEqual({ pid: begins[0]?.pid, pools: '2', givenBackFrom: '1048576', words: ['--port', '1'] });
    expect(begins[0]).toEqual({ pid: begins[0]?.pid, words: ['--port', '1'] });
  });

  it('never begins a third time, although something takes the setting away', () => {
    const { status, words, begins } = run('delete process.env.MALLOC_ARENA_MAX;');
    expect({ status, words, begins: begins.length }).toEqual({ status: 0, words: 'under way', begins: 2 });
  });

  it('leaves a setting as it is where there is one', () => {
    const { status, begins } = run('', { MALLOC_ARENA_MAX: '4', MALLOC_MMAP_THRESHOLD_: '131072' });
    const set = { pools: '4', givenBackFrom: '131072' };
    expect({ status, begins }).toMatchObject({ status: 0, begins: [set, set] });
  });

  it('begins anew without the compiler that strips types, and leaves nothing behind', () => {
    const folder = temporaryFolder();
    const says = "process.moduleLoadList.some((name) => name.includes('amaro'))";
    const { status, words } = run('', { TMPDIR: folder }, says);
    expect({ status, words, left: readdirSync(folder) }).toEqual({ status: 0, words: 'false', left: [] });
  });

  it('goes on with the compiler where no folder for temporary files can be written', () => {
    const { status, words, begins } = run('', { TMPDIR: '/nowhere' });
    expect({ status, words, begins: begins.length }).toEqual({ status: 0, words: 'under way', begins: 2 });
  });

  it('leaves nothing behind where the disk is full', () => {
    const folder = temporaryFolder();
    const full = "process.getBuiltinModule('node:fs').writeFileSync = () => { throw new Error('ENOSPC'); };";
    const { status, words, begins } = run(`${full}\nprocess.getBuiltinModule('node:module').syncBuiltinESMExports();`, {
      TMPDIR: folder,
    });
    expect({ status, words, begins: begins.length }).toEqual({ status: 0, words: 'under way', begins: 2 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['is not there any more', `process.execPath = '/nowhere/node';`],
    ['may not be run', `process.execPath = new URL('./log.txt', import.meta.url).pathname;`],
    ['cannot be started anew', `process.execve = undefined;`],
    ['talks to its parent', 'process.send = () => true;'],
    ['is refused', `process.execve = () => { throw new Error('refused'); };`],
  ])('goes on as it is where the program %s', (_name, before) => {
    const folder = temporaryFolder();
    const { status, words, begins } = run(before, { TMPDIR: folder });
    expect({ status, words, begins: begins.length }).toEqual({ status: 0, words: 'under way', begins: 1 });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('giving memory back', () => {
  it('collects what nothing needs any more', async () => {
    let collected = false;
    const registry = new FinalizationRegistry(() => (collected = true));
    const leave = () => registry.register({ guide: new Float32Array(1_000) }, undefined);
    leave();
    giveBackMemory();
    await vi.waitFor(() => expect(collected).toBe(true), 10_000);
  });
});
