/** Written conversations over a channel's own wire: they go as written and end in the ticket they always end in. */

import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Transcript, transcriptSchema } from '#bot/cli/chat/play-transcript.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { playOverChannel, playPlainly } from '#test/fixtures/play-over-channel.ts';
import type { OpenChannel } from './channel.contract.ts';

const FOLDER = new URL('../conversations/', import.meta.url);

/** All of the acceptance conversations, and those that show what these do not: buttons alone, agents, languages. */
const FILES: readonly string[] = readdirSync(FOLDER)
  .filter((file) => /^c\d\d-.*\.yaml$/.test(file))
  .toSorted()
  .concat(
    'p-starts-with-buttons.yaml',
    'p-agent-then-new-case.yaml',
    'p-cantonese-wants-person.yaml',
    'p-scam-nothing-paid.yaml',
    'p-frozen-english.yaml',
  );

/** Not every wire carries the name of a photo, so none is expected. */
function withoutPhotoNames(ticket: Transcript['turns'][number]['ticket']) {
  if (typeof ticket !== 'object' || !Array.isArray(ticket.attachments)) return ticket;
  return { ...ticket, attachments: ticket.attachments.map(({ name: _, ...rest }) => rest) };
}

function read(file: string): Transcript {
  const transcript = transcriptSchema.parse(parse(readFileSync(new URL(file, FOLDER), 'utf8')));
  const turns = transcript.turns.map(({ ticket, ...turn }) =>
    ticket === undefined ? turn : { ...turn, ticket: withoutPhotoNames(ticket) },
  );
  return { ...transcript, turns };
}

/** Plays conversations over a channel opened as for its contract. */
export function describeTranscripts(name: string, open: OpenChannel): void {
  describe(`${name}: written conversations`, () => {
    let guide: Guide;
    beforeAll(async () => {
      guide = await loadBuiltInGuide();
    });

    it('are there', () => expect(FILES.length).toBeGreaterThan(14));

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
