/** Counts the slips between a short text and the most alike stretch of another, in one pass. */

/** The signs of a pattern with their places as bits, for `fewestSlips`. */
export interface SignBits {
  readonly length: number;
  readonly bits: ReadonlyMap<number, number>;
}

/** Prepares a pattern of 1 to 32 UTF-16 units. */
export function signBitsOf(pattern: string): SignBits {
  const bits = new Map<number, number>();
  for (let at = 0; at < pattern.length; at++) {
    const unit = pattern.charCodeAt(at);
    bits.set(unit, (bits.get(unit) ?? 0) | (1 << at));
  }
  return { length: pattern.length, bits };
}

/**
 * The fewest signs to change, add or leave out so that the pattern stands somewhere in the text. Myers, "A fast
 * bit-vector algorithm for approximate string matching" (1999): a column of the table is two words of 32 bits.
 */
export function fewestSlips({ length, bits }: SignBits, text: string): number {
  const last = 1 << (length - 1);
  let more = -1;
  let fewer = 0;
  let slips = length;
  let fewest = length;
  for (let at = 0; at < text.length; at++) {
    const equal = bits.get(text.charCodeAt(at)) ?? 0;
    const vertical = equal | fewer;
    const horizontal = (((equal & more) + more) ^ more) | equal;
    const rises = fewer | ~(horizontal | more);
    const falls = more & horizontal;
    if (rises & last) slips += 1;
    else if (falls & last) slips -= 1;
    const risesBelow = rises << 1;
    more = (falls << 1) | ~(vertical | risesBelow);
    fewer = risesBelow & vertical;
    if (slips < fewest) fewest = slips;
  }
  return fewest;
}
