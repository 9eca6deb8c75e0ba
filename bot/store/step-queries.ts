/** Queries of how the steps of the troubleshooting tree do. */

import type { TimeRange } from '#adapters/desk-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Database } from './engine.ts';
import type { Counted, StoredFigures } from './report-store.ts';

/** A merchant who has been silent at a step for so long has given up on it. */
const SILENT_MS = 30 * 60_000;

/** Steps that merchants came to: how often, how often that fixed it, and where nothing came after. */
export async function countSteps(
  db: Database,
  { fromMs, toMs }: TimeRange,
  now: Instant,
): Promise<StoredFigures['steps']> {
  const rows = await db
    .selectFrom('step_results')
    .where('at', '>=', fromMs)
    .where('at', '<', toMs)
    .where('result', 'in', ['reached', 'fixed'])
    .select((field) => ['step', 'result', field.fn.countAll<number>().as('count')])
    .groupBy(['step', 'result'])
    .execute();
  const gaveUp = await countGivenUp(db, { fromMs, toMs }, now);
  const solved = await fixedBy(db, fromMs, toMs);
  const steps = new Map<string, { reached: number; fixed: number }>();
  for (const { step, result, count } of rows) {
    const so = steps.get(step) ?? { reached: 0, fixed: 0 };
    steps.set(step, result === 'fixed' ? { ...so, fixed: Number(count) } : { ...so, reached: Number(count) });
  }
  for (const { value, count } of solved) {
    const so = steps.get(value) ?? { reached: 0, fixed: 0 };
    steps.set(value, { ...so, fixed: so.fixed + count });
  }
  return [...steps]
    .map(([step, so]) => ({ step, ...so, gaveUp: gaveUp.get(step) ?? 0 }))
    .toSorted((one, other) => other.reached - one.reached);
}

/** What agents said had fixed it. */
async function fixedBy(db: Database, fromMs: Instant, toMs: Instant): Promise<readonly Counted[]> {
  const rows = await db
    .selectFrom('tickets')
    .where('resolved_at', '>=', fromMs)
    .where('resolved_at', '<', toMs)
    .where('fixed_by', 'is not', null)
    .select((field) => ['fixed_by', field.fn.countAll<number>().as('count')])
    .groupBy('fixed_by')
    .execute();
  return rows.map(({ fixed_by, count }) => ({ value: fixed_by ?? '', count: Number(count) }));
}

async function countGivenUp(db: Database, { fromMs, toMs }: TimeRange, now: Instant) {
  const rows = await db
    .selectFrom('step_results as last')
    .innerJoin('conversations', 'conversations.id', 'last.conversation_id')
    .where('last.at', '>=', fromMs)
    .where('last.at', '<', Math.min(toMs, now - SILENT_MS))
    .where('last.result', '=', 'reached')
    .where('conversations.last_merchant_at', '<', now - SILENT_MS)
    .where('conversations.owner', '=', 'bot')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('step_results as later')
            .select('later.id')
            .whereRef('later.conversation_id', '=', 'last.conversation_id')
            .whereRef('later.id', '>', 'last.id'),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('turns')
            .select('turns.id')
            .whereRef('turns.conversation_id', '=', 'last.conversation_id')
            .where('turns.outcome', 'is not', null)
            .whereRef('turns.at', '>=', 'last.at'),
        ),
      ),
    )
    .select((field) => ['last.step', field.fn.countAll<number>().as('count')])
    .groupBy('last.step')
    .execute();
  return new Map(rows.map(({ step, count }) => [step, Number(count)]));
}
