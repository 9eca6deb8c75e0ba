/** Remembers what was made of the texts of late: merchants say the same few things, and a turn reads its text twice. */

import { createRecent } from './recent.ts';
import type { Utterance } from './utterance.ts';

/** Texts beyond this length are hardly ever said again. */
const LONGEST = 200;
/** Of these, so many of late always stay. */
const HALF = 250;

/** The same function, which must be pure, with the answers to some hundred texts at hand; the oldest are forgotten. */
export function remember<T extends {}>(answer: (text: string) => T): (text: string) => T {
  const recent = createRecent<T>(HALF);
  return (text) => (text.length > LONGEST ? answer(text) : recent(text, answer));
}

/**
 * What was made of an utterance stays with it, by whatever else it depends on, and goes with it: `readUtterance` keeps the
 * utterances of late. `make` must be pure.
 */
export function rememberBeside<Beside, Made>(
  make: (utterance: Utterance, beside: Beside) => Made,
): (utterance: Utterance, beside: Beside) => Made {
  const all = new WeakMap<Utterance, Map<Beside, Made>>();
  return (utterance, beside) => {
    const made = all.get(utterance) ?? new Map<Beside, Made>();
    if (made.size === 0) all.set(utterance, made);
    const known = made.get(beside);
    if (known !== undefined || made.has(beside)) return known as Made;
    const now = make(utterance, beside);
    made.set(beside, now);
    return now;
  };
}
