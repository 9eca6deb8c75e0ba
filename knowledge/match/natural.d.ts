/** Types of the parts of natural that are imported by path, for which it ships none. */

declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  const stemmer: { stem(word: string): string };
  export default stemmer;
}
