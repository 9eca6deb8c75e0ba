/** Reads labelled lines and tells training from test lines by their split. */

/** A text with what it stands for. */
export interface LabelledLine {
  readonly text: string;
  readonly label: string;
  /** Such as `train`, `train_10`, `valid` or `test`. */
  readonly split?: string;
}

/** The label of what belongs to no other label. */
export const OUT_OF_SCOPE = 'oos';

/** What reading a file came to. */
export type ReadLines =
  | { readonly kind: 'lines'; readonly lines: readonly LabelledLine[] }
  | { readonly kind: 'problem'; readonly line: number };

/** Reads JSON Lines; the first line that is no `{"text","label"}` is a problem. Empty lines are passed over. */
export function readLines(jsonl: string): ReadLines {
  const lines: LabelledLine[] = [];
  for (const [at, line] of jsonl.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readLine(line);
    if (!read) return { kind: 'problem', line: at + 1 };
    lines.push(read);
  }
  return { kind: 'lines', lines };
}

function readLine(line: string): LabelledLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { text, label, split } = value as Readonly<Record<string, unknown>>;
  if (typeof text !== 'string' || typeof label !== 'string') return undefined;
  return { text, label, ...(typeof split === 'string' ? { split } : {}) };
}

/**
 * The lines to learn from. A file that also holds test lines gives those of the split `train` alone; any other file was
 * made for training, and gives all of its lines once. With a split named, exactly that one.
 */
export function linesToLearn(lines: readonly LabelledLine[], split?: string): readonly LabelledLine[] {
  const wanted = split ?? (lines.some((line) => line.split?.startsWith('test')) ? 'train' : undefined);
  const chosen = wanted === undefined ? lines : lines.filter((line) => line.split === wanted);
  return [...new Map(chosen.map((line) => [JSON.stringify([line.label, line.text]), line])).values()];
}

/** The lines to be tested on: of a file that also holds lines for training or tuning, only those of the split `test`. */
export function linesToTest(lines: readonly LabelledLine[], split?: string): readonly LabelledLine[] {
  const mixed = lines.some((line) => /^(?:train|valid)/.test(line.split ?? ''));
  const tests = lines.some((line) => line.split?.startsWith('test'));
  const wanted = split ?? (mixed && tests ? 'test' : undefined);
  return wanted === undefined ? lines : lines.filter((line) => line.split === wanted);
}
