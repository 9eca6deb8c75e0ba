/** A text prepared for finding facts: same length as typed, so that offsets hold, and a record of what is taken. */

import { toSimplified } from '#knowledge/text/simplify.ts';
import type { Entity, EntityKind } from './entity.ts';

/** The text under the finders' eyes. Finders run from the surest to the loosest and share one scan. */
export interface Scan {
  readonly raw: string;
  /** Half-width, simplified, lower case; every character stands where it stands in `raw`. */
  readonly text: string;
  readonly asked: EntityKind | undefined;
  readonly found: Entity[];
  /** Stretches that belong to a fact already, or to something that is none (a price, an order number). */
  readonly taken: (readonly [start: number, end: number])[];
}

/** Longer texts are logs; a merchant's facts come first. */
const SCANNED_CHARACTERS = 2000;

/** Prepares a text for the finders. */
export function scan(raw: string, asked: EntityKind | undefined): Scan {
  return { raw, text: fold(raw.slice(0, SCANNED_CHARACTERS)), asked, found: [], taken: [] };
}

function fold(raw: string): string {
  const half = raw
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0\t]/g, ' ')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const simplified = toSimplified(half);
  return foldNumerals(simplified.length === half.length ? simplified : half);
}

const HAN_DIGITS = new Map(
  ['零〇洞', '一壹幺', '二贰', '三叁', '四肆', '五伍', '六陆', '七柒拐', '八捌', '九玖'].flatMap((signs, digit) =>
    [...signs].map((sign): [string, string] => [sign, String(digit)]),
  ),
);

/** A long run, and a short one behind the letter of a model: A九二零. */
const NUMERALS =
  /[零〇洞一壹幺二贰三叁四肆五伍六陆七柒拐八捌九玖]{6,}|(?<=(?<![a-z])[a-z])[零〇洞一壹幺二贰三叁四肆五伍六陆七柒拐八捌九玖]{3,4}(?![十百千零〇一二三四五六七八九])/g;

/** Numbers told digit by digit (零八二一…) become digits; shorter ones are words or codes. */
function foldNumerals(text: string): string {
  return text.replace(NUMERALS, (run) => [...run].map((sign) => HAN_DIGITS.get(sign) ?? sign).join(''));
}

/** True when no finder has claimed any of these characters. */
export function isFree(on: Scan, start: number, end: number): boolean {
  return on.taken.every(([from, to]) => end <= from || start >= to);
}

/** Marks characters that are explained and no fact that anybody asks for. */
export function claim(on: Scan, start: number, end: number): void {
  on.taken.push([start, end]);
}

/** Records a fact and claims its characters. */
export function record(
  on: Scan,
  kind: EntityKind,
  value: string,
  start: number,
  end: number,
  confidence: number,
  partial = false,
): void {
  claim(on, start, end);
  mention(on, kind, value, start, end, confidence, partial);
}

/** Records a fact whose words may carry other facts too. */
export function mention(
  on: Scan,
  kind: EntityKind,
  value: string,
  start: number,
  end: number,
  confidence: number,
  partial = false,
): void {
  const text = on.raw.slice(start, end);
  on.found.push({ kind, value, text, start, end, confidence, ...(partial ? { partial } : {}) });
}
