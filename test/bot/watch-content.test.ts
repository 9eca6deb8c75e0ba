/** Content that changes while posdesk runs: taken when it compiles, refused with the reason when it does not. */

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packBeside } from '#bot/content/pack-beside.ts';
import { type ContentWatchDependencies, watchContent } from '#bot/content/watch-content.ts';
import { createLogger } from '#bot/log.ts';
import { compile } from '#knowledge/compile.ts';
import { packContent } from '#knowledge/packed-guide.ts';
import { readContent } from '#knowledge/read-content.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { filesOf, symptom } from '#test/knowledge/content-files.ts';

const NETWORK = 'symptoms/network.yaml';
const SCREENS = 'screen-texts.yaml';
const say = (words: string) => symptom(`- id: a\n  say: { zh-Hans: ${words}, zh-Hant: ${words}, en: ${words} }`);

/** A folder with small content in it. */
function contentFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'symptoms'));
  for (const { name, text } of filesOf({ [NETWORK]: say('one') })) writeFileSync(join(folder, name), text);
  return folder;
}

async function watchFolder(changes: Partial<ContentWatchDependencies> = {}) {
  const builtIn = contentFolder();
  const lines: Record<string, unknown>[] = [];
  let compiles = 0;
  const watch = await watchContent({
    folders: { builtIn },
    async load() {
      const compiled = compile((await readContent(undefined, builtIn)).files);
      if (compiled.kind !== 'guide') throw new Error('the fixture does not compile');
      return compiled.guide;
    },
    clock: () => 5,
    log: createLogger(
      (line) => lines.push(JSON.parse(line)),
      () => 0,
    ),
    quietMs: 20,
    pollMs: 3_600_000,
    async pack() {
      compiles += 1;
      const { files, problems } = await readContent(undefined, builtIn);
      return problems.length > 0 ? { kind: 'problems', problems } : packContent(files);
    },
    ...changes,
  });
  onTestFinished(() => watch.stop());
  const write = (name: string, text: string | Uint8Array) => writeFileSync(join(builtIn, name), text);
  const said = () => {
    const step = watch.guide().flows.get('net-offline')?.steps[0];
    return step?.kind === 'say' ? step.say.en : undefined;
  };
  return { ...watch, builtIn, write, said, lines, compiles: () => compiles };
}

/** Waits until something holds; the test's own time limit ends a vain wait. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resume) => setTimeout(resume, 5));
}

describe('a change of the content', () => {
  it('says when one content has taken the place of another, and not when it was refused', async () => {
    let replaced = 0;
    const watch = await watchFolder({ onReplaced: () => (replaced += 1) });
    await watch.check();
    watch.write(NETWORK, say('two'));
    await watch.check();
    expect({ said: watch.said(), replaced }).toEqual({ said: 'two', replaced: 1 });
    watch.write(NETWORK, 'no: [content');
    await watch.check();
    expect({ failures: watch.state().failures, replaced }).toEqual({ failures: 1, replaced: 1 });
  });

  it('is taken by itself, and the log says so', async () => {
    const watch = await watchFolder();
    const before = watch.state().revision;
    watch.write(NETWORK, say('two'));
    await until(() => watch.said() === 'two');
    expect(watch.state()).toMatchObject({ problems: [], reloads: 1, failures: 0, loadedAtMs: 5 });
    expect(watch.state().revision).not.toBe(before);
    expect(watch.lines).toMatchObject([{ event: 'content-reloaded', before }]);
  });

  it('is found by the regular look when the system tells nothing', async () => {
    const watch = await watchFolder({ quietMs: 3_600_000, pollMs: 20 });
    watch.write(NETWORK, say('two'));
    await until(() => watch.said() === 'two');
  });

  it('that comes while the content is loaded first is not missed', async () => {
    const builtIn = contentFolder();
    const watch = await watchFolder({
      folders: { builtIn },
      async load() {
        const { files } = await readContent(undefined, builtIn);
        writeFileSync(join(builtIn, NETWORK), say('two'));
        const compiled = compile(files);
        return compiled.kind === 'guide' ? compiled.guide : Promise.reject(new Error('does not compile'));
      },
      pack: async () => packContent((await readContent(undefined, builtIn)).files),
    });
    expect(watch.said()).toBe('one');
    await until(() => watch.said() === 'two');
  });

  it('with many files at once is compiled once', async () => {
    const watch = await watchFolder();
    for (let round = 0; round < 40; round++) watch.write(NETWORK, say(`round ${round}`));
    await until(() => watch.said() === 'round 39');
    await watch.check();
    expect(watch.compiles()).toBe(1);
  });

  it('that goes on while it is compiled is read again', async () => {
    let compiles = 0;
    const watch = await watchFolder({
      async pack({ builtIn }) {
        const { files } = await readContent(undefined, builtIn);
        compiles += 1;
        if (compiles === 1) writeFileSync(join(builtIn, NETWORK), say('three'));
        return packContent(files);
      },
    });
    watch.write(NETWORK, say('two'));
    await watch.check();
    expect(watch.said()).toBe('three');
    expect(watch.state().reloads).toBe(1);
  });
});

describe('content that cannot be used', () => {
  const gbk = new Uint8Array([...new TextEncoder().encode(say('x')), 0x23, 0xc4, 0xe3, 0xba, 0xc3, 0x0a]);
  const elsewhere = (): string => {
    const file = join(temporaryFolder(), 'network.yaml');
    writeFileSync(file, say('outside'));
    return file;
  };
  const link = (path: string): void => {
    rmSync(path);
    symlinkSync(elsewhere(), path);
  };

  it.each<[string, string | Uint8Array | ((path: string) => void), RegExp]>([
    ['broken YAML', `${say('two')}\n  - [\n`, /network\.yaml:\d+:\d+$/],
    ['a step that leads nowhere', say('two').replace(/\n$/, '\n      go: nowhere\n'), /network\.yaml:8:\d+$/],
    ['a file cut in the middle of a line', say('two').trimEnd(), /network\.yaml:1:1$/],
    ['a file cut to nothing', '', /network\.yaml:1:1$/],
    ['a file in GBK', gbk, /network\.yaml:1:1$/],
    ['a link that leads out of the folder', link, /network\.yaml:1:1$/],
    ['a missing file that others refer to', (path) => rmSync(path), /screen-texts\.yaml:1:\d+$/],
  ])('%s leaves the old content serving, says where, and is taken once it is mended', async (_, content, where) => {
    const watch = await watchFolder();
    watch.write(SCREENS, '- { text: no link, symptom: net-offline }\n');
    await watch.check();
    const before = watch.state();
    const path = join(watch.builtIn, NETWORK);
    if (typeof content === 'function') content(path);
    else watch.write(NETWORK, content);
    await watch.check();
    expect(watch.said()).toBe('one');
    expect(watch.state()).toMatchObject({ revision: before.revision, reloads: before.reloads });
    expect(watch.state().problems).not.toEqual([]);
    expect(watch.lines.at(-1)).toMatchObject({ level: 'warn', event: 'content-refused' });
    expect(watch.lines.at(-1)?.where).toMatch(where);
    rmSync(path, { force: true });
    watch.write(NETWORK, say('mended'));
    await watch.check();
    expect(watch.said()).toBe('mended');
    expect(watch.state().problems).toEqual([]);
  });

  it('is refused once, however often it is looked at', async () => {
    const watch = await watchFolder();
    watch.write(NETWORK, 'a: [');
    await watch.check();
    await watch.check();
    expect(watch.state().failures).toBe(1);
  });

  it('that was put back as it was is no failure any more', async () => {
    const watch = await watchFolder();
    const before = watch.state().revision;
    watch.write(NETWORK, 'a: [');
    await watch.check();
    watch.write(NETWORK, say('one'));
    await watch.check();
    expect(watch.state()).toMatchObject({ revision: before, problems: [] });
  });
});

describe('the process that compiles', () => {
  it('gives a Guide that understands as one compiled here does', async () => {
    const builtIn = contentFolder();
    const watch = await watchFolder({ folders: { builtIn }, pack: packBeside });
    writeFileSync(join(builtIn, NETWORK), say('two').replace('断网了', '断网了, 连不上网'));
    await watch.check();
    expect(watch.said()).toBe('two');
    const utterance = { raw: '连不上网', normal: '连不上网', segments: ['连不上网'], words: ['连不上', '网'] };
    const here = compile((await readContent(undefined, builtIn)).files);
    expect(here.kind === 'guide' && here.guide.matcher.match(utterance)).toEqual(
      watch.guide().matcher.match(utterance),
    );
  });

  it('is served only when it has been warmed up', async () => {
    const served: (string | undefined)[] = [];
    let said = (): string | undefined => 'anything';
    const watch = await watchFolder({
      async warmUp(next, beside) {
        const step = next.flows.get('net-offline')?.steps[0];
        served.push(`${step?.kind === 'say' ? step.say.en : ''} ${beside ? 'beside' : 'before'} ${said()}`);
      },
    });
    said = watch.said;
    watch.write(NETWORK, say('two'));
    await watch.check();
    expect(served).toEqual(['one before anything', 'two beside one']);
    expect(watch.said()).toBe('two');
  });

  it('that is told to stop ends, and the content stays', async () => {
    const builtIn = contentFolder();
    const stop = new AbortController();
    const packing = packBeside({ builtIn }, stop.signal);
    stop.abort(new Error('enough'));
    expect(await packing).toMatchObject({
      kind: 'problems',
      problems: [{ message: expect.stringContaining('enough') }],
    });
  });
});
