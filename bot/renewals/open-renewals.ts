/** Opens renewals beside a pipeline, as the settings say, and serves their page. */

import type { Express } from 'express';
import { createRenewalPage, RENEWAL_PATH } from '#adapters/renewal/renewal-page.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { Logger } from '../log.ts';
import type { Pipeline } from '../pipeline.ts';
import { createRenewals } from '../renewals.ts';
import type { Respond } from '../run-turn.ts';
import type { Store } from '../store/store.ts';
import type { RenewalDependencies, Renewals } from './renewal-desk.ts';

/** What opening needs. */
export interface OpeningRenewals {
  readonly store: Store;
  readonly pipeline: Pipeline;
  readonly respond: Respond;
  readonly guide: () => Guide;
  readonly clock: () => number;
  readonly log: Logger;
  readonly publicUrl: () => string;
  readonly key: Uint8Array | undefined;
  readonly tellSinks: NonNullable<RenewalDependencies['tellSinks']>;
}

/** Renewals over a pipeline's store; the pipeline's turns ask them from now on. */
export async function openRenewals({ pipeline, key, ...given }: OpeningRenewals): Promise<Renewals> {
  const { serve, ...known } = pipeline.renewals;
  const renewals = await createRenewals({ ...given, ...known, ...(key ? { key } : {}) });
  serve(renewals.office);
  return renewals;
}

/** Serves the merchant's page on the public listener. */
export function mountRenewals(app: Express, { pages }: Pick<Renewals, 'pages'>): void {
  app.use(RENEWAL_PATH, createRenewalPage(pages));
}
