/** What merchants can do with their application on its page, and agents at the desk; bot/renewals.ts keeps both. */

import type { Instant } from '#dialogs/message.ts';
import type { Eligibility, Renewal, RenewalAction, RenewalPaper, RenewalStatus, VisitSlot } from '#dialogs/renewal.ts';
import type { Applicant, Locale, RenewalMaterial, Wording } from '#knowledge/guide.ts';
import type { Media } from './contract.ts';
import type { DeskRefusal, DeskUser } from './desk-contract.ts';

/** An application as its own page shows it. Nothing of any other application is in it. */
export interface RenewalPage {
  readonly number: string;
  readonly status: RenewalStatus;
  readonly language: Locale;
  readonly applicant: Applicant;
  /** The institution; empty texts: it has given no name. */
  readonly name: Wording;
  readonly hotline: string;
  /** In the order of the list; the page leaves out those of the other applicant. */
  readonly materials: readonly RenewalMaterial[];
  readonly papers: readonly Pick<RenewalPaper, 'id' | 'material' | 'photo'>[];
  /** Ids of materials that are wanted before it can go in. */
  readonly missing: readonly string[];
  readonly reason?: string;
  /** False where photos are not taken: papers go to an agent by hand. */
  readonly uploads: boolean;
  /** True while papers can be added and taken away. */
  readonly open: boolean;
  readonly slots: readonly VisitSlot[];
  readonly visit?: VisitSlot;
  readonly dispatched: boolean;
  readonly timeZone: string;
  readonly linkUntilMs: Instant;
  readonly history: readonly { readonly atMs: Instant; readonly status: RenewalStatus }[];
}

/**
 * Why something on the page is refused. `no-link` says nothing more: the link is made up, altered, revoked, or its
 * application is gone.
 */
export type PageRefusal =
  | 'no-link'
  | 'expired'
  | 'not-now'
  | 'uploads-off'
  | 'no-photo'
  | 'too-large'
  | 'card'
  | 'too-many'
  | 'unknown-material'
  | 'incomplete'
  | 'taken';

/** What came of something on the page: the page as it is now, or why not. */
export type PageResult =
  | { readonly kind: 'ok'; readonly page: RenewalPage }
  | { readonly kind: 'refused'; readonly reason: PageRefusal };

/** The merchant's page. Every member takes the link's token, and acts on the one application that it names. */
export interface RenewalPages {
  view(token: string): Promise<PageResult>;
  /** Says who applies. */
  apply(token: string, applicant: Applicant): Promise<PageResult>;
  /** Takes one photo of a material, whatever its sender calls it. */
  upload(token: string, material: string, bytes: Uint8Array): Promise<PageResult>;
  remove(token: string, paper: string): Promise<PageResult>;
  /** The merchant's own photo. */
  photo(token: string, paper: string): Promise<Media | undefined>;
  submit(token: string): Promise<PageResult>;
  /** Without a slot: none of those offered. */
  choose(token: string, slot?: string): Promise<PageResult>;
}

/** What an agent can do with an application. Reasons go to the merchant. */
export type ReviewAction =
  | { readonly kind: 'begin' | 'approve' | 'complete' | 'submit' }
  /** Notes that a material was brought on paper. */
  | { readonly kind: 'receive'; readonly material: string }
  | { readonly kind: 'ask-more'; readonly materials: readonly string[]; readonly reason: string }
  | { readonly kind: 'reject'; readonly reason: string }
  | { readonly kind: 'offer'; readonly slots: readonly { readonly fromMs: Instant; readonly toMs: Instant }[] }
  | { readonly kind: 'dispatch'; readonly technician: string }
  /** Makes every link given out so far useless. */
  | { readonly kind: 'revoke' };

/** Why an agent's action is refused. */
export type ReviewRefusal = DeskRefusal | 'not-now' | 'incomplete' | 'no-visit' | 'wrong-times' | 'uploads-off';

/** A refusal at the desk. */
export interface ReviewRefused {
  readonly kind: 'refused';
  readonly reason: ReviewRefusal;
}

/** An application in the agents' list. */
export interface ListedRenewal {
  readonly number: string;
  readonly status: RenewalStatus;
  readonly applicant: Applicant;
  readonly serial?: string;
  readonly model?: string;
  readonly stopped?: boolean;
  readonly channel: string;
  readonly ticketNumber?: string;
  readonly openedAtMs: Instant;
  readonly updatedAtMs: Instant;
  readonly agent?: string;
  /** True while it waits for an agent rather than for the merchant. */
  readonly waitsForDesk: boolean;
}

/** An application as an agent opens it. */
export interface OpenedRenewal {
  readonly renewal: Renewal;
  readonly eligibility: Eligibility;
  readonly materials: readonly RenewalMaterial[];
  readonly missing: readonly string[];
  /** What may be done with it now. */
  readonly actions: readonly RenewalAction[];
  readonly history: readonly {
    readonly atMs: Instant;
    readonly kind: string;
    readonly status: RenewalStatus;
    readonly by?: string;
    readonly note?: string;
  }[];
  readonly uploads: boolean;
  readonly timeZone: string;
}

/** Applications at the desk. Every member checks the role and writes the audit log itself. */
export interface RenewalReview {
  list(
    user: DeskUser,
    query: { readonly status?: RenewalStatus; readonly ended?: boolean },
  ): Promise<{ readonly kind: 'ok'; readonly renewals: readonly ListedRenewal[] } | ReviewRefused>;
  renewal(user: DeskUser, number: string): Promise<({ readonly kind: 'ok' } & OpenedRenewal) | ReviewRefused>;
  act(
    user: DeskUser,
    number: string,
    action: ReviewAction,
  ): Promise<({ readonly kind: 'ok' } & OpenedRenewal) | ReviewRefused>;
  /** A photo, decrypted; each look is an entry in the audit log. */
  photo(
    user: DeskUser,
    number: string,
    paper: string,
  ): Promise<{ readonly kind: 'ok'; readonly media: Media } | ReviewRefused>;
}
