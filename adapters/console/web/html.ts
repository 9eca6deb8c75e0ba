/** Markup of the console: `html` templates, in which every text stays text, and what they make. */

import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';

export { html };

/** What a component draws and a template may hold. */
export type Markup = ComponentChildren;

/** Class names, those that do not hold left out. */
export function classes(...names: readonly (string | false | undefined)[]): string {
  return names.filter((name) => name !== false && name !== undefined && name !== '').join(' ');
}
