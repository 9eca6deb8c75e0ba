/** The command that turns corrected lines into proposals for the content, run as support people run it. */

import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadGuide } from '#bot/content/load-guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const COMMAND = fileURLToPath(new URL('../../bot/cli/content.ts', import.meta.url));
const CARD = '6216261000000000018';
const ODD = '那个铁疙瘩今朝又歇菜闹脾气';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs in a folder of its own, whose test sets it measures. */
function run(cwd: string, ...args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, 'suggest', ...args], { cwd, maxBuffer: 20_000_000 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

async function workplace(lines: readonly unknown[]): Promise<{ readonly folder: string; readonly overlay: string }> {
  const folder = temporaryFolder();
  const overlay = join(folder, 'ours');
  await mkdir(join(folder, 'test/utterances'), { recursive: true });
  await mkdir(overlay);
  await writeFile(
    join(overlay, 'institution.yaml'),
    '# Our own name.\nname: { zh-Hans: 好付, zh-Hant: 好付, en: Haofu }\n',
  );
  const set = [
    { text: '断网了', label: 'net-offline' },
    { text: '这句话只在考卷里', label: 'sw-freeze' },
  ];
  await writeFile(join(folder, 'test/utterances/exam.jsonl'), set.map((line) => JSON.stringify(line)).join('\n'));
  await writeFile(
    join(folder, 'lines.jsonl'),
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return { folder, overlay };
}

describe('content suggest', () => {
  it('proposes entry, place and effect, and writes nothing', async () => {
    const { folder, overlay } = await workplace([
      { text: ODD, label: 'sw-freeze', note: '客服改的' },
      { text: '断网了' },
      { text: '这句话只在考卷里', label: 'sw-freeze' },
      { text: 'qqqq zzzz' },
      { text: '随便', label: 'no-such-entry' },
    ]);
    const { code, out } = await run(folder, 'lines.jsonl', '--content', overlay, '--json');
    const { proposals, places, effect, written } = JSON.parse(out);
    expect(code).toBe(0);
    expect(proposals[0]).toMatchObject({ id: 'sw-freeze', by: 'label', example: ODD, note: '客服改的' });
    expect(proposals.slice(1).map(({ skipped }: { skipped?: string }) => skipped)).toEqual([
      'understood',
      'test-line',
      'no-guess',
      'unknown-label',
    ]);
    expect(places).toMatchObject([{ id: 'sw-freeze', file: `${overlay}/symptoms/software.yaml` }]);
    expect(places[0].line).toBeGreaterThan(1);
    expect(effect.map(({ set }: { set: string }) => set)).toEqual(['exam', 'conversations']);
    expect(effect[0].before).toMatchObject({ lines: 2 });
    expect(written).toEqual([]);
    expect(await readdir(overlay)).toEqual(['institution.yaml']);
  });

  it('writes into the folder of the institution, the whole entry with its comments, and it is understood then', async () => {
    const { folder, overlay } = await workplace([{ text: ODD, label: 'sw-freeze' }]);
    const { code, out } = await run(folder, 'lines.jsonl', '--content', overlay, '--write');
    expect(out).toContain(`Written: ${overlay}/symptoms/software.yaml`);
    expect(code).toBe(0);
    const builtIn = await readFile(new URL('../../knowledge/content/symptoms/software.yaml', import.meta.url), 'utf8');
    const ours = await readFile(join(overlay, 'symptoms/software.yaml'), 'utf8');
    expect(ours.split('\n').filter((line) => !builtIn.split('\n').includes(line))).toEqual([`    - ${ODD}`]);
    const line = Number(/software\.yaml:(\d+)/.exec(out)?.[1]);
    expect(ours.split('\n')[line - 1]).toBe(`    - ${ODD}`);
    const guide = await loadGuide(overlay);
    expect(guide.matcher.match(readUtterance(ODD, guide.lexicon))).toMatchObject({ decision: 'accept' });
    expect(guide.institution.name.en).toBe('Haofu');
  });

  it('takes secrets and the numbers of one merchant out before anything is shown or written', async () => {
    const { folder, overlay } = await workplace([
      { text: `${ODD} 卡号${CARD} 序列号0820331177`, label: 'sw-freeze', note: `卡 ${CARD}` },
      `{"text": "${CARD}`,
    ]);
    const { code, out, err } = await run(folder, 'lines.jsonl', '--content', overlay, '--write');
    const ours = await readFile(join(overlay, 'symptoms/software.yaml'), 'utf8');
    expect(code).toBe(1);
    expect(out).toContain('line 2: this line is not JSON');
    for (const text of [out, err, ours]) expect(text).not.toContain(CARD);
    expect(ours).not.toContain('0820331177');
  });

  it('proposes a rule that several lines share and no other entry has', async () => {
    const odd = ['铁疙瘩打摆子了', '今天铁疙瘩打摆子 急', '又铁疙瘩打摆子'];
    const { folder } = await workplace(odd.map((text) => ({ text, label: 'sw-freeze' })));
    const { out } = await run(folder, 'lines.jsonl', '--json');
    expect(JSON.parse(out).rules).toEqual([{ id: 'sw-freeze', pattern: '铁疙瘩打摆子', lines: 3 }]);
  });

  it('says which file is not there', async () => {
    const { code, err } = await run(temporaryFolder(), 'nowhere.jsonl');
    expect(code).toBe(2);
    expect(err).toMatch(
      /^nowhere\.jsonl \(looked for as \/.*\/nowhere\.jsonl\) cannot be read: there is no such file\./,
    );
  });

  it('says how it is called', async () => {
    const { code, err } = await run(temporaryFolder());
    expect(code).toBe(2);
    expect(err).toContain('suggest LINES.jsonl');
  });
});
