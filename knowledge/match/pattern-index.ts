/** Finds the few patterns that can match a text at all, by the words that each cannot do without. */

/** Tells which patterns are worth trying on a text. */
export interface PatternIndex {
  /** The numbers of the patterns worth trying, in rising order. */
  candidates(text: string): readonly number[];
  /** For every pattern the numbers of the texts that it is worth trying on, in rising order. */
  textsFor(texts: readonly string[]): readonly (readonly number[])[];
}

/** A word that some patterns need; a text without it does not match them for its sake. */
interface NeededWord {
  readonly word: string;
  readonly patterns: number[];
}

/** Needed words by their first two characters; those of a single character stand under {@link ALONE}. */
type WordsByBeginning = ReadonlyMap<number, ReadonlyMap<number, readonly NeededWord[]>>;

const ALONE = -1;

/** Indexes patterns by a word, or a few alternative ones, of which every match must hold one. */
export function indexPatterns(patterns: readonly RegExp[]): PatternIndex {
  const words = new Map<string, NeededWord>();
  const always: number[] = [];
  patterns.forEach((pattern, number) => {
    const needed = pattern.ignoreCase ? undefined : neededWords(pattern.source);
    if (!needed) always.push(number);
    for (const word of needed ?? []) {
      const known = words.get(word) ?? { word, patterns: [] };
      known.patterns.push(number);
      words.set(word, known);
    }
  });
  const byBeginning: WordsByBeginning = new Map(
    [...Map.groupBy(words.values(), ({ word }) => word.charCodeAt(0))].map(([first, some]) => [
      first,
      Map.groupBy(some, ({ word }) => (word.length === 1 ? ALONE : word.charCodeAt(1))),
    ]),
  );
  const foundIn = (text: string): readonly number[] => {
    const found: number[] = [];
    for (let at = 0; at < text.length; at++) {
      const bySecond = byBeginning.get(text.charCodeAt(at));
      if (!bySecond) continue;
      collect(bySecond.get(ALONE), text, at, found);
      if (at + 1 < text.length) collect(bySecond.get(text.charCodeAt(at + 1)), text, at, found);
    }
    return found;
  };
  return {
    candidates(text) {
      const found = foundIn(text);
      return found.length === 0 ? always : [...new Set([...always, ...found])].sort((a, b) => a - b);
    },
    textsFor(texts) {
      const everyText = texts.map((_, at) => at);
      const found: number[][] = patterns.map(() => []);
      texts.forEach((text, at) => {
        for (const number of foundIn(text)) {
          const those = found[number] as number[];
          if (those[those.length - 1] !== at) those.push(at);
        }
      });
      for (const number of always) found[number] = everyText;
      return found;
    },
  };
}

function collect(words: readonly NeededWord[] | undefined, text: string, at: number, found: number[]): void {
  if (!words) return;
  for (const { word, patterns } of words) {
    if (word.length > 2 && !text.startsWith(word, at)) continue;
    for (const number of patterns) found.push(number);
  }
}

/** Everything that a part of a pattern can stand for. */
type Words = ReadonlySet<string>;

/** More alternatives than this are not multiplied with each other … */
const MOST_WORDS = 64;
/** … and a pattern that can begin in more ways than this is tried. */
const MOST_NEEDED = 512;

/**
 * Words of which any match of this source holds at least one; `undefined` when the source is not understood or has no
 * such words. Understands literals, groups, quantifiers, lists of signs and what looks ahead or behind, which is passed
 * over; the pattern must heed case.
 */
export function neededWords(source: string): Words | undefined {
  const walk = { source, at: 0, understood: true };
  const { needed } = readAlternatives(walk);
  return walk.understood && walk.at === source.length ? needed : undefined;
}

interface Walk {
  readonly source: string;
  at: number;
  understood: boolean;
}

/** What is known of a part: all that it can stand for, if that is little, and words that it cannot do without. */
interface Part {
  readonly all: Words | undefined;
  readonly needed: Words | undefined;
}

const NOTHING: Words = new Set(['']);
const ANYTHING: Part = { all: undefined, needed: undefined };
const BORDER: Part = { all: NOTHING, needed: undefined };

/** Joins neighbouring parts into longer words as far as they stand for a few, and keeps the most telling of those. */
function readSequence(walk: Walk): Part {
  let whole = true;
  let run: Words = NOTHING;
  let needed: Words | undefined;
  while (walk.at < walk.source.length && walk.understood) {
    const sign = walk.source.charAt(walk.at);
    if (sign === '|' || sign === ')') break;
    const part = readQuantified(walk, sign);
    const longer = part.all && product(run, part.all);
    if (!longer) {
      needed = moreTelling(moreTelling(needed, run), part.needed);
      whole = false;
    }
    run = longer ?? part.all ?? NOTHING;
  }
  return { all: whole ? run : undefined, needed: moreTelling(needed, run) };
}

function product(left: Words, right: Words): Words | undefined {
  if (left.size * right.size > MOST_WORDS) return undefined;
  const words = new Set<string>();
  for (const one of left) for (const other of right) words.add(one + other);
  return words;
}

/** A part with the quantifier after it. */
function readQuantified(walk: Walk, sign: string): Part {
  const part = readPart(walk, sign);
  const quantifier = take(QUANTIFIER, walk)?.[0];
  if (quantifier === undefined) return part;
  if (/^(?:\+|\{[1-9])/.test(quantifier)) return { all: undefined, needed: moreTelling(part.needed, part.all) };
  return quantifier.startsWith('?') && part.all ? { all: new Set([...part.all, '']), needed: undefined } : ANYTHING;
}

const QUANTIFIER = /(?:[?*+]|\{\d+(?:,\d*)?\})\??/y;
/** Signs that stand for themselves, as far as no quantifier follows. */
const LITERALS = /[^\\()|.^$[\]{}*+?]+(?![?{*+])/uy;
/** What stands for one sign, or for a place between two: a class of signs, `\p{…}`, `\b`. */
const ESCAPED = /\\(?:[pu]\{[^}]*\}|u[\da-f]{4}|x[\da-f]{2}|k<\w+>|[a-z]|\d+)/iy;
/** A list of signs; where it names ranges, classes or what is not in it, anything may stand. */
const LISTED = /\[((?:[^\]\\]|\\.)*)\]/uy;
const NOT_PLAIN = /^\^|[\\\ud800-\udfff-]/;

function readPart(walk: Walk, sign: string): Part {
  if (sign === '(') return readGroup(walk);
  const literals = take(LITERALS, walk)?.[0];
  if (literals !== undefined) return { all: new Set([literals]), needed: undefined };
  if (take(ESCAPED, walk)) return ANYTHING;
  const listed = take(LISTED, walk)?.[1];
  if (listed !== undefined) return NOT_PLAIN.test(listed) ? ANYTHING : { all: new Set(listed), needed: undefined };
  walk.at += 1;
  if (sign === '^' || sign === '$') return BORDER;
  if (sign === '.') return ANYTHING;
  if (sign === '\\') {
    walk.at += 1;
    return { all: new Set([walk.source.charAt(walk.at - 1)]), needed: undefined };
  }
  if (/[[\]{}*+?]/.test(sign)) {
    walk.understood = false;
    return ANYTHING;
  }
  const character = String.fromCodePoint(walk.source.codePointAt(walk.at - 1) ?? 0);
  walk.at += character.length - 1;
  return { all: new Set([character]), needed: undefined };
}

/** What matches here, if anything does. */
function take(sticky: RegExp, walk: Walk): RegExpExecArray | undefined {
  sticky.lastIndex = walk.at;
  const match = sticky.exec(walk.source) ?? undefined;
  walk.at += match?.[0].length ?? 0;
  return match;
}

const OPENING = /\((?:\?(?:[:=!]|<[=!]|<\w+>))?/y;

function readGroup(walk: Walk): Part {
  const opening = take(OPENING, walk)?.[0] ?? '';
  const group = readAlternatives(walk);
  walk.understood &&= walk.source[walk.at] === ')';
  walk.at += 1;
  return /[=!]$/.test(opening) ? BORDER : group;
}

function readAlternatives(walk: Walk): Part {
  const alternatives = [readSequence(walk)];
  while (walk.source[walk.at] === '|') {
    walk.at += 1;
    alternatives.push(readSequence(walk));
  }
  return {
    all: union(
      alternatives.map(({ all }) => all),
      MOST_WORDS,
    ),
    needed: union(
      alternatives.map(({ needed }) => needed),
      MOST_NEEDED,
    ),
  };
}

function union(sets: readonly (Words | undefined)[], most: number): Words | undefined {
  const words = sets.flatMap((set) => (set ? [...set] : []));
  return sets.includes(undefined) || words.length > most ? undefined : new Set(words);
}

/** Of two, the one that lets fewer texts through: longer words do, Chinese signs are rarer than letters. */
function moreTelling(one: Words | undefined, other: Words | undefined): Words | undefined {
  return laxity(other) < laxity(one) ? other : one;
}

function laxity(words: Words | undefined): number {
  if (!words || words.has('')) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (const word of words) sum += 1 / 8 ** Math.min(3, telling(word));
  return sum;
}

const PLAIN_SIGNS = 'abcdefghijklmnopqrstuvwxyz0123456789 ,';

function telling(word: string): number {
  let sum = 0;
  for (const sign of word) sum += PLAIN_SIGNS.includes(sign) ? 0.5 : 1;
  return sum;
}
