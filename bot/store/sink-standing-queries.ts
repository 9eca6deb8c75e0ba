/** Queries of how sinks stand: at a ticket, and as a whole. */

import type { SinkStanding } from '#adapters/desk-contract.ts';
import type { Database } from './engine.ts';
import type { ExternalTicketRow, SinkJobRow } from './sink-rows.ts';
import { AT_ONCE, type SinkCount } from './sink-store.ts';
import { WAITING } from './waiting.ts';

/** How a ticket stands with every sink that knows of it or has to hear of it. */
export async function findStandings(db: Database, number: string): Promise<readonly SinkStanding[]> {
  const jobs = await db.selectFrom('sink_jobs').selectAll().where('number', '=', number).orderBy('id').execute();
  const externals = await db.selectFrom('external_tickets').selectAll().where('number', '=', number).execute();
  const sinks = [...new Set([...externals, ...jobs].map(({ sink }) => sink))].toSorted();
  return sinks.map((sink) => {
    const own = jobs.filter((job) => job.sink === sink);
    const external = externals.find((one) => one.sink === sink);
    return { sink, ...standingOf(own), ...(external ? placeOf(external) : {}) };
  });
}

function placeOf({ external_id, url }: ExternalTicketRow): Pick<SinkStanding, 'externalId' | 'url'> {
  return { externalId: external_id, ...(url === null ? {} : { url }) };
}

type Standing = Pick<SinkStanding, 'state' | 'attempts' | 'reason' | 'nextAtMs'>;

/** What failed comes first: somebody has to look at it, whatever waits behind it. */
function standingOf(jobs: readonly Pick<SinkJobRow, 'status' | 'attempt' | 'reason' | 'due_at'>[]): Standing {
  const failed = jobs.findLast(({ status }) => status === 'failed');
  const waiting = jobs.find(({ status }) => status === 'waiting');
  const told = failed ?? waiting;
  if (!told) return { state: 'current', attempts: 0 };
  const state = failed ? 'failed' : 'due';
  const { attempt: attempts, reason, due_at: nextAtMs } = told;
  return {
    state,
    attempts,
    ...(reason === null ? {} : { reason }),
    ...(failed || nextAtMs === AT_ONCE ? {} : { nextAtMs }),
  };
}

/** Makes jobs of a ticket due at once; false when there are none to be made so. */
export async function retrySinkJobs(db: Database, number: string, sink: string): Promise<boolean> {
  const ofTicket = () => db.updateTable('sink_jobs').where('number', '=', number).where('sink', '=', sink);
  const failed = await ofTicket()
    .set({ status: 'waiting', attempt: 1, due_at: AT_ONCE, leased_by: null })
    .where('status', '=', 'failed')
    .executeTakeFirst();
  // What has an owner is being tried just now.
  const waiting = await ofTicket()
    .set({ due_at: AT_ONCE })
    .where('status', '=', WAITING)
    .where('leased_by', 'is', null)
    .executeTakeFirst();
  return failed.numUpdatedRows + waiting.numUpdatedRows > 0n;
}

/** How much waits for each sink. */
export async function countSinkJobs(db: Database): Promise<readonly SinkCount[]> {
  const rows = await db
    .selectFrom('sink_jobs')
    .select((field) => ['sink', 'status', field.fn.countAll<number>().as('count'), field.fn.min('at').as('oldest')])
    .groupBy(['sink', 'status'])
    .execute();
  return [...Map.groupBy(rows, ({ sink }) => sink)].map(([sink, own]) => {
    const waiting = own.find(({ status }) => status === 'waiting');
    const failed = own.find(({ status }) => status === 'failed');
    return {
      sink,
      waiting: Number(waiting?.count ?? 0),
      failed: Number(failed?.count ?? 0),
      ...(waiting ? { oldestAtMs: Number(waiting.oldest) } : {}),
    };
  });
}
