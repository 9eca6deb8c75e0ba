/** The contracts of what happens around a terminal: whose it is, what names it, and reminders of what ends. */

import type { BoundDevice, DeviceProof, DeviceRecord } from '#dialogs/device-record.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { ReminderKind } from '#dialogs/remind-of-end.ts';
import type { AuditNote } from '../audit.ts';

/** A terminal that a conversation may hear about. */
export interface DeviceBinding extends BoundDevice {
  readonly conversationId: ConversationId;
  readonly boundAtMs: Instant;
  /** The agent who bound it. */
  readonly boundBy?: string;
}

/** A binding to be written; one that is there keeps its stronger proof. */
export interface NewBinding {
  readonly serial: string;
  readonly mid?: string;
  readonly proof: DeviceProof;
  readonly by?: string;
}

/** Who may hear about which terminal. */
export interface BindingStore {
  /** Those of a conversation, the latest first. */
  bindings(conversationId: ConversationId): Promise<readonly DeviceBinding[]>;
  bindingsOf(serial: string): Promise<readonly DeviceBinding[]>;
  bindDevice(conversationId: ConversationId, binding: NewBinding, now: Instant, note?: AuditNote): Promise<void>;
  /** False when there was none. */
  unbindDevice(conversationId: ConversationId, serial: string, note: AuditNote): Promise<boolean>;
  /** The most failures under one of these keys since an instant; see `missKeys`. */
  registerMisses(keys: readonly string[], since: Instant): Promise<number>;
}

/** A sticker or a link that names a terminal, as it was issued. */
export interface DeviceToken {
  readonly id: string;
  /** A `sticker` says which terminal it is, to whoever scans it; a `link` proves whose it is, to the first who opens it. */
  readonly kind: 'sticker' | 'link';
  readonly serial: string;
  readonly issuedAtMs: Instant;
  readonly issuedBy: string;
  readonly revokedAtMs?: Instant;
  /** The conversation that a link was opened in. */
  readonly usedBy?: string;
  /** What the code of a sticker opens, where a platform had to be asked for it. */
  readonly place?: string;
}

/** Stickers and links. */
export interface TokenStore {
  /** The secret that tokens are signed with; the first `candidate` ever offered is kept. */
  tokenKey(candidate: string): Promise<string>;
  saveTokens(tokens: readonly DeviceToken[], note: AuditNote): Promise<void>;
  token(id: string): Promise<DeviceToken | undefined>;
  tokensOf(serial: string): Promise<readonly DeviceToken[]>;
  /** Ends those of a terminal that were issued up to now; how many. */
  revokeTokens(serial: string, now: Instant, note: AuditNote): Promise<number>;
  /** Binds the terminal of a token to a conversation; false when a link was opened in another one, or is revoked. */
  useToken(
    token: DeviceToken,
    conversationId: ConversationId,
    mid: string | undefined,
    now: Instant,
    note: AuditNote,
  ): Promise<boolean>;
}

/** Something of a terminal that ends, and how many days before it somebody is told. */
export interface ReminderKey {
  readonly serial: string;
  readonly kind: ReminderKind;
  readonly endsOn: string;
  readonly days: number;
}

/** Somebody who could be told; what was sent before is counted as `Sent` counts it. */
export interface ReminderCandidate extends ReminderKey {
  readonly lastMerchantAtMs: Instant;
  readonly sentSince: number;
  readonly tapAtMs?: Instant;
  readonly sentSinceTap: number;
  readonly conversationId: ConversationId;
  readonly channel: string;
  readonly owner: string;
  /** Whether it is known where on the platform this person is written to. */
  readonly reachable: boolean;
}

/** Which reminders are due: those of a kind whose day lies in a range, both ends included. */
export interface ReminderQuery {
  readonly kind: ReminderKind;
  readonly days: number;
  readonly from: string;
  readonly to: string;
  readonly limit: number;
  /** Serial of the last terminal of the page before. */
  readonly after?: string;
}

/** How many things end on a day. */
export interface EndingCount {
  readonly kind: ReminderKind;
  readonly day: string;
  readonly devices: number;
  /** Of these, terminals somebody can be told about. */
  readonly bound: number;
}

/** A reminder as it was written. */
export interface SentReminder extends ReminderKey {
  readonly conversationId: ConversationId;
  readonly atMs: Instant;
}

/** Reminders. They are written by turns, see `TurnWrites.reminders`. */
export interface ReminderStore {
  /** Bound conversations of terminals that are due and were not told, whole terminals, by serial. */
  dueReminders(query: ReminderQuery): Promise<readonly ReminderCandidate[]>;
  /** What ends in a range of days, both included, of terminals in use. */
  endings(from: string, to: string): Promise<readonly EndingCount[]>;
  /** Terminals of which something ends in a range of days, soonest first. */
  endingDevices(from: string, to: string, limit: number): Promise<readonly DeviceRecord[]>;
  /** Reminders written in a range of time, by local day of the caller's choice; newest first, at most `limit`. */
  sentReminders(
    range: { readonly fromMs: Instant; readonly toMs: Instant },
    limit: number,
  ): Promise<readonly SentReminder[]>;
  remindersOf(serial: string): Promise<readonly SentReminder[]>;
}
