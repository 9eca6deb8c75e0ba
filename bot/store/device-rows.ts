/** Rows of terminals: the register, who they are bound to, reminders and renewals. */

/** A terminal in the register; days as `2026-11-30`. */
export interface DeviceRow {
  readonly serial: string;
  readonly model: string | null;
  readonly mid: string | null;
  readonly tid: string | null;
  readonly merchant: string | null;
  readonly store: string | null;
  readonly iccid: string | null;
  readonly carrier: string | null;
  readonly sim_ends_on: string | null;
  readonly contract_ends_on: string | null;
  readonly certificate_ends_on: string | null;
  readonly approval_ends_on: string | null;
  readonly status: string;
  readonly firmware: string | null;
  readonly updated_at: number;
}

/** A terminal that a conversation may hear about; `proof`: how that was shown, `sticker` showing only which one it is. */
export interface DeviceBindingRow {
  readonly conversation_id: string;
  readonly serial: string;
  /** The merchant whose terminal it was then. */
  readonly mid: string | null;
  readonly proof: string;
  readonly bound_at: number;
  /** The agent who bound it. */
  readonly bound_by: string | null;
}

/** A sticker or a link that names a terminal. */
export interface DeviceTokenRow {
  readonly id: string;
  readonly kind: string;
  readonly serial: string;
  readonly issued_at: number;
  readonly issued_by: string;
  readonly revoked_at: number | null;
  /** The conversation that a link was opened in. */
  readonly used_by: string | null;
  /** What the code of a sticker opens, where a platform had to be asked for it. */
  readonly place: string | null;
}

/** Numbers that did not belong together, by merchant number or serial, counted since an instant. */
export interface RegisterMissRow {
  readonly key: string;
  readonly misses: number;
  readonly since: number;
}

/** A reminder that has been written to a merchant. */
export interface ReminderRow {
  readonly serial: string;
  /** What ends. */
  readonly kind: string;
  readonly ends_on: string;
  /** Days before the end. */
  readonly days: number;
  readonly conversation_id: string;
  readonly at: number;
}

/** A merchant who wants no reminders. */
export interface ReminderStopRow {
  readonly conversation_id: string;
  readonly at: number;
}

/** An application for a renewal; `body` is the rest of it as JSON. */
export interface RenewalRow {
  readonly number: string;
  readonly ordinal: number;
  readonly conversation_id: string;
  readonly status: string;
  readonly ended: number;
  readonly serial: string | null;
  readonly updated_at: number;
  readonly body: string;
}

/** A photo of a paper, encrypted. */
export interface RenewalPhotoRow {
  readonly id: string;
  readonly number: string;
  readonly sealed: Uint8Array;
  readonly created_at: number;
}

/** What happened to an application. */
export interface RenewalEventRow {
  readonly number: string;
  readonly at: number;
  readonly kind: string;
  readonly status: string;
  readonly by: string | null;
  readonly note: string | null;
}
