/** What every store must do when a message may be answered with taking it in, whether or not it does so. */

import { describe, expect, it } from 'vitest';
import type { AtOnce, LookBack, Store, TurnWork } from '#bot/store/store.ts';
import { merchantMessage } from '#test/fixtures/merchant-message.ts';
import { ALL, accept, M1, NOW, say, ticketOf, writes } from '#test/fixtures/store-steps.ts';

type Decide = AtOnce['decide'];

/** Takes a message in, answered at once where the store does that, and else by its turn. */
async function converse(store: Store, text: string, decide: Decide, lookBack?: LookBack): Promise<void> {
  const message = merchantMessage(text);
  let stored = false;
  const onStored = (): void => {
    stored = true;
  };
  await store.accept({ message, sensitive: [] }, lookBack, onStored, { now: NOW, decide });
  const source = { kind: 'message', conversationId: M1 } as const;
  if (stored) await store.runTurn(source, NOW, decide);
}

const answer =
  (text: string): Decide =>
  () => ({ writes: writes({ lines: [say(text)] }), result: undefined });

const texts = async (store: Store) => (await store.transcript(M1, ALL)).map((line) => line.text);

/** A message and its answer as one. */
export function describeAtOnce(name: string, open: () => Promise<Store>): void {
  describe(`${name}: a message that is answered at once`, () => {
    it('stands in the transcript with its answer, and waits for nothing more', async () => {
      const store = await open();
      await converse(store, 'offline', answer('restart it'));
      await converse(store, 'done', answer('good'));
      expect(await texts(store)).toEqual(['offline', 'restart it', 'done', 'good']);
      expect(await store.waitingConversations()).toEqual([]);
      expect((await store.counts()).waitingDeliveries).toBe(2);
    });

    it('finds what turns before it have left, and leaves its own', async () => {
      const store = await open();
      await converse(store, 'offline', (work) => ({
        writes: writes({ owner: 'queue', tickets: [ticketOf(work)] }),
        result: undefined,
      }));
      let seen: TurnWork | undefined;
      await converse(store, 'more', (work) => {
        seen = work;
        return { writes: writes({ owner: work.conversation.owner }), result: undefined };
      });
      expect(seen).toMatchObject({ conversation: { owner: 'queue' }, tickets: [{ number: 'T1001' }], more: false });
      expect(seen?.arrival?.message.text).toBe('more');
      expect(seen?.nextTicketNumber).toBe('T1002');
    });

    it('knows the terminals of its conversation and what still waits to go out', async () => {
      const store = await open();
      await converse(store, 'offline', answer('restart it'));
      await store.bindDevice(M1, { serial: '0821998877', proof: 'sticker' }, NOW);
      let seen: TurnWork | undefined;
      await converse(store, 'done', (work) => {
        seen = work;
        return { writes: writes(), result: undefined };
      });
      expect(seen?.bound).toMatchObject([{ serial: '0821998877', proof: 'sticker' }]);
      expect(seen?.sending.waiting).toBe(1);
    });

    it('tells of both in the order of their lines', async () => {
      const store = await open();
      const told: string[] = [];
      store.onChange(({ added }) => void told.push(...(added?.lines.map((line) => line.text) ?? [])));
      await converse(store, 'offline', answer('restart it'));
      expect(told).toEqual(['offline', 'restart it']);
    });

    it('is woken once, also when another unit of its transaction fails', async () => {
      const store = await open();
      await accept(store, 'offline');
      let woken = 0;
      const wake = (): void => {
        woken += 1;
      };
      const message = merchantMessage('more');
      const broken = (): never => {
        throw new Error('broken');
      };
      await Promise.allSettled([
        store.accept({ message, sensitive: [] }, undefined, wake),
        store.runTurn({ kind: 'message', conversationId: M1 }, NOW, broken),
      ]);
      expect(woken).toBe(1);
    });

    it('is taken once, however often the platform sends it', async () => {
      const store = await open();
      const message = merchantMessage('offline');
      const atOnce = { now: NOW, decide: answer('restart it') };
      const send = () => store.accept({ message, sensitive: [] }, undefined, undefined, atOnce);
      const both = await Promise.all([send(), send()]);
      expect(both.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'duplicate']);
      expect((await texts(store)).filter((text) => text === 'offline')).toHaveLength(1);
    });
  });

  describe(`${name}: a message that cannot be answered at once`, () => {
    it('waits behind one that waits', async () => {
      const store = await open();
      await accept(store, 'first');
      const seen: (string | undefined)[] = [];
      const note: Decide = (work) => {
        seen.push(work.arrival?.message.text);
        return { writes: writes(), result: undefined };
      };
      await converse(store, 'second', note);
      expect(seen).toEqual(['first']);
      expect(await store.waitingConversations()).toEqual([M1]);
    });

    it('waits when something has to be found out first', async () => {
      const store = await open();
      const decide: Decide = () => ({ result: undefined, later: true });
      await store.accept({ message: merchantMessage('photo'), sensitive: [] }, undefined, () => {}, {
        now: NOW,
        decide,
      });
      expect(await store.waitingConversations()).toEqual([M1]);
      expect(await texts(store)).toEqual(['photo']);
    });

    it('is not taken in when its turn throws, so that it can be sent again', async () => {
      const store = await open();
      const message = merchantMessage('offline');
      const decide: Decide = () => {
        throw new Error('broken');
      };
      const first = await Promise.allSettled([
        store.accept({ message, sensitive: [] }, undefined, () => {}, { now: NOW, decide }),
      ]);
      const again = await store.accept({ message, sensitive: [] });
      expect(again.kind).toBe(first[0]?.status === 'rejected' ? 'accepted' : 'duplicate');
      expect(await texts(store)).toEqual(['offline']);
      expect(await store.waitingConversations()).toEqual([M1]);
    });

    it('leaves no secret in the memory that it completes and the turn goes on with', async () => {
      const store = await open();
      await accept(store, '62262612');
      const remembered = { version: 1, frames: [], stepsTried: [], merchantWords: '62262612' } as never;
      const source = { kind: 'message', conversationId: M1 } as const;
      await store.runTurn(source, NOW, () => ({ writes: writes({ state: remembered }), result: undefined }));
      const lookBack: LookBack = (previous) => ({
        previous: previous.map(() => '622626**'),
        text: '****7890',
        found: ['pan'],
      });
      const keep: Decide = (work) => ({ writes: writes({ state: work.conversation.state }), result: undefined });
      await converse(store, '34567890', keep, lookBack);
      expect(await store.dialogState(M1)).toMatchObject({ merchantWords: '622626**' });
    });
  });
}
