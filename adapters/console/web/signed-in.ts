/** Who uses the page, what they may do, and what ids are called: asked once, read everywhere. */

import type { Choices, Me, Names } from '../wire.ts';
import { currentSettings } from './settings.ts';

/** Something that needs a role. */
export type Permission = Me['may'][number];

/** Everything the page asks before it draws. */
export interface SignedIn {
  readonly me: Me;
  readonly names: Names;
  readonly choices: Choices;
}

/** What there is to pick until the server has said; days are the reader's own then. */
export const NO_CHOICES: Choices = {
  agents: [],
  channels: [],
  resolutionCodes: [],
  macros: [],
  timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
};

const NOBODY: SignedIn = {
  me: { name: '', role: 'viewer', may: [] },
  names: {},
  choices: NO_CHOICES,
};

let signedIn = NOBODY;

/** Remembers what was asked. */
export function keepSignedIn(news: SignedIn): void {
  signedIn = news;
}

/** Takes up newer choices, such as a colleague who has just come. */
export function keepChoices(news: Choices): void {
  signedIn = { ...signedIn, choices: news };
}

/** Who uses the page. */
export function currentUser(): Me {
  return signedIn.me;
}

/** True when the role reaches. */
export function may(permission: Permission): boolean {
  return signedIn.me.may.includes(permission);
}

/** What the page offers for picking. */
export function choices(): Choices {
  return signedIn.choices;
}

/** What an id or a value is called; undefined when it has no name. */
export function nameOf(id: string): string | undefined {
  return Object.hasOwn(signedIn.names, id) ? signedIn.names[id]?.[currentSettings().locale] : undefined;
}
