/** Parses one content file and remembers where everything stood, so that problems can name line and column. */

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { Source } from './guide.ts';
import { findPlain, type PlainNode } from './plain-yaml-signs.ts';
import type { ContentProblem } from './problem.ts';
import type { ContentFile } from './read-content.ts';
import { readPlainYaml } from './read-plain-yaml.ts';

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
export function parseYaml(content: ContentFile): ParsedFile {
  const plain = readPlainYaml(content.text);
  return plain === undefined ? parseAnyYaml(content) : plainFile(content, plain);
}

/** Nearly every file; what it has written is asked for only where something is wrong with it. */
function plainFile(content: ContentFile, root: PlainNode): ParsedFile {
  const at = placesIn(content);
  let whole: ParsedFile | undefined;
  return {
    name: content.name,
    value: root.value,
    problems: [],
    place: (path, part = 'value') => at(findPlain(root, path, part)),
    written(path) {
      whole ??= parseAnyYaml(content);
      return whole.written(path);
    },
  };
}

/** Parses a file with the library, whatever is in it. */
export function parseAnyYaml(content: ContentFile): ParsedFile {
  const { name, text } = content;
  const at = placesIn(content);
  const document = parseWhole(text);
  if (document === undefined) {
    const problems = [{ ...at(0), message: 'this file is nested too deeply', remedy: 'Close the brackets.' }];
    return { name, value: undefined, problems, place: () => at(0), written: () => '' };
  }
  const { aliases, surprises } = walk(document, text, at);
  const fatal = [...faultsOf(document, at), ...aliases];
  return {
    name,
    value: fatal.length > 0 ? undefined : document.toJS({ maxAliasCount: -1 }),
    problems: fatal.length > 0 ? fatal : surprises,
    place: (path, part = 'value') => at(find(document, path, part)?.range?.[0] ?? 0),
    written: (path) => sourceOf(find(document, path, 'value'), text),
  };
}

function placesIn({ file, text }: ContentFile): At {
  const starts = lineStarts(text);
  return (offset) => {
    const line = lineAt(starts, offset);
    return { file, line, column: offset - (starts[line - 1] as number) + 1 };
  };
}

/** Where each line begins. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The number of the line, from 1 on, that holds a character. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 1;
  for (let high = starts.length; low < high; ) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle - 1] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function parseWhole(text: string): Document | undefined {
  try {
    return parseDocument(text, { prettyErrors: false, uniqueKeys: true, merge: true });
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

/** What a walk along all nodes of a document finds. */
interface Findings {
  readonly aliases: ContentProblem[];
  /** What YAML allows and content files must not use, because it surprises people. */
  readonly surprises: ContentProblem[];
}

function walk(document: Document, text: string, at: At): Findings {
  const found: Findings = { aliases: [], surprises: [] };
  const anchored = new Map<string, Node>();
  let aliases = 0;
  const visitNode = (node: unknown, isKey: boolean): void => {
    if (isAlias(node)) {
      aliases += 1;
      found.aliases.push(...aliasProblems(node, anchored.get(node.source), aliases, at));
    } else if (isNode(node)) {
      if (node.anchor !== undefined) anchored.set(node.anchor, node);
      found.surprises.push(...surprisesAt(node, isKey, text, at));
    }
    if (isSeq(node)) for (const item of node.items) visitNode(item, false);
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      visitNode(key, true);
      visitNode(value, false);
    }
  };
  visitNode(document.contents, false);
  return found;
}

function aliasProblems(alias: Alias, target: Node | undefined, count: number, at: At): readonly ContentProblem[] {
  const place = at(alias.range?.[0] ?? 0);
  if (target === undefined) {
    const message = 'this is read as a reference, because it begins with *';
    return [{ ...place, message, remedy: 'Put the text in quotes.' }];
  }
  if (holdsAlias(target)) {
    const message = 'a reference may not stand for something with references in it';
    return [{ ...place, message, remedy: 'Write it out here.' }];
  }
  if (count !== MOST_ALIASES) return [];
  return [{ ...place, message: 'this file has too many references', remedy: 'Write them out.' }];
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

const NOTHING: readonly ContentProblem[] = [];

function surprisesAt(node: Node, isKey: boolean, text: string, at: At): readonly ContentProblem[] {
  const end = node.range?.[1] ?? text.length;
  const tagged = !isAlias(node) && node.tag?.startsWith('!') === true;
  const oddKey = isScalar(node) && isKey && typeof node.value !== 'string' && typeof node.value !== 'symbol';
  const cut = isScalar(node) && node.type === 'PLAIN' && isCutByComment(text, end);
  if (!tagged && !oddKey && !cut) return NOTHING;
  const problems: ContentProblem[] = [];
  const refuse = (message: string, remedy: string): void => {
    problems.push({ ...at(node.range?.[0] ?? 0), message, remedy });
  };
  if (tagged) refuse('this is read as a tag, because it begins with !', 'Put the text in quotes.');
  if (oddKey) {
    const source = sourceOf(node, text);
    refuse(`the key ${source} is read as ${kindOf(node.value)}`, `Put it in quotes: '${source}'.`);
  }
  if (cut) {
    const message = 'the text ends before the # (what follows is a comment)';
    refuse(message, 'Put the whole text in quotes, or a space after the #.');
  }
  return problems;
}

const COMMENT = /[ \t]+#\S/y;

function isCutByComment(text: string, end: number): boolean {
  COMMENT.lastIndex = end;
  return COMMENT.test(text);
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
