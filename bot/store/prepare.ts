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

/** The shortest way to a database. */
export interface DirectConnection extends Pick<DatabaseConnection, 'executeQuery'> {
  /** Sends a statement of which nobody wants the answer; its failure is the unit's. Absent where there is no way to go. */
  send?(query: CompiledQuery): void;
}

const connections = new WeakMap<DialectAdapter, DirectConnection>();

/**
 * Lets prepared queries of the Kysely with this adapter run on its only connection at once, without its pool, plugins
 * and log. The adapter must belong to that Kysely alone.
 */
export function runDirectly(adapter: DialectAdapter, connection: DirectConnection): void {
  connections.set(adapter, connection);
}

const PLACEHOLDERS = new Proxy(Object.freeze({}), { get: (_, name) => new Placeholder(String(name)) });

type ValuesOf = Readonly<Record<string, string | number | null>>;
type Build<Values, Row> = (db: Database, values: Values) => Buildable<Row>;

/** A query as an engine has it: what stands in the place of each value, and the shortest way there. */
interface Built<Row> {
  readonly compiled: CompiledQuery<Row>;
  /** What stands in each place: the name of a value, or undefined where the query itself says it. */
  readonly names: readonly (string | undefined)[];
  readonly direct: DirectConnection | undefined;
}

/** Builds once for each engine; then fills in the values. */
function prepareFill<Values extends ValuesOf, Row>(build: Build<Values, Row>) {
  const known = new WeakMap<DialectAdapter, Built<Row>>();
  const builtFor = (db: Database): Built<Row> => {
    const { adapter } = db.getExecutor();
    const built = known.get(adapter);
    if (built) return built;
    const compiled = build(db, PLACEHOLDERS as Values).compile();
    const names = compiled.parameters.map((one) => (one instanceof Placeholder ? one.name : undefined));
    const fresh = { compiled, names, direct: connections.get(adapter) };
    known.set(adapter, fresh);
    return fresh;
  };
  const fill = ({ compiled, names }: Built<Row>, values: Values): CompiledQuery<Row> => {
    const parameters = compiled.parameters.slice();
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at];
      if (name !== undefined) parameters[at] = values[name];
    }
    return { sql: compiled.sql, query: compiled.query, queryId: compiled.queryId, parameters };
  };
  return { builtFor, fill };
}

/**
 * A query for every engine. `build` is called once for each of them, and must use its second argument only as values of
 * the query: what they are is not known yet, so neither which columns there are nor any condition may depend on them.
 */
export function prepare<Values extends ValuesOf, Row>(
  build: Build<Values, Row>,
): (db: Database, values: Values) => Promise<QueryResult<Row>> {
  const { builtFor, fill } = prepareFill(build);
  return (db, values) => {
    const built = builtFor(db);
    return (built.direct ?? db).executeQuery<Row>(fill(built, values));
  };
}

/** The same for a write that nothing in its unit looks at: where it can, it travels with the commit, and fails with it. */
export function prepareWrite<Values extends ValuesOf>(
  build: Build<Values, unknown>,
): (db: Database, values: Values) => Promise<void> {
  const { builtFor, fill } = prepareFill(build);
  return async (db, values) => {
    const built = builtFor(db);
    const query = fill(built, values);
    if (built.direct?.send) built.direct.send(query);
    else await (built.direct ?? db).executeQuery(query);
  };
}
