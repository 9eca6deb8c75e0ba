/** What the server and the page of the console say to each other; types only. */

import type {
  AuditPage,
  DeskAction,
  DeskPermission,
  DeskRole,
  DeskUser,
  OpenedTicket,
  Reports as ReportFigures,
  TicketPage,
} from '#adapters/desk-contract.ts';
import type { DeskAccount, LiveSignIn } from '#adapters/sign-in-contract.ts';
import type { ResolutionCode, Ticket } from '#dialogs/ticket.ts';
import type { Locale, Wording } from '#knowledge/guide.ts';

/** Answer of GET /api/me. */
export interface Me extends DeskUser {
  /** What the role may do; the page hides the rest, the desk refuses it. */
  readonly may: readonly DeskPermission[];
  /** Until when the sign-in counts as fresh, for unmasking and export; absent: it does not. */
  readonly freshUntilMs?: number;
}

/** Answer of GET /api/names: what a symptom's id (`net-offline`) or a fact's value (`network.wifi`) is called. */
export type Names = Readonly<Record<string, Wording>>;

/**
 * Answer of GET /api/tickets. Query: `status`, `priority`, `agent` (a name, `me`, or `none`), `channel`, `search`,
 * `limit` (at most 500), `cursor` (`next` of the page before).
 */
export type TicketList = TicketPage;

/** Answer of GET /api/tickets/:number, and of POST /api/tickets/:number/unmask (an empty object). */
export type TicketView = OpenedTicket;

/** Body of POST /api/tickets/:number/:kind, where `kind` is that of the action; the rest of the action is the body. */
export type ActionBody<Kind extends DeskAction['kind']> = Omit<Extract<DeskAction, { kind: Kind }>, 'kind'>;

/** Answer of POST /api/tickets/:number/:kind. */
export interface Acted {
  readonly ticket: Ticket;
}

/** Answer of POST /api/media with the bytes of a JPEG, PNG or WebP as body: what `mediaRef` of a reply names. */
export interface Uploaded {
  readonly ref: string;
}

/** What somebody is writing on a ticket. */
export type Writing = 'note' | 'reply';

/** Somebody who looks at a ticket. */
export interface Onlooker {
  readonly name: string;
  /** Absent while they only look. */
  readonly writing?: Writing;
}

/**
 * Answer of POST /api/tickets/:number/presence with `{"writing"?, "page"?}`, to be sent every 20 s while a page shows the
 * ticket, and when its agent begins or ends to write; `page` tells windows of one person apart. When others change, the stream sends an event `presence` with `{"number"}`.
 */
export interface Presence {
  /** Others who look at this ticket now. */
  readonly others: readonly Onlooker[];
}

/** Answer of GET /api/choices: what the page offers for picking. */
export interface Choices {
  /** Names of those who can be given a ticket. */
  readonly agents: readonly string[];
  /** Names of the channels that tickets came from. */
  readonly channels: readonly string[];
  readonly resolutionCodes: readonly ResolutionCode[];
  readonly macros: readonly Macro[];
  /** Where the institution's days begin and end: an IANA name. */
  readonly timeZone: string;
}

/** A canned answer, ready to be sent as it is. */
export interface Macro {
  readonly id: string;
  readonly title: Wording;
  readonly text: Readonly<Record<Locale, string>>;
}

/** Answer of GET /api/reports?from&to, both epoch milliseconds. */
export type Reports = ReportFigures;

/** Answer of GET /api/audit?user&subject&before&limit. */
export type AuditLog = AuditPage;

/** GET /api/export/tickets.csv?from&to answers text/csv. */

/** Answer of GET /api/flows: every symptom and procedure. */
export interface FlowList {
  readonly flows: readonly { readonly id: string; readonly kind: 'symptom' | 'procedure'; readonly title: Wording }[];
}

/** Where something stands in the content files. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** One text of the content with the words that were looked for. */
export interface KnowledgeHit {
  readonly id: string;
  readonly kind: 'symptom' | 'procedure';
  readonly title: Wording;
  readonly where: 'title' | 'step' | 'example';
  readonly text: string;
  /** Of an example the place of its symptom, under which it stands. */
  readonly at: Place;
}

/** Answer of GET /api/knowledge?find: what the bot takes a line for, and where the content says something like it. */
export interface KnowledgeFound {
  readonly decision: 'accept' | 'clarify' | 'reject';
  /** What it acts on, or asks which of; empty for a line that it does not know. `hasPage`: a symptom, not a wish. */
  readonly heard: readonly { readonly id: string; readonly title: Wording; readonly hasPage: boolean }[];
  readonly hits: readonly KnowledgeHit[];
  /** True when there are more hits than are told. */
  readonly more: boolean;
}

/** Answer of GET /api/flows/:id: the steps of one, in order, with where each leads. */
export interface FlowView {
  readonly id: string;
  readonly title: Wording;
  readonly at: Place;
  /** What merchants say of it; empty for a procedure. */
  readonly examples: readonly string[];
  readonly start: string;
  readonly steps: readonly FlowStep[];
}

/** One step as a node of the drawn tree. */
export interface FlowStep {
  readonly id: string;
  readonly kind: string;
  readonly at: Place;
  readonly text: Wording;
  /** Ways on: to a step of this flow, to another flow, or to an end (`resolved`, `handoff`, …). */
  readonly ways: readonly {
    readonly label?: Wording;
    readonly to: string;
    readonly kind: 'step' | 'flow' | 'end';
  }[];
}

/** Answer of GET /api/unmatched?limit: merchants' lines that the bot could not read, the newest first. */
export interface Unmatched {
  readonly lines: readonly {
    readonly conversationId: string;
    readonly seq: number;
    readonly atMs: number;
    readonly channel: string;
    readonly text: string;
    /** Catalogue id of what it most likely means, however unlikely; absent when nothing comes near. */
    readonly suggested?: string;
  }[];
}

/** Answer of GET /api/dead-letters?limit: messages that could not be worked on, the newest first. */
export interface DeadLetters {
  readonly letters: readonly {
    readonly id: number;
    readonly conversationId: string;
    readonly channel: string;
    readonly atMs: number;
    readonly text: string;
    /** Newest ticket of the conversation, where there is one. */
    readonly ticket?: string;
  }[];
}

/** A way of writing Chinese. */
export type Script = 'zh-Hans' | 'zh-Hant';

/** Body of POST /api/convert; at most 200 texts. */
export interface ToConvert {
  readonly texts: readonly string[];
  readonly to: Script;
}

/** Answer of POST /api/convert: the texts in the other script, in the same order; what is in it already stays. */
export interface Converted {
  readonly texts: readonly string[];
}

/** Answer of GET /api/health: how the queues stand. */
export interface Health {
  readonly waitingMessages: number;
  readonly deadMessages: number;
  readonly waitingDeliveries: number;
  readonly refusedDeliveries: number;
  readonly channels: readonly string[];
}

/** Answer of GET /sign-in/methods, open to everybody. */
export interface SignInMethods {
  readonly password: boolean;
  /** True when GET /sign-in/oidc leads to single sign-on. */
  readonly oidc: boolean;
}

/** Body of POST /sign-in/password, to sign in and to make a sign-in fresh again. */
export interface PasswordSignIn {
  readonly name: string;
  readonly password: string;
  /** Of the authenticator app, when `code-wanted` came back. */
  readonly code?: string;
}

/** Answer of GET /api/accounts. */
export interface AccountList {
  readonly accounts: readonly DeskAccount[];
}

/** Body of POST /api/accounts/invite. */
export interface Invite {
  readonly name: string;
  readonly role: DeskRole;
}

/** Answer of POST /api/accounts/invite. */
export interface Invited {
  /** The sign-in link to hand over. */
  readonly url: string;
  readonly untilMs: number;
}

/** Body of POST /api/accounts/change. */
export interface AccountChange {
  readonly name: string;
  readonly role?: DeskRole;
  readonly disabled?: boolean;
}

/** Answer of GET /api/sign-ins; POST /api/sign-ins/revoke takes `{"ref"}`. */
export interface SignInList {
  readonly signIns: readonly LiveSignIn[];
}

/** Body of POST /api/me/password; answers 204, 400 `weak` or 400 `wrong`. */
export interface NewPassword {
  readonly password: string;
  readonly current?: string;
}

/** Answer of POST /api/me/totp with `{}`; with `{"code"}` it answers 204 or 400 `wrong`. */
export interface TotpSetUp {
  /** `otpauth://…`, to be shown as a QR code. */
  readonly uri: string;
  /** The same as an SVG. */
  readonly svg: string;
}

/** Answer of any route that refuses. */
export interface Refused {
  readonly error: {
    readonly code: string;
    readonly message: string;
    /** The colleague who has the ticket, with `claimed-by-other`. */
    readonly who?: string;
  };
}
