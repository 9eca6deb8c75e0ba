/** Finds the known words that lie within a slip or two of a misspelt one. */

/** A known word, how many slips lie between, and how often it was shown. */
export interface NearWord {
  readonly word: string;
  readonly slips: number;
  readonly count: number;
}

/** Which words are looked for. */
export interface NearWordLimits {
  /** Shorter words are neither found nor looked for. */
  readonly shortest: number;
  /** From this length on two slips are forgiven. */
  readonly twoSlips: number;
}

const LONGEST = 20;
const MOST_REMEMBERED = 5_000;

/** Shorter words are too easily another word. */
export const SHORTEST = 3;
/** From this length on a wrong letter is forgiven; in shorter words only one too many, too few or out of place … */
const ANY_SLIP = 4;
/** … and from this length on two slips. */
export const TWO_SLIPS = 8;

/** Whether a slip is forgiven wherever the word stands. */
export function isPlainSlip(word: string, { word: meant, slips }: NearWord): boolean {
  if (word.length < SHORTEST || slips > (word.length >= TWO_SLIPS ? 2 : 1)) return false;
  if (meant[0] !== word[0] && slips > 1) return false;
  return word.length >= ANY_SLIP || meant.length !== word.length || isSwapped(word, meant);
}

function isSwapped(one: string, other: string): boolean {
  return [...one].sort().join('') === [...other].sort().join('');
}

/** Finds the words, in their order of `counts`, that are one or two slips away; the answers for some thousand are kept. */
export function indexNearWords(
  counts: ReadonlyMap<string, number>,
  { shortest, twoSlips }: NearWordLimits,
): (word: string) => readonly NearWord[] {
  const known = [...counts.keys()].filter(({ length }) => length >= shortest && length <= LONGEST).slice(0, ROOM);
  const wordsLeaving = indexRests(known, twoSlips);
  const answers = new Map<string, readonly NearWord[]>();
  const find = (word: string): readonly NearWord[] => {
    const most = word.length >= twoSlips ? 2 : 1;
    return [...new Set([...restsOf(word, twoSlips)].flatMap(wordsLeaving))].flatMap((candidate) => {
      const slips = slipsBetween(word, candidate);
      return slips > most ? [] : [{ word: candidate, slips, count: counts.get(candidate) ?? 0 }];
    });
  };
  return (part) => {
    if (part.length < shortest || part.length > LONGEST) return [];
    const before = answers.get(part);
    if (before !== undefined) return before;
    // Copied, as a piece of a text keeps all of the text in memory.
    const word = [...part].join('');
    const found = find(word);
    if (answers.size < MOST_REMEMBERED) answers.set(word, found);
    return found;
  };
}

/** Room for the number of a word beside the 32 bits of a rest. */
const ROOM = 2 ** 20;

/**
 * Finds the words that leave a rest, in their order. There are a hundred rests to a long word: as sorted numbers they
 * take a tenth of the memory that a map of them takes. A word that only has the same hash is one more to compare.
 */
function indexRests(known: readonly string[], twoSlips: number): (rest: string) => readonly string[] {
  const entries = known.flatMap((word, number) =>
    [...restsOf(word, twoSlips)].map((rest) => hashOf(rest) * ROOM + number),
  );
  const sorted = Float64Array.from(entries).sort();
  return (rest) => {
    const from = hashOf(rest) * ROOM;
    const found: string[] = [];
    for (let at = firstFrom(sorted, from); at < sorted.length && (sorted[at] as number) < from + ROOM; at++) {
      found.push(known[(sorted[at] as number) - from] as string);
    }
    return found;
  };
}

/** The place of the first number that is not below. */
function firstFrom(sorted: Float64Array, least: number): number {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x9e3779b1) ^ (hash >>> 15);
  return Math.imul(hash ^ (hash >>> 13), 0x85ebca6b) >>> 0;
}

/** The word itself and what remains when one letter, or two of a long word, are left out. */
function restsOf(word: string, twoSlips: number): ReadonlySet<string> {
  const rests = new Set([word]);
  const once = withoutOne(word);
  for (const rest of once) {
    rests.add(rest);
    if (word.length >= twoSlips) for (const shorter of withoutOne(rest)) rests.add(shorter);
  }
  return rests;
}

function withoutOne(word: string): readonly string[] {
  return Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1));
}

/** Letters added, left out, changed or swapped with their neighbour. */
function slipsBetween(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = one[i - 1] === other[j - 1] ? 0 : 1;
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + changed);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      }
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? Number.POSITIVE_INFINITY;
}
