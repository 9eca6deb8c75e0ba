/** Hides what was kept of the pieces of a card number put together, once it is known that they are one. */

import { fold } from './fold.ts';
import { readAnyPieceSigns, readPieceSigns } from './in-messages.ts';

/** So many digits in the same order are no coincidence; fewer must be all that is said, and begin and end as pieces do. */
const TELLING = 7;
/** What a trace quotes of a message. */
const QUOTED = /"([^"]{1,200})"/g;

/** The pieces of a number one behind the other, as they were sent and as they may be kept. */
interface Told {
  readonly digits: string;
  readonly signs: string;
  /** Where a piece begins, and where the last one ends. */
  readonly joints: ReadonlySet<number>;
}

function collect(pairs: readonly (readonly [before: string, after: string])[]): Told {
  const joints = new Set([0]);
  let [digits, signs] = ['', ''];
  for (const [before, after] of pairs) {
    // Among other words it was a piece if it had to be masked.
    const read = before === after ? readPieceSigns : readAnyPieceSigns;
    const [sent, kept] = [read(before), read(after)];
    if (sent === undefined || kept === undefined || sent.length !== kept.length || sent.includes('*')) continue;
    digits += sent;
    signs += kept;
    joints.add(digits.length);
  }
  return { digits, signs, joints };
}

/** Which of a text's digits have to be hidden. */
function placesIn(all: string, { digits, signs, joints }: Told, isPiece: boolean): ReadonlySet<number> {
  const places = new Set<number>();
  const size = Math.min(TELLING, all.length);
  // In longer texts few digits are part of a time, an amount or somebody's id.
  if (size < TELLING && (size < 2 || !isPiece)) return places;
  for (let at = 0; at + size <= all.length; at += 1) {
    const part = all.slice(at, at + size);
    for (let found = digits.indexOf(part); found >= 0; found = digits.indexOf(part, found + 1)) {
      if (size < TELLING && !(joints.has(found) && joints.has(found + size))) continue;
      for (let place = 0; place < size; place += 1) if (signs[found + place] === '*') places.add(at + place);
    }
  }
  return places;
}

/**
 * Of messages before and after masking, in order, what masks their digits where another text has them one behind the
 * other, whatever stands between. Linear in the length of that text.
 */
export function createEchoMask(pairs: readonly (readonly [before: string, after: string])[]): (text: string) => string {
  const told = collect(pairs);
  if (!told.signs.includes('*')) return (text) => text;
  return (text) => {
    const folded = fold(text);
    const indexes = [...folded.plain.matchAll(/\d/g)].map(({ index }) => index);
    const all = indexes.map((index) => folded.plain.charAt(index)).join('');
    let out = '';
    let copied = 0;
    for (const place of [...placesIn(all, told, readPieceSigns(text) !== undefined)].sort((a, b) => a - b)) {
      const at = indexes[place] ?? 0;
      out += `${text.slice(copied, folded.from[at])}*`;
      copied = folded.to[at] ?? copied;
    }
    return out + text.slice(copied);
  };
}

/** The same text with quotations that are nothing but a piece of a number left out. */
export function hideQuotedPieces(text: string): string {
  return text.replace(QUOTED, (quoted, words: string) => (readPieceSigns(words) === undefined ? quoted : '"***"'));
}
