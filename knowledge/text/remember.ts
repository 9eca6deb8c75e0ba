/** Remembers what was made of the texts of late: merchants say the same few things, and a turn reads its text twice. */

/** Texts beyond this length are hardly ever said again. */
const LONGEST = 200;
const MOST = 500;

/** The same function, which must be pure, with the answers to some hundred texts at hand; the oldest are forgotten. */
export function remember<T extends object>(answer: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    const known = answers.get(text);
    if (known) return known;
    const made = answer(text);
    if (text.length > LONGEST) return made;
    if (answers.size >= MOST) for (const oldest of answers.keys()) if (answers.delete(oldest)) break;
    answers.set(text, made);
    return made;
  };
}
