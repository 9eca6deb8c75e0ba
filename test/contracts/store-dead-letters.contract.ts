/** What every store must do with messages that were put aside. */

import { describe, expect, it } from 'vitest';
import type { Change, Store } from '#bot/store/store.ts';
import { conversationOf, merchantMessage } from '#test/fixtures/merchant-message.ts';
import { accept, M1, NOW, openTicket, turn, writes } from '#test/fixtures/store-steps.ts';

const note = (action: string) => ({
  atMs: NOW,
  user: 'op',
  role: 'operator',
  action,
  subject: 'message',
  outcome: 'ok',
});

/** Messages put aside. */
export function describeDeadLetters(name: string, open: () => Promise<Store>): void {
  describe(`${name}: messages put aside`, () => {
    async function putAside(store: Store, text = 'poison'): Promise<number> {
      await accept(store, text);
      await store.putAside(M1);
      return (await store.deadLetters(10))[0]?.id ?? 0;
    }

    it('are listed with their words and the ticket of the conversation, the newest first', async () => {
      const store = await open();
      await putAside(store, 'first');
      await accept(store, 'other', conversationOf('m2'));
      await turn(store, openTicket(), conversationOf('m2'));
      await accept(store, 'second', conversationOf('m2'));
      await store.putAside(conversationOf('m2'));
      expect(await store.deadLetters(10)).toMatchObject([
        { conversationId: conversationOf('m2'), text: 'second', ticket: 'T1001', seq: 2 },
        { conversationId: M1, text: 'first', seq: 1 },
      ]);
      expect(await store.deadLetters(1)).toHaveLength(1);
    });

    it('wait for their turn again after a retry, with all that they said, and somebody is woken', async () => {
      const store = await open();
      const id = await putAside(store);
      const changes: Change[] = [];
      store.onChange((change) => changes.push(change));
      expect(await store.retryDeadLetter(id, note('message.retry'))).toBe(true);
      expect(changes).toMatchObject([{ conversationId: M1, inbox: true }]);
      expect(await store.waitingConversations()).toEqual([M1]);
      const work = await turn(store, () => writes());
      expect(work?.arrival?.message.text).toBe('poison');
      expect((await store.counts()).deadMessages).toBe(0);
    });

    it('are gone after they were discarded, and take no turn', async () => {
      const store = await open();
      const id = await putAside(store);
      expect(await store.discardDeadLetter(id, note('message.discard'))).toBe(true);
      expect(await store.deadLetters(10)).toEqual([]);
      expect(await turn(store, () => writes())).toBeUndefined();
    });

    it('lose what a later message shows to be a secret, so that another try does not bring it back', async () => {
      const store = await open();
      const id = await putAside(store, '62262612');
      const lookBack = (previous: readonly string[]) => ({
        previous: previous.map(() => '622626**'),
        text: '****7890',
        found: ['pan'] as const,
      });
      await store.accept({ message: merchantMessage('34567890'), sensitive: [] }, lookBack);
      expect((await store.deadLetters(10))[0]?.text).toBe('622626**');
      await turn(store, () => writes());
      await store.retryDeadLetter(id, note('message.retry'));
      const work = await turn(store, () => writes());
      expect(work?.arrival?.message.text).toBe('622626**');
    });

    it('are dealt with once, and every try is in the audit log', async () => {
      const store = await open();
      const id = await putAside(store);
      const both = await Promise.all([
        store.retryDeadLetter(id, note('message.retry')),
        store.discardDeadLetter(id, note('message.discard')),
      ]);
      expect(both.filter(Boolean)).toHaveLength(1);
      expect(await store.retryDeadLetter(999_999, note('message.retry'))).toBe(false);
      const outcomes = (await store.auditEntries({ limit: 10 })).map(({ outcome }) => outcome);
      expect(outcomes.toSorted()).toEqual(['not-found', 'not-found', 'ok']);
      expect((await store.verifyAudit()).brokenAt).toBeUndefined();
    });
  });
}
