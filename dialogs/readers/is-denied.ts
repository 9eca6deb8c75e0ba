/** Tells when a text holds the words of an answer only to deny them. */

const DENIES = /(?:没有?|未|不|冇|唔|\bnot |n't |\bnever |\bun)$/;

/** Whether patterns match a text (`Utterance.normal`) only right behind a denial: "没有成功" does not say 成功. */
export function isDenied(patterns: readonly RegExp[], normal: string): boolean {
  const found = patterns.flatMap((pattern) => pattern.exec(normal)?.index ?? []);
  return found.length > 0 && found.every((at) => DENIES.test(normal.slice(0, at)));
}
