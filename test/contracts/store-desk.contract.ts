/** What every store must do with tickets, changes and sign-ins. */

import { describe, expect, it } from 'vitest';
import type { Change, Store } from '#bot/store/store.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import { conversationOf } from '#test/fixtures/merchant-message.ts';
import { plainDraft } from '#test/fixtures/scripted-dialog.ts';
import { ALL, accept, M1, NOW, openTicket, say, ticketOf, turn, writes } from '#test/fixtures/store-steps.ts';

/** Tickets, changes and sign-ins. */
export function describeDeskStore(name: string, open: () => Promise<Store>): void {
  describe(`${name}: tickets`, () => {
    it('numbers tickets T1001, T1002 and so on, without gap or double', async () => {
      const store = await open();
      const conversations = ['a', 'b', 'c', 'd'].map(conversationOf);
      for (const id of conversations) await accept(store, 'hi', id);
      await Promise.all(conversations.map((id) => turn(store, openTicket(), id)));
      const numbers = (await store.tickets({ limit: 10 })).map((ticket) => ticket.number);
      expect(numbers.toSorted()).toEqual(['T1001', 'T1002', 'T1003', 'T1004']);
    });

    it('lists what waits for us first, then what waits for the merchant, then closed; by priority, then by the promise', async () => {
      const store = await open();
      const shapes: readonly Partial<Ticket>[] = [
        { priority: 'P1', status: 'resolved' },
        { priority: 'P1', status: 'waiting', agent: 'Li' },
        { priority: 'P3' },
        { priority: 'P1', status: 'claimed', agent: 'Li', answerDueMs: NOW + 9 },
        { priority: 'P1', answerDueMs: NOW + 3 },
        { priority: 'P2', status: 'waiting' },
        { priority: 'P4', status: 'reopened' },
      ];
      for (const [index, shape] of shapes.entries()) {
        await accept(store, 'hi', conversationOf(`c${index}`));
        await turn(store, openTicket(shape), conversationOf(`c${index}`));
      }
      const numbers = (list: readonly Ticket[]) => list.map((ticket) => ticket.number);
      const ordered = ['T1005', 'T1004', 'T1003', 'T1007', 'T1002', 'T1006', 'T1001'];
      expect(numbers(await store.tickets({ limit: 10 }))).toEqual(ordered);
      expect(numbers(await store.tickets({ limit: 5 }))).toEqual(ordered.slice(0, 5));
      expect(numbers(await store.tickets({ status: 'open', limit: 2 }))).toEqual(['T1005', 'T1003']);
      expect(numbers(await store.tickets({ status: 'waiting', limit: 9 }))).toEqual(['T1002', 'T1006']);
      expect(numbers(await store.tickets({ agent: 'Li', limit: 9 }))).toEqual(['T1004', 'T1002']);
    });

    it('gives a ticket back as it was written, absent fields absent', async () => {
      const store = await open();
      await accept(store, 'hi');
      await turn(store, openTicket({ model: 'A920 Pro', snConfirmed: true, agent: 'Li' }));
      const ticket = await store.ticket('T1001');
      expect(ticket).toEqual({
        ...plainDraft({ model: 'A920 Pro', snConfirmed: true }),
        number: 'T1001',
        conversationId: M1,
        status: 'open',
        agent: 'Li',
        openedAtMs: NOW,
        updatedAtMs: NOW,
        answerDueMs: NOW + 60_000,
      });
      expect(await store.ticket('T9')).toBeUndefined();
    });

    it('keeps notes and events from merchants', async () => {
      const store = await open();
      await accept(store, 'hi');
      const lines = [
        say('hello'),
        { from: 'note', text: 'rude', author: 'Li' },
        { from: 'event', text: 'claimed' },
      ] as const;
      await turn(store, () => writes({ lines }));
      const shown = await store.transcript(M1, { ...ALL, forMerchant: true });
      expect(shown.map((line) => line.text)).toEqual(['hi', 'hello']);
      expect(await store.transcript(M1, ALL)).toHaveLength(4);
    });
  });

  describe(`${name}: changes`, () => {
    it('tells of a commit only after it, and whether agents should look', async () => {
      const store = await open();
      const changes: Change[] = [];
      store.onChange((change) => changes.push(change));
      const accepted = accept(store, 'hi');
      expect(changes).toEqual([]);
      await accepted;
      await turn(store, (work) => writes({ owner: 'queue', tickets: [ticketOf(work)], lines: [say('hello')] }));
      await accept(store, 'more');
      expect(changes.map(({ added: _, ...change }) => change)).toEqual([
        { conversationId: M1, desk: false, outbox: false, timers: false },
        { conversationId: M1, desk: true, outbox: true, timers: false, promises: true },
        { conversationId: M1, desk: true, outbox: false, timers: false },
      ]);
    });

    it('tells the lines that a commit added as the transcript has them, without a gap', async () => {
      const store = await open();
      const changes: Change[] = [];
      store.onChange((change) => changes.push(change));
      await accept(store, 'hi');
      await turn(store, (work) => writes({ state: work.conversation.state, lines: [say('hello'), say('who is it?')] }));
      await accept(store, 'me');
      expect(changes.map(({ added }) => added?.afterSeq)).toEqual([0, 1, 3]);
      const told = changes.flatMap(({ added }) => added?.lines ?? []);
      expect(told).toEqual(await store.transcript(M1, { after: 0, limit: 10, forMerchant: false }));
    });
  });

  describe(`${name}: sign-ins`, () => {
    const user = { name: 'Li', role: 'agent' } as const;
    const link = { hash: 'link', user, expiresAtMs: NOW + 1_000 };
    const signIn = { hash: 'browser', expiresAtMs: NOW + 5_000 };

    it('redeems a link once', async () => {
      const store = await open();
      await store.saveLink(link);
      const both = await Promise.all([
        store.redeemLink('link', NOW, signIn),
        store.redeemLink('link', NOW, { ...signIn, hash: 'other' }),
      ]);
      expect(both.filter((found) => found !== undefined)).toEqual([{ ...user, signedInAtMs: NOW }]);
      const signIns = [await store.signIn('browser', NOW), await store.signIn('other', NOW)];
      expect(signIns.filter((found) => found !== undefined)).toMatchObject([{ user, lastUsedAtMs: NOW }]);
    });

    it('refuses a link that has expired or was replaced', async () => {
      const store = await open();
      await store.saveLink(link);
      expect(await store.redeemLink('link', NOW + 1_000, signIn)).toBeUndefined();
      await store.saveLink({ ...link, hash: 'newer' });
      expect(await store.redeemLink('link', NOW, signIn)).toBeUndefined();
    });

    it('forgets a sign-in when it expires or is deleted', async () => {
      const store = await open();
      await store.saveLink(link);
      await store.redeemLink('link', NOW, signIn);
      expect(await store.hasSignIn('agent', NOW, NOW - 1)).toBe(true);
      expect(await store.hasSignIn('admin', NOW, NOW - 1)).toBe(false);
      expect(await store.signIn('browser', NOW + 5_000)).toBeUndefined();
      await store.deleteSignIn('browser');
      expect(await store.signIn('browser', NOW)).toBeUndefined();
    });
  });
}
