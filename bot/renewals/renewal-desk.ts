/** What renewals are made of: what they need, what they offer, and what office, page and review share; types only. */

import type { ChannelLimits, DeviceDirectory, Media } from '#adapters/contract.ts';
import type { RenewalPages, RenewalReview } from '#adapters/renewal-contract.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { Redacted } from '#dialogs/redact.ts';
import type { RenewalAnswer, RenewalQuestion, RenewalView } from '#dialogs/renewal/ask-office.ts';
import type { Renewal } from '#dialogs/renewal.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { Logger } from '../log.ts';
import type { Respond } from '../run-turn.ts';
import type { RenewalEvent } from '../store/renewal-store.ts';
import type { Store } from '../store/store.ts';
import type { Changed, RenewalChange } from './change-renewal.ts';
import type { RenewalLinks } from './links.ts';
import type { PaperSeal } from './seal.ts';

/** What renewals need. */
export interface RenewalDependencies {
  readonly store: Store;
  readonly respond: Respond;
  readonly guide: () => Guide;
  readonly limitsOf: (channel: string) => ChannelLimits | undefined;
  readonly clock: () => Instant;
  readonly log: Logger;
  readonly redact: (text: string) => Redacted;
  /** The address merchants see, without a closing slash; known once the listeners are open. */
  readonly publicUrl: () => string;
  /** The register of devices; left out, nothing is known of contracts. */
  readonly directory?: DeviceDirectory;
  /** 32 bytes that papers are encrypted with; left out, they cannot be uploaded. */
  readonly key?: Uint8Array;
  /** Whether a payment card's number can be read in a photo; left out, nobody looks. */
  readonly holdsCard?: (media: Media) => Promise<boolean>;
  /** Told of every event of an application once it is on disk, at least once, for systems of the institution. */
  readonly tellSinks?: (event: RenewalEvent, renewal: Renewal) => Promise<void>;
}

/** What the dialog's questions are put to. */
export interface RenewalOffice {
  /** Never rejects. */
  answer(conversationId: ConversationId, question: RenewalQuestion): Promise<RenewalAnswer>;
}

/** Renewals as the rest of posdesk sees them. */
export interface Renewals {
  readonly office: RenewalOffice;
  readonly pages: RenewalPages;
  readonly review: RenewalReview;
}

/** What office, page and review share. */
export interface RenewalDesk extends RenewalDependencies {
  readonly links: RenewalLinks;
  readonly seal?: PaperSeal;
  /** The application as its merchant is told of it in the chat, with a fresh link. */
  viewOf(renewal: Renewal): RenewalView;
  /** Tells systems of the institution what they have not been told yet. */
  tell(): Promise<void>;
  /** Makes one change in one transaction. */
  change<Refusal extends string>(number: string, change: RenewalChange<Refusal>): Promise<Changed<Refusal>>;
}
