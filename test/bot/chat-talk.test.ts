/** A conversation in the terminal: lines that somebody types, and lines that are piped in. */

import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { openChatDesk } from '#bot/cli/chat/chat-desk.ts';
import { talk } from '#bot/cli/chat/talk.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';

it('answers every line that was piped in, although the input has ended before', async () => {
  const desk = await openChatDesk(await loadBuiltInGuide(), Date.parse('2026-11-23T10:00:00+08:00'), 'webchat');
  const stream = new PassThrough();
  const printed: string[] = [];
  const talked = talk(desk, createInterface({ input: stream, prompt: '> ' }), (text) => void printed.push(text));
  stream.end('机器断网了\n1\n');
  await talked;
  await desk.close();
  expect(printed).toHaveLength(3);
  expect(printed[1]).toContain('1. WiFi');
  expect(printed[2]).not.toContain('1. WiFi');
});
