/** Every walk through the content ends, the written walks go as written, and together they take nearly every way. */

import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { NOTHING_KNOWN, remembering, wordsOf } from '#bot/cli/chat/merchant.ts';
import { playTranscript } from '#bot/cli/chat/play-transcript.ts';
import { coverOf } from '#bot/cli/content/coverage.ts';
import { createExplorer } from '#bot/cli/content/explore.ts';
import { createJudge } from '#bot/cli/content/judge-walks.ts';
import { sayDeviations } from '#bot/cli/content/play-all.ts';
import { type ReadTranscript, readTranscripts } from '#bot/cli/content/read-transcripts.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';

const FOLDER = fileURLToPath(new URL('../conversations/walks', import.meta.url));

let guide: Guide;
let walks: readonly ReadTranscript[];

beforeAll(async () => {
  guide = remembering(await loadBuiltInGuide());
  walks = await readTranscripts([FOLDER]);
});

describe('written walks', () => {
  it('go as written; after a wanted change: npm run -s content -- walk --write test/conversations/walks', async () => {
    const deviating: string[] = [];
    for (const read of walks) {
      const deviations = await playTranscript(guide, read.transcript);
      if (deviations.length > 0) deviating.push(sayDeviations(read, deviations));
    }
    expect(deviating.join('\n')).toBe('');
  });

  it('take at least 95 % of all answers, results and branches, and none that nobody knows', async () => {
    const covered = await coverOf(guide, walks);
    expect(covered.unlisted).toEqual([]);
    expect(covered.ways.taken / covered.ways.all).toBeGreaterThanOrEqual(0.95);
  });
});

describe('every walk', () => {
  it('ends resolved, answered, given up or with a ticket, and every answer to its questions is understood', () => {
    const explore = createExplorer(guide);
    const judge = createJudge();
    const symptoms = [...guide.flows.values()].filter((flow) => flow.kind === 'symptom');
    const flaws = symptoms.flatMap(({ id }) =>
      judge([explore(id, NOTHING_KNOWN)]).flaws.map(
        ({ message, path }) => `${id} ${message}: ${path.map(({ said }) => wordsOf(said)).join(', ')}`,
      ),
    );
    expect(symptoms.length).toBeGreaterThan(0);
    expect(flaws).toEqual([]);
  });
});
