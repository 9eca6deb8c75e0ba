/** Asks the console's server about renewals. */

import type { ListedRenewal, OpenedRenewal, ReviewAction } from '#adapters/renewal-contract.ts';
import { get, type Outcome, post } from '../api.ts';

const path = (number: string): string => `/api/renewals/${encodeURIComponent(number)}`;

/** Applications, the longest unchanged first; `ended` also those that are over. */
export const fetchRenewals = (ended: boolean): Promise<{ readonly renewals: readonly ListedRenewal[] }> =>
  get(`/api/renewals?ended=${ended ? '1' : '0'}`);

/** One application. */
export const fetchRenewal = (number: string): Promise<OpenedRenewal> => get(path(number));

/** Does something with an application. */
export function review(number: string, { kind, ...body }: ReviewAction): Promise<Outcome<OpenedRenewal>> {
  return post(`${path(number)}/${kind}`, body);
}

/** Where a photo is shown; each look at it is in the audit log. */
export const paperAddress = (number: string, paper: string): string =>
  `${path(number)}/papers/${encodeURIComponent(paper)}`;
