/** Every written conversation goes as written. */

import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Deviation, playTranscript, transcriptSchema, transcriptsSchema } from '#bot/cli/chat/play-transcript.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';

const folder = new URL('./conversations/', import.meta.url);
let guide: Guide;

beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

const show = (deviations: readonly Deviation[]): string =>
  deviations
    .map(({ turn, said, expected, got }) => `turn ${turn} “${said}”: expected ${expected}\n    got ${got}`)
    .join('\n');

describe('conversations', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    it(file, async () => {
      const transcript = transcriptSchema.parse(parse(readFileSync(new URL(file, folder), 'utf8')));
      const deviations = await playTranscript(guide, transcript);
      expect(show(deviations)).toBe('');
    });
  }
});

const patterns = new URL('./patterns/', folder);

describe('patterns of conversation, in three languages', () => {
  for (const file of readdirSync(patterns).filter((name) => name.endsWith('.yaml'))) {
    const { title, conversations } = transcriptsSchema.parse(parse(readFileSync(new URL(file, patterns), 'utf8')));
    for (const [index, one] of conversations.entries()) {
      it(`${title}: ${one.title ?? index + 1}`, async () => {
        const deviations = await playTranscript(guide, { ...one, title });
        expect(show(deviations)).toBe('');
      });
    }
  }
});
