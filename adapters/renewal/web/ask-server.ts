/** Asks the server of the page; the address of the page is its key. */

import type { RenewalPage } from '#adapters/renewal-contract.ts';
import type { Applicant } from '#knowledge/guide.ts';
import { type Fault, isFault } from './wording.ts';

/** What the server answered. */
export type Answer =
  | { readonly kind: 'page'; readonly page: RenewalPage }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** The address of the page, without a closing slash. */
const base = location.pathname.replace(/\/+$/, '');

async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const response = await fetch(`${base}${path}`, { cache: 'no-store', ...init });
    const body = await response.json();
    if (response.ok) return { kind: 'page', page: body };
    const code = String(body?.error?.code ?? '');
    return { kind: 'fault', fault: isFault(code) ? code : 'failed' };
  } catch {
    return { kind: 'fault', fault: 'failed' };
  }
}

function post(path: string, body: object): Promise<Answer> {
  return ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/** The application as it is now. */
export const readPage = (): Promise<Answer> => ask('/state');

/** Says who applies. */
export const sayApplicant = (applicant: Applicant): Promise<Answer> => post('/applicant', { applicant });

/** Sends one photo of a material. */
export const sendPhoto = (material: string, photo: Blob): Promise<Answer> =>
  ask(`/papers/${encodeURIComponent(material)}`, {
    method: 'POST',
    headers: { 'Content-Type': photo.type === '' ? 'application/octet-stream' : photo.type },
    body: photo,
  });

/** Takes a photo away. */
export const removePhoto = (paper: string): Promise<Answer> => post(`/papers/${encodeURIComponent(paper)}/remove`, {});

/** Where a photo of the application is shown. */
export const photoAddress = (paper: string): string => `${base}/papers/${encodeURIComponent(paper)}`;

/** Sends the application in. */
export const sendIn = (): Promise<Answer> => post('/submit', {});

/** Chooses a time; without one, none of them. */
export const chooseVisit = (slot?: string): Promise<Answer> => post('/visit', slot === undefined ? {} : { slot });
