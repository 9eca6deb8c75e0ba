/** Adds examples to an entry of a content file and leaves every other character of it as it is. */

import {
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

/** The text with the examples in it, and the line (from 1 on) at which each stands. */
export interface AddedExamples {
  readonly text: string;
  readonly lines: readonly number[];
}

/** Adds at the end of the entry's list, in its style. `undefined` where the file has no such entry with examples. */
export function addExamples(text: string, id: string, examples: readonly string[]): AddedExamples | undefined {
  const list = examplesOf(text, id);
  const last = list?.items.at(-1) as Node | undefined;
  const end = last?.range?.[1];
  if (!list || end === undefined) return undefined;
  if (list.flow === true) {
    const line = lineAt(text, end);
    const added = examples.map((example) => `, ${quoted(example, true)}`).join('');
    return { text: text.slice(0, end) + added + text.slice(end), lines: examples.map(() => line) };
  }
  const start = last?.range?.[0] ?? 0;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const at = text.indexOf('\n', end) === -1 ? text.length : text.indexOf('\n', end) + 1;
  const before = text.slice(0, at).endsWith('\n') ? text.slice(0, at) : `${text.slice(0, at)}\n`;
  const first = lineAt(before, before.length);
  const added = examples.map((example) => `${indent}${quoted(example, false)}\n`).join('');
  return { text: before + added + text.slice(at), lines: examples.map((_, place) => first + place) };
}

/** The characters of a whole entry, comments inside it included; `undefined` where the file has none of that id. */
export function cutEntry(text: string, id: string): string | undefined {
  const pairs = entriesOf(text);
  const at = pairs.findIndex((pair) => keyOf(pair) === id);
  const start = startOf(pairs[at]);
  if (start === undefined) return undefined;
  const entry = text.slice(start, startOf(pairs[at + 1]) ?? text.length);
  // What stands unindented at the end belongs to the next entry.
  return `${entry.replace(/(?:\n(?:#.*)?)*$/, '')}\n`;
}

function examplesOf(text: string, id: string): YAMLSeq | undefined {
  const entry = entriesOf(text).find((pair) => keyOf(pair) === id)?.value;
  const list = isMap(entry) ? (entry as YAMLMap).get('examples') : undefined;
  return isSeq(list) ? list : undefined;
}

function entriesOf(text: string): readonly Pair[] {
  const { contents, errors } = parseDocument(text, { prettyErrors: false });
  return errors.length === 0 && isMap(contents) ? contents.items : [];
}

const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');

function startOf(pair: Pair | undefined): number | undefined {
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** As the file needs it: in quotes where YAML would read something else. */
function quoted(example: string, flow: boolean): string {
  const written = stringify(example, { lineWidth: 0, singleQuote: true }).trimEnd();
  const plain = written === example;
  return plain && flow && /[,[\]{}]/.test(example) ? `'${example.replaceAll("'", "''")}'` : written;
}
