/** What the console shows and does with terminals; bot/directory/device-office.ts has it. */

import type { DeskUser, Refused, TicketRef } from '#adapters/desk-contract.ts';
import type { Day, DeviceProof, DeviceRecord, DeviceStatus } from '#dialogs/device-record.ts';
import type { Instant } from '#dialogs/message.ts';
import type { ReminderKind } from '#dialogs/remind-of-end.ts';

/** Which terminals to list. */
export interface DeviceQueryView {
  readonly search?: string;
  readonly status?: DeviceStatus;
  readonly after?: string;
  readonly limit: number;
}

/** A terminal with when it was last written. */
export interface DeviceRow extends DeviceRecord {
  readonly updatedAtMs: Instant;
}

/** A page of terminals by serial. */
export interface DeviceList {
  readonly devices: readonly DeviceRow[];
  readonly total: number;
  readonly next?: string;
  /** True when the institution's own service is asked instead: what is here then tells merchants nothing. */
  readonly elsewhere: boolean;
}

/** One terminal with everything around it. */
export interface DeviceView {
  readonly device: DeviceRow;
  /** What stops it today, what has to be mended first in front. */
  readonly causes: readonly { readonly phrase: string; readonly endedOn?: Day }[];
  readonly tickets: readonly TicketRef[];
  readonly bindings: readonly {
    readonly conversationId: string;
    readonly proof: DeviceProof;
    readonly boundAtMs: Instant;
    readonly boundBy?: string;
  }[];
  readonly tokens: readonly {
    readonly kind: 'sticker' | 'link';
    readonly issuedAtMs: Instant;
    readonly issuedBy: string;
    readonly state: 'good' | 'used' | 'revoked' | 'old';
  }[];
  readonly reminders: readonly {
    readonly kind: ReminderKind;
    readonly endsOn: Day;
    readonly days: number;
    readonly atMs: Instant;
  }[];
}

/** Something wrong in a row or a field, in words for whoever mends it. */
export interface DeviceProblem {
  readonly row: number;
  readonly column: string;
  readonly message: string;
}

/** How writing a terminal ended. */
export type DeviceSaved =
  | { readonly kind: 'ok'; readonly device: DeviceRow }
  | { readonly kind: 'wrong'; readonly problems: readonly DeviceProblem[] }
  /** Somebody else has written it meanwhile. */
  | { readonly kind: 'changed' };

/** What an import did, or would do. */
export type DeviceImport =
  | {
      readonly kind: 'read';
      readonly devices: number;
      readonly changes: { readonly added: number; readonly changed: number; readonly same: number };
      /** The first hundred. */
      readonly problems: readonly DeviceProblem[];
      readonly problemCount: number;
      readonly ignored: readonly string[];
      /** The first rows as they were understood. */
      readonly sample: readonly DeviceRecord[];
      readonly stored: boolean;
    }
  /** `too-large`: a workbook of more cells than anybody fills, most of them a format on rows that hold nothing. */
  | { readonly kind: 'unreadable'; readonly why?: 'too-large' }
  | { readonly kind: 'too-long'; readonly most: number };

/** Where the code of a sticker leads. */
export type StickerPlace = 'web' | 'wechat' | 'wecom';

/** One sticker of a sheet. */
export interface StickerView {
  readonly serial: string;
  readonly model?: string;
  readonly store?: string;
  readonly merchant?: string;
  /** What stands in the code. */
  readonly url: string;
}

/** What ends when, and what was said of it. */
export interface DeviceCalendar {
  readonly today: Day;
  /** For the next thirteen months. */
  readonly endings: readonly {
    readonly kind: ReminderKind;
    readonly day: Day;
    readonly devices: number;
    /** Of these, terminals whose merchant can be told. */
    readonly bound: number;
  }[];
  /** Reminders of the last thirty days, by day of the institution's calendar. */
  readonly sent: readonly { readonly day: Day; readonly reminders: number }[];
  /** Terminals of which something ends in the next fortnight. */
  readonly soon: readonly DeviceRecord[];
  /** False when nobody is reminded of anything. */
  readonly reminds: boolean;
}

/** Everything around terminals. Every member checks the role itself, and notes what it changes in the audit log. */
export interface DeviceOffice {
  list(user: DeskUser, query: DeviceQueryView): Promise<DeviceList | Refused>;
  open(user: DeskUser, serial: string): Promise<DeviceView | Refused>;
  /** `seenMs`: when the terminal was written that was edited; 0 for a new one. */
  save(user: DeskUser, fields: Readonly<Record<string, string>>, seenMs: Instant): Promise<DeviceSaved | Refused>;
  importFile(user: DeskUser, file: Uint8Array, check: boolean): Promise<DeviceImport | Refused>;
  /** Binds a terminal to the merchant of a ticket. */
  bind(user: DeskUser, serial: string, ticket: string): Promise<{ readonly kind: 'ok' } | Refused>;
  unbind(user: DeskUser, serial: string, conversationId: string): Promise<{ readonly kind: 'ok' } | Refused>;
  /** A link for one merchant, to be sent where the institution knows them. */
  link(user: DeskUser, serial: string): Promise<{ readonly url: string; readonly untilMs: Instant } | Refused>;
  /** Makes stickers; the ids are for `sheet`. Refuses a place that is not set up as `not-found`. */
  stickers(
    user: DeskUser,
    serials: readonly string[],
    place: StickerPlace,
  ): Promise<{ readonly ids: readonly string[] } | Refused>;
  sheet(user: DeskUser, ids: readonly string[], place: StickerPlace): Promise<readonly StickerView[] | Refused>;
  /** Ends every sticker and link of a terminal. */
  revoke(user: DeskUser, serial: string): Promise<{ readonly ended: number } | Refused>;
  /** Places that stickers can lead to. */
  places(): readonly StickerPlace[];
  calendar(user: DeskUser): Promise<DeviceCalendar | Refused>;
}
