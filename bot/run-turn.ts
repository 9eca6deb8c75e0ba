/** Runs turns: one at a time within a conversation, in order, each committed once. */

import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { DialogEvent, TimerKind, TurnResult } from '#dialogs/turn.ts';
import type { Guide } from '#knowledge/guide.ts';
import { describeError, type Logger } from './log.ts';
import type { Arrival, TurnDecision, TurnStore, TurnWork } from './store/store.ts';
import { apologise, keepTurn, writeTurn } from './turn-writes.ts';

/** The dialog's one function. */
export type Respond = (state: DialogState | undefined, event: DialogEvent, guide: Guide, now: Instant) => TurnResult;

/** What turns need. */
export interface TurnDependencies {
  readonly store: TurnStore;
  readonly respond: Respond;
  /** The content as last read. */
  readonly guide: () => Guide;
  readonly clock: () => Instant;
  readonly log: Logger;
  /** Resolves after so many milliseconds; between tries when the store fails. */
  readonly pause: (ms: number) => Promise<void>;
  /** Holds every turn until it resolves; for tests that look at the time in between. */
  readonly beforeTurn?: () => Promise<void>;
}

/** Runs turns. */
export interface TurnRunner {
  /** Says that a conversation has a waiting message. */
  wake(conversationId: ConversationId): void;
  /** Takes up every message that waited when posdesk last stopped. */
  resume(): Promise<void>;
  /** Runs the turn of a timer that is due. */
  runTimer(conversationId: ConversationId, timer: TimerKind): Promise<void>;
  /** Conversations at work. */
  backlog(): number;
  /** Resolves when no conversation has work left. */
  idle(): Promise<void>;
  /** Takes up no more messages and resolves when the running turns have ended. */
  stop(): Promise<void>;
}

/** Tries of one message when the store fails. */
const TRIES = 3;
const RETRY_MS = 100;
const STORE_DOWN_MS = 3_000;

/** Kinds of secrets that make a message a card-data event. */
const CARD_DATA: ReadonlySet<string> = new Set(['pan', 'cvv', 'pin', 'otp', 'expiry', 'track']);

/** While an agent answers, the bot only notes what security has to know. */
function keepSilent(work: TurnWork, { sensitive }: Arrival): TurnDecision<true> {
  const count = sensitive.filter((kind) => CARD_DATA.has(kind)).length;
  const securityEvents = count > 0 ? [{ type: 'card_data_in_chat', count }] : [];
  return { writes: keepTurn(work, { securityEvents }), result: true };
}

type Decisions = Pick<TurnDependencies, 'respond' | 'guide' | 'clock' | 'log'>;

/** What comes of a message or timer; a defect in the dialog is caught here, and only here. */
function decideTurn(work: TurnWork, timer: TimerKind | undefined, dependencies: Decisions): TurnDecision<true> {
  const { respond, guide, clock, log } = dependencies;
  const { arrival, conversation } = work;
  const content = guide();
  const now = clock();
  if (conversation.owner === 'agent') {
    return arrival ? keepSilent(work, arrival) : { result: true };
  }
  if (!arrival && timer === undefined) return { result: true };
  const event: DialogEvent = arrival ? { kind: 'message', ...arrival } : { kind: 'timer', timer: timer as TimerKind };
  try {
    return { writes: writeTurn(work, respond(conversation.state, event, content, now), now), result: true };
  } catch (error) {
    log.error('turn-failed', { conversationId: conversation.id, ...describeError(error) });
    return arrival ? { writes: apologise(work, content, now), result: true } : { result: true };
  }
}

/** How a try to take up a message ended. */
type Taken = 'done' | 'nothing' | 'store-down';

async function takeMessage(conversationId: ConversationId, dependencies: TurnDependencies): Promise<Taken> {
  const { store, clock, log, pause } = dependencies;
  const source = { kind: 'message', conversationId } as const;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      const done = await store.runTurn(source, clock(), (work) => decideTurn(work, undefined, dependencies));
      return done ? 'done' : 'nothing';
    } catch (error) {
      log.error('turn-not-stored', { conversationId, attempt, ...describeError(error) });
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
  const { store, clock, log, pause, beforeTurn } = dependencies;
  /** Conversations at work; true when one was woken again meanwhile. */
  const active = new Map<ConversationId, boolean>();
  const lanes = new Set<Promise<void>>();
  let stopped = false;

  const work = async (conversationId: ConversationId): Promise<void> => {
    while (!stopped) {
      await beforeTurn?.();
      if (stopped) return;
      active.set(conversationId, false);
      const taken = await takeMessage(conversationId, dependencies);
      if (taken === 'store-down') await pause(STORE_DOWN_MS);
      if (taken === 'nothing' && !active.get(conversationId)) return;
    }
  };
  const wake = (conversationId: ConversationId): void => {
    if (stopped) return;
    if (active.has(conversationId)) {
      active.set(conversationId, true);
      return;
    }
    active.set(conversationId, false);
    const lane = work(conversationId)
      .catch((error: unknown) => log.error('lane-failed', describeError(error)))
      .finally(() => {
        active.delete(conversationId);
        lanes.delete(lane);
      });
    lanes.add(lane);
  };

  return {
    wake,
    async resume() {
      for (const conversationId of await store.waitingConversations()) wake(conversationId);
    },
    async runTimer(conversationId, timer) {
      const source = { kind: 'timer', conversationId, timer } as const;
      await store.runTurn(source, clock(), (work) => decideTurn(work, timer, dependencies));
    },
    backlog: () => active.size,
    async idle() {
      while (lanes.size > 0) await Promise.all(lanes);
    },
    async stop() {
      stopped = true;
      await Promise.all(lanes);
    },
  };
}
