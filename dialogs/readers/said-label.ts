/** Finds the words of a button inside a longer answer: "我看了,还是没有信号" under a button "没有信号". */

import type { Locale, Wording } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import { isDeniedBy } from './is-denied.ts';

/** Something with a label that can be chosen. */
interface Labelled {
  readonly id: string;
  readonly label: Wording;
}

/** Shorter labels stand in too many other words. */
const HAN_CHARACTERS = 3;
const LATIN_CHARACTERS = 5;

/** The one choice whose label the message holds, not denied; the longest when one label stands inside another. */
export function saidLabel<T extends Labelled>(
  choices: readonly T[],
  hearing: Hearing,
  locale: Locale,
  desk: Desk,
): T | undefined {
  const held = choices.flatMap((choice) => {
    const label = readUtterance(choice.label[locale], desk.guide.lexicon).normal;
    return holdsLabel(hearing.utterance.normal, label) ? [{ choice, label }] : [];
  });
  const [longest, ...others] = held.sort((a, b) => b.label.length - a.label.length);
  return longest && others.every(({ label }) => longest.label.includes(label)) ? longest.choice : undefined;
}

function holdsLabel(normal: string, label: string): boolean {
  const latin = /^[\x20-\x7e]*$/.test(label);
  if (label.length < (latin ? LATIN_CHARACTERS : HAN_CHARACTERS)) return false;
  const at = normal.indexOf(label);
  if (at < 0 || isDeniedBy(normal.slice(0, at))) return false;
  const beside = `${normal[at - 1] ?? ' '}${normal[at + label.length] ?? ' '}`;
  return !latin || !/[a-z0-9]/.test(beside);
}
