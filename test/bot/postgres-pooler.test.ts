/** Poolers before Postgres: one that keeps a session for each connection serves, one that does not is refused. */

import { Client, type Pool } from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openPostgresStore } from '#bot/store/postgres.ts';
import { openPool, refuseSharedConnections } from '#bot/store/postgres-connections.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** Gives whatever begins the session that was free last, as PgBouncer does with `pool_mode = transaction`. */
async function openTransactionPooler(url: string): Promise<Pool> {
  const free = [new Client({ connectionString: url }), new Client({ connectionString: url })];
  const all = [...free];
  for (const session of all) await session.connect();
  onTestFinished(async () => {
    for (const session of all) await session.end();
  });
  const connect = async () => {
    let held: Client | undefined;
    return {
      release() {},
      async query(text: string, values?: unknown[]) {
        const session = held ?? free.pop();
        if (!session) throw new Error('No session is free.');
        const answer = await session.query(text, values);
        held = text === 'begin' || (held && text !== 'rollback') ? session : undefined;
        if (!held) free.push(session);
        return answer;
      },
    };
  };
  return { connect } as unknown as Pool;
}

it('one that gives every transaction another session is refused, as most of what it breaks fails in silence', async () => {
  const pool = await openTransactionPooler(await server.createDatabase());
  await expect(refuseSharedConnections(pool)).rejects.toMatchObject({ code: 'shared-connections' });
});

it('one that gives every statement another session is refused in the same words, as it takes no transaction', async () => {
  const query = async (text: string) => {
    if (text === 'begin') throw Object.assign(new Error('transaction blocks not allowed'), { code: '08P01' });
    return { rows: [] };
  };
  const pool = { connect: async () => ({ query, release() {} }) } as unknown as Pool;
  await expect(refuseSharedConnections(pool)).rejects.toMatchObject({ code: 'shared-connections' });
});

it('connections of their own are taken, and each has its limits and is missed when its process is gone without a word', async () => {
  const pool = openPool(await server.createDatabase(), { answerWithinMs: 20_000 });
  onTestFinished(() => pool.end());
  await refuseSharedConnections(pool);
  const { rows } = await pool.query(`select name, setting, source from pg_settings
    where name in ('idle_in_transaction_session_timeout', 'statement_timeout', 'tcp_keepalives_idle') order by name`);
  expect(rows).toEqual([
    { name: 'idle_in_transaction_session_timeout', setting: '3000', source: 'session' },
    { name: 'statement_timeout', setting: '15000', source: 'session' },
    { name: 'tcp_keepalives_idle', setting: '10', source: 'session' },
  ]);
});

it('a Postgres that is not there is told as that, and nobody is advised to restore a copy', async () => {
  await expect(openPostgresStore('postgres://posdesk@127.0.0.1:1/posdesk')).rejects.toMatchObject({
    code: 'cannot-open-database',
    remedy: expect.not.stringContaining('copy'),
  });
});
