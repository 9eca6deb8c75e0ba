/** What every store must do with messages, replies and timers. */

import { describe, expect, it } from 'vitest';
import type { Store } from '#bot/store/store.ts';
import { conversationOf, merchantMessage } from '#test/fixtures/merchant-message.ts';
import { ALL, accept, M1, NOW, say, ticketOf, turn, writes } from '#test/fixtures/store-steps.ts';

/** Inbox, turns, outbox and timers. */
export function describeQueues(name: string, open: () => Promise<Store>): void {
  describe(`${name}: inbox and turns`, () => {
    it('stores a message once, however often the platform sends it', async () => {
      const store = await open();
      const message = merchantMessage('offline');
      const both = await Promise.all([
        store.accept({ message, sensitive: [] }),
        store.accept({ message, sensitive: [] }),
      ]);
      expect(both.toSorted((one, other) => one.kind.localeCompare(other.kind))).toEqual([
        { kind: 'accepted', seq: 1 },
        { kind: 'duplicate', seq: 1 },
      ]);
      expect(await store.transcript(M1, ALL)).toHaveLength(1);
    });

    it('takes the same id on two channels for two messages', async () => {
      const store = await open();
      const message = merchantMessage('offline');
      const other = { ...message, channel: 'slack', conversationId: conversationOf('m2') };
      await store.accept({ message, sensitive: [] });
      expect(await store.accept({ message: other, sensitive: [] })).toEqual({ kind: 'accepted', seq: 1 });
    });

    it('shows the merchant line at once, with its message id, before any turn has run', async () => {
      const store = await open();
      const message = merchantMessage('offline');
      await store.accept({ message, sensitive: [] });
      expect(await store.transcript(M1, ALL)).toEqual([
        { seq: 1, atMs: NOW, from: 'merchant', text: 'offline', messageId: message.id },
      ]);
    });

    it('hands out messages in the order they came, each to one turn', async () => {
      const store = await open();
      for (const text of ['one', 'two', 'three']) await accept(store, text);
      const seen: (string | undefined)[] = [];
      const all = [1, 2, 3, 4].map(() =>
        turn(store, (work) => {
          seen.push(work.arrival?.message.text);
          return writes();
        }),
      );
      expect((await Promise.all(all)).filter((work) => work === undefined)).toHaveLength(1);
      expect(seen).toEqual(['one', 'two', 'three']);
    });

    it('lists conversations that wait, the longest waiting first', async () => {
      const store = await open();
      await accept(store, 'one', conversationOf('b'));
      await accept(store, 'two', conversationOf('a'));
      await accept(store, 'three', conversationOf('b'));
      await turn(store, () => writes(), conversationOf('b'));
      expect(await store.waitingConversations()).toEqual([conversationOf('a'), conversationOf('b')]);
    });

    it('commits state, lines, ticket and replies of a turn together', async () => {
      const store = await open();
      await accept(store, 'offline');
      await turn(store, (work) => writes({ owner: 'queue', lines: [say('hello')], tickets: [ticketOf(work)] }));
      await accept(store, 'more');
      const work = await turn(store, () => writes());
      expect(work?.conversation.owner).toBe('queue');
      expect(work?.tickets.map((ticket) => ticket.number)).toEqual(['T1001']);
      expect((await store.transcript(M1, ALL)).map((line) => [line.seq, line.text])).toEqual([
        [1, 'offline'],
        [2, 'hello'],
        [3, 'more'],
      ]);
      expect(await store.claimDeliveries(NOW, 10, NOW + 1_000)).toHaveLength(1);
    });

    it('leaves no trace of a turn that throws, and lets its neighbours through', async () => {
      const store = await open();
      await accept(store, 'bad');
      await accept(store, 'good', conversationOf('m2'));
      const [bad, good] = await Promise.allSettled([
        turn(store, () => {
          throw new Error('broken');
        }),
        turn(store, () => writes({ lines: [say('fine')] }), conversationOf('m2')),
      ]);
      expect(bad.status).toBe('rejected');
      expect(good.status).toBe('fulfilled');
      expect(await store.waitingConversations()).toEqual([M1]);
      expect(await store.transcript(conversationOf('m2'), ALL)).toHaveLength(2);
    });

    it('keeps a message that was put aside out of further turns, and counts it', async () => {
      const store = await open();
      await accept(store, 'poison');
      await store.putAside(M1);
      expect(await turn(store, () => writes())).toBeUndefined();
      expect((await store.counts()).deadMessages).toBe(1);
    });

    it('masks in earlier messages what a later one completes, in state and ticket too', async () => {
      const store = await open();
      await accept(store, '62262612');
      await turn(store, (work) => writes({ tickets: [ticketOf(work, { merchantWords: '62262612' })] }));
      const message = merchantMessage('34567890');
      const lookBack = (previous: readonly string[]) => ({
        previous: previous.map(() => '622626**'),
        text: '****7890',
        found: ['pan'] as const,
      });
      await store.accept({ message, sensitive: [] }, lookBack);
      expect((await store.transcript(M1, ALL)).map((line) => line.text)).toEqual(['622626**', '****7890']);
      expect((await store.ticket('T1001'))?.merchantWords).toBe('622626**');
      const work = await turn(store, () => writes());
      expect(work?.arrival?.sensitive).toEqual(['pan']);
    });
  });

  describe(`${name}: outbox`, () => {
    async function withReplies(store: Store, ...texts: string[]): Promise<void> {
      await accept(store, 'hello');
      await turn(store, () => writes({ lines: texts.map(say) }));
    }
    const claim = (store: Store, now = NOW) => store.claimDeliveries(now, 10, now + 60_000);

    it('holds a later reply back while an earlier one of the conversation is unsettled', async () => {
      const store = await open();
      await withReplies(store, 'one', 'two');
      const [first] = await claim(store);
      expect(first?.reply.text).toBe('one');
      expect(await claim(store)).toEqual([]);
      await store.settle(first?.id ?? '', { kind: 'retry', dueAtMs: NOW + 5_000 }, NOW);
      expect(await claim(store, NOW + 4_999)).toEqual([]);
      const [again] = await claim(store, NOW + 5_000);
      expect(again).toMatchObject({ id: first?.id, attempt: 2 });
      await store.settle(again?.id ?? '', { kind: 'delivered' }, NOW);
      expect((await claim(store, NOW + 5_000))[0]).toMatchObject({ reply: { text: 'two' }, attempt: 1, sentSince: 1 });
    });

    it('gives a lease to one claimer, and to the next one when it has run out', async () => {
      const store = await open();
      await withReplies(store, 'one');
      const both = await Promise.all([claim(store), claim(store)]);
      expect(both.flat()).toHaveLength(1);
      expect(await claim(store, NOW + 60_000)).toHaveLength(1);
    });

    it('says when the next message is due, not counting those that wait behind it', async () => {
      const store = await open();
      expect(await store.nextDeliveryAt()).toBeUndefined();
      await withReplies(store, 'one', 'two');
      expect(await store.nextDeliveryAt()).toBe(NOW);
      await claim(store);
      expect(await store.nextDeliveryAt()).toBe(NOW + 60_000);
    });

    it('shows a refusal to the agent and goes on with the next reply', async () => {
      const store = await open();
      await withReplies(store, 'one', 'two');
      const [first] = await claim(store);
      await store.settle(first?.id ?? '', { kind: 'refused', line: 'not delivered: blocked' }, NOW);
      const lines = await store.transcript(M1, ALL);
      expect(lines.at(-1)).toMatchObject({ from: 'event', text: 'not delivered: blocked' });
      expect((await claim(store))[0]?.reply.text).toBe('two');
      expect((await store.counts()).refusedDeliveries).toBe(1);
    });

    it.each([
      ['refused', true],
      ['delivered, and its loss told later', false],
    ])('sends again what was %s, as it stands in the transcript', async (_, atOnce) => {
      const store = await open();
      const reply = { kind: 'choices', text: 'which?', choices: [{ id: 'a', label: 'A' }] } as const;
      await accept(store, 'hello');
      await turn(store, () => writes({ lines: [{ from: 'bot', text: 'which?', reply }] }));
      const [first] = await claim(store);
      const id = first?.id ?? '';
      if (atOnce) await store.settle(id, { kind: 'refused', line: 'lost' }, NOW);
      else {
        await store.settle(id, { kind: 'delivered' }, NOW);
        await store.refuseDelivered(id, 'lost', NOW);
      }
      const note = {
        atMs: NOW,
        user: 'Li',
        role: 'agent',
        action: 'ticket.retryDelivery',
        subject: 'T1',
        outcome: 'ok',
      };
      expect(await store.retryDelivery(M1, 2, NOW, note)).toBe(true);
      expect(await claim(store)).toMatchObject([{ id, reply, attempt: 1 }]);
      expect(await store.retryDelivery(M1, 2, NOW, note)).toBe(false);
    });

    it('settles once, however often it is told', async () => {
      const store = await open();
      await withReplies(store, 'one');
      const [first] = await claim(store);
      await store.settle(first?.id ?? '', { kind: 'refused', line: 'no' }, NOW);
      await store.settle(first?.id ?? '', { kind: 'refused', line: 'no' }, NOW);
      expect((await store.transcript(M1, ALL)).filter((line) => line.from === 'event')).toHaveLength(1);
    });
  });

  describe(`${name}: timers`, () => {
    const set = (dueAtMs: number) => writes({ timers: [{ kind: 'set', timer: 'reminder', dueAtMs }] });
    const source = { kind: 'timer', conversationId: M1, timer: 'reminder' } as const;

    it('keeps one clock of a kind, which a later setting moves', async () => {
      const store = await open();
      await accept(store, 'a');
      await turn(store, () => set(NOW + 1_000));
      await accept(store, 'b');
      await turn(store, () => set(NOW + 9_000));
      expect(await store.nextTimerAt()).toBe(NOW + 9_000);
      expect(await store.dueTimers(NOW + 8_999, 10)).toEqual([]);
      expect(await store.dueTimers(NOW + 9_000, 10)).toEqual([{ conversationId: M1, timer: 'reminder' }]);
    });

    it('runs a due timer once, and never one that was moved meanwhile', async () => {
      const store = await open();
      await accept(store, 'a');
      await turn(store, () => set(NOW + 1_000));
      const run = (now: number) => store.runTurn(source, now, () => ({ writes: writes(), result: true }));
      expect(await run(NOW + 999)).toBeUndefined();
      const both = await Promise.all([run(NOW + 1_000), run(NOW + 1_000)]);
      // Which of them comes first is for the engine to decide.
      expect(both.filter((done) => done !== undefined)).toEqual([true]);
      expect(await store.nextTimerAt()).toBeUndefined();
    });
  });
}
