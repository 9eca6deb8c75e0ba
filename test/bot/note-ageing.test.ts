/** Notes that sinks and chat tools leave behind end with what they are about, on both engines. */

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { MARKS, mailDone } from '#adapters/tickets/marks.ts';
import { DEFAULT_RETENTION, expiryLimits } from '#bot/privacy/retention.ts';
import { openPostgresStore } from '#bot/store/postgres.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import type { Store } from '#bot/store/store.ts';
import { conversationOf } from '#test/fixtures/merchant-message.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';
import { accept, M1, NOW, openTicket, turn } from '#test/fixtures/store-steps.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const DAY_MS = 86_400_000;
const OTHERS = ['wecom:cursor:kf1', 'desk:agent:slack:T1:U1', 'slack:thread:D1', 'sinker'];

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const ENGINES: Readonly<Record<string, () => Promise<Store>>> = {
  SQLite: () => openSqliteStore(join(temporaryFolder(), 'posdesk.db')),
  Postgres: async () => await openPostgresStore(await server.createDatabase()),
};

describe.each(Object.keys(ENGINES))('on %s', (engine) => {
  /** T1001 is live, T1002 was closed at NOW; both are known in Slack and Teams. */
  async function begin() {
    const store = await ENGINES[engine]?.();
    if (!store) throw new Error('There is no such engine.');
    onTestFinished(() => store.close());
    await store.beginSinks(['slack', 'teams'], false);
    await accept(store, 'offline');
    await turn(store, openTicket());
    const other = conversationOf('m2');
    await accept(store, 'offline', other);
    await turn(store, openTicket({ status: 'resolved' }), other);
    await store.followEvents(['slack', 'teams'], NOW);
    for (const sink of ['slack', 'teams']) {
      const claim = { now: NOW, limit: 10, leasedUntilMs: NOW + 1_000, gather: true };
      for (const job of await store.claimSinkJobs(sink, claim)) {
        const external = { id: `card-${job.subject}`, erasable: true };
        await store.settleSinkJob(job, { kind: 'done', external }, NOW);
      }
    }
    const note = async (...keys: readonly string[]) => {
      for (const key of keys) await store.saveNote(key, key.includes('command') ? 'T1002' : 'x');
    };
    const left = async (keys: readonly string[]) => {
      const found = await Promise.all(keys.map((key) => store.note(key)));
      return keys.filter((_, at) => found[at] !== undefined);
    };
    const sweep = (days: number) => store.expire(expiryLimits(DEFAULT_RETENTION, NOW + days * DAY_MS));
    return { store, other, note, left, sweep };
  }

  it('marks of commands, hints and cards go a month after their ticket was closed, not while it is worked on', async () => {
    const { store, left, sweep } = await begin();
    const of = (number: string) => [
      [`${MARKS.slackCommand}C1:1.${number}`, number],
      [`${MARKS.slackHint}1.${number}:U1`, number],
      [`${MARKS.teamsCommand}a:${number}`, number],
      [`${MARKS.teamsHint}a:${number}`, number],
      [`${MARKS.teamsViewer}${number}:29:x`, '29:x'],
      [`${MARKS.teamsRung}${number}`, '7'],
    ];
    const marks = [...of('T1001'), ...of('T1002')];
    for (const [key = '', value = ''] of marks) await store.saveNote(key, value);
    const keys = marks.map(([key = '']) => key);
    await sweep(29);
    expect(await left(keys)).toEqual(keys);
    expect(await sweep(31)).toMatchObject({ notes: 6 });
    expect(await left(keys)).toEqual(keys.slice(0, 6));
  });

  it('how far a helpdesk is read goes with the ticket, however long ago it was closed', async () => {
    const { store, other, note, left, sweep } = await begin();
    const keys = [`${MARKS.sink}redmine:read:T1002`, `${MARKS.sink}redmine:turned:T1002`];
    await note(...keys);
    await sweep(365);
    expect(await left(keys)).toEqual(keys);
    await store.erase(other, NOW);
    await sweep(1);
    expect(await left(keys)).toEqual([]);
  });

  it('what stands in a thread is known until the thread is erased', async () => {
    const { store, note, left, sweep } = await begin();
    const keys = [
      `${MARKS.slackTold}C1:card-T1001`,
      `${MARKS.teamsTold}card-T1001`,
      `${MARKS.teamsPosted}card-T1001:5`,
    ];
    await note(...keys, `${MARKS.teamsTold}card-T9`);
    await sweep(365);
    expect(await left([...keys, `${MARKS.teamsTold}card-T9`])).toEqual(keys);
    await store.erase(M1, NOW);
    await sweep(1);
    expect(await left(keys)).toEqual(keys);
    for (const sink of ['slack', 'teams']) {
      const claim = { now: NOW, limit: 10, leasedUntilMs: NOW + 1_000, gather: true };
      for (const job of await store.claimSinkJobs(sink, claim)) await store.settleSinkJob(job, { kind: 'done' }, NOW);
    }
    await sweep(1);
    expect(await left(keys)).toEqual([]);
  });

  it('mails are known again for a month, those from before marks had a date for at least one more day', async () => {
    const { store, left, sweep } = await begin();
    const keys = ['mail:old', 'mail:new', 'mail:begun', 'mail:undated'];
    await store.saveNote('mail:old', mailDone(NOW - 40 * DAY_MS));
    await store.saveNote('mail:new', mailDone(NOW));
    await store.saveNote('mail:begun', `begun ${NOW - 40 * DAY_MS}`);
    await store.saveNote('mail:undated', 'done');
    await sweep(0);
    expect(await left(keys)).toEqual(['mail:new', 'mail:undated']);
    await sweep(1);
    expect(await left(keys)).toEqual(['mail:new']);
  });

  it('every mark is come to, also of thousands, and other notes stay', async () => {
    const { store, note, left, sweep } = await begin();
    for (let at = 0; at < 1_100; at += 1) await store.saveNote(`${MARKS.slackCommand}C1:${at}`, 'T7');
    await note(...OTHERS);
    expect(await sweep(0)).toMatchObject({ notes: 1_100 });
    expect(await left(OTHERS)).toEqual(OTHERS);
  });
});
