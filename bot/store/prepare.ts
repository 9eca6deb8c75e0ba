/** Queries that are built once and then run with other values: building one costs several times as much as running it. */

import {
  type CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Expression,
  type QueryResult,
  sql,
} from 'kysely';
import type { Database } from './engine.ts';

/** Stands for a value in a query while it is built. */
class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A limit as a sum. SQLite looks a bare one up while it plans, and for that plans the statement anew at every use, which
 * takes ten times as long as running it.
 */
export function atMost(limit: number): Expression<number> {
  return sql<number>`${limit} + 0`;
}

interface Buildable<Row> {
  compile(): CompiledQuery<Row>;
}

const connections = new WeakMap<DialectAdapter, DatabaseConnection>();

/**
 * Lets prepared queries of the Kysely with this adapter run on its only connection at once, without its pool, plugins
 * and log. The adapter must belong to that Kysely alone.
 */
export function runDirectly(adapter: DialectAdapter, connection: DatabaseConnection): void {
  connections.set(adapter, connection);
}

const PLACEHOLDERS = new Proxy(Object.freeze({}), { get: (_, name) => new Placeholder(String(name)) });

/**
 * A query for every engine. `build` is called once for each of them, and must use its second argument only as values of
 * the query: what they are is not known yet, so neither which columns there are nor any condition may depend on them.
 */
export function prepare<Values extends Readonly<Record<string, string | number | null>>, Row>(
  build: (db: Database, values: Values) => Buildable<Row>,
): (db: Database, values: Values) => Promise<QueryResult<Row>> {
  const built = new WeakMap<DialectAdapter, CompiledQuery<Row>>();
  const compile = (db: Database): CompiledQuery<Row> => {
    const { adapter } = db.getExecutor();
    const known = built.get(adapter);
    if (known) return known;
    const compiled = build(db, PLACEHOLDERS as Values).compile();
    built.set(adapter, compiled);
    return compiled;
  };
  return (db, values) => {
    const compiled = compile(db);
    const direct = connections.get(db.getExecutor().adapter);
    const parameters = compiled.parameters.map((one) => (one instanceof Placeholder ? values[one.name] : one));
    const query = { ...compiled, parameters };
    return direct ? direct.executeQuery<Row>(query) : db.executeQuery(query);
  };
}
