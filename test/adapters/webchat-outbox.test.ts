/** The page's queue of outgoing messages. */

import { describe, expect, it } from 'vitest';
import { createOutbox, type Outbox, type PostResult } from '#adapters/webchat/web/outbox.ts';
import type { OutgoingMessage } from '#adapters/webchat/wire.ts';

function message(id: string, text = `text ${id}`): OutgoingMessage {
  return { id, text };
}

function memoryStorage() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    all: () => [...kept.values()].join(),
  };
}

/** A server that answers each attempt with the next of these, and then accepts. */
function openOutbox(answers: readonly PostResult[], storage = memoryStorage()) {
  const attempts: string[] = [];
  const pauses: number[] = [];
  const left = [...answers];
  const outbox: Outbox = createOutbox({
    storage,
    async post({ id }) {
      attempts.push(id);
      return left.shift() ?? { kind: 'accepted', seq: 1 };
    },
    async pause(delayMs) {
      pauses.push(delayMs);
    },
    onChange: () => undefined,
  });
  return { outbox, attempts, pauses, storage };
}

async function settled(outbox: Outbox): Promise<readonly string[]> {
  await expect.poll(() => outbox.entries().some(({ state }) => state === 'waiting')).toBe(false);
  return outbox.entries().map((entry) => `${entry.message.id} ${entry.state}`);
}

describe('the outbox of the page', () => {
  it('sends one by one, in the order of writing', async () => {
    const { outbox, attempts } = openOutbox([]);
    for (const id of ['a', 'b', 'c']) outbox.add(message(id));
    expect(await settled(outbox)).toEqual(['a sent', 'b sent', 'c sent']);
    expect(attempts).toEqual(['a', 'b', 'c']);
  });

  it('repeats a message under the same id until it is acknowledged, and lets none overtake it', async () => {
    const { outbox, attempts, pauses } = openOutbox([
      { kind: 'retry' },
      { kind: 'retry', afterMs: 4000 },
      { kind: 'retry' },
    ]);
    outbox.add(message('a'));
    outbox.add(message('b'));
    await settled(outbox);
    expect(attempts).toEqual(['a', 'a', 'a', 'a', 'b']);
    expect(pauses).toEqual([500, 4000, 2000]);
  });

  it('keeps what was refused for the merchant to decide, and goes on', async () => {
    const { outbox } = openOutbox([{ kind: 'refused' }]);
    outbox.add(message('a'));
    outbox.add(message('b'));
    expect(await settled(outbox)).toEqual(['a failed', 'b sent']);
    outbox.retry('a');
    expect(await settled(outbox)).toEqual(['a sent', 'b sent']);
  });

  it('takes up after a reload what had not been acknowledged', async () => {
    const storage = memoryStorage();
    createOutbox({
      storage,
      post: () => new Promise(() => undefined),
      pause: () => new Promise(() => undefined),
      onChange: () => undefined,
    }).add(message('a'));
    const { outbox, attempts } = openOutbox([], storage);
    await settled(outbox);
    expect(attempts).toEqual(['a']);
    expect(openOutbox([], storage).outbox.entries()).toEqual([]);
  });

  it('starts empty when the storage holds nonsense', () => {
    const storage = memoryStorage();
    storage.setItem('posdesk-outbox', '[7,{"id":1}');
    expect(openOutbox([], storage).outbox.entries()).toEqual([]);
  });

  it('never puts what could be a card number into storage', () => {
    const { outbox, storage } = openOutbox([]);
    outbox.add(message('a', '卡号 6216 2610 0000 0000 018'));
    outbox.add(message('b', '机器断网了'));
    expect(storage.all()).not.toContain('6216');
    expect(storage.all()).toContain('机器断网了');
    expect(outbox.entries()).toHaveLength(2);
  });
});
