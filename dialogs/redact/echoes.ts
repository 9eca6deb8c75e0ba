/** Hides what was kept of the pieces of a card number put together, once it is known that they are one. */

import { fold } from './fold.ts';
import { readPieceSigns } from './in-messages.ts';

/** Digits that belong together, whatever stands between them. */
const RUN = /\d(?:[^\p{L}\p{N}]{0,3}\d)+/gu;
/** So many digits side by side are no coincidence; fewer must begin and end as pieces do. */
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
    const [sent, kept] = [readPieceSigns(before), readPieceSigns(after)];
    if (sent === undefined || kept === undefined || sent.length !== kept.length || sent.includes('*')) continue;
    digits += sent;
    signs += kept;
    joints.add(digits.length);
  }
  return { digits, signs, joints };
}

/** Which places of a run of digits have to be hidden. */
function placesIn(run: string, { digits, signs, joints }: Told): ReadonlySet<number> {
  const places = new Set<number>();
  const size = Math.min(TELLING, run.length);
  for (let at = 0; at + size <= run.length; at += 1) {
    const part = run.slice(at, at + size);
    for (let found = digits.indexOf(part); found >= 0; found = digits.indexOf(part, found + 1)) {
      if (size < TELLING && !(joints.has(found) && joints.has(found + size))) continue;
      for (let place = 0; place < size; place += 1) if (signs[found + place] === '*') places.add(at + place);
    }
  }
  return places;
}

/**
 * Of messages before and after masking, in order, what masks their digits wherever they stand together in another text.
 * Linear in the length of that text.
 */
export function createEchoMask(pairs: readonly (readonly [before: string, after: string])[]): (text: string) => string {
  const told = collect(pairs);
  if (!told.signs.includes('*')) return (text) => text;
  return (text) => {
    const folded = fold(text);
    let out = '';
    let copied = 0;
    for (const run of folded.plain.matchAll(RUN)) {
      const indexes = [...run[0].matchAll(/\d/g)].map((digit) => run.index + digit.index);
      for (const place of placesIn(run[0].replace(/\D/g, ''), told)) {
        const at = indexes[place] ?? 0;
        out += `${text.slice(copied, folded.from[at])}*`;
        copied = folded.to[at] ?? copied;
      }
    }
    return out + text.slice(copied);
  };
}

/** The same text with quotations that are nothing but a piece of a number left out. */
export function hideQuotedPieces(text: string): string {
  return text.replace(QUOTED, (quoted, words: string) => (readPieceSigns(words) === undefined ? quoted : '"***"'));
}
