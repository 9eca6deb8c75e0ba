/** Which words stand side by side in lines that were shown: what a misspelt word was meant to be shows in what it stands between. */

/** Where a line begins and ends, as a neighbour of its first and last word. */
export const EDGE = '';

/** A Latin word, short forms such as don't as one. */
const WORD = /[a-z]+(?:'[a-z]+)*/g;

/** The Latin words of a line in lower case, in their order. */
export function latinWordsIn(line: string): readonly string[] {
  return line.match(WORD) ?? [];
}

/** Learns from lines in lower case; tells whether the second word was ever seen right after the first. */
export function learnSideBySide(lines: readonly string[]): (first: string, second: string) => boolean {
  const seen: number[] = [];
  for (const line of lines) {
    let before = EDGE;
    for (const word of [...latinWordsIn(line), EDGE]) {
      seen.push(hashOf(before, word));
      before = word;
    }
  }
  // Sorted numbers take a tenth of the memory that a set of them takes.
  const sorted = Float64Array.from(seen).sort();
  return (first, second) => holds(sorted, hashOf(first, second));
}

function holds(sorted: Float64Array, one: number): boolean {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < one) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === one;
}

/** 52 bits. */
function hashOf(first: string, second: string): number {
  let low = 0x811c9dc5;
  let high = 0x41c6ce57;
  const text = `${first} ${second}`;
  for (let at = 0; at < text.length; at++) {
    low = Math.imul(low ^ text.charCodeAt(at), 0x9e3779b1);
    high = Math.imul(high ^ text.charCodeAt(at), 0x85ebca6b);
    low ^= low >>> 15;
    high ^= high >>> 13;
  }
  return (low >>> 0) * 2 ** 20 + (high & 0xfffff);
}
