/** The tables as Kysely sees them: text, whole numbers and JSON in text, so that every engine stores the same. */

import type { Generated } from 'kysely';
import type {
  DeviceBindingRow,
  DeviceRow,
  DeviceTokenRow,
  RegisterMissRow,
  ReminderRow,
  ReminderStopRow,
  RenewalEventRow,
  RenewalPhotoRow,
  RenewalRow,
} from './device-rows.ts';
import type { ExternalTicketRow, SinkJobRow } from './sink-rows.ts';

/** One person on one channel. */
export interface ConversationRow {
  readonly id: string;
  readonly channel: string;
  readonly sender_id: string;
  readonly owner: string;
  /** DialogState as JSON. */
  readonly state: string | null;
  /** Sequence of the last transcript line. */
  readonly last_seq: number;
  /** When the merchant last wrote; 0 when all that came were taps. */
  readonly last_merchant_at: number;
  /** Messages delivered since the merchant last wrote. */
  readonly sent_since: number;
  /** Where to answer, in a form only the channel understands. */
  readonly address: string | null;
  /** Sequence of the merchant's last line. */
  readonly merchant_seq: number;
  /** When the merchant last tapped, on platforms that count taps by themselves. */
  readonly tap_at: number | null;
  readonly sent_since_tap: number;
  /** 1 while a delivery waits for the merchant to write again. */
  readonly held: number;
  readonly created_at: number;
}

/** One transcript line. */
export interface TranscriptRow {
  readonly conversation_id: string;
  readonly seq: number;
  readonly at: number;
  readonly from_whom: string;
  readonly text: string;
  readonly attachments: string | null;
  readonly reply: string | null;
  readonly author: string | null;
  readonly message_id: string | null;
}

/** One message from a platform; `body` (InboundMessage as JSON) is dropped when its turn is done. */
export interface InboxRow {
  readonly id: Generated<number>;
  readonly channel: string;
  readonly message_id: string;
  readonly conversation_id: string;
  readonly seq: number;
  readonly status: 'waiting' | 'done' | 'dead';
  readonly body: string | null;
  /** Kinds of secrets taken out, as JSON. */
  readonly sensitive: string;
  readonly received_at: number;
}

/** One message on its way out; `due_at` doubles as the end of a lease, and is never reached while it is held. */
export interface OutboxRow {
  readonly id: Generated<number>;
  readonly conversation_id: string;
  /** Transcript line that shows it. */
  readonly seq: number;
  readonly reply: string;
  readonly status: 'waiting' | 'delivered' | 'refused';
  readonly attempt: number;
  readonly due_at: number;
  readonly settled_at: number | null;
  /** The process that has taken it, where several share the outbox. */
  readonly leased_by: number | null;
  /** When it was first held; null when it never was. */
  readonly held_at: number | null;
}

/** One ticket; `draft` is the TicketDraft as JSON, the other columns are what is searched and changed. */
export interface TicketRow {
  readonly number: string;
  /** Counting part of the number, for order. */
  readonly ordinal: number;
  readonly conversation_id: string;
  readonly status: string;
  readonly priority: string;
  readonly agent: string | null;
  readonly opened_at: number;
  readonly updated_at: number;
  readonly answer_due_at: number;
  readonly draft: string;
  readonly channel: string | null;
  readonly sn: string | null;
  readonly mid: string | null;
  /** The one being worked on. */
  readonly symptom: string | null;
  readonly resolution: string | null;
  readonly fixed_by: string | null;
  readonly rating: string | null;
  readonly merged_into: string | null;
  readonly first_answer_at: number | null;
  readonly resolved_at: number | null;
  /** When the clock says that the answer is due soon. */
  readonly warn_at: number | null;
  /** 1 once nobody works on it any more; sorts closed tickets last. */
  readonly closed: number;
  /** What the clock has said of the present promise: 0 nothing, 1 due soon, 2 overdue. */
  readonly alerted: Generated<number>;
  /** What is searched, in lower case. */
  readonly search: string;
}

/** Something that happened to a ticket. */
export interface TicketEventRow {
  readonly id: Generated<number>;
  readonly number: string;
  readonly at: number;
  readonly kind: string;
  readonly by_whom: string | null;
  /** TicketChange list as JSON. */
  readonly changes: string | null;
  /** 1 once it stands in the queue of every sink there is. */
  readonly told: Generated<number>;
}

/** A step that a merchant came to (`reached`), or how it ended. */
export interface StepResultRow {
  readonly id: Generated<number>;
  readonly conversation_id: string;
  readonly step: string;
  readonly result: string;
  readonly at: number;
}

/** Somebody who may sign in to the desk. */
export interface AccountRow {
  readonly name: string;
  readonly role: string;
  /** Argon2id in the PHC string format. */
  readonly password_hash: string | null;
  /** Base32. */
  readonly totp_secret: string | null;
  /** A secret that was shown and not confirmed yet. */
  readonly totp_pending: string | null;
  /** Time step of the last code used, so that none is used twice. */
  readonly totp_step: number | null;
  readonly oidc_issuer: string | null;
  readonly oidc_subject: string | null;
  readonly disabled_at: number | null;
  readonly created_at: number;
}

/** Failed sign-ins of an account or an address, counted since an instant. */
export interface SignInTryRow {
  readonly key: string;
  readonly failures: number;
  readonly since: number;
}

/** One entry of the audit log; see AuditEntry. */
export interface AuditRow {
  readonly seq: number;
  readonly at: number;
  readonly user_name: string;
  readonly role: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
  readonly details: string | null;
  readonly hash: string;
}

/** One running clock of a conversation. */
export interface TimerRow {
  readonly conversation_id: string;
  readonly kind: string;
  readonly due_at: number;
}

/** One turn: why the bot did what it did. */
export interface TurnRow {
  readonly id: Generated<number>;
  readonly conversation_id: string;
  /** Last transcript line after the turn. */
  readonly seq: number;
  readonly trace: string;
  readonly outcome: string | null;
  readonly at: number;
}

/** Secrets that were found in a chat: kind and count, never the text. */
export interface SecurityEventRow {
  readonly id: Generated<number>;
  readonly conversation_id: string;
  readonly type: string;
  readonly count: number;
  readonly at: number;
}

/** A number that only grows. */
export interface CounterRow {
  readonly name: string;
  readonly value: number;
}

/** A single-use sign-in link. */
export interface SignInLinkRow {
  readonly hash: string;
  readonly user_name: string;
  readonly role: string;
  readonly expires_at: number;
  readonly used_at: number | null;
}

/** A browser that is signed in. */
export interface SignInRow {
  readonly hash: string;
  readonly user_name: string;
  readonly role: string;
  readonly expires_at: number;
  readonly last_used_at: number;
  readonly browser: string | null;
  readonly signed_in_at: Generated<number>;
}

/** A small text that a channel keeps. */
export interface NotebookRow {
  readonly key: string;
  readonly value: string;
}

/** A photo, a voice message or a file. */
export interface MediaRow {
  readonly ref: string;
  readonly bytes: Uint8Array;
  readonly content_type: string;
  readonly created_at: number;
}

/** Every table by name. */
export interface Tables {
  readonly conversations: ConversationRow;
  readonly transcript: TranscriptRow;
  readonly inbox: InboxRow;
  readonly outbox: OutboxRow;
  readonly tickets: TicketRow;
  readonly timers: TimerRow;
  readonly turns: TurnRow;
  readonly security_events: SecurityEventRow;
  readonly counters: CounterRow;
  readonly sign_in_links: SignInLinkRow;
  readonly sign_ins: SignInRow;
  readonly notebook: NotebookRow;
  readonly media: MediaRow;
  readonly devices: DeviceRow;
  readonly renewals: RenewalRow;
  readonly renewal_photos: RenewalPhotoRow;
  readonly renewal_events: RenewalEventRow & { readonly id: Generated<number> };
  readonly device_bindings: DeviceBindingRow;
  readonly device_tokens: DeviceTokenRow;
  readonly register_misses: RegisterMissRow;
  readonly reminders: ReminderRow;
  readonly reminder_stops: ReminderStopRow;
  readonly ticket_events: TicketEventRow;
  readonly sink_jobs: SinkJobRow;
  readonly external_tickets: ExternalTicketRow;
  readonly step_results: StepResultRow;
  readonly accounts: AccountRow;
  readonly sign_in_tries: SignInTryRow;
  readonly audit: AuditRow;
}
