/** Chance that can be repeated: the same seed gives the same merchants. */

/** A stream of chances. Each call moves it on. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** A whole number from 0 to one less than `count`. */
  below(count: number): number;
  chance(share: number): boolean;
  /** One of a list; `undefined` only when it is empty. */
  pick<T>(list: readonly T[]): T | undefined;
}

/** The stream of a seed: mulberry32, good enough for dice and the same on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: (list) => list[below(list.length)],
  };
}

/** A seed of its own for the n-th merchant of a run. */
export function seedOf(run: number, index: number): number {
  return (Math.imul(run + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
}
