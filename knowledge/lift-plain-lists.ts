/** Takes the plain lines of long lists out of a YAML text before it is parsed, and puts them into what was parsed. */

import { type Document, isCollection, isMap, isScalar, isSeq, type Node, Scalar } from 'yaml';

/** A line of a list: its text, and where it begins in the file. */
interface PlainLine {
  readonly value: string;
  readonly start: number;
}

/** A text that is parsed in less time; every character that is left stands where it stood. */
export interface LiftedText {
  readonly text: string;
  /** The lines that were taken out, by where the line before them begins. */
  readonly lists: ReadonlyMap<number, readonly PlainLine[]>;
}

/** A line of a list that YAML reads as the very words that stand there: no quotes, no colon, no comment. */
const PLAIN_LINE = /^( *)- +(\p{L}(?:[^\s:#\p{Cc}\ufeff]| (?![ #]|$)|:(?! |$)|(?<! )#)*)$/u;
/** What YAML reads as something else than text. */
const NO_TEXT = /^(?:null|true|false)$/i;
/** Directives may change how words are read. */
const DIRECTIVE = /^%/m;
/** Fewer are not worth it. */
const LEAST_LINES = 2;

interface Line {
  readonly start: number;
  readonly end: number;
  /** Where its first character stands that is no space; -1 in an empty line. */
  readonly indent: number;
  readonly plain: PlainLine | undefined;
}

/** Leaves the first line of each list, and makes one comment of those after it that are plain words. */
export function liftPlainLists(text: string): LiftedText {
  const lists = new Map<number, readonly PlainLine[]>();
  if (DIRECTIVE.test(text)) return { text, lists };
  const lines = linesOf(text);
  let lifted = '';
  let kept = 0;
  for (let at = 0; at < lines.length; at++) {
    const first = lines[at] as Line;
    if (!first.plain) continue;
    const taken = plainLinesAfter(lines, at);
    const last = taken.at(-1);
    at += taken.length;
    if (!last || taken.length < LEAST_LINES) continue;
    lifted += `${text.slice(kept, first.end)}\n#${'-'.repeat(last.end - first.end - 2)}`;
    kept = last.end;
    lists.set(
      first.plain.start,
      taken.flatMap(({ plain }) => plain ?? []),
    );
  }
  return { text: lifted + text.slice(kept), lists };
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    const value = PLAIN_LINE.exec(line)?.[2];
    const plain = value === undefined || NO_TEXT.test(value) ? undefined : { value, start: end - value.length };
    lines.push({ start, end, indent: line.search(/\S/), plain });
    start = end + 1;
  }
  return lines;
}

/** Those of the same list right below; without the last where what follows is indented, as it may go on there. */
function plainLinesAfter(lines: readonly Line[], at: number): readonly Line[] {
  const indent = lines[at]?.indent ?? 0;
  let end = at + 1;
  while (lines[end]?.plain && lines[end]?.indent === indent) end += 1;
  let next = end;
  while (lines[next]?.indent === -1) next += 1;
  return lines.slice(at + 1, (lines[next]?.indent ?? 0) > indent ? end - 1 : end);
}

/** Puts the lines back, in their places; false when one list is not where it should be, as in a text of many lines. */
export function restorePlainLists({ contents }: Document, lifted: LiftedText): boolean {
  const left = new Set(lifted.lists.keys());
  restoreIn(contents, lifted, left);
  return left.size === 0;
}

/** Answers where the node ends, which is later than before where lines were put back at its end. */
function restoreIn(node: unknown, lifted: LiftedText, left: Set<number>): number {
  let end = 0;
  if (isMap(node)) for (const { value } of node.items) end = restoreIn(value, lifted, left);
  if (isSeq(node)) {
    const items: unknown[] = [];
    for (const item of node.items) {
      items.push(item);
      const lines = linesBehind(item, lifted, left);
      end = lines.length > 0 ? endOf(lines, lifted.text) : restoreIn(item, lifted, left);
      for (const line of lines) items.push(scalarOf(line));
    }
    node.items = items;
  }
  if (!isCollection(node) || !node.range) return 0;
  const [start, valueEnd, nodeEnd] = node.range;
  if (end > valueEnd) node.range = [start, end, Math.max(end, nodeEnd)];
  return node.range[1];
}

const NONE: readonly PlainLine[] = [];

function linesBehind(item: unknown, { text, lists }: LiftedText, left: Set<number>): readonly PlainLine[] {
  const start = isScalar(item) ? item.range?.[0] : undefined;
  const lines = start === undefined ? undefined : lists.get(start);
  // The first line of a list is a text of one line.
  if (start === undefined || !lines || !isScalar(item) || item.value !== text.slice(start, text.indexOf('\n', start)))
    return NONE;
  left.delete(start);
  return lines;
}

/** Behind the line break that ends the last line. */
function endOf(lines: readonly PlainLine[], text: string): number {
  const last = lines.at(-1) as PlainLine;
  return Math.min(text.length, last.start + last.value.length + 1);
}

function scalarOf({ value, start }: PlainLine): Node {
  const scalar = new Scalar(value);
  const end = start + value.length;
  scalar.type = Scalar.PLAIN;
  scalar.range = [start, end, end];
  return scalar;
}
