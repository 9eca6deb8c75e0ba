/** What each helpdesk product must offer. */

import type { Ticket } from '#dialogs/ticket.ts';

/** A ticket in a helpdesk. */
export interface HelpdeskTicket {
  readonly id: string;
  /** Where people see it. */
  readonly url: string;
}

/** What a new ticket says. */
export interface HelpdeskFields {
  /** One line of at most 200 characters; the reference stands in it. */
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
  readonly reference: string;
  readonly priority: Ticket['priority'];
}

/** What somebody wrote at a ticket there. */
export interface HelpdeskComment {
  /** Grows from comment to comment. */
  readonly id: number;
  readonly author: string;
  readonly text: string;
  /** True when posdesk wrote it. */
  readonly ours: boolean;
}

/** Who closed or opened a ticket there last. */
export interface HelpdeskTurn {
  /** Grows from turn to turn. */
  readonly id: number;
  readonly author: string;
  /** True when posdesk did. */
  readonly ours: boolean;
}

/** What the key's user may do where tickets are made. */
export interface HelpdeskPermit {
  /** Such as the project's name. */
  readonly place: string;
  /** Names of permissions that are wanting, as the product calls them. */
  readonly missing: readonly string[];
}

/** One product's interface. Every member throws a SinkFault for what the other side does. */
export interface Helpdesk {
  /** Such as `redmine`. */
  readonly name: string;
  /** Such as `Redmine`. */
  readonly title: string;
  /** Names of the settings, for those who have to mend them. */
  readonly settings: { readonly url: string; readonly key: string; readonly place?: string };
  /** What the user behind the key is called. */
  whoAmI(signal?: AbortSignal): Promise<string>;
  /** Whether that user may make tickets and comment on them, as far as the product tells without one being made. */
  mayPost(signal?: AbortSignal): Promise<HelpdeskPermit>;
  /** The ticket that carries a reference, if any: asked before anything is created. */
  find(reference: string, signal?: AbortSignal): Promise<HelpdeskTicket | undefined>;
  create(fields: HelpdeskFields, signal?: AbortSignal): Promise<HelpdeskTicket>;
  /** Adds an internal comment, then closes or opens the ticket; each only when it is said. */
  comment(
    id: string,
    change: { readonly text?: string; readonly closed?: boolean },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Comments in their order. */
  comments(id: string, signal?: AbortSignal): Promise<readonly HelpdeskComment[]>;
  /** Whether nobody works on it there any more; undefined when its status says neither, such as `deleted`. */
  isClosed(id: string, signal?: AbortSignal): Promise<boolean | undefined>;
  /**
   * Who closed or opened it last; undefined when nobody has, it is not told, or it was merged: what is merged goes on in
   * another ticket.
   */
  lastTurn(id: string, signal?: AbortSignal): Promise<HelpdeskTurn | undefined>;
  /** Deletes it for good, as far as the product lets a program do that. */
  erase?(id: string, signal?: AbortSignal): Promise<void>;
}

/** Whether a change of status closed or opened a ticket: `isClosed` before and after it. */
export function isTurn(from: boolean | undefined, to: boolean | undefined): boolean {
  return to !== undefined && from !== to;
}

/** What the names of people there end with here, so that what they did is not told them as news. */
export function echoOf({ title }: Pick<Helpdesk, 'title'>): string {
  return ` (${title})`;
}
