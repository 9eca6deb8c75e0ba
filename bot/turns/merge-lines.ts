/** Makes one message of a turn's replies when the platform does not allow so many any more. Pure. */

import type { ChannelLimits } from '#adapters/contract.ts';
import type { Instant, Reply } from '#dialogs/message.ts';
import { roomOf } from '../allowance.ts';
import type { Sending } from '../store/delivery-store.ts';
import type { NewLine, TurnWrites } from '../store/store.ts';

/** A reply in words, its buttons excepted. */
function wordsOf(reply: Reply): string {
  if (reply.kind === 'receipt') return [reply.text, ...reply.receipt.lines].filter(Boolean).join('\n');
  if (reply.kind === 'image') return [reply.text, reply.url].filter(Boolean).join('\n');
  return reply.text;
}

function mergeReplies(replies: readonly Reply[]): Reply {
  const text = replies.map(wordsOf).join('\n\n');
  const choices = replies.findLast((reply) => reply.kind === 'choices')?.choices;
  return choices ? { kind: 'choices', text, choices } : { kind: 'text', text };
}

function replyOf({ text, reply }: NewLine): Reply {
  return reply ?? { kind: 'text', text };
}

function mergeLines(lines: readonly NewLine[]): readonly NewLine[] {
  const fromBot = lines.filter((line) => line.from === 'bot');
  const last = fromBot.at(-1);
  const reply = mergeReplies(fromBot.map(replyOf));
  return lines.flatMap((line) => {
    if (line.from !== 'bot') return [line];
    return line === last ? [{ from: 'bot', text: reply.text, reply }] : [];
  });
}

/** How many messages the platform still allows until the merchant writes again; nothing where it does not limit them. */
export function roomLeft(
  limits: ChannelLimits | undefined,
  sending: Sending,
  now: Instant,
): { readonly room?: number } {
  if (limits?.quota === undefined || limits.readsTranscript) return {};
  const { tap, message } = roomOf(limits, sending, now);
  return { room: Math.max(0, tap + message - sending.waiting) };
}

/**
 * The writes of a turn as the platform takes them: with the bot's lines as one, when what is left of its allowance is
 * less, and without a way out where the transcript is what the merchant sees.
 */
export function fitTurn(
  writes: TurnWrites,
  sending: Sending,
  limits: ChannelLimits | undefined,
  now: Instant,
): TurnWrites {
  if (limits?.readsTranscript) return { ...writes, delivered: true };
  if (limits?.quota === undefined && limits?.replyWindowMs === undefined) return writes;
  const goOut = writes.lines.filter((line) => line.from === 'bot' || line.from === 'agent').length;
  const fromBot = writes.lines.filter((line) => line.from === 'bot').length;
  const { tap, message } = roomOf(limits, sending, now);
  if (fromBot < 2 || goOut <= tap + message - sending.waiting) return writes;
  return { ...writes, lines: mergeLines(writes.lines) };
}
