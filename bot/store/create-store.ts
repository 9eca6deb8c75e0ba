/** The store over any engine: each member of the contract is one unit of work or one read. */

import * as accounts from './account-queries.ts';
import type { AccountStore } from './account-store.ts';
import * as audit from './audit-queries.ts';
import { countAll } from './count-queries.ts';
import { createDeadLetterStore } from './create-dead-letter-store.ts';
import { createDeviceLifeStore } from './create-device-life-store.ts';
import { createDeviceStore } from './create-device-store.ts';
import { createPrivacyStore } from './create-privacy-store.ts';
import { createRenewalStore } from './create-renewal-store.ts';
import { createSinkStore } from './create-sink-store.ts';
import * as deliveries from './delivery-queries.ts';
import type { DeliveryStore, TimerStore } from './delivery-store.ts';
import type { Engine } from './engine.ts';
import * as history from './history-queries.ts';
import * as inbox from './inbox-queries.ts';
import { findMedia, insertMedia } from './media-queries.ts';
import { eraseNote, findNote, findNotes, saveNote, saveNoteOnce } from './notebook-queries.ts';
import * as reports from './report-queries.ts';
import type { ReportStore } from './report-store.ts';
import * as signIns from './sign-in-queries.ts';
import { findDialogState } from './state-queries.ts';
import type { Arrival, Change, DeskStore, ShelfStore, Store, TicketStore, TurnStore } from './store.ts';
import * as tickets from './ticket-queries.ts';
import * as turns from './turn-queries.ts';
import { acceptUnit, turnUnit } from './turn-unit.ts';

type Tell = (change: Change) => void;

const EVERYTHING = { desk: true, outbox: true, timers: true, promises: true } as const;

/** What a new message changed, its turn included when it was answered at once. */
function changeBy({ message }: Arrival, { stored, owner, released, line, answered }: inbox.Taken): Change {
  const desk = owner === 'agent' || owner === 'queue' || answered?.desk === true;
  const lines = [...(line ? [line] : []), ...(answered?.added?.lines ?? [])];
  return {
    ...answered,
    conversationId: message.conversationId,
    desk,
    outbox: released || answered?.outbox === true,
    timers: answered?.timers === true,
    added: { afterSeq: stored.seq - 1, lines },
  };
}

function createTurnStore({ atomically, reads, inOrder }: Engine, tell: Tell): TurnStore {
  return {
    async accept(arrival, lookBack, onStored, atOnce) {
      let woken = false;
      const taken = await atomically(async (db) => {
        // Elsewhere a message is acknowledged before its turn, which takes several trips to the database.
        const took = await acceptUnit(db, arrival, lookBack, inOrder && atOnce);
        if (inOrder && took.stored.kind === 'accepted' && !took.answered && !woken) {
          woken = true;
          onStored?.();
        }
        return took;
      }).catch((error: unknown) => {
        // What could not be synced is there all the same, its answer with it, and is known when it comes again.
        if (inOrder) tell({ ...EVERYTHING, conversationId: arrival.message.conversationId });
        throw error;
      });
      if (taken.stored.kind === 'duplicate') return taken.stored;
      tell(changeBy(arrival, taken));
      if (!inOrder) onStored?.();
      return taken.stored;
    },
    waitingConversations: (beforeMs) => inbox.findWaitingConversations(reads, beforeMs),
    async runTurn(source, now, decide) {
      let ran: Change | undefined;
      const done = await atomically(async (db) => {
        const turn = await turnUnit(db, source, now, decide);
        ran = turn?.change;
        return turn;
      }).catch((error: unknown) => {
        // As above; what was to be added is looked for and not told, because it may be gone.
        if (inOrder && ran) tell({ ...EVERYTHING, conversationId: ran.conversationId });
        throw error;
      });
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
    eraseNote: (key, value) => atomically((db) => eraseNote(db, key, value)),
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
