/** Reads the plain part of YAML that content files are written in, faster than a library that knows all of it. */

import {
  beginsKey,
  type Cursor,
  END,
  endLine,
  type PlainEntry,
  type PlainNode,
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
  const cursor: Cursor = { text, at: 0, column: END, depth: 0, aliases: 0, anchors: new Map() };
  toNextContent(cursor);
  const node = cursor.column === END ? undefined : readBlock(cursor, cursor.column);
  return cursor.column === END ? node : undefined;
}

/** A map or a list that begins here, in this column. */
function readBlock(cursor: Cursor, column: number): PlainNode | undefined {
  if (cursor.depth > MOST_DEPTH) return undefined;
  cursor.depth += 1;
  const node = isDash(cursor) ? readList(cursor, column) : readMap(cursor, column);
  cursor.depth -= 1;
  return node;
}

const isDash = ({ text, at }: Cursor): boolean =>
  text.charCodeAt(at) === SIGNS.dash && text.charCodeAt(at + 1) === SIGNS.blank;

function readList(cursor: Cursor, column: number): PlainNode | undefined {
  const start = cursor.at;
  const items: PlainNode[] = [];
  do {
    const dash = cursor.at;
    cursor.at += 1;
    skipBlanks(cursor);
    const item = beginsKey(cursor) ? readBlock(cursor, column + cursor.at - dash) : readValue(cursor, column);
    if (!item || cursor.column > column) return undefined;
    items.push(item);
    // Behind a key, a list may stand in the key's own column, and then another key ends it.
  } while (cursor.column === column && isDash(cursor));
  return { value: items.map(({ value }) => value), start, items };
}

function readMap(cursor: Cursor, column: number): PlainNode | undefined {
  const start = cursor.at;
  const entries = new Map<string, PlainEntry>();
  const value: Record<string, unknown> = {};
  do {
    const keyStart = cursor.at;
    const key = readKey(cursor, false);
    const node = key === undefined || entries.has(key) ? undefined : readBehindKey(cursor, column);
    if (key === undefined || !node || cursor.column > column) return undefined;
    entries.set(key, { keyStart, node });
    value[key] = node.value;
  } while (cursor.column === column);
  return { value, start, entries };
}

/** What stands behind the colon of a key in this column, on its line or below. */
function readBehindKey(cursor: Cursor, column: number): PlainNode | undefined {
  skipBlanks(cursor);
  const before = cursor.aliases;
  const anchor = cursor.text.charCodeAt(cursor.at) === SIGNS.anchor ? readName(cursor) : undefined;
  const unit = cursor.text.charCodeAt(cursor.at);
  const node = unit === SIGNS.newline || unit === SIGNS.hash ? readBelow(cursor, column) : readValue(cursor, column);
  if (anchor === undefined || !node) return node;
  // What holds an alias may not be repeated; of two anchors of one name, the later one to begin counts.
  if (cursor.aliases > before || cursor.anchors.has(anchor)) return undefined;
  cursor.anchors.set(anchor, node);
  return node;
}

function readBelow(cursor: Cursor, column: number): PlainNode | undefined {
  toNextLine(cursor);
  toNextContent(cursor);
  const inside = cursor.column;
  return inside > column || (inside === column && isDash(cursor)) ? readBlock(cursor, inside) : undefined;
}

const NAME = /[&*]([a-z][a-z0-9-]*)(?=[ \n]|$) */y;

function readName(cursor: Cursor): string | undefined {
  NAME.lastIndex = cursor.at;
  const name = NAME.exec(cursor.text)?.[1];
  if (name !== undefined) cursor.at = NAME.lastIndex;
  return name;
}

/** A value that ends its line. */
function readValue(cursor: Cursor, column: number): PlainNode | undefined {
  const unit = cursor.text.charCodeAt(cursor.at);
  if (unit === SIGNS.alias) return readAlias(cursor);
  if (unit !== SIGNS.openList && unit !== SIGNS.openMap && unit !== SIGNS.quote && unit !== SIGNS.doubleQuote)
    return readLine(cursor);
  const node = unit === SIGNS.openList || unit === SIGNS.openMap ? readFlow(cursor, column) : readQuoted(cursor);
  return node && endLine(cursor) ? node : undefined;
}

function readAlias(cursor: Cursor): PlainNode | undefined {
  const start = cursor.at;
  const target = cursor.anchors.get(readName(cursor) ?? '');
  cursor.aliases += 1;
  return target && cursor.aliases <= MOST_ALIASES && endLine(cursor) ? { ...target, start } : undefined;
}

/** A list or map in brackets; the lines that it goes on in begin behind the column of what holds it. */
function readFlow(cursor: Cursor, column: number): PlainNode | undefined {
  if (cursor.depth > MOST_DEPTH) return undefined;
  cursor.depth += 1;
  const list = cursor.text.charCodeAt(cursor.at) === SIGNS.openList;
  const node = list ? readFlowList(cursor, column) : readFlowMap(cursor, column);
  cursor.depth -= 1;
  return node;
}

function readFlowList(cursor: Cursor, column: number): PlainNode | undefined {
  const start = cursor.at;
  const items: PlainNode[] = [];
  do {
    cursor.at += 1;
    const first = skipSpace(cursor, column);
    if (first === SIGNS.closeList && items.length === 0) break;
    const item = readFlowValue(cursor, column);
    if (!item) return undefined;
    items.push(item);
  } while (skipSpace(cursor, column) === SIGNS.comma);
  if (cursor.text.charCodeAt(cursor.at) !== SIGNS.closeList) return undefined;
  cursor.at += 1;
  return { value: items.map(({ value }) => value), start, items };
}

function readFlowMap(cursor: Cursor, column: number): PlainNode | undefined {
  const start = cursor.at;
  const entries = new Map<string, PlainEntry>();
  const value: Record<string, unknown> = {};
  do {
    cursor.at += 1;
    const first = skipSpace(cursor, column);
    if (first === SIGNS.closeMap && entries.size === 0) break;
    const keyStart = cursor.at;
    const key = readKey(cursor, true);
    if (key === undefined || entries.has(key)) return undefined;
    skipSpace(cursor, column);
    const node = readFlowValue(cursor, column);
    if (!node) return undefined;
    entries.set(key, { keyStart, node });
    value[key] = node.value;
  } while (skipSpace(cursor, column) === SIGNS.comma);
  if (cursor.text.charCodeAt(cursor.at) !== SIGNS.closeMap) return undefined;
  cursor.at += 1;
  return { value, start, entries };
}

function readFlowValue(cursor: Cursor, column: number): PlainNode | undefined {
  const unit = cursor.text.charCodeAt(cursor.at);
  if (unit === SIGNS.openList || unit === SIGNS.openMap) return readFlow(cursor, column);
  if (unit === SIGNS.quote || unit === SIGNS.doubleQuote) return readQuoted(cursor);
  return readFlowWords(cursor);
}

/** The next sign, on the lines below as well; nothing that fits anywhere where one of them begins too far to the left. */
function skipSpace(cursor: Cursor, column: number): number {
  for (;;) {
    const unit = skipBlanks(cursor);
    if (unit !== SIGNS.newline) return unit;
    cursor.at += 1;
    const start = cursor.at;
    if (skipBlanks(cursor) !== SIGNS.newline && cursor.at - start <= column) {
      cursor.at = cursor.text.length;
      return Number.NaN;
    }
  }
}
