/** Simulated merchants: nothing happens to them that never may. */

import { beforeAll, describe, expect, it } from 'vitest';
import { NEVER } from '#bot/cli/simulate/judge.ts';
import { readLines } from '#bot/cli/simulate/lines.ts';
import { type Played, play } from '#bot/cli/simulate/play.ts';
import { seedOf } from '#bot/cli/simulate/random.ts';
import { drawReport } from '#bot/cli/simulate/report.ts';
import { tally } from '#bot/cli/simulate/tally.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';

const MERCHANTS = 300;
let played: readonly Played[];

beforeAll(async () => {
  const stage = { guide: await loadBuiltInGuide(), lines: readLines() };
  played = Array.from({ length: MERCHANTS }, (_, index) => play(seedOf(20, index), stage));
});

describe('300 simulated merchants', () => {
  it.each(NEVER)('%s: not once', (kind) => {
    const found = tally(played).examples[kind] ?? [];
    expect(found.map(({ at, script }) => `${at}\n${script.join('\n')}`).join('\n\n')).toBe('');
  });

  it('end in every way there is', () => {
    const { ends, conversations, turns } = tally(played);
    expect(conversations).toBe(MERCHANTS);
    expect(Math.min(...Object.values(ends))).toBeGreaterThan(0);
    expect(turns.most).toBeLessThan(40);
  });

  it('are the same for the same seed', async () => {
    const stage = { guide: await loadBuiltInGuide(), lines: readLines() };
    expect(play(seedOf(20, 3), stage)).toEqual(played[3]);
  });

  it('are told in a report that can be read without anything from elsewhere', () => {
    const page = drawReport(tally(played), 20);
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/<script|https?:|src=/);
  });
});
