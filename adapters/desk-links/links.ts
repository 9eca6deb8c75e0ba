/** Links from chat tools into the desk: what they are for, as the routes and whoever issues them see it. */

import type { DeskUser } from '#adapters/desk-contract.ts';

/** What a link is for. */
export type LinkPurpose =
  /** Says that a person of a chat tool is the user who is signed in. */
  | { readonly kind: 'agent'; readonly tool: string; readonly personId: string; readonly name?: string | undefined }
  /** Claims a ticket for the user who is signed in, and opens it. */
  | { readonly kind: 'claim'; readonly number: string };

/** Links as the desk's listener takes them. */
export interface DeskLinks {
  /** What a link is for; undefined when it is not ours, has expired or was used. */
  read(token: string): Promise<LinkPurpose | undefined>;
  /** Uses a link up; undefined when somebody was faster. */
  use(token: string): Promise<LinkPurpose | undefined>;
  /** Gives back a link that was used for nothing, so that somebody else can use it. */
  release(token: string): Promise<void>;
  /** Keeps that a person of a chat tool is this user, and writes it into the audit log. */
  bind(tool: string, personId: string, user: DeskUser): Promise<void>;
}
