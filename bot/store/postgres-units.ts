/** Units of work on Postgres in few round trips: what needs no answer at once is sent behind one another. */

import { Socket } from 'node:net';
import {
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type { Pool, PoolClient, QueryResult as PostgresResult } from 'pg';
import type { Database } from './engine.ts';
import { runDirectly } from './prepare.ts';
import type { Tables } from './rows.ts';

/** What Postgres says of a prepared statement whose columns a migration has changed; a new connection knows it anew. */
export const STALE_STATEMENT = '0A000';

/**
 * A socket that sends all that is written while one piece of work runs in one call. A call costs as much as the database
 * takes for a small statement.
 */
export function createGatheringSocket(): Socket {
  const socket = new Socket();
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  let gathering = false;
  socket.write = (...given: unknown[]): boolean => {
    if (!gathering) {
      gathering = true;
      socket.cork();
      process.nextTick(() => {
        gathering = false;
        socket.uncork();
      });
    }
    return write(...given);
  };
  return socket;
}

/** One connection, and what has failed in the unit that runs on it. */
interface Line {
  readonly db: Database;
  begin(): void;
  /** Resolves when the unit is on disk; rejects with what failed first. */
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** False when the connection must not be used again. */
  isSound(): boolean;
}

function readResult<Row>({ command, rowCount, rows }: PostgresResult): QueryResult<Row> {
  const changes = command !== 'SELECT' && rowCount !== null;
  return { rows: (rows ?? []) as Row[], ...(changes ? { numAffectedRows: BigInt(rowCount) } : {}) };
}

function isStale(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === STALE_STATEMENT;
}

const names = new Map<string, string>();

/** Short names for the statements that are prepared; there are as many as `prepare` has been called for. */
function nameOf(sql: string): string {
  const name = names.get(sql) ?? `posdesk_${names.size + 1}`;
  names.set(sql, name);
  return name;
}

/** Queries on one connection that are sent at once and answered in order; the pool hands it to one unit at a time. */
function openLine(client: PoolClient): Line {
  let failure: unknown;
  let sound = true;
  const fail = (error: unknown): void => {
    failure ??= error;
    if (isStale(error)) sound = false;
  };
  const send = (text: string, values?: readonly unknown[], name?: string): Promise<PostgresResult> => {
    const query = { text, ...(values ? { values: [...values] } : {}), ...(name === undefined ? {} : { name }) };
    const sent = client.query(query);
    // Answers come in order, so that the first that failed is the one the others failed for.
    sent.catch(fail);
    return sent;
  };
  const run = async (...given: Parameters<typeof send>): Promise<PostgresResult> => {
    try {
      return await send(...given);
    } catch (error) {
      throw failure ?? error;
    }
  };
  const direct = {
    executeQuery: async <Row>({ sql, parameters }: CompiledQuery) =>
      readResult<Row>(await run(sql, parameters, nameOf(sql))),
    send({ sql, parameters }: CompiledQuery): void {
      send(sql, parameters, nameOf(sql)).catch(() => {});
    },
  };
  return {
    db: openQueries(async ({ sql, parameters }) => await run(sql, parameters), direct),
    begin() {
      failure = undefined;
      send('begin').catch(() => {});
    },
    async commit() {
      const { command } = await run('commit');
      if (failure !== undefined) throw failure;
      if (command === 'ROLLBACK') throw new Error('Postgres rolled the unit back.');
    },
    async rollback() {
      await client.query('rollback').catch(() => {
        sound = false;
      });
    },
    isSound: () => sound,
  };
}

type Direct = Parameters<typeof runDirectly>[1];

/** Queries over one connection: prepared ones straight, others built and run by Kysely. */
function openQueries(run: (query: CompiledQuery) => Promise<PostgresResult>, direct: Direct): Database {
  const adapter = new PostgresAdapter();
  runDirectly(adapter, direct);
  const connection: DatabaseConnection = {
    executeQuery: async <Row>(query: CompiledQuery) => readResult<Row>(await run(query)),
    streamQuery() {
      throw new Error('Streaming is not needed here: every read has a limit.');
    },
  };
  const refuse = async (): Promise<void> => {
    throw new Error('A unit is one transaction already.');
  };
  return new Kysely({
    dialect: {
      createAdapter: () => adapter,
      createDriver: () => ({
        async init() {},
        acquireConnection: async () => connection,
        beginTransaction: refuse,
        commitTransaction: refuse,
        rollbackTransaction: refuse,
        async releaseConnection() {},
        async destroy() {},
      }),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

/** Reads a prepared statement; one that a migration has made stale is read once more, as if for the first time. */
async function readPrepared(pool: Pool, { sql, parameters }: CompiledQuery): Promise<PostgresResult> {
  const query = { text: sql, values: [...parameters] };
  const client = await pool.connect();
  let stale = false;
  try {
    return await client.query({ ...query, name: nameOf(sql) });
  } catch (error) {
    stale = isStale(error);
    if (!stale) throw error;
  } finally {
    client.release(stale);
  }
  return await pool.query(query);
}

/** Queries outside of units, each on any connection; prepared ones run there also when a transaction is open elsewhere. */
export function openReads(pool: Pool): Database {
  const dialect = new PostgresDialect({ pool });
  const adapter = new PostgresAdapter();
  runDirectly(adapter, {
    executeQuery: async <Row>(query: CompiledQuery) => readResult<Row>(await readPrepared(pool, query)),
  });
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => adapter,
      createDriver: () => dialect.createDriver(),
      createIntrospector: (db) => dialect.createIntrospector(db),
      createQueryCompiler: () => dialect.createQueryCompiler(),
    },
  });
}

/**
 * Runs units of work, each in a transaction on a connection of its own; the pool's clients must have `pipeline` on. Within
 * a unit, reads that are started together travel together, and writes of `prepareWrite` travel with the commit.
 */
export function createUnits(pool: Pool): <Result>(unit: (db: Database) => Promise<Result>) => Promise<Result> {
  const lines = new WeakMap<PoolClient, Line>();
  return async (unit) => {
    const client = await pool.connect();
    const line = lines.get(client) ?? openLine(client);
    lines.set(client, line);
    try {
      line.begin();
      const result = await unit(line.db);
      await line.commit();
      return result;
    } catch (error) {
      await line.rollback();
      throw error;
    } finally {
      client.release(!line.isSound());
    }
  };
}
