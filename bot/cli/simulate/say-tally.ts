/** The figures of a run as a few lines of text. */

import { NEVER, type Wrong } from './judge.ts';
import { ENDS, type Tally } from './tally.ts';

/** What each kind of finding means, for people. */
export const MEANINGS: Readonly<Record<Wrong, string>> = {
  repeated: 'questions put again after they were answered',
  known: 'questions about what the merchant had told',
  loop: 'conversations that went round in circles',
  'dead-end': 'turns that left the merchant with nothing',
  'no-person': 'calls for a person that brought none',
  'false-fact': 'false numbers in a ticket',
  misread: 'answers in own words that were asked for again',
};

/** A share in percent with one decimal. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** The report for the terminal. */
export function sayTally(found: Tally): string {
  const { conversations, ends, turns, wrong, recognised } = found;
  return [
    `${conversations} merchants`,
    ...ENDS.map((end) => `  ${end.padEnd(12)}${percent(ends[end], conversations).padStart(8)}`),
    `  recognised  ${percent(recognised, conversations).padStart(8)}`,
    `  turns to the end: median ${turns.median}, 95 of 100 within ${turns.p95}, most ${turns.most}`,
    'must be 0',
    ...NEVER.map((kind) => `  ${String(wrong[kind]).padStart(6)}  ${MEANINGS[kind]}`),
    'besides',
    `  ${String(wrong.misread).padStart(6)}  ${MEANINGS.misread}`,
  ].join('\n');
}
