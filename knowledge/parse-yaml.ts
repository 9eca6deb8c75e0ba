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

/** Parses a file. Aliases repeat what holds no alias itself and tags are refused, so that a small file stays small. */
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
  const fatal = [...faultsOf(document, at), ...aliasProblems(document, at)];
  return {
    name,
    value: fatal.length > 0 ? undefined : document.toJS({ maxAliasCount: -1 }),
    problems: fatal.length > 0 ? fatal : surprises(document, text, at),
    place: (path, part = 'value') => at(find(document, path, part)?.range?.[0] ?? 0),
    written: (path) => sourceOf(find(document, path, 'value'), text),
  };
}

function parse(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true, merge: true });
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}

type At = (offset: number) => Source;

function faultsOf(document: Document, at: At): readonly ContentProblem[] {
  return [...document.errors, ...document.warnings].map((fault) => ({
    ...at(fault.pos[0]),
    message: `this is not valid YAML: ${fault.message.replace(/\s+/g, ' ')}`,
    remedy: REMEDIES[fault.code] ?? 'Put the text in quotes, or check the indentation.',
  }));
}

/** Far more than a file needs, far less than what makes reading it slow. */
const MOST_ALIASES = 300;

function aliasProblems(document: Document, at: At): readonly ContentProblem[] {
  const problems: ContentProblem[] = [];
  let count = 0;
  visit(document, {
    Alias(_key, alias) {
      count += 1;
      const place = at(alias.range?.[0] ?? 0);
      const target = alias.resolve(document);
      if (target === undefined) {
        const message = 'this is read as a reference, because it begins with *';
        problems.push({ ...place, message, remedy: 'Put the text in quotes.' });
      } else if (holdsAlias(target)) {
        const message = 'a reference may not stand for something with references in it';
        problems.push({ ...place, message, remedy: 'Write it out here.' });
      } else if (count === MOST_ALIASES) {
        problems.push({ ...place, message: 'this file has too many references', remedy: 'Write them out.' });
      }
    },
  });
  return problems;
}

function holdsAlias(node: Node): boolean {
  let found = false;
  visit(node, {
    Alias() {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

/** What YAML allows and content files must not use, because it surprises people. */
function surprises(document: Document, text: string, at: At): readonly ContentProblem[] {
  const problems: ContentProblem[] = [];
  const refuse = (node: Node, message: string, remedy: string): void => {
    problems.push({ ...at(node.range?.[0] ?? 0), message, remedy });
  };
  visit(document, {
    Node(key, node) {
      if (!isAlias(node) && node.tag?.startsWith('!') === true) {
        refuse(node, 'this is read as a tag, because it begins with !', 'Put the text in quotes.');
      }
      if (!isScalar(node)) return;
      const source = sourceOf(node, text);
      if (key === 'key' && typeof node.value !== 'string' && typeof node.value !== 'symbol') {
        refuse(node, `the key ${source} is read as ${kindOf(node.value)}`, `Put it in quotes: '${source}'.`);
      }
      if (node.type === 'PLAIN' && /^[ \t]+#\S/.test(text.slice(node.range?.[1] ?? text.length))) {
        const message = 'the text ends before the # (what follows is a comment)';
        refuse(node, message, 'Put the whole text in quotes, or a space after the #.');
      }
    },
  });
  return problems;
}

/** Words for the type of a YAML value, such as `a number`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'true or false' : `a ${typeof value}`;
}

function sourceOf(node: Node | undefined, text: string): string {
  return node?.range ? text.slice(node.range[0], node.range[1]) : '';
}

/** The node at a path, or its key; for what is not there, the key of the nearest thing around it. */
function find(document: Document, path: Path, part: 'key' | 'value'): Node | undefined {
  let node: unknown = document.contents;
  let key: unknown = node;
  for (const step of path) {
    const inside = childOf(document, isAlias(node) ? node.resolve(document) : node, step);
    if (inside === undefined) return isNode(key) ? key : undefined;
    [key, node] = inside;
  }
  const found = part === 'key' ? key : node;
  return isNode(found) ? found : undefined;
}

type KeyAndValue = readonly [key: unknown, value: unknown];

function childOf(document: Document, node: unknown, step: PropertyKey): KeyAndValue | undefined {
  if (isSeq(node)) {
    const item: unknown = node.items[Number(step)];
    return item === undefined ? undefined : [item, item];
  }
  if (!isMap(node)) return undefined;
  const own = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (own !== undefined) return [own.key, own.value ?? own.key];
  const merged = node.items.filter(({ key }) => isScalar(key) && typeof key.value === 'symbol');
  return merged
    .map(({ value }) => childOf(document, isAlias(value) ? value.resolve(document) : value, step))
    .find((found) => found !== undefined);
}
