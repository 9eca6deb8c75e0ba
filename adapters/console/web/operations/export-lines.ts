/** Lines with the symptom a person gave them, as `npm run -s content -- suggest` reads them. Pure. */

/** A line and what it means. */
export interface LabelledLine {
  readonly text: string;
  readonly label: string;
}

/** JSON Lines: `{"text","label"}`, each line once. */
export function toJsonLines(lines: readonly LabelledLine[]): string {
  return [...new Set(lines.map(({ text, label }) => `${JSON.stringify({ text, label })}\n`))].join('');
}
