/** Writes the missing traditional lines of a content file next to the simplified ones and leaves the rest untouched. */

import { isMap, isScalar, type Pair, parseDocument, type Scalar, visit, type YAMLMap } from 'yaml';
import { toHant } from './to-hant.ts';

/** The text with what was added; `added` counts the lines, `refused` tells why nothing could be done. */
export interface FilledHant {
  readonly text: string;
  readonly added: number;
  readonly refused?: string;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Adds `zh-Hant` after every `zh-Hans` that has none. Comments, order and formatting of everything else stay. */
export function fillHant(text: string): FilledHant {
  const document = parseDocument(text, { prettyErrors: false });
  const fault = document.errors[0];
  if (fault) return { text, added: 0, refused: fault.message };
  const insertions: Insertion[] = [];
  visit(document, {
    Map(_key, map) {
      const hans = pairOf(map, 'zh-Hans');
      if (hans !== undefined && pairOf(map, 'zh-Hant') === undefined)
        insertions.push(...insertionAfter(map, hans, text));
    },
  });
  return { text: insert(text, insertions), added: insertions.length };
}

/**
 * Adds to the traditional phrases what only the simplified ones have, each after its predecessor. Without a traditional
 * file yet, pass the empty string.
 */
export function fillHantPhrases(hans: string, hant: string): FilledHant {
  const [from, to] = [parseDocument(hans, { prettyErrors: false }), parseDocument(hant, { prettyErrors: false })];
  const fault = from.errors[0] ?? to.errors[0];
  if (fault) return { text: hant, added: 0, refused: fault.message };
  if (hant.trim() === '') return convertValues(hans, isMap(from.contents) ? from.contents.items : []);
  const known = new Map(isMap(to.contents) ? to.contents.items.map((pair) => [keyOf(pair), pair]) : []);
  const insertions: Insertion[] = [];
  let at = firstEntry(to.contents, hant);
  for (const pair of isMap(from.contents) ? from.contents.items : []) {
    const twin = known.get(keyOf(pair));
    if (twin !== undefined) at = lineEnd(hant, endOf(twin.value));
    else insertions.push({ at, text: `${toHant(lineOf(hans, pair))}\n` });
  }
  const base = hant === '' || hant.endsWith('\n') ? hant : `${hant}\n`;
  return { text: insert(base, insertions), added: insertions.length };
}

/** A whole file of phrases in traditional script, with its comments and order. */
function convertValues(text: string, pairs: readonly Pair[]): FilledHant {
  let done = 0;
  let converted = '';
  for (const { value } of pairs) {
    if (!isScalar(value)) continue;
    converted += text.slice(done, value.range?.[0]) + toHant(source(value, text));
    done = endOf(value);
  }
  return { text: converted + text.slice(done), added: pairs.length };
}

function insert(text: string, insertions: readonly Insertion[]): string {
  const inOrder = insertions.map((one, index) => ({ ...one, index })).sort((a, b) => a.at - b.at || a.index - b.index);
  let done = 0;
  let filled = '';
  for (const { at, text: added } of inOrder) {
    filled +=
      text.slice(done, at) +
      (filled + text.slice(done, at) === '' || added.startsWith(',') || text[at - 1] === '\n' ? '' : '\n') +
      added;
    done = at;
  }
  return filled + text.slice(done);
}

function insertionAfter(map: YAMLMap, hans: Pair, text: string): readonly Insertion[] {
  if (!isScalar(hans.value) || typeof hans.value.value !== 'string' || hans.value.value.trim() === '') return [];
  const written = toHant(source(hans.value, text));
  const keyStart = isScalar(hans.key) ? (hans.key.range?.[0] ?? 0) : 0;
  const lineStart = text.lastIndexOf('\n', keyStart - 1) + 1;
  const alone = text.slice(lineStart, keyStart).trim() === '';
  const indent = ' '.repeat(keyStart - lineStart);
  if (map.flow === true) return [{ at: endOf(hans.value), text: `,${alone ? `\n${indent}` : ' '}zh-Hant: ${written}` }];
  const line = `${indent}zh-Hant: ${written}`;
  return [{ at: lineEnd(text, endOf(hans.value)), text: line.endsWith('\n') ? line : `${line}\n` }];
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => keyOf(pair) === key);
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

function source(scalar: Scalar, text: string): string {
  return text.slice(scalar.range?.[0], scalar.range?.[1]);
}

function endOf(value: unknown): number {
  return isScalar(value) ? (value.range?.[1] ?? 0) : 0;
}

/** The offset after the line break that ends the line of `offset`; the end of the text when there is none. */
function lineEnd(text: string, offset: number): number {
  if (text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

function lineOf(text: string, pair: Pair): string {
  const start = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
  return text.slice(start, endOf(pair.value)).trimEnd();
}

function firstEntry(contents: unknown, text: string): number {
  return isMap(contents) ? (contents.range?.[0] ?? 0) : text.length;
}
