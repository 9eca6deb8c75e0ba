/** Reads the plain part of YAML that content files are written in, ten times as fast as a library that knows all of it. */

import {
  beginsKey,
  END,
  endLine,
  type PlainEntry,
  type PlainNode,
  type Reader,
  readFlowWords,
  readKey,
  readLine,
  readQuoted,
  SIGNS,
  skipBlanks,
  toNextContent,
  toNextLine,
} from './plain-yaml-signs.ts';

/** Other white space than blanks and line ends, marks of documents, directives. */
const BEYOND = /(?!\n)[\p{Cc}\u2028\u2029\ufeff]|^(?:%|---|\.\.\.)/mu;

const MOST_DEPTH = 40;
/** Fewer than the parser refuses. */
const MOST_ALIASES = 200;

/**
 * The whole text, or `undefined` where any of it is something else than maps, lists, flow maps and lists, text of one
 * line, small whole numbers, true, false, anchors and aliases: that is for the library, and so is everything in which
 * people may have slipped. Whatever is read here has no problem that `parseYaml` reports.
 */
export function readPlainYaml(text: string): PlainNode | undefined {
  if (BEYOND.test(text)) return undefined;
  const reader: Reader = { text, at: 0, column: END, depth: 0, aliases: 0, anchors: new Map() };
  toNextContent(reader);
  const node = reader.column === END ? undefined : readBlock(reader, reader.column);
  return reader.column === END ? node : undefined;
}

/** A map or a list that begins here, in this column. */
function readBlock(reader: Reader, column: number): PlainNode | undefined {
  if (reader.depth > MOST_DEPTH) return undefined;
  reader.depth += 1;
  const node = isDash(reader) ? readList(reader, column) : readMap(reader, column);
  reader.depth -= 1;
  return node;
}

const isDash = ({ text, at }: Reader): boolean =>
  text.charCodeAt(at) === SIGNS.dash && text.charCodeAt(at + 1) === SIGNS.blank;

function readList(reader: Reader, column: number): PlainNode | undefined {
  const start = reader.at;
  const items: PlainNode[] = [];
  do {
    const dash = reader.at;
    reader.at += 1;
    skipBlanks(reader);
    const item = beginsKey(reader) ? readBlock(reader, column + reader.at - dash) : readValue(reader, column);
    if (!item || reader.column > column) return undefined;
    items.push(item);
    // Behind a key, a list may stand in the key's own column, and then another key ends it.
  } while (reader.column === column && isDash(reader));
  return { value: items.map(({ value }) => value), start, items };
}

function readMap(reader: Reader, column: number): PlainNode | undefined {
  const start = reader.at;
  const entries = new Map<string, PlainEntry>();
  const value: Record<string, unknown> = {};
  do {
    const keyStart = reader.at;
    const key = readKey(reader, false);
    const node = key === undefined || entries.has(key) ? undefined : readBehindKey(reader, column);
    if (key === undefined || !node || reader.column > column) return undefined;
    entries.set(key, { keyStart, node });
    value[key] = node.value;
  } while (reader.column === column);
  return { value, start, entries };
}

/** What stands behind the colon of a key in this column, on its line or below. */
function readBehindKey(reader: Reader, column: number): PlainNode | undefined {
  skipBlanks(reader);
  const before = reader.aliases;
  const anchor = reader.text.charCodeAt(reader.at) === SIGNS.anchor ? readName(reader) : undefined;
  const unit = reader.text.charCodeAt(reader.at);
  const node = unit === SIGNS.newline || unit === SIGNS.hash ? readBelow(reader, column) : readValue(reader, column);
  if (anchor === undefined || !node) return node;
  // What holds an alias may not be repeated.
  if (reader.aliases > before) return undefined;
  reader.anchors.set(anchor, node);
  return node;
}

function readBelow(reader: Reader, column: number): PlainNode | undefined {
  toNextLine(reader);
  toNextContent(reader);
  const inside = reader.column;
  return inside > column || (inside === column && isDash(reader)) ? readBlock(reader, inside) : undefined;
}

const NAME = /[&*]([a-z][a-z0-9-]*)(?=[ \n]|$) */y;

function readName(reader: Reader): string | undefined {
  NAME.lastIndex = reader.at;
  const name = NAME.exec(reader.text)?.[1];
  if (name !== undefined) reader.at = NAME.lastIndex;
  return name;
}

/** A value that ends its line. */
function readValue(reader: Reader, column: number): PlainNode | undefined {
  const unit = reader.text.charCodeAt(reader.at);
  if (unit === SIGNS.alias) return readAlias(reader);
  if (unit !== SIGNS.openList && unit !== SIGNS.openMap && unit !== SIGNS.quote && unit !== SIGNS.doubleQuote)
    return readLine(reader);
  const node = unit === SIGNS.openList || unit === SIGNS.openMap ? readFlow(reader, column) : readQuoted(reader);
  return node && endLine(reader) ? node : undefined;
}

function readAlias(reader: Reader): PlainNode | undefined {
  const start = reader.at;
  const target = reader.anchors.get(readName(reader) ?? '');
  reader.aliases += 1;
  return target && reader.aliases <= MOST_ALIASES && endLine(reader) ? { ...target, start } : undefined;
}

/** A list or map in brackets; the lines that it goes on in begin behind the column of what holds it. */
function readFlow(reader: Reader, column: number): PlainNode | undefined {
  if (reader.depth > MOST_DEPTH) return undefined;
  reader.depth += 1;
  const list = reader.text.charCodeAt(reader.at) === SIGNS.openList;
  const node = list ? readFlowList(reader, column) : readFlowMap(reader, column);
  reader.depth -= 1;
  return node;
}

function readFlowList(reader: Reader, column: number): PlainNode | undefined {
  const start = reader.at;
  const items: PlainNode[] = [];
  do {
    reader.at += 1;
    const first = skipSpace(reader, column);
    if (first === SIGNS.closeList && items.length === 0) break;
    const item = readFlowValue(reader, column);
    if (!item) return undefined;
    items.push(item);
  } while (skipSpace(reader, column) === SIGNS.comma);
  if (reader.text.charCodeAt(reader.at) !== SIGNS.closeList) return undefined;
  reader.at += 1;
  return { value: items.map(({ value }) => value), start, items };
}

function readFlowMap(reader: Reader, column: number): PlainNode | undefined {
  const start = reader.at;
  const entries = new Map<string, PlainEntry>();
  const value: Record<string, unknown> = {};
  do {
    reader.at += 1;
    const first = skipSpace(reader, column);
    if (first === SIGNS.closeMap && entries.size === 0) break;
    const keyStart = reader.at;
    const key = readKey(reader, true);
    if (key === undefined || entries.has(key)) return undefined;
    skipSpace(reader, column);
    const node = readFlowValue(reader, column);
    if (!node) return undefined;
    entries.set(key, { keyStart, node });
    value[key] = node.value;
  } while (skipSpace(reader, column) === SIGNS.comma);
  if (reader.text.charCodeAt(reader.at) !== SIGNS.closeMap) return undefined;
  reader.at += 1;
  return { value, start, entries };
}

function readFlowValue(reader: Reader, column: number): PlainNode | undefined {
  const unit = reader.text.charCodeAt(reader.at);
  if (unit === SIGNS.openList || unit === SIGNS.openMap) return readFlow(reader, column);
  if (unit === SIGNS.quote || unit === SIGNS.doubleQuote) return readQuoted(reader);
  return readFlowWords(reader);
}

/** The next sign, on the lines below as well; nothing that fits anywhere where one of them begins too far to the left. */
function skipSpace(reader: Reader, column: number): number {
  for (;;) {
    const unit = skipBlanks(reader);
    if (unit !== SIGNS.newline) return unit;
    reader.at += 1;
    const start = reader.at;
    if (skipBlanks(reader) !== SIGNS.newline && reader.at - start <= column) {
      reader.at = reader.text.length;
      return Number.NaN;
    }
  }
}
