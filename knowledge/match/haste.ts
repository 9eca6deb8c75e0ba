/** Hears mere haste, which says nothing of what is wrong. */

/** That it is urgent, by itself: asks to be quick, or sighs. */
const HASTE =
  /^(?:你们?|麻烦|请|求求你?们?)?(?:能不能|可不可以|能|可以)?(?:快一?点|快些|赶紧的?|搞快点|抓紧|急死(?:了|人了?|我了)|很急|急用|好急|急急急|急)[啊呀吧吗嘛]*(?:行不行)?$|^(?:我)?(?:急死(?:了|人了?|我了))$|^(?:please )?(?:hurry(?: up)?|be quick|quickly|asap)(?: please)?$/u;

/** Whether a clause of a normalised text does nothing but press. */
export function presses(clause: string): boolean {
  return HASTE.test(clause);
}
