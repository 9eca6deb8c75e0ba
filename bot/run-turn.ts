/** Runs turns: one at a time within a conversation, in order, each committed once. */

import type { ChannelLimits } from '#adapters/contract.ts';
import type { ConversationId, InboundMessage, Instant } from '#dialogs/message.ts';
import type { PageLinks } from '#dialogs/pages.ts';
import { concernsRenewal, toldOfRenewal } from '#dialogs/renewal/concerns-renewal.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { DialogEvent, TimerKind, TurnResult } from '#dialogs/turn.ts';
import type { Guide } from '#knowledge/guide.ts';
import { agentsAtWork, endWaiting, keepRating } from './desk/merchant-line.ts';
import { StorageFault } from './faults.ts';
import { describeError, type Logger } from './log.ts';
import type {
  Arrival,
  AtOnce,
  Gather,
  TurnDecision,
  TurnSource,
  TurnStore,
  TurnWork,
  TurnWrites,
} from './store/store.ts';
import {
  askAfter,
  askBefore,
  findingsFor,
  findOut,
  type Known,
  NOTHING_KNOWN,
  type Question,
  type Scouts,
} from './turns/find-out.ts';
import { createLanes } from './turns/lanes.ts';
import { fitTurn, roomLeft } from './turns/merge-lines.ts';
import { createPieces } from './turns/pieces.ts';
import { apologise, keepTurn, writeTurn } from './turns/turn-writes.ts';

/** The dialog's one function. */
export type Respond = (state: DialogState | undefined, event: DialogEvent, guide: Guide, now: Instant) => TurnResult;

/** What turns need. */
export interface TurnDependencies {
  readonly store: TurnStore;
  readonly respond: Respond;
  /** The content as last read. */
  readonly guide: () => Guide;
  /** The limits of a channel by its name; undefined for one that is off. */
  readonly limitsOf: (channel: string) => ChannelLimits | undefined;
  readonly clock: () => Instant;
  readonly log: Logger;
  /** Resolves after so many milliseconds; between tries when the store fails. */
  readonly pause: (ms: number) => Promise<void>;
  /** How long after a piece of a message another one is waited for, in milliseconds; 0, when left out, not at all. */
  readonly quietMs?: number;
  /** Who looks through photos and asks the register; left out, nobody does. */
  readonly scouts?: Scouts;
  /** The links to a conversation's printable pages; left out, there are none. */
  readonly pagesFor?: (conversationId: ConversationId) => PageLinks;
  /** Holds every turn until it resolves; for tests that look at the time in between. */
  readonly beforeTurn?: () => Promise<void>;
}

/** Runs turns. */
export interface TurnRunner {
  /** Says that a message has been stored and waits. */
  hear(message: InboundMessage): void;
  /** How to answer a message together with taking it in; undefined when it has to wait for its turn. */
  answerAtOnce(message: InboundMessage): AtOnce | undefined;
  /** Says that a conversation has waiting messages. */
  wake(conversationId: ConversationId): void;
  /** Takes up every message that waited when posdesk last stopped. */
  resume(): Promise<void>;
  /** Runs the turn of a timer that is due. */
  runTimer(conversationId: ConversationId, timer: TimerKind): Promise<void>;
  /** Conversations at work, those included that wait for more pieces of a message. */
  backlog(): number;
  /** Those of them whose turn goes on. */
  atWork(): number;
  /** Resolves when no conversation has work left. */
  idle(): Promise<void>;
  /** Takes up no more messages and resolves when the running turns have ended. */
  stop(): Promise<void>;
}

/** Tries of one message when the store fails. */
const TRIES = 3;
const RETRY_MS = 100;
const STORE_DOWN_MS = 1_000;

/** While an agent answers, the bot only notes what security has to know, and that it is the agent's turn. */
function keepSilent(
  work: TurnWork,
  { message, sensitive }: Arrival,
  known: Known,
  tickets: readonly Ticket[],
): MessageDecision {
  const cards = message.attachments.flatMap(({ ref }) => (known.photos.get(ref)?.card ? [ref] : []));
  const count = sensitive.length + cards.length;
  const securityEvents = count > 0 ? [{ type: 'card_data_in_chat', count }] : [];
  const wroteTo = agentsAtWork(work);
  return { writes: keepTurn(work, { securityEvents, tickets, wroteTo, deletedMedia: cards }), result: [] };
}

type Decisions = Pick<TurnDependencies, 'respond' | 'guide' | 'limitsOf' | 'log' | 'scouts' | 'pagesFor'>;
/** The result: what has to be found out before the message can be settled; nothing, once it is. */
type MessageDecision = TurnDecision<readonly Question[]>;

/** The shape of the dialog's memory that this version reads. */
const STATE_VERSION = 1;

/** A memory that a newer version has written is left as it is, for that version or for a person to go on with. */
function refuseLaterState({ state }: TurnWork['conversation']): void {
  const version: number | undefined = state?.version;
  if (version !== undefined && version !== STATE_VERSION) {
    throw new Error(`The conversation was left by a version of posdesk that writes states ${version}.`);
  }
}

/** What comes of an event; a defect in the dialog is caught here. `ask` may find that more must be known first. */
function decideEvent(
  work: TurnWork,
  event: DialogEvent,
  now: Instant,
  dependencies: Decisions,
  ask: (result: TurnResult) => readonly Question[] = () => [],
): TurnWrites | readonly Question[] | undefined {
  const { respond, guide, limitsOf, log } = dependencies;
  const { conversation, sending } = work;
  const content = guide();
  try {
    refuseLaterState(conversation);
    const result = respond(conversation.state, event, content, now);
    const questions = ask(result);
    if (questions.length > 0) return questions;
    return fitTurn(writeTurn(work, result, now), sending, limitsOf(conversation.channel), now);
  } catch (error) {
    log.error('turn-failed', { conversationId: conversation.id, kind: event.kind, ...describeError(error) });
    return event.kind === 'message' ? apologise(work, content, now) : undefined;
  }
}

function isQuestions(decided: TurnWrites | readonly Question[]): decided is readonly Question[] {
  return Array.isArray(decided);
}

function decideMessage(
  work: TurnWork,
  now: Instant,
  dependencies: Decisions,
  known: Known,
  mayAsk: boolean,
): MessageDecision {
  const { scouts = {} } = dependencies;
  const { arrival, conversation } = work;
  if (!arrival) return { result: [] };
  const first = mayAsk ? askBefore(arrival.message, known, scouts) : [];
  if (first.length > 0) return { result: first, later: true };
  const rating = keepRating(work, arrival, dependencies.guide(), now);
  if (rating) return { writes: rating, result: [] };
  const guide = dependencies.guide();
  const agentHasIt = conversation.owner === 'agent';
  const leaveToAgent = () => keepSilent(work, arrival, known, endWaiting(work, guide, now));
  const aside = () => scouts.renewals?.() && concernsRenewal(arrival.message, conversation.state, guide, now);
  if (agentHasIt && !aside()) return leaveToAgent();
  const room = roomLeft(dependencies.limitsOf(conversation.channel), work.sending, now);
  const pages = dependencies.pagesFor?.(conversation.id);
  const found = findingsFor(arrival.message, known, scouts, work.bound);
  const event = { kind: 'message', ...arrival, ...found, ...room, ...(pages ? { pages } : {}) } as const;
  const decided = decideEvent(work, event, now, dependencies, (result) =>
    mayAsk ? askAfter(result, known, scouts, conversation.id) : [],
  );
  if (!decided) return { result: [] };
  if (agentHasIt && !isQuestions(decided) && !toldOfRenewal(decided.trace)) return leaveToAgent();
  return isQuestions(decided) ? { result: decided, later: true } : { writes: decided, result: [] };
}

function decideTimer(work: TurnWork, timer: TimerKind, now: Instant, dependencies: Decisions): TurnDecision<true> {
  if (work.conversation.owner === 'agent') return { result: true };
  const writes = decideEvent(work, { kind: 'timer', timer }, now, dependencies);
  return writes && !isQuestions(writes) ? { writes, result: true } : { result: true };
}

function isAway(error: unknown): boolean {
  return error instanceof StorageFault && error.code === 'database-away';
}

/** How a try to take up a message ended; after `last` nothing else waits, or somebody will wake the conversation. */
type Taken = 'done' | 'last' | 'nothing' | 'store-down';

/** Rounds of finding out; a dialog that still asks is taken at its word. */
const MOST_ROUNDS = 4;

/** Settles the waiting message; what has to be found out for it is found out between two transactions. */
async function settleMessage(source: TurnSource, dependencies: TurnDependencies): Promise<Taken> {
  const { store, clock, scouts = {} } = dependencies;
  let known = NOTHING_KNOWN;
  for (let round = 1; ; round += 1) {
    const now = clock();
    const mayAsk = round < MOST_ROUNDS;
    let more = true;
    const questions = await store.runTurn(source, now, (work) => {
      more = work.more;
      return decideMessage(work, now, dependencies, known, mayAsk);
    });
    if (!questions) return 'nothing';
    if (questions.length === 0) return more ? 'done' : 'last';
    known = await findOut(questions, known, scouts);
  }
}

async function takeMessage(
  conversationId: ConversationId,
  dependencies: TurnDependencies,
  gather: Gather,
): Promise<Taken> {
  const { log, pause } = dependencies;
  const source = { kind: 'message', conversationId, gather } as const;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      return await settleMessage(source, dependencies);
    } catch (error) {
      // A database that is away says nothing about the message, which waits for it to come back.
      log.error('turn-not-stored', { ...(isAway(error) ? {} : { conversationId, attempt }), ...describeError(error) });
      if (isAway(error)) return 'store-down';
      if (attempt < TRIES) await pause(RETRY_MS * attempt);
    }
  }
  return await putAside(conversationId, dependencies);
}

/** A message that cannot be stored with its answer is put aside, with an apology if at least that can be stored. */
async function putAside(conversationId: ConversationId, dependencies: TurnDependencies): Promise<Taken> {
  const { store, guide, clock, log } = dependencies;
  const now = clock();
  try {
    await store.runTurn({ kind: 'message', conversationId }, now, (work) => ({
      writes: { ...apologise(work, guide(), now), deadLetter: true },
      result: true,
    }));
    log.error('message-put-aside', { conversationId });
    return 'done';
  } catch {
    // The apology itself may be what cannot be stored.
  }
  try {
    await store.putAside(conversationId);
    log.error('message-put-aside', { conversationId });
    return 'done';
  } catch (error) {
    log.error('store-down', describeError(error));
    return 'store-down';
  }
}

/** The runner of a process; see the contract of its members. */
export function createTurnRunner(dependencies: TurnDependencies): TurnRunner {
  const { store, guide, clock, log, pause, beforeTurn, quietMs = 0 } = dependencies;
  const pieces = createPieces({ guide, clock, pause, quietMs });
  let stopped = false;

  const lanes = createLanes(async (conversationId) => {
    if (stopped) return false;
    await pieces.quiet(conversationId);
    await beforeTurn?.();
    if (stopped) return false;
    const taken = await takeMessage(conversationId, dependencies, pieces.gather);
    if (taken === 'store-down') await pause(STORE_DOWN_MS);
    return taken !== 'nothing' && taken !== 'last';
  }, log);

  return {
    hear(message) {
      pieces.hear(message);
      lanes.wake(message.conversationId);
    },
    answerAtOnce(message) {
      if (stopped || beforeTurn || lanes.holds(message.conversationId) || !pieces.isWhole(message)) return undefined;
      const now = clock();
      return { now, decide: (work) => decideMessage(work, now, dependencies, NOTHING_KNOWN, true) };
    },
    wake: lanes.wake,
    async resume() {
      for (const conversationId of await store.waitingConversations()) lanes.wake(conversationId);
    },
    async runTimer(conversationId, timer) {
      const now = clock();
      const source = { kind: 'timer', conversationId, timer } as const;
      await store.runTurn(source, now, (work) => decideTimer(work, timer, now, dependencies));
    },
    backlog: lanes.size,
    atWork: () => lanes.size() - pieces.waiting(),
    idle: lanes.idle,
    async stop() {
      stopped = true;
      pieces.stop();
      await lanes.idle();
    },
  };
}
