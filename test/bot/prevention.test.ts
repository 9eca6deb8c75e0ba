/** Links to printable pages: made for each conversation, filled from what is proved to be the merchant's. */

import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DeviceDirectory } from '#adapters/contract.ts';
import { openPrevention, type PreventionOptions } from '#bot/prevention.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { type DialogState, newState } from '#dialogs/state.ts';
import { plainGuide } from '#test/fixtures/plain-guide.ts';

const NOW = Date.parse('2026-11-23T10:00:00+08:00');
const CONVERSATION = 'webchat:a' as ConversationId;
const TERMINAL = { serial: '0821998877', model: 'A920', store: '城西店', status: 'active' } as const;

const directory: DeviceDirectory = {
  lookup: async ({ serial }) =>
    serial === TERMINAL.serial ? { kind: 'found', devices: [TERMINAL] } : { kind: 'unknown' },
};

const stateWith = (changes: Partial<DialogState>): DialogState => ({
  ...newState(plainGuide, 'en', 'webchat'),
  ...changes,
});

const SAID = { sn: { value: TERMINAL.serial, source: 'typed', confirmed: true } } as const;

/** The facts that the page of a conversation is filled with, read off the page. */
async function pageOf(state: DialogState, bindings: PreventionOptions['store']['bindings'] = async () => []) {
  const notes = new Map<string, string>();
  const prevention = await openPrevention({
    store: {
      note: async (key) => notes.get(key),
      saveNoteOnce: async (key, value) => !notes.has(key) && Boolean(notes.set(key, value)),
      dialogState: async (id) => (id === CONVERSATION ? state : undefined),
      bindings,
    },
    directory,
    guide: () => plainGuide,
    clock: () => NOW,
    publicUrl: () => '',
  });
  const app = express();
  app.use('/p', prevention.handler);
  const server = app.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resume) => server.once('listening', resume));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return await (await fetch(`http://127.0.0.1:${port}${prevention.pagesFor(CONVERSATION).contingency}`)).text();
}

describe('the printable pages of a conversation', () => {
  it('say what the merchant has typed, and nothing of the register before it is proved whose terminal it is', async () => {
    const html = await pageOf(stateWith({ slots: SAID }));
    expect(html).not.toContain('城西店');
    expect(html).not.toContain(TERMINAL.serial);
  });

  it('say what the register knows once the numbers matched', async () => {
    expect(await pageOf(stateWith({ slots: SAID, flags: ['register_matched'] }))).toContain('城西店');
  });

  it('say it for a terminal that an agent bound to the conversation', async () => {
    const bound = { conversationId: CONVERSATION, serial: TERMINAL.serial, boundAtMs: NOW };
    expect(await pageOf(stateWith({}), async () => [{ ...bound, proof: 'agent' }])).toContain('城西店');
  });

  it('say nothing of a terminal whose sticker was merely scanned', async () => {
    const bound = { conversationId: CONVERSATION, serial: TERMINAL.serial, boundAtMs: NOW };
    expect(await pageOf(stateWith({}), async () => [{ ...bound, proof: 'sticker' }])).not.toContain('城西店');
  });
});
