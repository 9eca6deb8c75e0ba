/** Renewals: the office that the dialog asks, the merchant's page, and the agents' review, over one store. */

import type { RenewalView } from '#dialogs/renewal/ask-office.ts';
import type { Renewal } from '#dialogs/renewal.ts';
import { decideChange } from './renewals/change-renewal.ts';
import { createRenewalLinks, type RenewalLinks } from './renewals/links.ts';
import { createOffice } from './renewals/office.ts';
import { createPages } from './renewals/pages.ts';
import type { RenewalDependencies, RenewalDesk, Renewals } from './renewals/renewal-desk.ts';
import { createReview } from './renewals/review.ts';
import { createPaperSeal, deriveKey } from './renewals/seal.ts';
import { createTeller } from './renewals/tell-sinks.ts';
import { viewForChat } from './renewals/view-renewal.ts';

/** Where the key of the links is noted when no key is configured. */
const LINK_KEY = 'renewal:link-key';
const DAY_MS = 86_400_000;

/** The key of the links: from the configured one, or one made once and kept in the store. */
async function linkKey({ key, store }: RenewalDependencies): Promise<Uint8Array> {
  if (key) return deriveKey(key, 'renewal links');
  const made = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
  await store.saveNoteOnce(LINK_KEY, made);
  return Buffer.from((await store.note(LINK_KEY)) ?? made, 'base64');
}

function createRenewalDesk(dependencies: RenewalDependencies, links: RenewalLinks): RenewalDesk {
  const { store, guide, clock, key, publicUrl, respond, limitsOf, log } = dependencies;
  const tell = createTeller(dependencies);
  const viewOf = (renewal: Renewal): RenewalView => {
    const untilMs = clock() + guide().renewal.linkDays * DAY_MS;
    const token = links.sign({ number: renewal.number, version: renewal.linkVersion, untilMs });
    return viewForChat(renewal, guide(), { url: `${publicUrl()}/renewal/${token}`, untilMs }, key !== undefined);
  };
  return {
    ...dependencies,
    links,
    ...(key ? { seal: createPaperSeal(key) } : {}),
    viewOf,
    tell,
    async change(number, change) {
      const now = clock();
      const deciding = { now, guide: guide(), respond, limitsOf, viewOf };
      const source = { kind: 'renewal', number } as const;
      const changed = await store.runTurn(source, now, (work) => decideChange(work, change, deciding));
      if (changed?.kind === 'ok') {
        log.info('renewal', { number, action: change.action, status: changed.renewal.status });
        await tell();
      }
      return changed ?? { kind: 'refused', reason: 'not-found' };
    },
  };
}

/** Opens renewals over a store. */
export async function createRenewals(dependencies: RenewalDependencies): Promise<Renewals> {
  const desk = createRenewalDesk(dependencies, createRenewalLinks(await linkKey(dependencies)));
  await desk.tell();
  return { office: createOffice(desk), pages: createPages(desk), review: createReview(desk) };
}
