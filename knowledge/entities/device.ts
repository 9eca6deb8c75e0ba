/** Makers and models of terminals: names people use, and the serial numbers they carry. */

/** One maker's terminals. */
export interface Device {
  readonly maker: { readonly zh: string; readonly en: string };
  /** Other spellings of the maker, lower case. */
  readonly aliases: readonly string[];
  /** Model names as printed, such as `A920 Pro`. */
  readonly models: readonly string[];
  /** Whole-string patterns of a normalised serial; empty where the maker documents none. */
  readonly serialPatterns: readonly RegExp[];
  /** The length of a full serial in words, for "it may miss one"; empty where undocumented. */
  readonly serialLengths: readonly number[];
}
