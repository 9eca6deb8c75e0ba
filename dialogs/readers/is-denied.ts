/** Tells when a text denies: the words of an answer that it holds, or what was asked. */

/** What before words turns them into their opposite; 特别 and 个别 deny nothing. */
const DENIES_NEXT = /(?:不是|没有?|未|不|(?<![特个级分区类])别|冇|唔|\bnot? |n't |\bnever |\bun)$/;

/** Whether what stands before a place in a text (`Utterance.normal`) denies what stands there. */
export function isDeniedBy(before: string): boolean {
  return DENIES_NEXT.test(before);
}

/** Whether patterns match a text (`Utterance.normal`) only right behind a denial: "没有成功" does not say 成功. */
export function isDenied(patterns: readonly RegExp[], normal: string): boolean {
  const found = patterns.flatMap((pattern) => pattern.exec(normal)?.index ?? []);
  return found.length > 0 && found.every((at) => isDeniedBy(normal.slice(0, at)));
}

/** English denies in the middle. */
const ANYWHERE = /\b(not|never)\b|n't\b/;
const FIRST = /^(没有|没(?!问题|事|毛病|电|信号|网)|不是|从来没|no\b|nope|never|not )/;

/** Whether a text begins by denying. */
export function beginsWithDenial(normal: string): boolean {
  return FIRST.test(normal);
}

/** Whether a text denies at its beginning, or in English anywhere. */
export function denies(normal: string): boolean {
  return FIRST.test(normal) || ANYWHERE.test(normal);
}

/** What a no begins with, in whatever dialect. */
const NO = /^(没|不|冇|唔|无|莫|未|从来|还没|都没|木有|别|否|哪有|n|not|none|never|don't|isn't|didn't|negative)/;

/** Whether a text that resembles a no begins like one. */
export function beginsLikeNo(normal: string): boolean {
  return NO.test(normal);
}

/** A no that begins a longer answer. */
const PLAIN_NO = /^(?:no|nope|nah|没有?|不行|不)(?:$| (?:still|it|same|the|not))/;

/** Whether a piece of a text is a plain no, whatever follows. */
export function isPlainNo(piece: string): boolean {
  return PLAIN_NO.test(piece);
}
