/** Written conversations over a channel's own wire: they go as written and end in the ticket they always end in. */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Transcript, transcriptSchema } from '#bot/cli/chat/play-transcript.ts';
import { loadGuide } from '#bot/load-guide.ts';
import type { Guide } from '#knowledge/guide.ts';
import { playOverChannel, playPlainly } from '#test/fixtures/play-over-channel.ts';
import type { OpenChannel } from './channel.contract.ts';

const FOLDER = new URL('../conversations/', import.meta.url);

/** Conversations that show all there is: buttons, a whole tree, corrections, agents, card data, days, languages. */
const FILES: readonly string[] = [
  'c01-router-restart.yaml',
  'c02-whole-tree-to-handoff.yaml',
  'c03-serial-corrected.yaml',
  'c05-human-at-once.yaml',
  'c06-card-data.yaml',
  'c14-after-hours.yaml',
  'p-starts-with-buttons.yaml',
  'p-agent-then-new-case.yaml',
  'p-frozen-english.yaml',
];

function read(file: string): Transcript {
  return transcriptSchema.parse(parse(readFileSync(new URL(file, FOLDER), 'utf8')));
}

/** Plays conversations over a channel opened as for its contract. */
export function describeTranscripts(name: string, open: OpenChannel): void {
  describe(`${name}: written conversations`, () => {
    let guide: Guide;
    beforeAll(async () => {
      guide = await loadGuide(undefined);
    });

    it.each(FILES)('%s', async (file) => {
      // Under the same name, as tickets and walks speak of the channel.
      const transcript = { ...read(file), channel: name };
      const plain = await playPlainly(guide, transcript);
      const wired = await playOverChannel(guide, transcript, open);
      expect(wired.deviations).toEqual(plain.deviations);
      expect(wired.ticket).toEqual(plain.ticket);
      expect(wired.missing).toEqual([]);
      expect(wired.violations).toEqual([]);
    });
  });
}
