/** Reads the smallest parts of plain YAML: blanks and comments, keys, text with and without quotes. */

/** A value of a file and where it stands. */
export interface PlainNode {
  /** Plain data, as the library would have it. */
  readonly value: unknown;
  /** Where its first character stands. */
  readonly start: number;
  /** Of a map: what stands behind each key. */
  readonly entries?: ReadonlyMap<string, PlainEntry>;
  /** Of a list. */
  readonly items?: readonly PlainNode[];
}

/** A key of a map with its value. */
export interface PlainEntry {
  readonly keyStart: number;
  readonly node: PlainNode;
}

/** Where the value at a path of keys and numbers stands, or its key; for what is not there, the key of what is around it. */
export function findPlain(root: PlainNode, path: readonly PropertyKey[], part: 'key' | 'value'): number {
  let node = root;
  let key = root.start;
  for (const step of path) {
    const item = node.items?.[Number(step)];
    const entry = node.entries?.get(String(step));
    const inside = entry?.node ?? item;
    if (inside === undefined) return key;
    key = entry?.keyStart ?? inside.start;
    node = inside;
  }
  return part === 'key' ? key : node.start;
}

/** Where the reading stands: always at something, or at the end of the text. */
export interface Cursor {
  readonly text: string;
  at: number;
  /** Of the first thing on the line. */
  column: number;
  depth: number;
  aliases: number;
  readonly anchors: Map<string, PlainNode>;
}

const LONGEST_KEY = 200;

/** The signs that mean something here, as UTF-16 units. */
export const SIGNS = {
  newline: 0x0a,
  blank: 0x20,
  doubleQuote: 0x22,
  hash: 0x23,
  anchor: 0x26,
  quote: 0x27,
  alias: 0x2a,
  comma: 0x2c,
  dash: 0x2d,
  colon: 0x3a,
  openList: 0x5b,
  closeList: 0x5d,
  openMap: 0x7b,
  closeMap: 0x7d,
} as const;

/** Signs that text without quotes does not begin with here; YAML allows some of them before some others. */
const NO_BEGINNING = new Set([...'-?:,[]{}#&*!|>\'"%@` \n'].map((sign) => sign.charCodeAt(0)));

/** Whether a colon before this sign stands behind a key. */
const endsKey = (unit: number): boolean => unit === SIGNS.newline || unit === SIGNS.blank || Number.isNaN(unit);

/** The column at the end of the text. */
export const END = -1;

/** Moves on to the next line that holds more than blanks and comments; `at` stands at the beginning of a line. */
export function toNextContent(cursor: Cursor): void {
  const { text } = cursor;
  while (cursor.at < text.length) {
    const start = cursor.at;
    const unit = skipBlanks(cursor);
    cursor.column = cursor.at - start;
    if (unit !== SIGNS.newline && unit !== SIGNS.hash && cursor.at < text.length) return;
    toNextLine(cursor);
  }
  cursor.column = END;
}

/** The sign after any blanks. */
export function skipBlanks(cursor: Cursor): number {
  while (cursor.text.charCodeAt(cursor.at) === SIGNS.blank) cursor.at += 1;
  return cursor.text.charCodeAt(cursor.at);
}

/** Moves to the beginning of the next line. */
export function toNextLine(cursor: Cursor): void {
  const end = cursor.text.indexOf('\n', cursor.at);
  cursor.at = end < 0 ? cursor.text.length : end + 1;
}

/** Moves on to what stands on the lines below; false when more than a comment is left on this one. */
export function endLine(cursor: Cursor): boolean {
  const before = cursor.at;
  const unit = skipBlanks(cursor);
  if (unit === SIGNS.hash ? cursor.at === before : unit !== SIGNS.newline && cursor.at < cursor.text.length)
    return false;
  toNextLine(cursor);
  toNextContent(cursor);
  return true;
}

/** Whether a key with its colon stands here. */
export function beginsKey(cursor: Cursor): boolean {
  const { at } = cursor;
  const key = readKey(cursor, false);
  cursor.at = at;
  return key !== undefined;
}

/** Moves behind the colon; `undefined` where no key stands, or one that is something else than text. */
export function readKey(cursor: Cursor, flow: boolean): string | undefined {
  const { text, at } = cursor;
  const unit = text.charCodeAt(at);
  const quoted = unit === SIGNS.quote || unit === SIGNS.doubleQuote;
  const key = quoted ? readQuoted(cursor)?.value : resolve(readSigns(cursor, flow));
  if (typeof key !== 'string' || REFUSED_KEYS.has(key) || cursor.at - at > LONGEST_KEY) return undefined;
  if (text.charCodeAt(cursor.at) !== SIGNS.colon || !endsKey(text.charCodeAt(cursor.at + 1))) return undefined;
  cursor.at += 1;
  return key;
}

/** They mean something to YAML, or to JavaScript. */
const REFUSED_KEYS: ReadonlySet<string> = new Set(['<<', '__proto__']);

/** Text without quotes that ends its line. */
export function readLine(cursor: Cursor): PlainNode | undefined {
  const start = cursor.at;
  const value = resolve(readSigns(cursor, false));
  // A text that goes on behind the sign of a comment has been cut in two by mistake.
  COMMENT_WITHOUT_BLANK.lastIndex = cursor.at;
  if (value === undefined || COMMENT_WITHOUT_BLANK.test(cursor.text)) return undefined;
  return endLine(cursor) ? { value, start } : undefined;
}

/** Text without quotes in a list or map in brackets. */
export function readFlowWords(cursor: Cursor): PlainNode | undefined {
  const start = cursor.at;
  const value = resolve(readSigns(cursor, true));
  return value === undefined ? undefined : { value, start };
}

const COMMENT_WITHOUT_BLANK = / +#[^ \n]/y;

/** Text without quotes, up to where it ends for YAML, blanks left out; empty where it may not begin like that. */
function readSigns(cursor: Cursor, flow: boolean): string {
  const { text, at: start } = cursor;
  if (start >= text.length || NO_BEGINNING.has(text.charCodeAt(start))) return '';
  let at = start;
  let end = start;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === SIGNS.blank) continue;
    if (unit === SIGNS.newline || (unit === SIGNS.hash && end < at)) break;
    if (unit === SIGNS.colon && (endsKey(text.charCodeAt(at + 1)) || (flow && isFlowSign(text.charCodeAt(at + 1)))))
      break;
    if (flow && isFlowSign(unit)) break;
    end = at + 1;
  }
  cursor.at = end;
  return text.slice(start, end);
}

const isFlowSign = (unit: number): boolean =>
  unit === SIGNS.comma ||
  unit === SIGNS.openList ||
  unit === SIGNS.closeList ||
  unit === SIGNS.openMap ||
  unit === SIGNS.closeMap;

const WHOLE_NUMBER = /^(?:0|[1-9]\d{0,8})$/;
const OTHER_NUMBER = /^[-+]?(?:0o[0-7]+|0x[\da-f]+|\d[\d.]*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|\.inf|\.nan)$/i;
const OTHER_WORD = /^(?:null|true|false|~)$/i;

/** What YAML takes words for; `undefined` where there are none, or some that stand for something rare. */
function resolve(words: string): string | number | boolean | undefined {
  if (words === 'true' || words === 'false') return words === 'true';
  if (words === '' || OTHER_WORD.test(words)) return undefined;
  if (WHOLE_NUMBER.test(words)) return Number(words);
  return OTHER_NUMBER.test(words) ? undefined : words;
}

/** Text of one line in quotes. */
export function readQuoted(cursor: Cursor): PlainNode | undefined {
  const { text, at: start } = cursor;
  const pattern = text.charCodeAt(start) === SIGNS.quote ? SINGLE_QUOTED : DOUBLE_QUOTED;
  pattern.lastIndex = start;
  const words = pattern.exec(text)?.[1];
  if (words === undefined) return undefined;
  cursor.at = pattern.lastIndex;
  const value = pattern === SINGLE_QUOTED ? words.replaceAll("''", "'") : words.replace(ESCAPED, signOf);
  return { value, start };
}

const SINGLE_QUOTED = /'((?:[^'\n]|'')*)'/y;
const DOUBLE_QUOTED = /"((?:[^"\\\n]|\\["\\n])*)"/y;
const ESCAPED = /\\(.)/g;
const signOf = (_: string, sign: string): string => (sign === 'n' ? '\n' : sign);
