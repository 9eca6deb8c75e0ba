/** Kysely on node:sqlite: statements are prepared once, transactions take the write lock at once. */

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, DatabaseConnection, Dialect, DialectAdapter, Driver, QueryResult } from 'kysely';
import { Kysely, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Database } from './engine.ts';
import { type DirectConnection, runDirectly } from './prepare.ts';

/** Distinct statements kept prepared; our own are far fewer, so a full cache means shapes without bound. */
const MOST_STATEMENTS = 500;

/** A unit is alone on the file, so there are no rows to lock. */
const ROW_LOCK = / for update(?: of "\w+")?(?: skip locked)?$/;

interface Prepared {
  readonly statement: StatementSync;
  readonly givesRows: boolean;
}

function createConnection(database: DatabaseSync): DatabaseConnection & Required<DirectConnection> {
  const cache = new Map<string, Prepared>();
  const prepare = (sql: string): Prepared => {
    const known = cache.get(sql);
    if (known) return known;
    if (cache.size >= MOST_STATEMENTS) cache.clear();
    const statement = database.prepare(sql.replace(ROW_LOCK, ''));
    const prepared = { statement, givesRows: statement.columns().length > 0 };
    cache.set(sql, prepared);
    return prepared;
  };
  return {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const { statement, givesRows } = prepare(sql);
      const values = parameters as readonly SQLInputValue[];
      if (givesRows) return { rows: statement.all(...values) as Row[] };
      const { changes, lastInsertRowid } = statement.run(...values);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    },
    send({ sql, parameters }) {
      prepare(sql).statement.run(...(parameters as readonly SQLInputValue[]));
    },
    streamQuery() {
      throw new Error('Streaming is not needed here: every read has a limit.');
    },
  };
}

function createDriver(database: DatabaseSync, connection: DatabaseConnection): Driver {
  return {
    async init() {},
    acquireConnection: async () => connection,
    async beginTransaction() {
      database.exec('begin immediate');
    },
    async commitTransaction() {
      database.exec('commit');
    },
    async rollbackTransaction() {
      database.exec('rollback');
    },
    async releaseConnection() {},
    async destroy() {},
  };
}

/**
 * SQLite can roll a migration back, so migrations run in a transaction; the process lock stands for a migration lock.
 * Our connection may be handed out twice, because it runs every statement to its end before it returns.
 */
const ADAPTER: DialectAdapter = {
  supportsCreateIfNotExists: true,
  supportsMultipleConnections: true,
  supportsTransactionalDdl: true,
  supportsReturning: true,
  supportsOutput: false,
  async acquireMigrationLock() {},
  async releaseMigrationLock() {},
};

/** The dialect over an open database; whoever opened it closes it. */
export function createSqliteDialect(
  database: DatabaseSync,
  connection = createConnection(database),
  adapter = ADAPTER,
): Dialect {
  return {
    createAdapter: () => adapter,
    createDriver: () => createDriver(database, connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Queries over an open database, prepared ones by the shortest way. */
export function openQueries(database: DatabaseSync): Database {
  const connection = createConnection(database);
  const adapter = { ...ADAPTER };
  runDirectly(adapter, connection);
  return new Kysely({ dialect: createSqliteDialect(database, connection, adapter) });
}
