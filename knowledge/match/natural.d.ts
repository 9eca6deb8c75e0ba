/** Types of the parts of natural that are imported by path, for which it ships none. */

declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  /** Porter's stemmer for English. */
  const stemmer: { readonly stem: (word: string) => string };
  export = stemmer;
}

declare module 'natural/lib/natural/util/stopwords.js' {
  /** English words that say little by themselves, with single letters and digits. */
  export const words: readonly string[];
}
