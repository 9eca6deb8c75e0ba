/** What every store must do with the history of tickets, the clock of promises, figures, accounts and the audit log. */

import { describe, expect, it } from 'vitest';
import type { AuditNote } from '#bot/audit.ts';
import type { Store } from '#bot/store/store.ts';
import { heapOf } from '#bot/store/ticket-row.ts';
import { type DialogState, newState } from '#dialogs/state.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import { conversationOf } from '#test/fixtures/merchant-message.ts';
import { plainGuide } from '#test/fixtures/plain-guide.ts';
import { accept, M1, NOW, openTicket, ticketOf, turn, writes } from '#test/fixtures/store-steps.ts';

const HOUR = 3_600_000;
const RANGE = { fromMs: NOW - HOUR, toMs: NOW + 24 * HOUR };

function note(changes: Partial<AuditNote> = {}): AuditNote {
  return { atMs: NOW, user: 'Li', role: 'agent', action: 'x', subject: 'T1001', outcome: 'ok', ...changes };
}

async function openIn(store: Store, name: string, changes: Partial<Ticket> = {}): Promise<Ticket | undefined> {
  const id = conversationOf(name);
  await accept(store, 'hi', id);
  await turn(store, openTicket(changes), id);
  return (await store.tickets({ limit: 50 })).find(({ conversationId }) => conversationId === id);
}

async function change(store: Store, ticket: Ticket | undefined, changes: Partial<Ticket>, by = 'Li', now = NOW) {
  const number = ticket?.number ?? '';
  await store.runTurn({ kind: 'ticket', number }, now, (work) => {
    const [before] = work.tickets;
    return { writes: writes({ owner: 'agent', tickets: before ? [{ ...before, ...changes }] : [], by }), result: true };
  });
}

/** The history of tickets and the clock of promises. */
function describeHistory(name: string, open: () => Promise<Store>): void {
  describe(`${name}: history`, () => {
    it('tells what happened to tickets in order, with fields before and after', async () => {
      const store = await open();
      const ticket = await openIn(store, 'a');
      await change(store, ticket, { status: 'claimed', agent: 'Li' });
      await change(store, ticket, { updatedAtMs: NOW + 1 });
      await change(store, ticket, { sn: '0N91' }, 'Wang');
      const events = await store.ticketEvents('T1001');
      expect(events.map(({ kind, by }) => [kind, by])).toEqual([
        ['opened', undefined],
        ['claimed', 'Li'],
        ['changed', 'Wang'],
      ]);
      expect(events[2]?.changes).toEqual([{ field: 'sn', to: '0N91' }]);
      expect(await store.eventsAfter(events[0]?.id ?? 0, 1)).toEqual([events[1]]);
    });

    it('rings once for each promise, first soon, then over', async () => {
      const store = await open();
      const ticket = await openIn(store, 'a', { answerDueMs: NOW + HOUR });
      await openIn(store, 'b', { answerDueMs: NOW + HOUR, status: 'waiting' });
      expect(await store.nextRingAt()).toBe(NOW + 45 * 60_000);
      expect(await store.ringClock(NOW + 44 * 60_000, 10)).toBe(false);
      expect(await store.ringClock(NOW + 45 * 60_000, 10)).toBe(true);
      expect(await store.ringClock(NOW + 46 * 60_000, 10)).toBe(false);
      expect(await store.nextRingAt()).toBe(NOW + HOUR);
      const both = await Promise.all([store.ringClock(NOW + HOUR, 10), store.ringClock(NOW + HOUR, 10)]);
      expect(both.filter(Boolean)).toHaveLength(1);
      expect(await store.nextRingAt()).toBeUndefined();
      await change(store, ticket, { answerDueMs: NOW + 3 * HOUR, updatedAtMs: NOW + 2 * HOUR });
      expect(await store.nextRingAt()).toBe(NOW + 3 * HOUR - 15 * 60_000);
      const kinds = (await store.ticketEvents('T1001')).map(({ kind }) => kind);
      expect(kinds).toEqual(['opened', 'dueSoon', 'overdue', 'changed']);
    });

    it('finds tickets by what they share, and by any part of what is searched', async () => {
      const store = await open();
      await openIn(store, 'a', { sn: '0N9112', merchantWords: '机器 Offline 100%' });
      await openIn(store, 'b', { sn: '0N9112', mid: '8839' });
      await openIn(store, 'c', { mid: '8839' });
      const related = async (like: Parameters<Store['related']>[1]) =>
        (await store.related('T1002', like, 9)).map(({ number }) => number);
      expect(await related({ sn: '0N9112' })).toEqual(['T1001']);
      expect(await related({ sn: '0N9112', mid: '8839' })).toEqual(['T1003', 'T1001']);
      expect(await related({})).toEqual([]);
      const found = async (search: string) => (await store.tickets({ search, limit: 9 })).map(({ number }) => number);
      expect(await found('offline')).toEqual(['T1001']);
      expect(await found('n9112')).toEqual(['T1001', 'T1002']);
      expect(await found('100%')).toEqual(['T1001']);
      expect(await found('_0')).toEqual([]);
      expect(await found("' or 1=1 --")).toEqual([]);
    });

    it('lists page after page without a gap, from one heap into the next', async () => {
      const store = await open();
      for (const name of ['a', 'b', 'c', 'd', 'e']) await openIn(store, name, { priority: name === 'd' ? 'P1' : 'P3' });
      for (const name of ['f', 'g']) await openIn(store, name, { priority: 'P1', status: 'waiting' });
      await openIn(store, 'h', { priority: 'P2', status: 'cancelled' });
      const ordered = ['T1004', 'T1001', 'T1002', 'T1003', 'T1005', 'T1006', 'T1007', 'T1008'];
      for (const limit of [1, 2, 3, 5]) {
        const seen: string[] = [];
        for (let after: Parameters<Store['tickets']>[0]['after'] | undefined; ; ) {
          const page = await store.tickets({ limit, ...(after ? { after } : {}) });
          seen.push(...page.map(({ number }) => number));
          const last = page.at(-1);
          if (!last) break;
          const { status, priority, answerDueMs, number } = last;
          after = { heap: heapOf(status), priority, answerDueMs, ordinal: Number(number.slice(1)) };
        }
        expect(seen).toEqual(ordered);
      }
    });
  });
}

function stateAt(step: string, tried: DialogState['stepsTried'] = []): DialogState {
  const frames = [{ kind: 'flow', flow: 'net', step, asked: 1 }] as const;
  return { ...newState(plainGuide, 'en', 'test'), frames, stepsTried: tried };
}

/** Figures over turns, steps and tickets. */
function describeFigures(name: string, open: () => Promise<Store>): void {
  describe(`${name}: figures`, () => {
    it('count tickets, durations, promises and agents of a range', async () => {
      const store = await open();
      for (const [index, took] of [1, 2, 3, 10].entries()) {
        const ticket = await openIn(store, `c${index}`, { answerDueMs: NOW + HOUR });
        const resolution = { code: 'explained', fixedBy: 'restart', atMs: NOW + took * 60_000 } as const;
        const agent = index < 3 ? 'Li' : 'Wang';
        const firstAnswerAtMs = NOW + took * 1_000;
        await change(store, ticket, { status: 'resolved', agent, resolution, firstAnswerAtMs, rating: 'good' });
      }
      await openIn(store, 'late', { answerDueMs: NOW - 1 });
      await store.ringClock(NOW, 10);
      const figures = await store.figures(RANGE, NOW);
      expect(figures).toMatchObject({
        opened: 5,
        symptoms: [{ value: 'net-offline', count: 5 }],
        resolutions: [{ value: 'explained', count: 4 }],
        ratings: [{ value: 'good', count: 4 }],
        timeToResolve: { count: 4, medianMs: 120_000, p90Ms: 600_000 },
        waiting: { count: 4, medianMs: 2_000, p90Ms: 10_000 },
        kept: 4,
        broken: 1,
        steps: [{ step: 'restart', reached: 0, fixed: 4, gaveUp: 0 }],
        agents: [
          { agent: 'Li', live: 0, resolved: 3, firstAnswers: 3, medianAnswerMs: 2_000 },
          { agent: 'Wang', live: 0, resolved: 1, firstAnswers: 1, medianAnswerMs: 10_000 },
        ],
        openedByHour: [{ atMs: NOW, count: 5 }],
        now: { open: 1, claimed: 0, waiting: 0, overdue: 1 },
      });
      expect(await store.figures({ fromMs: 0, toMs: 1 }, NOW)).toMatchObject({
        opened: 0,
        timeToResolve: { count: 0 },
      });
    });

    it('count where merchants came to, what fixed it, and where they gave up', async () => {
      const store = await open();
      const walk = async (who: string, ...turns: readonly Parameters<typeof writes>[0][]) => {
        for (const written of turns) {
          await accept(store, 'hi', conversationOf(who));
          await turn(store, () => writes(written), conversationOf(who));
        }
      };
      const tried = [{ step: 'restart', title: 'Restart', outcome: 'fixed', atMs: NOW }] as const;
      await walk('a', { state: stateAt('restart') }, { state: stateAt('hotspot', tried), outcome: 'resolved' });
      await walk('b', { state: stateAt('restart') });
      await walk('c', { state: stateAt('restart') }, { state: stateAt('restart') });
      const soon = await store.figures(RANGE, NOW + 60_000);
      expect(soon.steps.find(({ step }) => step === 'restart')).toEqual({
        step: 'restart',
        reached: 3,
        fixed: 1,
        gaveUp: 0,
      });
      const later = await store.figures(RANGE, NOW + HOUR);
      expect(later.steps.find(({ step }) => step === 'restart')?.gaveUp).toBe(2);
      expect(later.outcomes).toEqual([{ value: 'resolved', count: 1 }]);
    });

    it('name the lines that nobody could read', async () => {
      const store = await open();
      await accept(store, 'blorb', M1);
      await turn(store, () => writes({ trace: [{ by: 'no-match', says: 'nobody could read it' }] }));
      await accept(store, 'hello', M1);
      await turn(store, () => writes({ trace: [{ by: 'greeting', says: 'hello' }] }));
      expect(await store.unmatchedLines(5)).toMatchObject([{ text: 'blorb', seq: 1, channel: 'test' }]);
    });
  });
}

/** The audit log and accounts. */
function describePeople(name: string, open: () => Promise<Store>): void {
  describe(`${name}: audit log and accounts`, () => {
    it('chains entries without a gap, however many come at once', async () => {
      const store = await open();
      await Promise.all(Array.from({ length: 12 }, (_, at) => store.appendAudit([note({ atMs: at }), note()])));
      expect(await store.verifyAudit()).toEqual({ entries: 24 });
      const newest = await store.auditEntries({ limit: 3 });
      expect(newest.map(({ seq }) => seq)).toEqual([24, 23, 22]);
      expect(await store.auditEntries({ before: 2, limit: 9, user: 'Li', subject: 'T1001' })).toHaveLength(1);
    });

    it('writes the entry of an action together with the action, and that of a refusal alone', async () => {
      const store = await open();
      const ticket = await openIn(store, 'a');
      const source = { kind: 'ticket', number: ticket?.number ?? '' } as const;
      await store.runTurn(source, NOW, () => ({ result: true, audit: [note({ outcome: 'closed' })] }));
      const failing = store.runTurn(source, NOW, (work) => ({
        writes: writes({ tickets: [{ ...ticketOf(work), number: 'T1001', openedAtMs: Number.NaN }] }),
        result: true,
        audit: [note()],
      }));
      await expect(failing).rejects.toThrow();
      expect((await store.auditEntries({ limit: 9 })).map(({ outcome }) => outcome)).toEqual(['closed']);
    });

    it('changes accounts, uses each code once and counts failures in a window', async () => {
      const store = await open();
      await store.saveLink({ hash: 'l', user: { name: 'Li', role: 'agent' }, expiresAtMs: NOW + 9 });
      await store.redeemLink('l', NOW, { hash: 'b', expiresAtMs: NOW + HOUR });
      await store.changeAccount('Li', { passwordHash: 'p', role: 'lead', totpSecret: 's' }, note());
      expect(await store.account('Li')).toEqual({ name: 'Li', role: 'lead', passwordHash: 'p', totpSecret: 's' });
      expect((await store.signIn('b', NOW))?.user.role).toBe('lead');
      expect([await store.useTotpStep('Li', 5), await store.useTotpStep('Li', 5)]).toEqual([true, false]);
      await store.changeAccount('Li', { disabledAtMs: NOW, totpSecret: null }, note());
      expect(await store.signIn('b', NOW)).toBeUndefined();
      expect(await store.changeAccount('Nobody', { role: 'admin' }, note())).toBe(false);
      await store.countFailure('k', NOW, NOW - HOUR);
      await store.countFailure('k', NOW + 1, NOW - HOUR);
      expect(await store.failedTries('k')).toEqual({ failures: 2, sinceMs: NOW });
      await store.countFailure('k', NOW + 2 * HOUR, NOW + HOUR);
      expect(await store.failedTries('k')).toEqual({ failures: 1, sinceMs: NOW + 2 * HOUR });
    });

    it('knows people of a provider by issuer and subject', async () => {
      const store = await open();
      const who = { issuer: 'https://id', subject: '7' };
      expect(await store.oidcAccount(who, 'Li', 'agent', NOW)).toMatchObject({ name: 'Li', role: 'agent', oidc: who });
      expect(await store.oidcAccount(who, 'Renamed', 'lead', NOW)).toMatchObject({ name: 'Li', role: 'lead' });
      expect(await store.oidcAccount({ ...who, subject: '8' }, 'Li', 'agent', NOW)).toMatchObject({ name: 'Li (2)' });
    });
  });
}

/** Everything that the desk keeps besides tickets and transcripts. */
export function describeFiguresStore(name: string, open: () => Promise<Store>): void {
  describeHistory(name, open);
  describeFigures(name, open);
  describePeople(name, open);
}
