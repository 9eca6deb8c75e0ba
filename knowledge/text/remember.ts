/** Remembers what was made of the texts of late: merchants say the same few things, and a turn reads its text twice. */

import type { Utterance } from './utterance.ts';

/** Texts beyond this length are hardly ever said again. */
const LONGEST = 200;
/** So many are kept apart from those before them, which are forgotten all at once. */
const MOST = 250;

/** The same function, which must be pure, with the answers to some hundred texts at hand; the oldest are forgotten. */
export function remember<T extends {}>(answer: (text: string) => T): (text: string) => T {
  let recent = new Map<string, T>();
  let before = new Map<string, T>();
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const made = before.get(text) ?? answer(text);
    if (text.length > LONGEST) return made;
    if (recent.size >= MOST) {
      before = recent;
      recent = new Map();
    }
    recent.set(text, made);
    return made;
  };
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
