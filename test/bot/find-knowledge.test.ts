/** Finding in the content: what the bot takes a line for, and the file and line where the words stand. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findKnowledge } from '#bot/desk/find-knowledge.ts';
import { viewFlow } from '#bot/desk/flow-view.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';

const ROOT = join(import.meta.dirname, '../..');
let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

function lineAt({ file, line }: { readonly file: string; readonly line: number }): string {
  return readFileSync(join(ROOT, file), 'utf8').split('\n')[line - 1] ?? '';
}

describe('what is found in the content', () => {
  it('is the symptom that the bot takes a line for, also where no file has these words', () => {
    const { decision, heard } = findKnowledge('机器今天一直连不上网了怎么搞', guide);
    expect([decision, heard[0]?.id]).toEqual(['accept', 'net-offline']);
    expect(findKnowledge('xqzv wkjh', guide)).toEqual({ decision: 'reject', heard: [], hits: [], more: false });
  });

  it('are all troubles of a line, and the places of what the bot hears stand first', () => {
    const { heard } = findKnowledge('没信号 打印机也卡纸', guide);
    expect(heard.map(({ id }) => id)).toEqual(['net-no-signal', 'prn-jam']);
    const offline = findKnowledge('断网', guide);
    expect([offline.heard[0]?.id, offline.hits[0]?.id]).toEqual(['net-offline', 'net-offline']);
  });

  it.each([
    ['重启路由器', 'restart-router'],
    ['重新啟動路由器', 'restart-router'],
    ['restart the ROUTER', 'restart-router'],
    ['restart-router', 'restart-router'],
    ['technician was here', 'net-offline'],
  ])('by %s is %s, with its place', (find, id) => {
    const { hits } = findKnowledge(find, guide);
    const hit = hits.find((one) => one.id === id);
    expect(hit?.text.toLowerCase()).toContain(find.toLowerCase());
    expect(lineAt(hit?.at ?? { file: '', line: 0 })).toMatch(/\S/);
    expect(
      hits.every(({ text }) =>
        find
          .toLowerCase()
          .split(' ')
          .every((word) => text.toLowerCase().includes(word)),
      ),
    ).toBe(true);
  });

  it('is the same with and without a hyphen, and nothing for a hyphen alone', () => {
    expect(findKnowledge('forget and rejoin the wifi', guide).hits[0]?.text).toBe('Forget and rejoin the Wi-Fi');
    expect(findKnowledge('restart router', guide).hits.map(({ id }) => id)).toContain('restart-router');
    expect(findKnowledge('--', guide).hits).toEqual([]);
  });

  it('shows each symptom once for each place, and says when there is more', () => {
    const { hits, more } = findKnowledge('机', guide);
    expect(more).toBe(true);
    expect(hits.length).toBe(200);
    const places = findKnowledge('路由器', guide).hits.filter(({ where }) => where === 'step');
    expect(new Set(places.map(({ at }) => `${at.file}:${at.line}`)).size).toBe(places.length);
  });
});

it('a symptom is shown with the line where it begins, the line of each step, and what merchants say of it', () => {
  const flow = guide.flows.get('net-offline');
  if (!flow) throw new Error('There is no such symptom.');
  const view = viewFlow(flow, guide);
  expect(lineAt(view.at)).toContain('net-offline');
  for (const { id, at } of view.steps) {
    const text = readFileSync(join(ROOT, at.file), 'utf8')
      .split('\n')
      .slice(at.line - 1, at.line + 12)
      .join('\n');
    expect(text).toContain(id);
  }
  expect(view.examples.length).toBeGreaterThan(50);
});
