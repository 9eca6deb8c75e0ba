/** Counts pairs of small numbers in two typed arrays: a map of a hundred thousand pairs is slow to fill and to ask. */

/** How often each pair was counted. */
export interface PairCounts {
  /** Counts the pair once more; both numbers are from 0 to 65,535. */
  add(first: number, second: number): void;
  /** How often it was counted, 0 for a pair that never was. */
  of(first: number, second: number): number;
}

/** Begins without any pair. */
export function countPairs(): PairCounts {
  let keys = new Uint32Array(1 << 12);
  let counts = new Uint32Array(1 << 12);
  let size = 0;
  // One more than the pair, as 0 stands for no pair; the last pair of all is never asked for.
  const placeOf = (key: number): number => {
    const mask = keys.length - 1;
    let at = mixed(key) & mask;
    while (keys[at] !== key && keys[at] !== 0) at = (at + 1) & mask;
    return at;
  };
  const grow = (): void => {
    const [fewKeys, fewCounts] = [keys, counts];
    keys = new Uint32Array(fewKeys.length * 2);
    counts = new Uint32Array(fewKeys.length * 2);
    fewKeys.forEach((key, at) => {
      if (key === 0) return;
      const place = placeOf(key);
      keys[place] = key;
      counts[place] = fewCounts[at] as number;
    });
  };
  return {
    add(first, second) {
      const key = keyOf(first, second);
      const place = placeOf(key);
      counts[place] = (counts[place] as number) + 1;
      if (keys[place] === key) return;
      keys[place] = key;
      size += 1;
      if (size * 2 > keys.length) grow();
    },
    of: (first, second) => counts[placeOf(keyOf(first, second))] as number,
  };
}

const keyOf = (first: number, second: number): number => (first * 65_536 + second + 1) >>> 0;

function mixed(key: number): number {
  const one = Math.imul(key ^ (key >>> 15), 0x9e3779b1);
  return one ^ (one >>> 16);
}
