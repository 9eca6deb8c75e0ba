/** Builds elements in the browser. Text always becomes a text node, so nothing anyone wrote is ever read as HTML. */

/** What an element may hold; undefined is left out. */
export type Child = Node | string | undefined;

/** Attributes by name; true writes an empty one, false and undefined none. */
export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** A new element. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** The element of the page with this id. Throws when the page and its script do not belong together. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} #${id}.`);
}

/** The text with its https addresses as links that open outside the page, and its grouped numbers kept together. */
export function linkify(text: string): readonly Node[] {
  // Punctuation and Chinese text that follow an address are not part of it.
  return text.split(/(https:\/\/[\w\-.~:/?#@!$&*+;=%[\]]*[\w/#=&-])/g).flatMap((part, index) => {
    if (index % 2 === 0 || !isHttps(part)) return keepTogether(part);
    return [element('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part)];
  });
}

/** A number in groups of four, as posdesk reads serials back. */
const GROUPED = /\b((?=[A-Z ]*\d)[0-9A-Z]{4}(?: [0-9A-Z]{4}){0,4} [0-9A-Z]{1,4})\b/g;

/** The text with its grouped numbers each kept on one line; a copy of it still has plain spaces. */
export function keepTogether(text: string): readonly Node[] {
  return text
    .split(GROUPED)
    .map((part, index) =>
      index % 2 === 0 ? document.createTextNode(part) : element('span', { class: 'together' }, part),
    );
}

/** True for an absolute https address. */
export function isHttps(address: string): boolean {
  try {
    return new URL(address).protocol === 'https:';
  } catch {
    return false;
  }
}
