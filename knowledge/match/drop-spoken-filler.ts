/** Takes the filler of dictated messages out before they are read for symptoms. */

const FILLER =
  /(?:就是)?(?:那个|这个)(?=\p{Script=Han}{2})|(?:你们?|麻烦|帮我|给我?){1,3}(?:帮忙)?(?:看|瞧|处理)(?:一下|看)?子?(?=,|$)/gu;
/** Short messages mean every word: 不是这个. */
const LONG = 12;
const LEAST_REST = 6;

/** The normalised text without it; unchanged when it is short or little else would remain. */
export function dropSpokenFiller(normal: string): string {
  if (normal.length < LONG) return normal;
  const rest = normal.replace(FILLER, '').replace(/^,+|,+$/g, '');
  return rest.length < LEAST_REST ? normal : rest;
}
