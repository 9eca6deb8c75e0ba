/** Queries of the figures over turns, steps and tickets; every one of them has a bounded range of time. */

import { sql } from 'kysely';
import type { TimeRange } from '#adapters/desk-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Database } from './engine.ts';
import type { Counted, StoredDurations, StoredFigures, UnmatchedLine } from './report-store.ts';
import { countSteps } from './step-queries.ts';
import { readTicket } from './ticket-row.ts';

const HOUR_MS = 3_600_000;
const MOST_VALUES = 30;

type TicketTime = 'opened_at' | 'resolved_at' | 'first_answer_at';

function ticketsIn(db: Database, column: TicketTime, { fromMs, toMs }: TimeRange) {
  return db.selectFrom('tickets').where(column, '>=', fromMs).where(column, '<', toMs);
}

async function countTickets(
  db: Database,
  value: 'symptom' | 'resolution' | 'rating',
  time: TicketTime,
  range: TimeRange,
): Promise<readonly Counted[]> {
  const rows = await ticketsIn(db, time, range)
    .where(value, 'is not', null)
    .select((field) => [value, field.fn.countAll<number>().as('count')])
    .groupBy(value)
    .orderBy('count', 'desc')
    .limit(MOST_VALUES)
    .execute();
  return rows.map((row) => ({ value: row[value] ?? '', count: Number(row.count) }));
}

async function countOutcomes(db: Database, { fromMs, toMs }: TimeRange): Promise<readonly Counted[]> {
  const rows = await db
    .selectFrom('turns')
    .where('at', '>=', fromMs)
    .where('at', '<', toMs)
    .where('outcome', 'is not', null)
    .select((field) => ['outcome', field.fn.countAll<number>().as('count')])
    .groupBy('outcome')
    .execute();
  return rows.map(({ outcome, count }) => ({ value: outcome ?? '', count: Number(count) }));
}

/** The value at a share of the sorted durations between opening and `end`; one row is read for each share. */
async function durations(db: Database, end: 'resolved_at' | 'first_answer_at', range: TimeRange, agent?: string) {
  const took = sql<number>`${sql.ref(end)} - opened_at`;
  const chosen = () =>
    ticketsIn(db, end, range)
      .where('merged_into', 'is', null)
      .$if(agent !== undefined, (select) => select.where('agent', '=', agent ?? ''));
  const { count } = await chosen()
    .select((field) => field.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const at = async (share: number): Promise<number | undefined> => {
    const place = Math.max(0, Math.ceil(Number(count) * share) - 1);
    const row = await chosen().select(took.as('took')).orderBy(took).offset(place).limit(1).executeTakeFirst();
    return row && Number(row.took);
  };
  const [medianMs, p90Ms] = Number(count) === 0 ? [] : [await at(0.5), await at(0.9)];
  const found: StoredDurations = {
    count: Number(count),
    ...(medianMs === undefined ? {} : { medianMs }),
    ...(p90Ms === undefined ? {} : { p90Ms }),
  };
  return found;
}

async function countPromises(db: Database, range: TimeRange, now: Instant) {
  const events = async (kind: 'dueSoon' | 'overdue') => {
    const { count } = await db
      .selectFrom('ticket_events')
      .where('kind', '=', kind)
      .where('at', '>=', range.fromMs)
      .where('at', '<', range.toMs)
      .select((field) => field.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  };
  const broken = await events('overdue');
  const { count } = await ticketsIn(db, 'first_answer_at', range)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('ticket_events')
            .select('ticket_events.id')
            .whereRef('ticket_events.number', '=', 'tickets.number')
            .where('ticket_events.kind', '=', 'overdue')
            .where('ticket_events.at', '<', now),
        ),
      ),
    )
    .select((field) => field.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return { kept: Number(count), broken };
}

async function countAgents(db: Database, range: TimeRange): Promise<StoredFigures['agents']> {
  const byAgent = async (rows: Promise<readonly { agent: string | null; count: number }[]>) =>
    new Map((await rows).map(({ agent, count }) => [agent ?? '', Number(count)]));
  const perAgent = (column: TicketTime) =>
    ticketsIn(db, column, range)
      .where('agent', 'is not', null)
      .select((field) => ['agent', field.fn.countAll<number>().as('count')])
      .groupBy('agent')
      .execute();
  const live = await byAgent(
    db
      .selectFrom('tickets')
      .where('closed', '=', 0)
      .where('agent', 'is not', null)
      .select((field) => ['agent', field.fn.countAll<number>().as('count')])
      .groupBy('agent')
      .execute(),
  );
  const resolved = await byAgent(perAgent('resolved_at'));
  const answered = await byAgent(perAgent('first_answer_at'));
  const names = [...new Set([...live.keys(), ...resolved.keys(), ...answered.keys()])].toSorted();
  const figures: StoredFigures['agents'][number][] = [];
  for (const agent of names) {
    const { medianMs } = await durations(db, 'first_answer_at', range, agent);
    figures.push({
      agent,
      live: live.get(agent) ?? 0,
      resolved: resolved.get(agent) ?? 0,
      firstAnswers: answered.get(agent) ?? 0,
      ...(medianMs === undefined ? {} : { medianAnswerMs: medianMs }),
    });
  }
  return figures;
}

async function countByHour(db: Database, column: 'opened_at' | 'resolved_at', range: TimeRange) {
  const hour = sql<number>`${sql.ref(column)} / ${sql.lit(HOUR_MS)}`;
  const rows = await ticketsIn(db, column, range)
    .select((field) => [hour.as('hour'), field.fn.countAll<number>().as('count')])
    .groupBy(hour)
    .execute();
  return rows.map((row) => ({ atMs: Number(row.hour) * HOUR_MS, count: Number(row.count) }));
}

async function countNow(db: Database, now: Instant): Promise<StoredFigures['now']> {
  const rows = await db
    .selectFrom('tickets')
    .where('closed', '=', 0)
    .select((field) => ['status', field.fn.countAll<number>().as('count')])
    .select(sql<number>`sum(case when answer_due_at < ${now} and status != 'waiting' then 1 else 0 end)`.as('overdue'))
    .groupBy('status')
    .execute();
  const of = (...statuses: readonly string[]): number =>
    rows.filter(({ status }) => statuses.includes(status)).reduce((sum, { count }) => sum + Number(count), 0);
  return {
    open: of('open', 'reopened'),
    claimed: of('claimed'),
    waiting: of('waiting'),
    overdue: rows.reduce((sum, { overdue }) => sum + Number(overdue), 0),
  };
}

/** All figures of a range. */
export async function findFigures(db: Database, range: TimeRange, now: Instant): Promise<StoredFigures> {
  const { count } = await ticketsIn(db, 'opened_at', range)
    .select((field) => field.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return {
    outcomes: await countOutcomes(db, range),
    opened: Number(count),
    symptoms: await countTickets(db, 'symptom', 'opened_at', range),
    resolutions: await countTickets(db, 'resolution', 'resolved_at', range),
    ratings: await countTickets(db, 'rating', 'resolved_at', range),
    timeToResolve: await durations(db, 'resolved_at', range),
    waiting: await durations(db, 'first_answer_at', range),
    ...(await countPromises(db, range, now)),
    steps: await countSteps(db, range, now),
    agents: await countAgents(db, range),
    openedByHour: await countByHour(db, 'opened_at', range),
    resolvedByHour: await countByHour(db, 'resolved_at', range),
    now: await countNow(db, now),
  };
}

/** Tickets opened in a range, oldest first. */
export async function findTicketsOpened(
  db: Database,
  range: TimeRange,
  limit: number,
  afterOrdinal: number,
): Promise<readonly Ticket[]> {
  const rows = await ticketsIn(db, 'opened_at', range)
    .selectAll()
    .where('ordinal', '>', afterOrdinal)
    .orderBy('ordinal')
    .limit(limit)
    .execute();
  return rows.map(readTicket);
}

/** Lines whose turn says that nobody could read them; see `no-match` in dialogs/respond.ts. */
export async function findUnmatched(db: Database, limit: number): Promise<readonly UnmatchedLine[]> {
  const rows = await db
    .selectFrom('turns')
    .innerJoin('conversations', 'conversations.id', 'turns.conversation_id')
    .where('turns.trace', 'like', '%"by":"no-match"%')
    .select(['turns.conversation_id', 'turns.at', 'conversations.channel', 'turns.seq'])
    .orderBy('turns.id', 'desc')
    .limit(limit)
    .execute();
  const lines: UnmatchedLine[] = [];
  for (const { conversation_id, at, channel, seq } of rows) {
    const line = await db
      .selectFrom('transcript')
      .select(['seq', 'text'])
      .where('conversation_id', '=', conversation_id)
      .where('seq', '<=', seq)
      .where('from_whom', '=', 'merchant')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (line) lines.push({ conversationId: conversation_id, seq: line.seq, atMs: at, channel, text: line.text });
  }
  return lines;
}

/** Channels that tickets came from. */
export async function findTicketChannels(db: Database): Promise<readonly string[]> {
  const rows = await db.selectFrom('tickets').select('channel').distinct().orderBy('channel').execute();
  return rows.flatMap(({ channel }) => (channel === null ? [] : [channel]));
}
