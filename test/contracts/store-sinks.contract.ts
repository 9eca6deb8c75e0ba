/** What every store must do with the sinks' queue. */

import { describe, expect, it } from 'vitest';
import type { SinkSettlement } from '#bot/store/sink-store.ts';
import type { Store } from '#bot/store/store.ts';
import { conversationOf } from '#test/fixtures/merchant-message.ts';
import { accept, M1, NOW, openTicket, type ticketOf, turn, writes } from '#test/fixtures/store-steps.ts';

const NOTE = { atMs: NOW, user: 'Li', role: 'agent', action: 'ticket.retrySink', subject: 'T1001', outcome: 'ok' };
const OUTSIDE = { id: '17', url: 'https://desk.example/17', memory: '{}', erasable: true };
const LEASE_MS = 60_000;

async function open1(store: Store, name = 'm1'): Promise<void> {
  await accept(store, 'offline', conversationOf(name));
  await turn(store, openTicket(), conversationOf(name));
}

async function change(store: Store, name = 'm1'): Promise<void> {
  await accept(store, 'more', conversationOf(name));
  const update = (model: string) => (work: Parameters<typeof ticketOf>[0]) =>
    writes({ owner: 'queue', tickets: work.tickets.map((ticket) => ({ ...ticket, model })) });
  await turn(store, update(String(Math.random())), conversationOf(name));
}

const claim = (store: Store, sink: string, changes: { gather?: boolean; now?: number; limit?: number } = {}) => {
  const { gather = false, now = NOW, limit = 10 } = changes;
  return store.claimSinkJobs(sink, { now, limit, gather, leasedUntilMs: now + LEASE_MS });
};

async function settleAll(store: Store, sink: string, settlement: SinkSettlement, gather = false, now = NOW) {
  for (const job of await claim(store, sink, { gather, now })) await store.settleSinkJob(job, settlement, now);
}

const kinds = (jobs: Awaited<ReturnType<typeof claim>>) =>
  jobs.map(({ task }) => (task.kind === 'ticket' ? task.events.map(({ kind }) => kind).join('+') : task.kind));

/** The queue of the sinks. */
export function describeSinkStore(name: string, open: () => Promise<Store>): void {
  describe(`${name}: sinks`, () => {
    it('hear of every event once each, and of nothing before the first of them came', async () => {
      const store = await open();
      await open1(store);
      await store.beginSinks(['a', 'b'], true);
      expect(await store.followEvents(['a', 'b'], NOW)).toBe(false);
      expect(await claim(store, 'a')).toEqual([]);
      await change(store);
      await store.followEvents(['a', 'b'], NOW);
      await store.followEvents(['a', 'b'], NOW);
      expect(kinds(await claim(store, 'a'))).toEqual(['changed']);
      expect(kinds(await claim(store, 'b'))).toEqual(['changed']);
    });

    it('do not miss what happened while posdesk was down', async () => {
      const store = await open();
      await store.beginSinks(['a'], true);
      await open1(store);
      await store.beginSinks(['a'], true);
      await store.followEvents(['a'], NOW);
      expect(kinds(await claim(store, 'a'))).toEqual(['opened']);
    });

    it('get the oldest of each ticket only, and what gathers gets all of it', async () => {
      const store = await open();
      await store.beginSinks(['a', 'b'], true);
      await open1(store);
      await change(store);
      await open1(store, 'm2');
      await store.followEvents(['a', 'b'], NOW);
      expect(kinds(await claim(store, 'a'))).toEqual(['opened', 'opened']);
      expect(kinds(await claim(store, 'b', { gather: true }))).toEqual(['opened+changed', 'opened']);
      await settleAll(store, 'b', { kind: 'done' }, true, NOW + LEASE_MS);
      expect(await store.sinkCounts()).toMatchObject([{ sink: 'a', waiting: 3 }]);
    });

    it('lease a job to one of several who ask, until the lease ends', async () => {
      const store = await open();
      await store.beginSinks(['a'], true);
      await open1(store);
      await store.followEvents(['a'], NOW);
      const both = await Promise.all([claim(store, 'a'), claim(store, 'a')]);
      expect(both.flat()).toHaveLength(1);
      expect(await store.nextSinkJobAt('a')).toBe(NOW + LEASE_MS);
      const [again] = await claim(store, 'a', { now: NOW + LEASE_MS });
      expect(again).toMatchObject({ attempt: 2 });
      const [late] = both.flat();
      if (!late || !again) throw new Error('Nothing was leased.');
      await store.settleSinkJob(late, { kind: 'failed', reason: 'late' }, NOW + LEASE_MS);
      expect(await store.sinkStandings('T1001')).toMatchObject([{ state: 'due' }]);
    });

    it('keep the external ticket, find it both ways, and give it with the next job', async () => {
      const store = await open();
      await store.beginSinks(['a'], true);
      await open1(store);
      await store.followEvents(['a'], NOW);
      await settleAll(store, 'a', { kind: 'done', external: OUTSIDE });
      expect(await store.numberOf('a', '17')).toBe('T1001');
      expect(await store.numberOf('b', '17')).toBeUndefined();
      const { erasable: _, ...external } = OUTSIDE;
      expect(await store.ofTicket('a', 'T1001')).toEqual(external);
      expect(await store.followed('a', NOW)).toEqual([{ number: 'T1001', conversationId: M1, external }]);
      await change(store);
      await store.followEvents(['a'], NOW);
      expect(await claim(store, 'a')).toMatchObject([{ external }]);
    });

    it('list the external tickets that are followed in pages, the newest first', async () => {
      const store = await open();
      await store.beginSinks(['a'], true);
      for (const name of ['m1', 'm2', 'm3']) await open1(store, name);
      await store.followEvents(['a'], NOW);
      await settleAll(store, 'a', { kind: 'done', external: OUTSIDE });
      const numbers = async (before?: string) => (await store.followed('a', NOW, before)).map(({ number }) => number);
      expect(await numbers()).toEqual(['T1003', 'T1002', 'T1001']);
      expect(await numbers('T1003')).toEqual(['T1002', 'T1001']);
      expect(await numbers('T1001')).toEqual([]);
    });

    it('show what failed and why, and try it again when somebody asks, with an entry in the audit log', async () => {
      const store = await open();
      await store.beginSinks(['a'], true);
      await open1(store);
      await store.followEvents(['a'], NOW);
      await settleAll(store, 'a', { kind: 'retry', reason: 'away', dueAtMs: NOW + 5_000 });
      expect(await store.sinkStandings('T1001')).toEqual([
        { sink: 'a', state: 'due', attempts: 1, reason: 'away', nextAtMs: NOW + 5_000 },
      ]);
      await settleAll(store, 'a', { kind: 'failed', reason: 'wrong form' }, false, NOW + 5_000);
      expect(await store.sinkStandings('T1001')).toEqual([
        { sink: 'a', state: 'failed', attempts: 2, reason: 'wrong form' },
      ]);
      expect(await store.sinkCounts()).toEqual([{ sink: 'a', waiting: 0, failed: 1 }]);
      expect(await store.retrySink('T1001', 'b', NOTE)).toBe(false);
      expect(await store.retrySink('T1001', 'a', NOTE)).toBe(true);
      expect(kinds(await claim(store, 'a'))).toEqual(['opened']);
      const outcomes = (await store.auditEntries({ limit: 2 })).map(({ outcome }) => outcome);
      expect(outcomes).toEqual(['ok', 'not-refused']);
    });

    it('leave what failed behind once the ticket as it is now came through', async () => {
      const store = await open();
      await store.beginSinks(['a'], true);
      await open1(store);
      await store.followEvents(['a'], NOW);
      await settleAll(store, 'a', { kind: 'failed', reason: 'no' }, true);
      await change(store);
      await store.followEvents(['a'], NOW);
      await settleAll(store, 'a', { kind: 'done', external: OUTSIDE }, true);
      expect(await store.sinkStandings('T1001')).toMatchObject([{ state: 'current', externalId: '17' }]);
    });

    it('carry notices in the order of their subject', async () => {
      const store = await open();
      for (const type of ['one', 'two']) await store.addNotice('a', { type, subject: 'R1', body: { type } }, NOW);
      await store.addNotice('a', { type: 'other', subject: 'R2', body: {} }, NOW);
      const types = (await claim(store, 'a')).map(({ task }) => (task.kind === 'notice' ? task.type : ''));
      expect(types).toEqual(['one', 'other']);
    });

    it('forget an erased merchant, and are asked to erase what they can', async () => {
      const store = await open();
      await store.beginSinks(['a', 'b', 'c'], true);
      await open1(store);
      await store.followEvents(['a', 'b', 'c'], NOW);
      await settleAll(store, 'a', { kind: 'done', external: OUTSIDE });
      await settleAll(store, 'b', { kind: 'done', external: { id: '9', url: 'https://b.example/9', erasable: false } });
      await store.addNotice('c', { type: 'x', subject: 'R1', conversationId: M1, body: { name: 'unmistakable' } }, NOW);
      const receipt = await store.erase(M1, NOW);
      expect(receipt?.outside).toEqual([
        { sink: 'a', id: '17', url: OUTSIDE.url, queued: true },
        { sink: 'b', id: '9', url: 'https://b.example/9', queued: false },
      ]);
      expect(receipt?.links).toEqual(['https://b.example/9']);
      expect(await store.sinkCounts()).toMatchObject([{ sink: 'a', waiting: 1 }]);
      expect(await claim(store, 'a')).toMatchObject([{ task: { kind: 'erase', external: { id: '17' } } }]);
    });

    it('are asked to erase also what they made while their merchant was being erased', async () => {
      const store = await open();
      await store.beginSinks(['a'], true);
      await open1(store);
      await store.followEvents(['a'], NOW);
      const [job] = await claim(store, 'a');
      await store.erase(M1, NOW);
      if (!job) throw new Error('Nothing was leased.');
      await store.settleSinkJob(job, { kind: 'done', external: OUTSIDE }, NOW);
      expect(await claim(store, 'a')).toMatchObject([{ task: { kind: 'erase', external: { id: '17' } } }]);
    });
  });
}
