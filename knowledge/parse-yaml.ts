/** Parses one content file and remembers where everything stood, so that problems can name line and column. */

import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { Source } from './guide.ts';
import type { ContentProblem } from './problem.ts';
import type { ContentFile } from './read-content.ts';

/** Keys and indexes from the root of a file to a node. */
export type Path = readonly PropertyKey[];

/** A parsed content file. */
export interface ParsedFile {
  readonly name: string;
  /** Plain data; `undefined` when the file could not be parsed or is empty. */
  readonly value: unknown;
  readonly problems: readonly ContentProblem[];
  /** Where the value at a path stands, or its key; for what is not there, the nearest thing around it. */
  place(path: Path, part?: 'key' | 'value'): Source;
  /** The characters that the file has for the value at a path. */
  written(path: Path): string;
}

const REMEDIES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'Rename one of the two, or put their contents together.',
  TAB_AS_INDENT: 'Indent with spaces; tabs are not allowed.',
  BAD_INDENT: 'Line the entry up with its neighbours.',
  MISSING_CHAR: 'Close the bracket or quote, or put the text in quotes.',
  UNEXPECTED_TOKEN: 'Put text that contains : # { } [ ] , or begins with * & | > in quotes.',
  MULTILINE_IMPLICIT_KEY: 'Put a text with a colon in quotes, or indent its second line.',
  BAD_SCALAR_START: 'Put the text in quotes.',
  MULTIPLE_DOCS: 'Remove the line ---; a file holds one document.',
};

/** Far more than a file needs, far less than what makes reading it slow. */
const MOST_ALIASES = 300;

/** Parses a file. Aliases stand for flat lists only and tags are refused, so that a small file stays small. */
export function parseYaml({ name, file, text }: ContentFile): ParsedFile {
  const lines = new LineCounter();
  const at = (offset: number): Source => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const document = parse(text, lines);
  if (document === undefined) {
    const problems = [{ ...at(0), message: 'this file is nested too deeply', remedy: 'Close the brackets.' }];
    return { name, value: undefined, problems, place: () => at(0), written: () => '' };
  }
  const faults = [...document.errors, ...document.warnings].map((fault) => ({
    ...at(fault.pos[0]),
    message: `this is not valid YAML: ${fault.message.replace(/\s+/g, ' ')}`,
    remedy: REMEDIES[fault.code] ?? 'Put the text in quotes, or check the indentation.',
  }));
  const problems = [...faults, ...(faults.length > 0 ? [] : refusals(document, text, at))];
  const locate = (path: Path, part: 'key' | 'value'): Node | undefined => find(document, path, part);
  return {
    name,
    value: problems.some((one) => one.message.startsWith('this is not valid') || one.message.includes('alias'))
      ? undefined
      : document.toJS({ maxAliasCount: -1 }),
    problems,
    place: (path, part = 'value') => at(locate(path, part)?.range?.[0] ?? 0),
    written: (path) => {
      const range = locate(path, 'value')?.range;
      return range ? text.slice(range[0], range[1]) : '';
    },
  };
}

function parse(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}

/** What YAML allows and content files must not use, because it surprises people. */
function refusals(document: Document, text: string, at: (offset: number) => Source): readonly ContentProblem[] {
  const problems: ContentProblem[] = [];
  let aliases = 0;
  const refuse = (node: Node, message: string, remedy: string): void => {
    problems.push({ ...at(node.range?.[0] ?? 0), message, remedy });
  };
  visit(document, {
    Node(key, node) {
      if (isAlias(node)) {
        aliases += 1;
        if (aliases === MOST_ALIASES) refuse(node, 'this file has too many aliases', 'Write the lists out.');
        if (!isListOfTexts(node.resolve(document))) {
          refuse(node, 'an alias may only stand for a list of texts', 'Put a text that begins with * in quotes.');
        }
        return visit.SKIP;
      }
      if (node.tag?.startsWith('!') === true)
        refuse(node, 'this is read as a tag, because it begins with !', 'Put the text in quotes.');
      if (!isScalar(node)) return undefined;
      if (key === 'key' && typeof node.value !== 'string') {
        refuse(
          node,
          `the key ${sourceOf(node, text)} is read as ${kindOf(node.value)}`,
          `Put it in quotes: '${sourceOf(node, text)}'.`,
        );
      }
      if (node.type === 'PLAIN' && /^[ \t]+#\S/.test(text.slice(node.range?.[1] ?? text.length))) {
        refuse(
          node,
          'the text ends before the # (what follows is a comment)',
          'Put the whole text in quotes, or a space after the #.',
        );
      }
      return undefined;
    },
  });
  return problems;
}

function isListOfTexts(node: unknown): boolean {
  return isSeq(node) && node.items.every((item) => isScalar(item));
}

/** Words for the type of a YAML value, such as `a number`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'true or false' : `a ${typeof value}`;
}

function sourceOf(node: Node, text: string): string {
  return node.range ? text.slice(node.range[0], node.range[1]) : '';
}

function find(document: Document, path: Path, part: 'key' | 'value'): Node | undefined {
  let node: unknown = document.contents;
  let key: unknown = node;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(step));
      if (pair === undefined) return isNode(key) ? key : undefined;
      key = pair.key;
      node = pair.value ?? pair.key;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(step)];
      if (item === undefined) return isNode(key) ? key : undefined;
      key = item;
      node = item;
    } else break;
  }
  const found = part === 'key' ? key : node;
  return isNode(found) ? found : undefined;
}
