/** The store over any engine: each member of the contract is one unit of work or one read. */

import type { ConversationId } from '#dialogs/message.ts';
import * as accounts from './account-queries.ts';
import type { AccountStore } from './account-store.ts';
import * as audit from './audit-queries.ts';
import { findBound } from './binding-queries.ts';
import { countAll } from './count-queries.ts';
import { createDeadLetterStore } from './create-dead-letter-store.ts';
import { createDeviceLifeStore } from './create-device-life-store.ts';
import { createDeviceStore } from './create-device-store.ts';
import { createPrivacyStore } from './create-privacy-store.ts';
import { createRenewalStore } from './create-renewal-store.ts';
import { createSinkStore } from './create-sink-store.ts';
import * as deliveries from './delivery-queries.ts';
import { saveDeviceWrites } from './device-writes.ts';
import type { Database, Engine } from './engine.ts';
import * as history from './history-queries.ts';
import * as inbox from './inbox-queries.ts';
import { deleteMedia, findMedia, insertMedia } from './media-queries.ts';
import { eraseNote, findNote, findNotes, saveNote, saveNoteOnce } from './notebook-queries.ts';
import { findRenewal, saveRenewal } from './renewal-queries.ts';
import * as reports from './report-queries.ts';
import type { ReportStore } from './report-store.ts';
import * as signIns from './sign-in-queries.ts';
import { findDialogState } from './state-queries.ts';
import type {
  Arrival,
  Change,
  DeliveryStore,
  DeskStore,
  ShelfStore,
  Store,
  TicketStore,
  TimerStore,
  TurnDecision,
  TurnSource,
  TurnStore,
  TurnWork,
  TurnWrites,
} from './store.ts';
import * as tickets from './ticket-queries.ts';
import * as turns from './turn-queries.ts';

type Tell = (change: Change) => void;

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

async function turnUnit<Result>(
  db: Database,
  source: TurnSource,
  now: number,
  decide: (work: TurnWork) => TurnDecision<Result>,
): Promise<TurnDone<Result> | undefined> {
  const conversationId = await conversationOf(db, source);
  if (!conversationId) return undefined;
  // Sent together, run one after the other: what is read is what was there once the conversation was ours.
  const [open, taken, found, nextTicketNumber, waiting, bound] = await Promise.all([
    turns.lockConversation(db, conversationId),
    takeUp(db, source, now),
    tickets.findConversationTickets(db, conversationId),
    tickets.peekTicketNumber(db),
    deliveries.countWaiting(db, conversationId),
    findBound(db, conversationId),
  ]);
  if (!open || !taken) return undefined;
  const renewal = source.kind === 'renewal' ? await findRenewal(db, source.number) : undefined;
  const work: TurnWork = {
    conversation: open.conversation,
    ...(taken.arrival ? { arrival: taken.arrival } : {}),
    more: taken.more,
    tickets: found,
    nextTicketNumber,
    ...(renewal ? { renewal } : {}),
    sending: { ...open.sent, waiting },
    bound,
  };
  const { writes, result, later, audit: notes = [] } = decide(work);
  if (later) return { result, change: changeOf(conversationId, undefined, false) };
  if (writes && !(await saveDeviceWrites(db, open.conversation, writes, now))) return undefined;
  for (const id of taken.inboxIds) await inbox.settleMessage(db, id, writes?.deadLetter ? 'dead' : 'done');
  if (writes) {
    await turns.saveTurn(db, open, writes, now);
    await deleteMedia(db, writes.deletedMedia ?? []);
    await tickets.saveTickets(db, writes.tickets, work.nextTicketNumber);
    await history.saveHistory(db, work, writes, now);
    if (writes.renewal) await saveRenewal(db, writes.renewal, now);
  }
  await audit.appendAudit(db, notes);
  const added = writes && linesOf(writes, open.lastSeq, now);
  return { result, change: changeOf(conversationId, writes, work.tickets.length > 0, added) };
}

function createTurnStore({ atomically, reads, inOrder }: Engine, tell: Tell): TurnStore {
  return {
    async accept(arrival, lookBack, onStored) {
      const { stored, owner, released, line } = await atomically(async (db) => {
        const taken = await inbox.acceptMessage(db, arrival, lookBack);
        if (inOrder && taken.stored.kind === 'accepted') onStored?.();
        return taken;
      });
      if (stored.kind === 'duplicate') return stored;
      const desk = owner === 'agent' || owner === 'queue';
      const { conversationId } = arrival.message;
      const added = line ? { added: { afterSeq: stored.seq - 1, lines: [line] } } : {};
      tell({ conversationId, desk, outbox: released, timers: false, ...added });
      if (!inOrder) onStored?.();
      return stored;
    },
    waitingConversations: (beforeMs) => inbox.findWaitingConversations(reads, beforeMs),
    async runTurn(source, now, decide) {
      const done = await atomically((db) => turnUnit(db, source, now, decide));
      if (done) tell(done.change);
      return done?.result;
    },
    async putAside(conversationId) {
      await atomically(async (db) => {
        const [waiting] = await inbox.findWaitingMessages(db, conversationId, 1);
        if (waiting) await inbox.settleMessage(db, waiting.id, 'dead');
      });
    },
  };
}

function createDeliveryStore({ atomically, reads, process }: Engine, tell: Tell): DeliveryStore & TimerStore {
  const own = process ?? null;
  return {
    claimDeliveries: (now, limit, leasedUntilMs) =>
      atomically((db) => deliveries.leaseDeliveries(db, now, limit, leasedUntilMs, own)),
    async settle(id, settlement, now) {
      const conversationId = await atomically((db) => deliveries.settleDelivery(db, id, settlement, now, own));
      if (conversationId && (settlement.kind === 'refused' || settlement.kind === 'held')) {
        tell({ conversationId, desk: true, outbox: false, timers: false });
      }
    },
    async refuseDelivered(id, line, now) {
      const conversationId = await atomically((db) => deliveries.refuseDelivered(db, id, line, now));
      if (conversationId) tell({ conversationId, desk: true, outbox: true, timers: false });
    },
    sending: (conversationId) => deliveries.findSending(reads, conversationId),
    nextDeliveryAt: () => deliveries.findNextDelivery(reads),
    dueTimers: (now, limit) => deliveries.findDueTimers(reads, now, limit),
    nextTimerAt: () => deliveries.findNextTimer(reads),
  };
}

function createTicketStore({ atomically, reads }: Engine, tell: Tell): TicketStore {
  return {
    tickets: (query) => tickets.findTickets(reads, query),
    ticket: (number) => tickets.findTicket(reads, number),
    transcript: (conversationId, query) => tickets.findLines(reads, conversationId, query),
    traces: (conversationId, limit) => turns.findTraces(reads, conversationId, limit),
    undelivered: (conversationId) => deliveries.findUndelivered(reads, conversationId),
    related: (number, like, limit) => tickets.findRelated(reads, number, like, limit),
    dialogState: (conversationId) => findDialogState(reads, conversationId),
    ticketEvents: (number) => history.findEvents(reads, number),
    eventsAfter: (id, limit) => history.findEventsAfter(reads, id, limit),
    async retryDelivery(conversationId, seq, now, note) {
      const again = await atomically(async (db) => {
        const found = await deliveries.retryRefused(db, conversationId, seq, now);
        await audit.appendAudit(db, [{ ...note, outcome: found ? 'ok' : 'not-refused' }]);
        return found;
      });
      if (again) tell({ conversationId, desk: true, outbox: true, timers: false });
      return again;
    },
  };
}

function createDeskStore({ atomically, reads }: Engine, tell: Tell): DeskStore & ReportStore {
  return {
    async ringClock(now, limit) {
      const rung = await atomically((db) => history.ringClock(db, now, limit));
      for (const conversationId of rung) tell({ conversationId, desk: true, outbox: false, timers: false });
      return rung.length > 0;
    },
    nextRingAt: () => history.findNextRing(reads),
    appendAudit: (notes) => atomically((db) => audit.appendAudit(db, notes)),
    auditEntries: (query) => audit.findAudit(reads, query),
    verifyAudit: () => audit.verifyAudit(reads),
    figures: (range, now) => reports.findFigures(reads, range, now),
    ticketsOpened: (range, limit, after) => reports.findTicketsOpened(reads, range, limit, after),
    unmatchedLines: (limit) => reports.findUnmatched(reads, limit),
    ticketChannels: () => reports.findTicketChannels(reads),
  };
}

function createShelfStore({ atomically, reads }: Engine): ShelfStore {
  return {
    saveMedia: (media, now) => atomically((db) => insertMedia(db, media, now)),
    media: (ref) => findMedia(reads, ref),
    note: (key) => findNote(reads, key),
    saveNote: (key, value) => atomically((db) => saveNote(db, key, value)),
    saveNoteOnce: (key, value) => atomically((db) => saveNoteOnce(db, key, value)),
    notes: (prefix) => findNotes(reads, prefix),
    eraseNote: (key) => atomically((db) => eraseNote(db, key)),
  };
}

function createAccountStore({ atomically, reads }: Engine): AccountStore {
  return {
    saveLink: (link, note) =>
      atomically(async (db) => {
        await signIns.insertLink(db, link);
        if (note) await audit.appendAudit(db, [note]);
      }),
    redeemLink: (hash, now, signIn) => atomically((db) => signIns.redeemLink(db, hash, now, signIn)),
    saveSignIn: (name, now, signIn, how) => atomically((db) => signIns.saveSignIn(db, name, now, signIn, how)),
    signIn: (hash, now) => signIns.findSignIn(reads, hash, now),
    touchSignIn: (hash, now) => atomically((db) => signIns.touchSignIn(db, hash, now)),
    deleteSignIn: (hash) => atomically((db) => signIns.deleteSignIn(db, hash)),
    signIns: (now, name) => signIns.findSignIns(reads, now, name),
    hasSignIn: (role, now, since) => signIns.findSignInOfRole(reads, role, now, since),
    accounts: () => accounts.findAccounts(reads),
    account: (name) => accounts.findAccount(reads, name),
    oidcAccount: (identity, name, role, now) =>
      atomically((db) => accounts.putOidcAccount(db, identity, name, role, now)),
    changeAccount: (name, change, note) => atomically((db) => accounts.changeAccount(db, name, change, note)),
    useTotpStep: (name, step) => atomically((db) => accounts.useTotpStep(db, name, step)),
    failedTries: (key) => accounts.findFailures(reads, key),
    countFailure: (key, now, since) => atomically((db) => accounts.countFailure(db, key, now, since)),
    clearFailures: (key) => atomically((db) => accounts.clearFailures(db, key)),
  };
}

/** The store over an engine. */
export function createStore(engine: Engine): Store {
  const listeners = new Set<Tell>();
  const hear: Tell = (change) => {
    for (const listener of listeners) listener(change);
  };
  const tell: Tell = (change) => {
    hear(change);
    engine.news?.tell(change);
  };
  engine.news?.onHeard(hear);
  return {
    ...createTurnStore(engine, tell),
    ...createDeliveryStore(engine, tell),
    ...createTicketStore(engine, tell),
    ...createDeskStore(engine, tell),
    ...createShelfStore(engine),
    ...createAccountStore(engine),
    ...createPrivacyStore(engine),
    ...createDeadLetterStore(engine, tell),
    ...createDeviceStore(engine),
    ...createRenewalStore(engine),
    ...createDeviceLifeStore(engine),
    ...createSinkStore(engine, tell),
    counts: () => countAll(engine.reads),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...(engine.sweep === undefined ? {} : { sweep: engine.sweep }),
    ...(engine.news === undefined ? {} : { signs: engine.news.signs }),
    close: () => engine.close(),
  };
}
