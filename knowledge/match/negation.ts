/** Leaves out what a merchant says the trouble is not. */

/** A clause that denies something, in normalised text. 是不是 asks and denies nothing. */
const DENIED: readonly RegExp[] = [
  /^(?:我(?:说的)?|这|也|可|又)?(?<!是)(?:不是|并不是|并非|不算|跟|和)(?!吗|吧|么|说|很|太).{1,16}(?<=.)$/u,
  /^.{1,10}(?:没问题|没有问题|没毛病|是好的|好好的|正常的?|没坏|交过的?|是对的)$/u,
  /^(?:(?:it's|it is|this is|that's|i am|i'm) )?not (?:about |the |a |an |my )?[a-z' ]{2,30}$/u,
  /^(?:the )?[a-z' ]{2,24} (?:is|are|works|works?) (?:fine|ok|okay|good|working|full)$/u,
];

/** Within one clause: 不是没网是没到账, not the wifi but the sim. */
const DENIED_WITHIN: readonly RegExp[] = [
  /(?<!是)不是.{1,12}?(?:,|而)?(?:,?(?:而是|就是|是))(?=.{2,})/gu,
  /^.{1,10}(?:没问题|没有问题|没毛病|是好的|没坏)(?:,)?(?:就是|只是|是|但是?)(?=.{3,})/gu,
  /\bnot (?:about )?(?:the |a |an |my )?[a-z' ]{2,24}? (?:but|it's|it is) /g,
];

/** What leads over from the denied to the real trouble. */
const CONTRAST = /^(?:而是|就是|只是|但是?|可是|不过|是)(?=.{2,})|^(?:but|it's|it is|just) /u;

/**
 * The segments without the denied ones, and each without its denied beginning. Unchanged when nothing else would
 * remain: "不是没网" alone still speaks of the network.
 */
export function dropDenied(segments: readonly string[]): readonly string[] {
  const kept = segments.map(dropWithin).filter((segment) => !DENIED.some((pattern) => pattern.test(segment)));
  if (!kept.some((segment) => segment.length > 1)) return segments;
  return kept.length === segments.length ? kept : kept.map((segment) => segment.replace(CONTRAST, ''));
}

function dropWithin(segment: string): string {
  let rest = segment;
  for (const pattern of DENIED_WITHIN) rest = rest.replace(pattern, '');
  return rest.trim() === '' ? segment : rest;
}
