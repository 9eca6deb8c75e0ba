/** What the printable pages need of the desk around them. */

import type { Day } from '#dialogs/device-record.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { Guide, Locale } from '#knowledge/guide.ts';

/** What is known of a merchant's terminal; what is not known, or not proved to be theirs, is absent. */
export interface MerchantFacts {
  readonly locale: Locale;
  readonly model?: string;
  /** The last characters of the serial number; the rest is nobody's business on a sheet at the counter. */
  readonly serialEnd?: string;
  readonly merchant?: string;
  readonly store?: string;
  readonly firmware?: string;
  readonly contractEndsOn?: Day;
  readonly simEndsOn?: Day;
  readonly certificateEndsOn?: Day;
  readonly approvalEndsOn?: Day;
}

/** What the pages are made of. */
export interface PreventionDependencies {
  readonly guide: () => Guide;
  readonly now: () => Instant;
  /** What links are sealed with; the same for every process on one database. */
  readonly secret: string;
  /** What is known of the merchant of a conversation; `undefined` when there is no such conversation any more. */
  readonly factsOf: (conversationId: ConversationId) => Promise<MerchantFacts | undefined>;
}
