/** Packs features into numbers, so that a text's hundred features are looked up without making a string of any. */

/**
 * A feature as a whole number below 2^53: its kind (see `KINDS`) times 2^48, and 48 bits for what it is. Up to two
 * characters are held as they are; of anything longer it is a hash, which two among a hundred thousand features share
 * once in some ten thousand vocabularies.
 */
export type Feature = number;

const KIND = 2 ** 48;
const HIGH = 2 ** 32;

/** The number of the kind that a feature is of. */
export function kindOf(feature: Feature): number {
  return Math.floor(feature / KIND);
}

/** One UTF-16 unit. */
export function keyOfOne(kind: number, unit: number): Feature {
  return kind * KIND + unit;
}

/** Two UTF-16 units, in their order. */
export function keyOfTwo(kind: number, first: number, second: number): Feature {
  return kind * KIND + first * 65_536 + second;
}

/** A text of any length. */
export function keyOfText(kind: number, text: string): Feature {
  let low = 0x811c9dc5;
  let high = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    low ^= low >>> 15;
    high ^= high >>> 13;
  }
  return packed(kind, low, high);
}

/** Two or three keys of texts, in their order; leave the third out for a pair. */
export function keyOfKeys(kind: number, first: Feature, second: Feature, third: Feature = 0): Feature {
  let low = 0x9e3779b1;
  let high = 0xc2b2ae35;
  for (let at = 0; at < 3; at++) {
    const part = at === 0 ? first : at === 1 ? second : third;
    const bottom = part | 0;
    const top = (part / HIGH) | 0;
    low = Math.imul(low ^ bottom, 0x9e3779b1) ^ top;
    high = Math.imul(high ^ top, 0x85ebca6b) ^ bottom;
    low ^= low >>> 15;
    high ^= high >>> 13;
  }
  return packed(kind, low, high);
}

function packed(kind: number, low: number, high: number): Feature {
  const bottom = Math.imul(low ^ (high >>> 7), 0x27d4eb2f);
  const top = Math.imul(high ^ (low >>> 11), 0x165667b1);
  return kind * KIND + ((top >>> 16) ^ (top & 0xffff)) * HIGH + ((bottom ^ (bottom >>> 15)) >>> 0);
}

/** Features with their numbers, 0 upwards, in the order in which they came. Plain data, for `numberOf`. */
export interface KeyTable {
  /** Keys by their place; 0 where there is none. The size is a power of two. */
  readonly keys: Float64Array;
  /** The number of the key at the same place. */
  readonly numbers: Int32Array;
}

/** The number of a feature, -1 where the table has none. */
export function numberOf({ keys, numbers }: KeyTable, feature: Feature): number {
  const mask = keys.length - 1;
  for (let at = placeOf(feature) & mask; ; at = (at + 1) & mask) {
    const key = keys[at] as number;
    if (key === feature) return numbers[at] as number;
    if (key === 0) return -1;
  }
}

/** Numbers features as they come. */
export interface KeyNumbers {
  /** The number of the feature, a new one when it has none. */
  take(feature: Feature): number;
  /** How many there are. */
  size(): number;
  table(): KeyTable;
}

/** A table that grows. */
export function numberKeys(expected = 64): KeyNumbers {
  let size = 0;
  let table = emptyTable(expected);
  const grow = (): void => {
    const larger = emptyTable(table.keys.length);
    for (let at = 0; at < table.keys.length; at++) {
      const key = table.keys[at] as number;
      if (key !== 0) put(larger, key, table.numbers[at] as number);
    }
    table = larger;
  };
  return {
    take(feature) {
      const { keys, numbers } = table;
      const mask = keys.length - 1;
      let at = placeOf(feature) & mask;
      for (let key = keys[at] as number; key !== 0; key = keys[at] as number) {
        if (key === feature) return numbers[at] as number;
        at = (at + 1) & mask;
      }
      keys[at] = feature;
      numbers[at] = size;
      size += 1;
      if (size * 2 > keys.length) grow();
      return size - 1;
    },
    size: () => size,
    table: () => table,
  };
}

/** Room for twice as many keys at least, so that a search is short. */
function emptyTable(keys: number): KeyTable {
  let places = 16;
  while (places < keys * 2) places *= 2;
  return { keys: new Float64Array(places), numbers: new Int32Array(places) };
}

function put({ keys, numbers }: KeyTable, key: Feature, number: number): void {
  const mask = keys.length - 1;
  let at = placeOf(key) & mask;
  while (keys[at] !== 0) at = (at + 1) & mask;
  keys[at] = key;
  numbers[at] = number;
}

function placeOf(feature: Feature): number {
  const mixed = Math.imul((feature | 0) ^ Math.imul((feature / HIGH) | 0, 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 16);
}
