/** What the dialog remembers of a conversation: plain data that is stored after every turn. */

import type { Locale } from '#knowledge/guide.ts';

/** The dialog's memory. */
export interface DialogState {
  readonly version: 1;
  readonly guideRevision: string;
  readonly locale: Locale;
}
