/** A number that is asked for and comes piece by piece: what is heard of it together, and what of it may be kept. */

import { type Draft, replaceTop } from './draft.ts';
import type { InboundMessage } from './message.ts';
import { readPieceDigits } from './redact/in-messages.ts';
import { cardLengths } from './redact/issuers.ts';
import { redact } from './redact.ts';
import { type DialogState, type Frame, topFrame } from './state.ts';

/** Digits of numbers that people give piece by piece. */
const PIECEMEAL: Readonly<Record<string, number>> = { phone: 11, mid: 15 };
/** One digit is a place in a list, unless it is the last that is missing. */
const LEAST_DIGITS = 2;
/** Of what begins as a card number does, no more is kept than its mask shows, and no more is heard than a telephone has. */
const MOST_KEPT = 6;
const MOST_HEARD = 8;

/** What is said before digits that are told in place of those before. */
const PUTS_RIGHT =
  /^\s*(?:不对|不對|[打说說发發输輸写寫]?[错錯]了?|sorry|wrong|no)(?:[\s,，.。!！]|(?=\p{Script=Han}))+/iu;

type SlotFrame = Extract<Frame, { kind: 'slot' }>;

/** What a message gives of the number that is asked for. */
export interface NumberPiece {
  /** Its digits behind those of the pieces before it. */
  readonly digits: string;
  /** Whether there were pieces before it that it belongs to. */
  readonly joined: boolean;
  /** `part` waits for more; `too-much` is no part of such a number, or one that is better not kept. */
  readonly kind: 'part' | 'whole' | 'too-much';
}

/** Reads a message as a piece of the number that the conversation waits for; `undefined` when it is none. */
export function readNumberPiece({ text, choiceId }: InboundMessage, state: DialogState): NumberPiece | undefined {
  const frame = topFrame(state);
  if (frame?.kind !== 'slot' || choiceId !== undefined) return undefined;
  const whole = PIECEMEAL[frame.slot];
  const corrected = frame.part === undefined ? text : text.replace(PUTS_RIGHT, '');
  const own = whole === undefined ? undefined : readPieceDigits(corrected);
  if (whole === undefined || own === undefined) return undefined;
  const before = corrected === text ? (frame.part ?? '') : '';
  const completes = before !== '' && before.length + own.length === whole;
  if (own.length < LEAST_DIGITS && !completes) return undefined;
  const together = before + own;
  if (before === '' || !mayBeTogether(together, MOST_HEARD)) return pieceOf(own, before !== '', false, whole);
  return pieceOf(together, true, true, whole);
}

function pieceOf(digits: string, hadPart: boolean, joined: boolean, whole: number): NumberPiece | undefined {
  if (digits.length === whole) return { digits, joined, kind: 'whole' };
  if (digits.length > whole) return hadPart ? { digits, joined, kind: 'too-much' } : undefined;
  const keeps = mayBeTogether(digits, MOST_KEPT) && (joined || !hadPart);
  return { digits, joined, kind: keeps ? 'part' : 'too-much' };
}

/** Whether digits may stand side by side: they hold no card number and are not about to become one. */
function mayBeTogether(digits: string, most: number): boolean {
  if (redact(digits).found.length > 0) return false;
  return digits.length <= most || cardLengths(digits).length === 0;
}

/** The same draft, with what came of the number so far forgotten. */
export function forgetPieces(draft: Draft): Draft {
  const frame = topFrame(draft.state);
  if (frame?.kind !== 'slot' || frame.part === undefined) return draft;
  return replaceTop(draft, withoutPart(frame));
}

function withoutPart({ part: _, ...frame }: SlotFrame): SlotFrame {
  return frame;
}
