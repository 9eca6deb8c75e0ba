/** Finds the few patterns that can match a text at all, by the characters that each cannot do without. */

/** Answers with the numbers of the patterns worth trying on a text, in rising order. */
export interface PatternIndex {
  candidates(text: string): readonly number[];
}

/** Indexes patterns by a character, or a few alternative ones, of which every match must hold one. */
export function indexPatterns(patterns: readonly RegExp[]): PatternIndex {
  const byCharacter = new Map<string, number[]>();
  const always: number[] = [];
  patterns.forEach((pattern, number) => {
    const needed = neededCharacters(pattern.source);
    if (!needed) always.push(number);
    for (const character of needed ?? []) {
      const list = byCharacter.get(character) ?? [];
      list.push(number);
      byCharacter.set(character, list);
    }
  });
  return {
    candidates(text) {
      const found = new Set(always);
      for (const character of new Set(text)) for (const number of byCharacter.get(character) ?? []) found.add(number);
      return [...found].sort((a, b) => a - b);
    },
  };
}

type Clause = ReadonlySet<string>;

/**
 * The characters of which any match of this source holds at least one; `undefined` when the source is not understood or
 * has no such characters. Understands what content patterns compile to: literals, groups, `?`, gaps, digits, borders.
 */
export function neededCharacters(source: string): Clause | undefined {
  const walk = { source, at: 0, understood: true };
  const clauses = readSequence(walk);
  if (!walk.understood || walk.at < source.length) return undefined;
  return narrowest(clauses);
}

interface Walk {
  readonly source: string;
  at: number;
  understood: boolean;
}

/** One clause for every part that cannot be missing. */
function readSequence(walk: Walk): readonly Clause[] {
  const clauses: Clause[] = [];
  while (walk.at < walk.source.length && walk.understood) {
    const sign = walk.source[walk.at] ?? '';
    if (sign === '|' || sign === ')') break;
    const clause = readPart(walk, sign);
    if (!mayBeMissing(walk) && clause) clauses.push(clause);
  }
  return clauses;
}

function readPart(walk: Walk, sign: string): Clause | undefined {
  if (sign === '(') return readGroup(walk);
  walk.at += 1;
  if (sign === '^' || sign === '$' || sign === '.') return undefined;
  if (sign === '\\') {
    const escaped = walk.source[walk.at] ?? '';
    walk.at += 1;
    return /[a-z]/i.test(escaped) ? undefined : new Set([escaped]);
  }
  if (/[[\]{}*+?]/.test(sign)) {
    walk.understood = false;
    return undefined;
  }
  const character = String.fromCodePoint(walk.source.codePointAt(walk.at - 1) ?? 0);
  walk.at += character.length - 1;
  return new Set([character]);
}

function readGroup(walk: Walk): Clause | undefined {
  const border = '(?!(?<=[a-z0-9])[a-z0-9])';
  if (walk.source.startsWith(border, walk.at)) {
    walk.at += border.length;
    return undefined;
  }
  if (!walk.source.startsWith('(?:', walk.at)) {
    walk.understood = false;
    return undefined;
  }
  const union = new Set<string>();
  let open = false;
  walk.at += 2;
  do {
    walk.at += 1;
    const needed = narrowest(readSequence(walk));
    if (!needed) open = true;
    for (const character of needed ?? []) union.add(character);
  } while (walk.source[walk.at] === '|');
  walk.at += 1;
  return open ? undefined : union;
}

/** Reads the quantifier after a part; true when it allows none. */
function mayBeMissing(walk: Walk): boolean {
  const quantifier = /^(?:\?|\{0,\d+\}\??|\*\??)/.exec(walk.source.slice(walk.at, walk.at + 8))?.[0];
  walk.at += quantifier?.length ?? 0;
  return quantifier !== undefined;
}

/** The clause that lets the fewest texts through: Chinese characters are rarer than letters. */
function narrowest(clauses: readonly Clause[]): Clause | undefined {
  const cost = (clause: Clause): number => [...clause].reduce((sum, one) => sum + (/[a-z0-9]/.test(one) ? 4 : 1), 0);
  return clauses.filter((clause) => clause.size > 0).toSorted((a, b) => cost(a) - cost(b))[0];
}
