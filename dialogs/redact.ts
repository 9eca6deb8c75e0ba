/** Takes card data and other secrets out of a text before anything is written. */

import { findCardNumbers, MERCHANT_LENGTH } from './redact/card-number.ts';
import { type Folded, fold, mayHideDigits } from './redact/fold.ts';
import { isNumberByItself, readAnyPlaces, readPieceDigits, readPieceSigns, writeSigns } from './redact/in-messages.ts';
import { findCardsInPieces, findIdsInPieces, findSecretsInPieces } from './redact/in-pieces.ts';
import { findNamedPieces } from './redact/named-before.ts';
import { maskNamedLater, mayPoint } from './redact/named-later.ts';
import { endsInSecretName, findBesideCard, findSecrets } from './redact/secrets.ts';
import type { SensitiveKind } from './redact/sensitive-kind.ts';
import { mergeSpans, type Span } from './redact/span.ts';
import { findTextedCodes } from './redact/texted-code.ts';
import { maskToldNumber } from './redact/told-numbers.ts';

/** A text that may be stored, and what was taken out of it. */
export interface Redacted {
  readonly text: string;
  /** One entry per finding, in order. */
  readonly found: readonly SensitiveKind[];
}

/** Masking may bring two digits together; a second look settles nearly every text, the rest is for hostile ones. */
const PASSES = 4;
/** A secret without a digit stands beside one of these. */
const SECRET_WORDS = /[密秘碼码]|口令|pass|pwd|mi\s?ma/;
/** What a secret with digits may be called besides, a message later. */
const NAMES_OF_DIGITS = /(?<![a-z])(?:pin|cv[vnc]|csc|otp)| code/;
/** Messages over which a card number may be spread that stands among other words. */
const PIECES = 4;
/** What a message that holds nothing but a secret is: one word. */
const ONE_WORD = /^\s*[\x21-\x7e]{3,24}\s*$/;
/** The end of an ID number by itself. */
const LONE_X = /^\s?[xXｘＸ]\s?$/;
/** Characters at the end of a message in which the name of a secret is looked for. */
const NAME_REACH = 64;
/** Digits of the shortest secrets that may go on in another message, and of most. */
const LEAST_OF_SECRET = 4;
const USUAL_OF_SECRET = 6;
/** White space that nobody types, to join messages and part them again. */
const JOINT = '\u2029\u2028\u2029';

/**
 * False when a text holds nothing that a secret, or a piece of one, could be: `redact` leaves it as it is then, and
 * `redactAcross` whatever came before it as well.
 */
export function mayHoldSecret(text: string): boolean {
  if (mayHideDigits(text) || LONE_X.test(text)) return true;
  const lower = text.toLowerCase();
  return SECRET_WORDS.test(lower) || (NAMES_OF_DIGITS.test(lower) && mayPoint(lower));
}

/**
 * Masks card numbers to BIN and last four (`621626*********0018`) and replaces CVV, PIN, passwords, one-time codes,
 * track data and ID numbers by `***`. Serials, ICCID, IMEI, terminal and merchant numbers stay. Pure, linear in the
 * length of the text, never throws.
 */
export function redact(text: string): Redacted {
  if (!mayHideDigits(text) && !SECRET_WORDS.test(text.toLowerCase())) return { text, found: [] };
  let current: Redacted = { text, found: [] };
  for (let pass = 0; pass < PASSES; pass += 1) {
    const next = redactOnce(current.text);
    if (next.found.length === 0) break;
    current = { text: next.text, found: [...current.found, ...next.found] };
  }
  return current;
}

/** The result of `redactAcross`: the earlier messages in the same number and order, and the new one. */
export interface RedactedAcross extends Redacted {
  readonly previous: readonly string[];
}

/**
 * Finds a card or ID number that was sent in pieces, the last piece in `text` and the others at the end of `previous`
 * (at most three messages back; any number where each message is nothing but a piece, others in between left alone), and
 * masks each piece where it stands; a secret whose name is the last of `previous`, and a secret of `previous` that `text`
 * names. `text` is redacted by itself as well. Messages of `previous` without a piece come back unchanged. Pure.
 */
export function redactAcross(previous: readonly string[], text: string): RedactedAcross {
  const mayEndCard = mayHideDigits(text);
  for (let count = mayEndCard ? Math.min(PIECES - 1, previous.length) : 0; count > 0; count -= 1) {
    const first = previous.length - count;
    // A card that begins there has a digit there; without one, folding them all is work for nothing.
    if (!mayHideDigits(previous[first] ?? '')) continue;
    const earlier = previous.slice(0, first);
    const masked = maskPieces([...previous.slice(first), text]);
    if (masked === undefined) continue;
    const own = redact(masked.at(-1) ?? '');
    return { previous: [...earlier, ...masked.slice(0, -1)], text: own.text, found: ['pan', ...own.found] };
  }
  const told = mayEndCard || LONE_X.test(text) ? maskToldNumber([...previous, text]) : undefined;
  if (told !== undefined) {
    return { previous: told.messages.slice(0, -1), text: told.messages.at(-1) ?? '', found: [told.kind] };
  }
  const piecewise = mayEndCard ? maskNamedPieces(previous, text) : undefined;
  if (piecewise !== undefined) return piecewise;
  const named = maskNamedLater(previous, text);
  if (named !== undefined) return { previous: named.previous, text, found: [named.kind] };
  return { previous, ...redactNamed(previous.at(-1) ?? '', text) };
}

/** Redacts a message whose name may be the message before: 密码是, then 135790. */
function redactNamed(previous: string, text: string): Redacted {
  const own = redact(text);
  const isValue = ONE_WORD.test(text) || readPieceDigits(text) !== undefined;
  const before = previous.slice(-NAME_REACH);
  if (own.found.length > 0 || !isValue || !endsInSecretName(fold(before).plain)) return own;
  const both = redact(before + JOINT + text);
  const [first, value, ...more] = both.text.split(JOINT);
  if (first !== before || value === undefined || more.length > 0) return own;
  const places = readAnyPlaces(text) ?? [];
  // With a star for each digit, the rest of a secret that goes on is known for one.
  const goesOn = value.endsWith('***') && places.length >= LEAST_OF_SECRET && places.length < USUAL_OF_SECRET;
  return { text: goesOn ? writeSigns(text, places, '*'.repeat(places.length)) : value, found: both.found };
}

/** Masks a secret in pieces that were named before. */
function maskNamedPieces(previous: readonly string[], text: string): RedactedAcross | undefined {
  if (readPieceSigns(text) === undefined) return undefined;
  const messages = [...previous, text];
  const told = findNamedPieces(messages);
  if (told === undefined) return undefined;
  const together = redact(told.together);
  if (together.found.length !== 1 || !together.text.endsWith('***')) return undefined;
  const kept = [...messages.slice(0, told.at), ...told.masked];
  return { previous: kept.slice(0, -1), text: kept.at(-1) ?? '', found: together.found };
}

/** The place of an answer in a list, before anything, or after a merchant number. */
function isBesideAnswer(messages: readonly string[]): boolean {
  const sizes = messages.map((text) => readPieceDigits(text)?.length ?? 0);
  return sizes[0] === 1 || (sizes.length === 2 && sizes[0] === MERCHANT_LENGTH && sizes[1] === 1);
}

/** The same messages with the pieces masked, when one card number begins in the first and ends in the last. */
function maskPieces(messages: readonly string[]): readonly string[] | undefined {
  if (messages.some(isNumberByItself) || isBesideAnswer(messages)) return undefined;
  const joined = messages.join(JOINT);
  const lastStart = joined.length - (messages.at(-1)?.length ?? 0);
  const folded = fold(joined);
  const card = findCardNumbers(folded).find(
    (span) =>
      // Digits of everyday numbers add up to 13, 14, 17 or 18 far too easily.
      /^ ?[\d*]{6}(?:[\d*]{9,10}|[\d*]{13}) ?$/.test(span.mask) &&
      (folded.from[span.start] ?? 0) < (messages[0]?.length ?? 0) &&
      (folded.to[span.end - 1] ?? 0) > lastStart,
  );
  if (card === undefined) return undefined;
  const mask = card.mask.trim();
  let place = 0;
  let copied = 0;
  let text = '';
  for (let at = card.start; at < card.end; at += 1) {
    if (!/\d/.test(folded.plain.charAt(at))) continue;
    text += joined.slice(copied, folded.from[at]) + mask.charAt(place);
    copied = folded.to[at] ?? copied;
    place += 1;
  }
  return (text + joined.slice(copied)).split(JOINT);
}

function redactOnce(text: string): Redacted {
  const folded = fold(text);
  const spans = findSpans(text, folded);
  let out = '';
  let copied = 0;
  for (const span of spans) {
    out += text.slice(copied, folded.from[span.start]) + span.mask;
    copied = folded.to[span.end - 1] ?? copied;
  }
  return { text: out + text.slice(copied), found: spans.map((span) => span.kind) };
}

function findSpans(text: string, folded: Folded): readonly Span[] {
  if (!/\d/.test(folded.plain) && !SECRET_WORDS.test(folded.plain)) return [];
  const secrets = findSecrets(folded.plain);
  const [strong, labelled] = [
    secrets.filter((span) => span.kind === 'track' || span.kind === 'id-number'),
    secrets.filter((span) => span.kind !== 'track' && span.kind !== 'id-number'),
  ];
  const cards = [...findCardNumbers(folded), ...findCardsInPieces(text, folded)];
  const beside = cards.flatMap((card) => findBesideCard(folded.plain, card.end));
  return mergeSpans([
    ...findIdsInPieces(text, folded),
    ...strong,
    ...cards,
    ...findSecretsInPieces(folded.plain),
    ...labelled,
    ...beside,
    ...findTextedCodes(folded.plain),
  ]);
}
