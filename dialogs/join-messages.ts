/** Reads the pieces that somebody sends in quick succession as the one message that they are. */

import type { InboundMessage } from './message.ts';

/** A pause this long ends a message; people who press Enter at every breath write on within it. */
export const QUIET_MS = 3_000;
/** More pieces than this are taken up in a second turn. */
const MOST_PIECES = 12;

/** Whether a message can be a piece of a longer one; a tap is an answer of its own. */
function isPiece(message: InboundMessage): boolean {
  return message.choiceId === undefined;
}

/**
 * How many of the waiting messages, oldest first, make up the next turn: the first alone when it is a tap, else all
 * that follow it with less than `QUIET_MS` in between, up to the next tap.
 */
export function countPieces(waiting: readonly InboundMessage[]): number {
  const [first] = waiting;
  if (!first || !isPiece(first)) return Math.min(waiting.length, 1);
  const ends = waiting.findIndex((message, at) => {
    const before = waiting[at - 1];
    return before !== undefined && (!isPiece(message) || message.receivedAtMs - before.receivedAtMs > QUIET_MS);
  });
  return Math.min(ends < 0 ? waiting.length : ends, MOST_PIECES);
}

/**
 * Until when a turn waits for further pieces: not at all after a tap or a picture, else `QUIET_MS` after the newest
 * message, and never longer than three times that after the first.
 */
export function quietUntilMs(waiting: readonly InboundMessage[]): number {
  const [first] = waiting;
  const last = waiting[countPieces(waiting) - 1];
  if (!first || !last) return 0;
  if (!isPiece(first)) return first.receivedAtMs;
  return Math.min(last.receivedAtMs + QUIET_MS, first.receivedAtMs + 3 * QUIET_MS);
}

/** The texts of pieces as one text, each on its own line. */
export function joinTexts(texts: readonly string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join('\n');
}

/** One message out of the pieces, each on its own line; it keeps the identity of the last. Needs at least one. */
export function joinMessages(pieces: readonly InboundMessage[]): InboundMessage {
  const last = pieces.at(-1);
  if (!last) throw new Error('No message to read');
  if (pieces.length === 1) return last;
  return {
    ...last,
    text: joinTexts(pieces.map(({ text }) => text)),
    attachments: pieces.flatMap(({ attachments }) => attachments),
    sentAtMs: pieces[0]?.sentAtMs ?? last.sentAtMs,
  };
}
