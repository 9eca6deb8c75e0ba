/** Takes texts apart for pages: addresses that may become links, and grouped numbers that belong together. Pure. */

/** A piece of a text; `special`: it is what was looked for. */
export interface TextPart {
  readonly text: string;
  readonly special: boolean;
}

/** Punctuation and Chinese text that follow an address are not part of it. */
const ADDRESS = /(https?:\/\/[\w\-.~:/?#@!$&*+;=%[\]]*[\w/#=&-])/g;
/** A number in groups of four, as posdesk reads serials back. */
const GROUPED = /\b((?=[A-Z ]*\d)[0-9A-Z]{4}(?: [0-9A-Z]{4}){0,4} [0-9A-Z]{1,4})\b/g;

/** The text with what looks like a web address apart; which of them may become a link is for the page to say. */
export function splitLinks(text: string): readonly TextPart[] {
  return split(text, ADDRESS);
}

/** The text with its grouped numbers apart. */
export function splitGroups(text: string): readonly TextPart[] {
  return split(text, GROUPED);
}

/** True for an absolute https address. */
export function isHttps(address: string): boolean {
  try {
    return new URL(address).protocol === 'https:';
  } catch {
    return false;
  }
}

function split(text: string, wanted: RegExp): readonly TextPart[] {
  return text
    .split(wanted)
    .map((part, index) => ({ text: part, special: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}
