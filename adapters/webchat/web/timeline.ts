/** What the page shows, in order: durable lines by sequence, then what is on its way. Pure. */

import type { PageLine } from '../wire.ts';
import type { Outgoing } from './outbox.ts';

/** Durable lines by sequence, without gaps or doubles. */
export type Lines = readonly PageLine[];

/** The lines with others added; one that is there already stays as it is. */
export function addLines(lines: Lines, more: readonly PageLine[]): Lines {
  const known = new Map(lines.map((line) => [line.seq, line]));
  for (const line of more) if (!known.has(line.seq)) known.set(line.seq, line);
  return known.size === lines.length ? lines : [...known.values()].sort((a, b) => a.seq - b.seq);
}

/** The highest sequence on the page; 0 without lines. */
export function lastSeq(lines: Lines): number {
  return lines.at(-1)?.seq ?? 0;
}

/**
 * What is on its way and not among the lines yet. A message that turns out to be older than the lines on the page,
 * because it was sent again after a reload, has its place among the earlier ones.
 */
export function unconfirmed(lines: Lines, outgoing: readonly Outgoing[]): readonly Outgoing[] {
  const arrived = new Set(lines.map((line) => line.messageId));
  const oldest = lines[0]?.seq ?? 0;
  return outgoing.filter(({ message, seq = oldest }) => !arrived.has(message.id) && seq >= oldest);
}

/** The line whose choices can be tapped: the newest from the desk, while the merchant has not answered it. */
export function openQuestion(lines: Lines, outgoing: readonly Outgoing[]): PageLine | undefined {
  if (unconfirmed(lines, outgoing).some(({ state }) => state !== 'failed')) return undefined;
  for (const line of [...lines].reverse()) {
    if (line.from === 'merchant') return undefined;
    if (line.choices !== undefined) return isRating(line) && line !== lines.at(-1) ? undefined : line;
  }
  return undefined;
}

/** Whether a question is how the help was: once more is said, the case goes on, and the question has to wait. */
function isRating({ choices }: PageLine): boolean {
  return choices?.every(({ id }) => id.startsWith('rate-')) === true;
}

/** The id of the choice that answered a line's question, as far as the lines tell. */
export function chosenAnswer(lines: Lines, question: PageLine): string | undefined {
  const answer = lines.find((line) => line.seq > question.seq && line.from === 'merchant');
  return question.choices?.find((choice) => choice.label === answer?.text)?.id;
}

/** Who serves the merchant now: an agent by name, or the bot. */
export function servedBy(lines: Lines): { readonly agent: string | undefined } | 'bot' {
  for (const line of [...lines].reverse()) {
    if (line.from === 'bot') return 'bot';
    if (line.from === 'agent') return { agent: line.author };
  }
  return 'bot';
}

/** True while the bot owes an answer: the merchant wrote last, and no agent has taken over. */
export function awaitsBot(lines: Lines, outgoing: readonly Outgoing[]): boolean {
  if (servedBy(lines) !== 'bot') return false;
  const onTheWay = unconfirmed(lines, outgoing);
  if (onTheWay.length > 0) return onTheWay.some(({ state }) => state !== 'failed');
  return lines.at(-1)?.from === 'merchant';
}
