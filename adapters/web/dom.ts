/** Builds elements in the browser. Text always becomes a text node, so nothing anyone wrote is ever read as HTML. */

import { isHttps, splitGroups, splitLinks } from './text-parts.ts';

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

/** True for an https address, and for one on the server of this page, which a trial or an intranet serves over http. */
export function isTrusted(address: string): boolean {
  return isHttps(address) || address.startsWith(`${location.origin}/`);
}

/** The text with its trusted addresses as links that open outside the page, and its grouped numbers kept together. */
export function linkify(text: string): readonly Node[] {
  return splitLinks(text).flatMap(({ text: part, special }) => {
    if (!special || !isTrusted(part)) return keepTogether(part);
    return [element('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part)];
  });
}

/** The text with its grouped numbers each kept on one line; a copy of it still has plain spaces. */
export function keepTogether(text: string): readonly Node[] {
  return splitGroups(text).map(({ text: part, special }) =>
    special ? element('span', { class: 'together' }, part) : document.createTextNode(part),
  );
}
