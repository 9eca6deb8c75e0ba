/** Tells numbers that are no card by how they begin and are cut, when they are told in pieces: `138`, `0013`, `8000`. */

import type { Piece } from './in-messages.ts';

/** What pieces with a dash between them begin with: a mobile telephone, merchant or SIM card's number (ICCID). */
const KNOWN: readonly RegExp[] = [
  // With four digits more they may be those of a card behind an amount.
  /^1[3-9]\d-\d{4}-\d{4}(?!\d)(?!-\d{4}(?!\d))/,
  // Acquirer, region, trade and number; cards are cut elsewhere.
  /^898(?:-(?:\d-?){11}\d|\d{4}-(?:\d-?){7}\d)(?!\d)/,
  /^8986-?[01](?:-?\d){14,15}(?!\d)/,
];
/** Most pieces that are looked at. */
const MOST_PIECES = 10;

const digitsOf = ({ places }: Piece): string => places.map(({ sign }) => sign).join('');

/** How many pieces from the first on are such a number. */
function countKnown(pieces: readonly Piece[]): number {
  const cut = pieces.slice(0, MOST_PIECES).map(digitsOf).join('-');
  const number = KNOWN.map((known) => known.exec(cut)?.[0]).find((found) => found !== undefined);
  return number?.split('-').length ?? 0;
}

/** The same pieces; those that stand one behind the other and are such a number together know of each other. */
export function markKnown(pieces: readonly Piece[]): readonly Piece[] {
  const marked: Piece[] = [];
  for (let at = 0; at < pieces.length; ) {
    const count = pieces[at]?.alone ? countKnown(pieces.slice(at)) : 0;
    const own = pieces.slice(at, at + Math.max(count, 1));
    const partOf = own.map(({ message }) => message);
    marked.push(...(count === 0 ? own : own.map((piece) => ({ ...piece, partOf }))));
    at += own.length;
  }
  return marked;
}

/** Whether pieces hold a part of such a number and not all of it: where one number ends, no other does in its middle. */
export function cutsKnown(pieces: readonly Piece[]): boolean {
  const messages = new Set(pieces.map(({ message }) => message));
  return pieces.some(({ partOf = [] }) => partOf.some((message) => !messages.has(message)));
}
