/** What the server and the page of the web chat say to each other; types only. */

import type { Receipt, ReplyChoice } from '#dialogs/message.ts';
import type { Locale } from '#knowledge/guide.ts';

/** One line of the transcript as the merchant may see it. */
export interface PageLine {
  readonly seq: number;
  readonly atMs: number;
  readonly from: 'merchant' | 'bot' | 'agent';
  readonly text: string;
  readonly choices?: readonly ReplyChoice[];
  readonly imageUrl?: string;
  readonly receipt?: Receipt;
  /** For agent lines: who wrote. */
  readonly author?: string;
  /** For merchant lines sent from a page: the client's id. */
  readonly messageId?: string;
  readonly attachments?: readonly PageAttachment[];
}

/** What came with a line. */
export interface PageAttachment {
  readonly kind: 'image' | 'voice' | 'file';
  readonly name: string;
  /** For images that are kept: where to see it. */
  readonly url?: string;
}

/** Body of POST /chat/messages. A photo is the body of POST /chat/images, with `id`, `name` and `locale` as query. */
export interface OutgoingMessage {
  /** UUID made by the client; a retry with the same id is one message. */
  readonly id: string;
  readonly text: string;
  readonly choiceId?: string;
  readonly locale?: Locale;
}

/** Answer of GET /chat/history. */
export interface HistoryPage {
  readonly lines: readonly PageLine[];
  /** Ask with `?before=` this for earlier lines; absent when there are none. */
  readonly before?: number;
}
