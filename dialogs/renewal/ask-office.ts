/** What the dialog asks of the office that keeps renewals, and what a merchant may be told of one. */

import type { Applicant, Locale } from '#knowledge/guide.ts';
import type { Instant } from '../message.ts';
import type { Eligibility, RenewalStatus, VisitSlot } from '../renewal.ts';

/** What is known when an application is opened. */
export interface RenewalWish {
  readonly channel: string;
  readonly language: Locale;
  readonly applicant: Applicant;
  readonly serial?: string;
  readonly model?: string;
  readonly mid?: string;
  readonly phone?: string;
  readonly stopped?: boolean;
  /** True when the merchant has proven whose terminal it is, and may be told what the register says. */
  readonly proven: boolean;
}

/**
 * What can be asked. `status` looks; `open` makes an application unless a live one is there; `choose` takes one of the
 * times offered, or none of them. Each may be asked again with the same result.
 */
export type RenewalQuestion =
  | { readonly kind: 'status' }
  | { readonly kind: 'open'; readonly wish: RenewalWish }
  | { readonly kind: 'choose'; readonly number: string; readonly slot?: string };

/** An application as its merchant may see it. */
export interface RenewalView {
  readonly number: string;
  readonly status: RenewalStatus;
  readonly applicant: Applicant;
  /** Ids of the materials still wanted. */
  readonly missing: readonly string[];
  readonly reason?: string;
  readonly slots: readonly VisitSlot[];
  readonly visit?: VisitSlot;
  readonly dispatched: boolean;
  /** False where papers cannot be uploaded and go to an agent by hand. */
  readonly uploads: boolean;
  /** The merchant's own page, by a link that expires. */
  readonly url: string;
  readonly linkUntilMs: Instant;
  readonly changedAtMs: Instant;
}

/** What the office answers. */
export type RenewalAnswer =
  | { readonly kind: 'found'; readonly renewal: RenewalView }
  | { readonly kind: 'none' }
  /** It cannot be opened by itself; only told to a merchant who has proven whose terminal it is. */
  | { readonly kind: 'refused'; readonly because: Exclude<Eligibility, { kind: 'eligible' | 'unknown' }> }
  /** That time is not offered any more. */
  | { readonly kind: 'taken'; readonly renewal: RenewalView }
  | { readonly kind: 'unavailable' };

/** A question as a text, the same for the same question. */
export function renewalKey(question: RenewalQuestion): string {
  return JSON.stringify(question);
}

/** What has happened to an application, for its merchant to be told. */
export interface RenewalNews {
  readonly renewal: RenewalView;
  /** True when people have work with it now: there must be a ticket that waits for them. */
  readonly wantsPeople: boolean;
  /** For the ticket: the terminal and the contact as the application has them. */
  readonly facts: Readonly<Record<string, string>>;
  /** True when the terminal has stopped already. */
  readonly stopped: boolean;
}
