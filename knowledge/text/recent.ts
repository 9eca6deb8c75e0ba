/** Keeps what was asked for of late, for so many keys and no more. */

/** What is kept for a key, else what `make` makes of it, which is kept from now on. */
export type Recent<Kept> = (key: string, make: (key: string) => Kept) => Kept;

/**
 * Keeps up to twice `half` keys, of which the latest `half` always stay. In two halves, of which the older one is dropped
 * as a whole: to keep all in order would move one at every call.
 */
export function createRecent<Kept extends {}>(half: number): Recent<Kept> {
  let newer = new Map<string, Kept>();
  let older = new Map<string, Kept>();
  return (key, make) => {
    const known = newer.get(key);
    if (known !== undefined) return known;
    const kept = older.get(key) ?? make(key);
    if (newer.size >= half) [older, newer] = [newer, new Map()];
    newer.set(key, kept);
    return kept;
  };
}
