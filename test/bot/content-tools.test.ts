/** The content command as support people run it: list, graph, walk, test and coverage. */

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CATALOGUE_IDS } from '../fixtures/catalogue-ids.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const COMMAND = fileURLToPath(new URL('../../bot/cli/content.ts', import.meta.url));

interface Run {
  readonly code: number;
  readonly out: string;
}

function run(...args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], { maxBuffer: 20_000_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), out: stdout + stderr });
    });
  });
}

describe('content list', () => {
  it('holds all 71 symptoms and 19 controls of the catalogue, and each symptom in all languages', async () => {
    const { code, out } = await run('list', '--json');
    const { counts, entries } = JSON.parse(out);
    const intents = entries.filter((entry: { kind: string }) => entry.kind !== 'procedure');
    expect(code).toBe(0);
    expect(counts).toMatchObject({ symptoms: 71, controls: 19 });
    expect(intents.map(({ id }: { id: string }) => id).sort()).toEqual([...CATALOGUE_IDS].sort());
    const offline = entries.find(({ id }: { id: string }) => id === 'net-offline');
    expect(offline).toMatchObject({ kind: 'symptom', group: 'network', languages: ['zh-Hans', 'zh-Hant', 'en'] });
    expect(offline.outcomes).toContain('net-wifi-fail');
    expect(Math.min(...Object.values<number>(offline.examples))).toBeGreaterThan(0);
  });

  it('ends with the counts', async () => {
    const { out } = await run('list');
    expect(out).toMatch(/\n90 intents \(71 symptoms, 19 controls\), \d+ procedures\n$/);
  });
});

describe('content graph', () => {
  it('writes a drawing and Mermaid text of a symptom with its procedures framed', async () => {
    const folder = temporaryFolder();
    const { code, out } = await run('graph', 'net-offline', '--out', folder);
    expect({ code, out }).toEqual({ code: 0, out: `${join(folder, 'net-offline.svg')}\n` });
    const svg = await readFile(join(folder, 'net-offline.svg'), 'utf8');
    expect(svg).toMatch(/连不上网 \(net(-|&#45;)offline\)/);
    expect(svg).toContain('class="cluster"');
    const mermaid = await readFile(join(folder, 'net-offline.mmd'), 'utf8');
    expect(mermaid).toMatch(/flowchart TD\n[\s\S]*subgraph f\d+\["用什么上网"\]/);
    expect(mermaid).toContain('-->|"手机也上不了 / 手机能上网 / 不知道"|');
  });

  it('speaks the language asked for', async () => {
    const { out } = await run('graph', 'net-offline', '--locale', 'en');
    expect(out).toContain("Phone is offline too / Phone is online / don't know");
    expect(out).not.toMatch(/\p{Script=Han}/u);
  });

  it('draws every symptom and procedure', async () => {
    const { code, out } = await run('graph', '--all', '--out', temporaryFolder());
    expect(code).toBe(0);
    expect(out.trim().split('\n').length).toBeGreaterThan(90);
  });

  it('names what it cannot draw', async () => {
    expect(await run('graph', 'net-ofline')).toEqual({
      code: 2,
      out: 'There is no symptom or procedure net-ofline; list prints them.\n',
    });
  });
});

const WALKS = `title: Power bank
starts: how-backup
conversations:
  - turns: []
    ends: answered
  - turns:
      - tap: No such button
    ends: ticket
`;

describe('content test', () => {
  it('prints turn by turn what was expected and what came, and exits with 1', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'a.yaml'), WALKS);
    const { code, out } = await run('test', folder);
    expect(code).toBe(1);
    expect(out).toContain(`${join(folder, 'a.yaml')}:6 Power bank 2`);
    expect(out).toMatch(/turn 1 “No such button”\n {4}- a button No such button\n/);
    expect(out).toContain('- ends: ticket');
    expect(out).toContain('1 of 2 conversations went another way');
  });

  it('says that conversations went as written', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'a.yaml'), WALKS.split('  - turns:\n')[0] ?? '');
    expect(await run('test', folder)).toEqual({ code: 0, out: '1 conversation went as written\n' });
  });

  it('says where a file is wrong', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'a.yaml'), 'title: x\nturns:\n  - taps: y\n');
    const { code, out } = await run('test', folder);
    expect(code).toBe(2);
    expect(out).toContain(`${join(folder, 'a.yaml')}: turns.0: Unrecognized key: "taps"`);
  });

  it('does not pass where there is nothing to play', async () => {
    expect(await run('test', temporaryFolder())).toEqual({ code: 1, out: 'There are no conversations here.\n' });
  });
});

describe('content coverage', () => {
  it('names each way that nobody takes with its place, and counts', async () => {
    const folder = temporaryFolder();
    const walk = 'title: x\nstarts: net-offline\nturns:\n  - tap: WiFi\n  - tap: 手机能上网\n';
    await writeFile(join(folder, 'a.yaml'), walk);
    const { code, out } = await run('coverage', folder);
    expect(code).toBe(0);
    expect(out).toMatch(
      /symptoms\/network\.yaml:\d+:\d+ net-offline, step phone-online: nobody takes no → wifi-walk\n/,
    );
    expect(out).not.toContain('net-offline, step phone-online: nobody takes yes');
    expect(out).toMatch(/1 conversation; steps \d+ of \d+/);
  });
});

describe('content walk', () => {
  it('walks one symptom, and writes walks that can be played', async () => {
    const folder = temporaryFolder();
    const { code, out } = await run('walk', 'pwr-battery-hazard', '--write', folder);
    expect(code).toBe(0);
    expect(out).toContain('every walk ends');
    expect(await readFile(join(folder, 'pwr-battery-hazard.yaml'), 'utf8')).toContain('starts: pwr-battery-hazard');
    expect(await run('test', folder)).toMatchObject({ code: 0 });
  });

  it('says the same as JSON', async () => {
    const { out } = await run('walk', 'how-backup', '--json');
    expect(JSON.parse(out)).toEqual([
      { symptom: 'how-backup', longest: 0, endings: ['answered'], stands: 1, flaws: [] },
    ]);
  });
});
