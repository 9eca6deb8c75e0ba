/** Cuts a message into the parts that may each tell a trouble of its own. */

/** What joins a second trouble to a first without a pause between them. */
const JOINTS =
  /(?:而且|并且|还有(?!多|几)|另外|同时|外加|顺便|再就是|以及)(?=.{3,})| (?:and(?: also)?|also|plus|as well as) (?=[a-z0-9' ]{6,})/u;
/** Words that add a trouble to what was told before. */
const ADDING =
  /^(?:而且|并且|另外|同时|外加|顺便|再就是|以及)|^.{0,5}也|^.{0,3}还(?!是|没|不|能|在|款|给)|^(?:and|also|plus)\b|\b(?:also|too|as well)\b/u;
const MOST_PARTS = 12;

/** A part, and whether its words say that it comes on top of what was told before. */
export interface Part {
  readonly text: string;
  readonly added: boolean;
}

/** The parts of at least two characters, in order; at most twelve. Empty where the message has one part only. */
export function splitParts(segments: readonly string[]): readonly Part[] {
  const parts = segments.flatMap((segment) =>
    segment.split(JOINTS).map((text, place) => ({ text: text.trim(), added: place > 0 || ADDING.test(text) })),
  );
  const telling = parts.filter(({ text }) => text.length > 1);
  return parts.length > 1 ? telling.slice(0, MOST_PARTS) : [];
}
