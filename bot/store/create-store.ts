/** The store over any engine: each member of the contract is one unit of work or one read. */

import type { ConversationId } from '#dialogs/message.ts';
import { countAll } from './count-queries.ts';
import * as deliveries from './delivery-queries.ts';
import type { Database, Engine } from './engine.ts';
import { findMedia, insertMedia } from './media-queries.ts';
import { findNote, saveNote } from './notebook-queries.ts';
import * as signIns from './sign-in-queries.ts';
import type {
  Arrival,
  Change,
  DeliveryStore,
  ShelfStore,
  SignInStore,
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
  readonly inboxId?: number;
  readonly arrival?: Arrival;
}

async function conversationOf(db: Database, source: TurnSource): Promise<ConversationId | undefined> {
  if (source.kind !== 'ticket') return source.conversationId;
  return (await tickets.findTicket(db, source.number))?.conversationId;
}

/** Takes up the work in a conversation that is already locked. */
async function takeUp(db: Database, source: TurnSource, now: number): Promise<Taken | undefined> {
  switch (source.kind) {
    case 'message': {
      const waiting = await turns.findWaitingMessage(db, source.conversationId);
      return waiting && { inboxId: waiting.id, arrival: waiting.arrival };
    }
    case 'timer':
      return (await turns.takeTimer(db, source, now)) ? {} : undefined;
    case 'ticket':
      return {};
  }
}

interface TurnDone<Result> {
  readonly result: Result;
  readonly change: Change;
}

function changeOf(conversationId: ConversationId, writes: TurnWrites | undefined, hadTicket: boolean): Change {
  return {
    conversationId,
    desk: hadTicket || (writes?.tickets.length ?? 0) > 0,
    outbox: writes?.lines.some((line) => line.from === 'bot' || line.from === 'agent') ?? false,
    timers: writes?.timers.some((change) => change.kind === 'set') ?? false,
  };
}

async function turnUnit<Result>(
  db: Database,
  source: TurnSource,
  now: number,
  decide: (work: TurnWork) => TurnDecision<Result>,
): Promise<TurnDone<Result> | undefined> {
  const conversationId = await conversationOf(db, source);
  const open = conversationId && (await turns.lockConversation(db, conversationId));
  const taken = open && (await takeUp(db, source, now));
  if (!open || !taken) return undefined;
  const work: TurnWork = {
    conversation: open.conversation,
    ...(taken.arrival ? { arrival: taken.arrival } : {}),
    tickets: await tickets.findConversationTickets(db, conversationId),
    nextTicketNumber: await tickets.peekTicketNumber(db),
    sending: { ...open.sent, waiting: await deliveries.countWaiting(db, conversationId) },
  };
  const { writes, result } = decide(work);
  if (taken.inboxId !== undefined) await turns.settleMessage(db, taken.inboxId, writes?.deadLetter ? 'dead' : 'done');
  if (writes) {
    await turns.saveTurn(db, open, writes, now);
    await tickets.saveTickets(db, writes.tickets, work.nextTicketNumber);
  }
  return { result, change: changeOf(conversationId, writes, work.tickets.length > 0) };
}

function createTurnStore({ atomically, reads }: Engine, tell: Tell): TurnStore {
  return {
    async accept(arrival, lookBack) {
      const { stored, owner, released } = await atomically((db) => turns.acceptMessage(db, arrival, lookBack));
      const desk = owner === 'agent' || owner === 'queue';
      const { conversationId } = arrival.message;
      if (stored.kind === 'accepted') tell({ conversationId, desk, outbox: released, timers: false });
      return stored;
    },
    waitingConversations: (beforeMs) => turns.findWaitingConversations(reads, beforeMs),
    async runTurn(source, now, decide) {
      const done = await atomically((db) => turnUnit(db, source, now, decide));
      if (done) tell(done.change);
      return done?.result;
    },
    async putAside(conversationId) {
      await atomically(async (db) => {
        const waiting = await turns.findWaitingMessage(db, conversationId);
        if (waiting) await turns.settleMessage(db, waiting.id, 'dead');
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

function createTicketStore({ reads }: Engine): TicketStore {
  return {
    tickets: (query) => tickets.findTickets(reads, query),
    ticket: (number) => tickets.findTicket(reads, number),
    transcript: (conversationId, query) => tickets.findLines(reads, conversationId, query),
  };
}

function createShelfStore({ atomically, reads }: Engine): ShelfStore {
  return {
    saveMedia: (media, now) => atomically((db) => insertMedia(db, media, now)),
    media: (ref) => findMedia(reads, ref),
    note: (key) => findNote(reads, key),
    saveNote: (key, value) => atomically((db) => saveNote(db, key, value)),
  };
}

function createSignInStore({ atomically, reads }: Engine): SignInStore {
  return {
    saveLink: (link) => atomically((db) => signIns.insertLink(db, link)),
    redeemLink: (hash, now, signIn) => atomically((db) => signIns.redeemLink(db, hash, now, signIn)),
    signIn: (hash, now) => signIns.findSignIn(reads, hash, now),
    touchSignIn: (hash, now) => atomically((db) => signIns.touchSignIn(db, hash, now)),
    deleteSignIn: (hash) => atomically((db) => signIns.deleteSignIn(db, hash)),
    hasSignIn: (role, now, since) => signIns.findSignInOfRole(reads, role, now, since),
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
    ...createTicketStore(engine),
    ...createShelfStore(engine),
    ...createSignInStore(engine),
    counts: () => countAll(engine.reads),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...(engine.sweep === undefined ? {} : { sweep: engine.sweep }),
    close: () => engine.close(),
  };
}
