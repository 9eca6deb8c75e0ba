/** What the page shows; types only. */

import type { RenewalPage } from '#adapters/renewal-contract.ts';
import type { Locale } from '#knowledge/guide.ts';

/** What is drawn. */
export interface Drawn {
  readonly page: RenewalPage;
  readonly locale: Locale;
  /** Materials whose photo is on its way. */
  readonly sending: ReadonlySet<string>;
}
