/** What every store must do for channels: allowances, messages that are held, losses reported late, photos, notes. */

import { describe, expect, it } from 'vitest';
import type { Settlement } from '#bot/store/delivery-store.ts';
import type { Store } from '#bot/store/store.ts';
import type { InboundMessage } from '#dialogs/message.ts';
import { conversationOf, merchantMessage } from '#test/fixtures/merchant-message.ts';
import { ALL, M1, NOW, say, turn, writes } from '#test/fixtures/store-steps.ts';

const HELD_LINE = 'waits: quota';

async function accept(store: Store, text: string, changes: Partial<InboundMessage> = {}) {
  const sentAtMs = changes.sentAtMs ?? changes.receivedAtMs ?? NOW;
  return await store.accept({ message: merchantMessage(text, { ...changes, sentAtMs }), sensitive: [] });
}

async function answer(store: Store, ...texts: readonly string[]): Promise<void> {
  await turn(store, () => writes({ lines: texts.map(say) }));
}

const claim = async (store: Store, now = NOW) => (await store.claimDeliveries(now, 10, now + 60_000))[0];

/** Leases what is due and settles it; resolves with what it was. */
async function settleNext(store: Store, settlement: (merchantSeq: number) => Settlement) {
  const due = await claim(store);
  if (due) await store.settle(due.id, settlement(due.merchantSeq), NOW);
  return due;
}

const hold = (merchantSeq: number): Settlement => ({ kind: 'held', line: HELD_LINE, merchantSeq });
const deliver =
  (messages = 1, allowance: 'message' | 'tap' = 'message') =>
  (): Settlement => ({
    kind: 'delivered',
    counts: { messages, allowance },
  });

async function events(store: Store): Promise<readonly string[]> {
  const lines = await store.transcript(M1, ALL);
  return lines.filter((line) => line.from === 'event').map((line) => line.text);
}

/** Allowances, holding, late losses, media and notes. */
export function describeChannelStore(name: string, open: () => Promise<Store>): void {
  describeAllowances(name, open);
  describeHolding(name, open);
  describeLosses(name, open);
  describeShelf(name, open);
}

function describeAllowances(name: string, open: () => Promise<Store>): void {
  describe(`${name}: where to answer, and how often`, () => {
    it('keeps the latest address, and the last one when a message brings none', async () => {
      const store = await open();
      await accept(store, 'one', { address: 'thread 1' });
      await accept(store, 'two', { address: 'thread 2' });
      await accept(store, 'three');
      await answer(store, 'hello');
      expect(await claim(store)).toMatchObject({ address: 'thread 2' });
    });

    it('gives no address where there never was one', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'hello');
      expect(await claim(store)).not.toHaveProperty('address');
    });

    it('counts what was delivered since the last message, in the messages of the platform', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'a', 'b', 'c');
      await settleNext(store, deliver());
      await settleNext(store, deliver(3));
      expect(await store.sending(M1)).toEqual({ lastMerchantAtMs: NOW, sentSince: 4, sentSinceTap: 0, waiting: 1 });
      await accept(store, 'two', { receivedAtMs: NOW + 5 });
      expect(await store.sending(M1)).toMatchObject({ lastMerchantAtMs: NOW + 5, sentSince: 0, waiting: 1 });
      expect(await store.sending(conversationOf('nobody'))).toBeUndefined();
    });

    it('counts from when the platform says that a message was sent, whatever it took to get here', async () => {
      const store = await open();
      await accept(store, 'one', { sentAtMs: NOW - 60_000 });
      expect(await store.sending(M1)).toMatchObject({ lastMerchantAtMs: NOW - 60_000 });
      await accept(store, 'clock ahead', { sentAtMs: NOW + 60_000, receivedAtMs: NOW });
      expect(await store.sending(M1)).toMatchObject({ lastMerchantAtMs: NOW });
      await answer(store, 'a');
      await settleNext(store, deliver());
      await accept(store, 'sent before, came late', { sentAtMs: NOW - 30_000, receivedAtMs: NOW + 1_000 });
      expect(await store.sending(M1)).toMatchObject({ lastMerchantAtMs: NOW, sentSince: 1 });
      await accept(store, 'no time at all', { sentAtMs: 0, receivedAtMs: NOW + 2_000 });
      expect(await store.sending(M1)).toMatchObject({ lastMerchantAtMs: NOW + 2_000, sentSince: 0 });
    });

    it('tells the agent of a delivered message what there is to tell', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'a');
      await settleNext(store, () => ({ kind: 'delivered', line: 'may have arrived twice: a' }));
      expect(await events(store)).toEqual(['may have arrived twice: a']);
      expect(await store.sending(M1)).toMatchObject({ sentSince: 1, waiting: 0 });
    });

    it('lets a tap open an allowance of its own and leaves that of the last message as it is', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'a', 'b');
      await settleNext(store, deliver());
      await accept(store, 'tap', { counts: 'tap', receivedAtMs: NOW + 9 });
      await settleNext(store, deliver(1, 'tap'));
      expect(await store.sending(M1)).toEqual({
        lastMerchantAtMs: NOW,
        sentSince: 1,
        tapAtMs: NOW + 9,
        sentSinceTap: 1,
        waiting: 0,
      });
      await accept(store, 'again', { counts: 'tap', receivedAtMs: NOW + 20 });
      expect(await store.sending(M1)).toMatchObject({ sentSince: 1, tapAtMs: NOW + 20, sentSinceTap: 0 });
    });

    it('knows no message of somebody who has only tapped', async () => {
      const store = await open();
      await accept(store, 'follow', { counts: 'tap' });
      expect(await store.sending(M1)).toMatchObject({ lastMerchantAtMs: 0, tapAtMs: NOW });
    });

    it('tells a turn what was sent and what still waits', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'a', 'b');
      await settleNext(store, deliver());
      await accept(store, 'two');
      const work = await turn(store, () => writes());
      expect(work?.sending).toMatchObject({ sentSince: 0, waiting: 1 });
    });

    it('gives ids that no other database gives', async () => {
      const ids: (string | undefined)[] = [];
      for (const store of [await open(), await open()]) {
        await accept(store, 'one');
        await answer(store, 'a');
        ids.push((await claim(store))?.id);
      }
      expect(ids[0]).toMatch(/^[0-9a-zA-Z_-]{1,32}$/);
      expect(ids[0]).not.toBe(ids[1]);
    });
  });
}

function describeHolding(name: string, open: () => Promise<Store>): void {
  describe(`${name}: messages that are held`, () => {
    it('wait for the next message, and nothing of their conversation goes out before', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'a', 'b');
      const held = await settleNext(store, hold);
      expect(held?.reply.text).toBe('a');
      expect(await claim(store, NOW + 1e9)).toBeUndefined();
      expect(await store.nextDeliveryAt()).toBeUndefined();
      await accept(store, 'two');
      expect(await claim(store)).toMatchObject({ id: held?.id, attempt: 1, reply: { text: 'a' } });
    });

    it('go out in their order', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'a', 'b');
      await settleNext(store, hold);
      await accept(store, 'two');
      const texts = [await settleNext(store, deliver()), await settleNext(store, deliver())];
      expect(texts.map((due) => due?.reply.text)).toEqual(['a', 'b']);
    });

    it('are named to the agent the first time only', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'a');
      await settleNext(store, hold);
      expect(await events(store)).toEqual([HELD_LINE]);
      await accept(store, 'two');
      await settleNext(store, hold);
      expect(await events(store)).toEqual([HELD_LINE]);
      await accept(store, 'three');
      expect(await claim(store)).toMatchObject({ reply: { text: 'a' } });
    });

    it('are due at once when the merchant wrote while the platform was asked', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'a');
      const due = await claim(store);
      await accept(store, 'two');
      await store.settle(due?.id ?? '', hold(due?.merchantSeq ?? 0), NOW);
      expect(await claim(store)).toMatchObject({ id: due?.id });
      expect(await events(store)).toEqual([]);
    });

    it('are freed by a tap too, and not by a message that came before', async () => {
      const store = await open();
      const first = merchantMessage('one');
      await store.accept({ message: first, sensitive: [] });
      await answer(store, 'a');
      await settleNext(store, hold);
      await store.accept({ message: first, sensitive: [] });
      expect(await claim(store)).toBeUndefined();
      await accept(store, 'tap', { counts: 'tap' });
      expect(await claim(store)).toMatchObject({ reply: { text: 'a' } });
    });

    it('hold up nobody else', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'a');
      await settleNext(store, hold);
      const other = conversationOf('m2');
      await accept(store, 'hi', { conversationId: other, senderId: 'm2' });
      await turn(store, () => writes({ lines: [say('b')] }), other);
      expect(await claim(store)).toMatchObject({ conversationId: other });
    });

    it('wake the outbox when they are freed, and the desk when they begin to wait', async () => {
      const store = await open();
      const told: string[] = [];
      store.onChange(({ desk, outbox }) => told.push(`${desk ? 'desk' : ''} ${outbox ? 'outbox' : ''}`.trim()));
      await accept(store, 'one');
      await answer(store, 'a');
      await settleNext(store, hold);
      await accept(store, 'two');
      expect(told).toEqual(['', 'outbox', 'desk', 'outbox']);
    });
  });
}

function describeLosses(name: string, open: () => Promise<Store>): void {
  describe(`${name}: messages that never arrived after all`, () => {
    const LOST = 'not delivered: the merchant has blocked us';

    it('turn from delivered to refused, with one line for the agent', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'a');
      const due = await settleNext(store, deliver());
      for (let time = 0; time < 2; time += 1) await store.refuseDelivered(due?.id ?? '', LOST, NOW);
      expect(await events(store)).toEqual([LOST]);
      expect((await store.counts()).refusedDeliveries).toBe(1);
    });

    it('may be reported before they were settled', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'a', 'b');
      const due = await claim(store);
      await store.refuseDelivered(due?.id ?? '', LOST, NOW);
      await store.settle(due?.id ?? '', deliver()(), NOW);
      expect(await events(store)).toEqual([LOST]);
      expect(await claim(store)).toMatchObject({ reply: { text: 'b' } });
    });

    it('are ours only when the id is', async () => {
      const store = await open();
      await accept(store, 'one');
      await answer(store, 'a');
      const due = await settleNext(store, deliver());
      const row = due?.id.split('-').at(-1);
      for (const id of [`00000000-${row}`, `${row}`, '', 'x-y', '-']) await store.refuseDelivered(id, LOST, NOW);
      expect(await events(store)).toEqual([]);
    });
  });
}

function describeShelf(name: string, open: () => Promise<Store>): void {
  describe(`${name}: photos and notes`, () => {
    it('gives a photo back as it was put, under a name that cannot be guessed', async () => {
      const store = await open();
      const bytes = Uint8Array.from({ length: 3_000 }, (_, index) => index % 256);
      const first = await store.saveMedia({ bytes, contentType: 'image/png' }, NOW);
      const second = await store.saveMedia({ bytes, contentType: 'image/png' }, NOW);
      expect(first).toMatch(/^media:[\w-]{24}$/);
      expect(second).not.toBe(first);
      const found = await store.media(first);
      expect(found?.contentType).toBe('image/png');
      expect(new Uint8Array(found?.bytes ?? [])).toEqual(bytes);
      expect(await store.media('media:nothing')).toBeUndefined();
    });

    it('keeps the latest note of a key', async () => {
      const store = await open();
      expect(await store.note('wecom:cursor')).toBeUndefined();
      await store.saveNote('wecom:cursor', 'a');
      await store.saveNote('wecom:cursor', 'b');
      await store.saveNote('slack:cursor', 'c');
      expect(await store.note('wecom:cursor')).toBe('b');
    });

    it('lists the notes whose keys begin alike, whatever they hold, and forgets one', async () => {
      const store = await open();
      for (const key of ['slack:file:1', 'slack:file:2%', 'slack_file:3', 'SLACK:FILE:4'])
        await store.saveNote(key, key);
      await store.eraseNote('slack:file:1');
      expect(await store.notes('slack:file:')).toEqual([{ key: 'slack:file:2%', value: 'slack:file:2%' }]);
      expect(await store.note('slack:file:1')).toBeUndefined();
    });

    it('forgets a note that must be as it was read only while it is', async () => {
      const store = await open();
      await store.saveNote('telling:1', 'new');
      await store.eraseNote('telling:1', 'old');
      expect(await store.note('telling:1')).toBe('new');
      await store.eraseNote('telling:1', 'new');
      expect(await store.note('telling:1')).toBeUndefined();
    });

    it('lets the first of those who write a key once have it', async () => {
      const store = await open();
      const written = await Promise.all(['a', 'b', 'c'].map((value) => store.saveNoteOnce('link:1', value)));
      expect(written.filter((first) => first)).toHaveLength(1);
      expect(await store.note('link:1')).toBe('abc'[written.indexOf(true)]);
    });
  });
}
