/** What a merchant typed, prepared once for every reader: normalised text, segments and words. */

/** A text as typed together with its comparable forms. Build it with `readUtterance`. */
export interface Utterance {
  /** As typed, card data already removed. */
  readonly raw: string;
  /** NFKC, half-width, simplified script, lower case, spelling variants merged, emoji and filler removed. */
  readonly normal: string;
  /** The normalised text cut at punctuation, line ends and spaces between Chinese characters; in order. */
  readonly segments: readonly string[];
  /** Words of the normalised text. */
  readonly words: readonly string[];
}
