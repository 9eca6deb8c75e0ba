/** A merchant made of taps and short sentences, who talks to the dialog without a desk behind it. */

import type { ConversationId, Instant, MessageId, ReplyChoice } from '#dialogs/message.ts';
import { nameTicket } from '#dialogs/name-ticket.ts';
import { redact } from '#dialogs/redact.ts';
import { respond } from '#dialogs/respond.ts';
import type { DialogState } from '#dialogs/state.ts';
import { newState } from '#dialogs/state.ts';
import type { TriedStep } from '#dialogs/ticket.ts';
import type { TurnResult } from '#dialogs/turn.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { Match } from '#knowledge/match/matcher.ts';

/** One message of the merchant: a button by its label, or words. */
export type Said = { readonly tap: string } | { readonly merchant: string };

/** What is known before the walk begins. */
export interface Known {
  readonly slots: Readonly<Record<string, string>>;
  /** Steps already tried, with how they ended. */
  readonly tried: Readonly<Record<string, TriedStep['outcome']>>;
}

/** Nothing is known. */
export const NOTHING_KNOWN: Known = { slots: {}, tried: {} };

/** A weekday morning in opening hours. */
export const WALK_START: Instant = Date.parse('2026-11-23T10:00:00+08:00');

/** The one conversation there is. */
export const WALK_CONVERSATION = 'walk' as ConversationId;

/** The words of a message. */
export function wordsOf(said: Said): string {
  return 'tap' in said ? said.tap : said.merchant;
}

/** The choices that stand under a turn's replies. */
export function offeredBy(result: TurnResult): readonly ReplyChoice[] {
  const last = result.replies.at(-1);
  return last?.kind === 'choices' ? last.choices : [];
}

/** The turn in which a symptom is chosen from a list. */
export function beginAt(guide: Guide, symptom: string, known: Known): TurnResult {
  const slots = Object.entries(known.slots).map(
    ([slot, value]) => [slot, { value, source: 'typed', confirmed: true }] as const,
  );
  const stepsTried = Object.entries(known.tried).map(([step, outcome]) => ({
    step,
    title: step,
    outcome,
    atMs: WALK_START,
  }));
  const state = { ...newState(guide, 'zh-Hans', 'webchat'), slots: Object.fromEntries(slots), stepsTried };
  return turn(guide, state, '', `clarify:${symptom}`);
}

/** One more turn. A tap on a button that is not there is sent as words. */
export function answerWith(guide: Guide, state: DialogState, offered: readonly ReplyChoice[], said: Said): TurnResult {
  const choice = 'tap' in said ? offered.find(({ label }) => label === said.tap) : undefined;
  return turn(guide, state, wordsOf(said), choice?.id);
}

function turn(guide: Guide, state: DialogState, text: string, choiceId: string | undefined): TurnResult {
  const redacted = redact(text);
  const message = {
    id: 'walk' as MessageId,
    conversationId: WALK_CONVERSATION,
    channel: 'webchat',
    senderId: 'walk',
    text: redacted.text,
    ...(choiceId === undefined ? {} : { choiceId }),
    attachments: [],
    sentAtMs: WALK_START,
    receivedAtMs: WALK_START,
  };
  return nameTicket(respond(state, { kind: 'message', message, sensitive: [] }, guide, WALK_START), 'T1001');
}

/** The same Guide with a matcher that remembers: a walk says few different things very often. */
export function remembering(guide: Guide): Guide {
  const known = new Map<string, Match>();
  return {
    ...guide,
    matcher: {
      match(utterance, expectation = {}) {
        const key = `${expectation.symptom ?? ''}\n${utterance.raw}`;
        const match = known.get(key) ?? guide.matcher.match(utterance, expectation);
        known.set(key, match);
        return match;
      },
    },
  };
}
