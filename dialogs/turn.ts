/** One turn: what comes in, what comes out. */

import type { Priority } from '#knowledge/guide.ts';
import type { BoundDevice, DeviceQuery, RegisterAnswer } from './device-record.ts';
import type { InboundMessage, Instant, Reply } from './message.ts';
import type { PageLinks } from './pages.ts';
import type { PhotoReading } from './photo.ts';
import type { SensitiveKind } from './redact/sensitive-kind.ts';
import type { RenewalAnswer, RenewalNews, RenewalQuestion } from './renewal/ask-office.ts';
import type { DialogState } from './state.ts';
import type { TicketDraft } from './ticket.ts';

/** What was found out for a turn before it began. */
export interface Findings {
  /** Photos of the message that were looked through. */
  readonly photos?: readonly PhotoReading[];
  /** Present where there is a register of devices; its answers by `queryKey`. */
  readonly register?: ReadonlyMap<string, RegisterAnswer>;
  /** Present where renewals are kept; the office's answers by `renewalKey`. */
  readonly renewals?: ReadonlyMap<string, RenewalAnswer>;
  /** Terminals bound to the conversation, the latest first. */
  readonly bound?: readonly BoundDevice[];
}

/** What can happen to a conversation. */
export type DialogEvent =
  | {
      readonly kind: 'message';
      readonly message: InboundMessage;
      /** Secrets that the inbox has already taken out of the text. */
      readonly sensitive: readonly SensitiveKind[];
      readonly found?: Findings;
      /** How many messages the platform still allows until the merchant writes again; absent: as many as needed. */
      readonly room?: number;
      /** Links to the printable pages, made for this conversation; absent: none, and no sentence speaks of them. */
      readonly pages?: PageLinks;
    }
  | { readonly kind: 'timer'; readonly timer: TimerKind }
  | { readonly kind: 'renewal'; readonly news: RenewalNews }
  | {
      readonly kind: 'agent';
      readonly action: 'claim' | 'reply' | 'note' | 'resolve' | 'handback';
      readonly text: string;
    };

/** Clocks a conversation can have running; at most one of a kind. */
export type TimerKind = 'collect-silence' | 'reminder';

/** Work that the dialog asks for and does not do itself. */
export type Effect =
  | { readonly kind: 'openTicket'; readonly draft: TicketDraft; readonly answerDueMs: Instant }
  | { readonly kind: 'updateTicket'; readonly draft: TicketDraft; readonly answerDueMs?: Instant }
  | { readonly kind: 'cancelTicket' }
  | { readonly kind: 'setTimer'; readonly timer: TimerKind; readonly dueAtMs: Instant }
  | { readonly kind: 'clearTimer'; readonly timer: TimerKind }
  /** The turn could say more with the register's answer: it is asked, and the turn worked out again with the answer. */
  | { readonly kind: 'lookupDevice'; readonly query: DeviceQuery }
  /** The merchant has proved whose terminal it is: from now on this conversation may hear of it. */
  | { readonly kind: 'bindDevice'; readonly serial: string; readonly mid: string }
  /** A merchant number and a serial that do not belong together; too many of them, and nobody may try on. */
  | { readonly kind: 'registerMiss'; readonly serial?: string; readonly mid: string }
  /** The merchant wants reminders of what ends, or wants none. */
  | { readonly kind: 'reminders'; readonly on: boolean }
  /** Asked in the same way of the office that keeps renewals. */
  | { readonly kind: 'askRenewals'; readonly question: RenewalQuestion }
  /** Takes a picture off the shelf. */
  | { readonly kind: 'deletePhoto'; readonly ref: string }
  | { readonly kind: 'securityEvent'; readonly type: 'card_data_in_chat'; readonly count: number }
  | { readonly kind: 'close'; readonly outcome: 'resolved' | 'answered' | 'abandoned'; readonly priority?: Priority };

/** One decision of a turn in words an operator understands. */
export interface TraceLine {
  /** The part of the dialog that decided, such as the reader's name. */
  readonly by: string;
  readonly says: string;
}

/**
 * What a turn produces. A ticket that opens has no number yet: replies and state hold `{ticketNumber}`, which
 * `nameTicket` fills in once the store has given one.
 */
export interface TurnResult {
  readonly state: DialogState;
  readonly replies: readonly Reply[];
  readonly effects: readonly Effect[];
  readonly trace: readonly TraceLine[];
}
