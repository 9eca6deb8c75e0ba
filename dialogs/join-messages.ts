/** Reads the pieces that somebody sends in quick succession as the one message that they are. */

import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { InboundMessage } from './message.ts';
import { answersOf } from './step-at.ts';

/** A pause this long ends a message; people who press Enter at every breath write on within it. */
export const QUIET_MS = 2_500;
/** Nobody waits longer than so many pauses, however fast the pieces come. */
const MOST_PAUSES = 4;
/** What is this long, in characters, is no piece. */
const LONG = 14;
const CLOSED = /[。！？!?.…]\s*$/;
/** Controls that open a message as often as they are one. */
const OPENINGS: ReadonlySet<string> = new Set(['ctl-greet', 'ctl-complaint', 'ctl-oos', 'ctl-bot']);
/** More pieces than this are taken up in a second turn. */
const MOST_PIECES = 12;

/** Whether a message can be a piece of a longer one; a tap is an answer of its own. */
function isPiece(message: InboundMessage): boolean {
  return message.choiceId === undefined;
}

/**
 * How many of the waiting messages, oldest first, make up the next turn: the first alone when it is a tap, else all
 * that follow it with at most a pause in between, up to the next tap.
 */
export function countPieces(waiting: readonly InboundMessage[], quietMs: number = QUIET_MS): number {
  const [first] = waiting;
  if (!first || !isPiece(first)) return Math.min(waiting.length, 1);
  const ends = waiting.findIndex((message, at) => {
    const before = waiting[at - 1];
    return before !== undefined && (!isPiece(message) || message.receivedAtMs - before.receivedAtMs > quietMs);
  });
  return Math.min(ends < 0 ? waiting.length : ends, MOST_PIECES);
}

function isLabel(text: string, guide: Guide): boolean {
  const known = LABELS.get(guide) ?? collectLabels(guide);
  LABELS.set(guide, known);
  return known.has(text.toLowerCase());
}

const LABELS = new WeakMap<Guide, ReadonlySet<string>>();

function collectLabels({ flows }: Guide): ReadonlySet<string> {
  const choices = [...flows.values()].flatMap(({ steps }) => steps.flatMap(answersOf));
  return new Set(choices.flatMap(({ label }) => Object.values(label)).map((label) => label.toLowerCase()));
}

/**
 * True when nothing more need be waited for: a tap, a picture, a long or closed sentence, the words of a button, or
 * what answers by itself, such as a call for a person.
 */
export function isWhole(message: InboundMessage, guide: Guide): boolean {
  const text = message.text.trim();
  if (!isPiece(message) || message.attachments.length > 0 || text === '') return true;
  if ([...text].length >= LONG || CLOSED.test(text) || isLabel(text, guide)) return true;
  const { decision, ranked } = guide.matcher.match(readUtterance(text, guide.lexicon));
  const id = ranked[0]?.id ?? '';
  return decision === 'accept' && guide.controls.has(id) && !OPENINGS.has(id);
}

/**
 * Until when a turn waits for further pieces of what a conversation has sent since its last turn, oldest first: not at
 * all when the newest is whole, else `QUIET_MS` after it, within bounds.
 */
export function quietUntilMs(sent: readonly InboundMessage[], guide: Guide, quietMs: number = QUIET_MS): number {
  const first = sent[0];
  const last = sent.at(-1);
  if (!first || !last || isWhole(last, guide)) return 0;
  return Math.min(last.receivedAtMs + quietMs, first.receivedAtMs + MOST_PAUSES * quietMs);
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
