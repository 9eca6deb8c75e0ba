/** Which part of the console the address names. */

import { useEffect, useState } from 'preact/hooks';

/** Parts of the console besides the queue. */
export type Place = 'devices' | 'renewals' | 'reports' | 'content' | 'operations' | 'people' | 'account';

/** Where somebody is. */
export interface Route {
  readonly place: Place | 'queue';
  /** The ticket that is open, or what the place shows of itself. */
  readonly id?: string;
}

const PLACES: readonly string[] = [
  'devices',
  'renewals',
  'reports',
  'content',
  'operations',
  'people',
  'account',
] satisfies readonly Place[];

/** Reads `#/T1001`, `#/reports`, `#/content/net-offline`; anything else is the queue. Pure. */
export function readRoute(hash: string): Route {
  const [first = '', second = ''] = hash.replace(/^#\/?/, '').split('/').map(decode);
  if (PLACES.includes(first)) return { place: first as Place, ...(second === '' ? {} : { id: second }) };
  return { place: 'queue', ...(first === '' ? {} : { id: first }) };
}

/** The address of a ticket or, without a number, of the queue. */
export function ticketLink(number = ''): string {
  return `#/${encodeURIComponent(number)}`;
}

/** Follows the address. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return readRoute(hash);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
