/** One turn as a unit of work: takes up what waits, has it decided, and writes what comes of it. */

import type { ConversationId } from '#dialogs/message.ts';
import * as audit from './audit-queries.ts';
import { findBound } from './binding-queries.ts';
import * as deliveries from './delivery-queries.ts';
import { saveDeviceWrites } from './device-writes.ts';
import type { Database } from './engine.ts';
import { glanceAround } from './glance-queries.ts';
import * as history from './history-queries.ts';
import * as inbox from './inbox-queries.ts';
import { deleteMedia } from './media-queries.ts';
import { findRenewal, saveRenewal } from './renewal-queries.ts';
import type { Arrival, AtOnce, Change, LookBack, TurnDecision, TurnSource, TurnWork, TurnWrites } from './store.ts';
import * as tickets from './ticket-queries.ts';
import * as turns from './turn-queries.ts';

/** What a turn took up, before anything is decided. */
interface Taken {
  readonly inboxIds: readonly number[];
  readonly arrival?: Arrival;
  readonly more: boolean;
}

async function conversationOf(db: Database, source: TurnSource): Promise<ConversationId | undefined> {
  if (source.kind === 'renewal') return (await findRenewal(db, source.number))?.conversationId;
  if (source.kind !== 'ticket') return source.conversationId;
  return (await tickets.findTicket(db, source.number))?.conversationId;
}

/** Messages that one turn takes up at most. */
const MOST_GATHERED = 12;

async function takeMessages(
  db: Database,
  { conversationId, gather }: Extract<TurnSource, { kind: 'message' }>,
): Promise<Taken | undefined> {
  const limit = gather ? MOST_GATHERED : 2;
  const waiting = await inbox.findWaitingMessages(db, conversationId, limit);
  const [first] = waiting;
  if (!first) return undefined;
  const { arrival, count } = gather?.(waiting.map((one) => one.arrival)) ?? { arrival: first.arrival, count: 1 };
  const more = waiting.length > count || waiting.length === limit;
  return { arrival, inboxIds: waiting.slice(0, count).map(({ id }) => id), more };
}

/** Takes up the work in a conversation that is already locked. */
async function takeUp(db: Database, source: TurnSource, now: number): Promise<Taken | undefined> {
  switch (source.kind) {
    case 'message':
      return await takeMessages(db, source);
    case 'timer':
      return (await turns.takeTimer(db, source, now)) ? { inboxIds: [], more: true } : undefined;
    case 'ticket':
    case 'renewal':
    case 'notice':
      return { inboxIds: [], more: true };
  }
}

/** What a turn told its caller, and what live pages have to know of it. */
interface TurnDone<Result> {
  readonly result: Result;
  readonly change: Change;
}

/** The lines that a turn has added after the line `afterSeq`. */
function linesOf({ lines }: TurnWrites, afterSeq: number, now: number): NonNullable<Change['added']> {
  return { afterSeq, lines: lines.map((line, at) => ({ seq: afterSeq + at + 1, atMs: now, ...line })) };
}

function changeOf(
  conversationId: ConversationId,
  writes: TurnWrites | undefined,
  hadTicket: boolean,
  added?: Change['added'],
): Change {
  const goesOut = writes !== undefined && !writes.delivered;
  return {
    conversationId,
    ...(added ? { added } : {}),
    desk: hadTicket || (writes?.tickets.length ?? 0) > 0 || writes?.renewal !== undefined,
    outbox: goesOut && writes.lines.some((line) => line.from === 'bot' || line.from === 'agent'),
    timers: writes?.timers.some((change) => change.kind === 'set') ?? false,
    promises: (writes?.tickets.length ?? 0) > 0,
  };
}

/** What stands beside a conversation: its tickets, terminals, and what waits to go out. */
async function readAround(db: Database, conversationId: ConversationId) {
  // Sent together, run one after the other.
  const [found, nextTicketNumber, waiting, bound] = await Promise.all([
    tickets.findConversationTickets(db, conversationId),
    tickets.peekTicketNumber(db),
    deliveries.countWaiting(db, conversationId),
    findBound(db, conversationId),
  ]);
  return { tickets: found, nextTicketNumber, waiting, bound };
}

type Around = Awaited<ReturnType<typeof readAround>>;

function workOf(open: turns.OpenConversation, { waiting, ...around }: Around): Omit<TurnWork, 'more'> {
  return { conversation: open.conversation, ...around, sending: { ...open.sent, waiting } };
}

/** Writes what was decided, the end of what was taken up excepted; false, with nothing written, when it may not be. */
async function saveDecision(
  db: Database,
  open: turns.OpenConversation,
  work: TurnWork,
  { writes, audit: notes = [] }: TurnDecision<unknown>,
  now: number,
): Promise<boolean> {
  if (writes && !(await saveDeviceWrites(db, open.conversation, writes, now))) return false;
  if (writes) {
    await turns.saveTurn(db, open, writes, now);
    await deleteMedia(db, writes.deletedMedia ?? []);
    await tickets.saveTickets(db, writes.tickets, work.nextTicketNumber);
    await history.saveHistory(db, work, writes, now);
    if (writes.renewal) await saveRenewal(db, writes.renewal, now);
  }
  await audit.appendAudit(db, notes);
  return true;
}

function changeAfter(
  open: turns.OpenConversation,
  work: TurnWork,
  writes: TurnWrites | undefined,
  now: number,
): Change {
  const added = writes && linesOf(writes, open.lastSeq, now);
  return changeOf(open.conversation.id, writes, work.tickets.length > 0, added);
}

/** Runs a turn inside a unit of work; undefined when there is nothing to take up. */
export async function turnUnit<Result>(
  db: Database,
  source: TurnSource,
  now: number,
  decide: (work: TurnWork) => TurnDecision<Result>,
): Promise<TurnDone<Result> | undefined> {
  const conversationId = await conversationOf(db, source);
  if (!conversationId) return undefined;
  // Sent together, run one after the other: what is read is what was there once the conversation was ours.
  const [open, taken, around] = await Promise.all([
    turns.lockConversation(db, conversationId),
    takeUp(db, source, now),
    readAround(db, conversationId),
  ]);
  if (!open || !taken) return undefined;
  const renewal = source.kind === 'renewal' ? await findRenewal(db, source.number) : undefined;
  const work: TurnWork = {
    ...workOf(open, around),
    ...(taken.arrival ? { arrival: taken.arrival } : {}),
    more: taken.more,
    ...(renewal ? { renewal } : {}),
  };
  const decision = decide(work);
  const { writes, result, later } = decision;
  if (later) return { result, change: changeOf(conversationId, undefined, false) };
  if (!(await saveDecision(db, open, work, decision, now))) return undefined;
  for (const id of taken.inboxIds) await inbox.settleMessage(db, id, writes?.deadLetter ? 'dead' : 'done');
  return { result, change: changeAfter(open, work, writes, now) };
}

/**
 * Answers a message within the unit that takes it in, before it stands in the inbox; what that changed, undefined when it
 * has to wait for its turn.
 */
async function answerUnit(
  db: Database,
  arrival: Arrival,
  { now, decide }: AtOnce,
  open: turns.OpenConversation,
): Promise<Change | undefined> {
  const around = await glanceAround(db, open.conversation.id);
  if (!around) return undefined;
  const work = { ...workOf(open, around), arrival, more: false };
  const decision = decide(work);
  if (decision.later || decision.writes?.deadLetter) return undefined;
  if (!(await saveDecision(db, open, work, decision, now))) return undefined;
  return changeAfter(open, work, decision.writes, now);
}

/** Takes a message in, and answers it as well where that can be done at once. */
export function acceptUnit(
  db: Database,
  arrival: Arrival,
  lookBack: LookBack | undefined,
  atOnce: AtOnce | undefined,
): Promise<inbox.Taken> {
  return inbox.acceptMessage(db, arrival, lookBack, atOnce && ((clean, open) => answerUnit(db, clean, atOnce, open)));
}
