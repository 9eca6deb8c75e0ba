/** Talks to the server: sends a message, reads history. */

import type { HistoryPage } from '../wire.ts';
import type { Photo, PostResult, Unsent } from './outbox.ts';

const TIMEOUT_MS = 15_000;
/** A photo may take its time over a poor network. */
const PHOTO_TIMEOUT_MS = 45_000;

/** Sends one message. Only an answer that another attempt cannot change is a refusal. */
export async function postMessage({ photo, ...message }: Unsent): Promise<PostResult> {
  try {
    const response = await (photo === undefined ? postText(message) : postPhoto(message, photo));
    if (response.ok) {
      const { seq }: { readonly seq: number } = await response.json();
      return { kind: 'accepted', seq };
    }
    if (response.status === 429 || response.status >= 500) return retryAfter(response);
    return { kind: 'refused' };
  } catch {
    return { kind: 'retry' };
  }
}

function postText(message: Omit<Unsent, 'photo'>): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return fetchInTime('/chat/messages', { method: 'POST', headers, body: JSON.stringify(message) });
}

function postPhoto({ id, locale }: Omit<Unsent, 'photo'>, { bytes, name }: Photo): Promise<Response> {
  const query = new URLSearchParams({ id, name, ...(locale === undefined ? {} : { locale }) });
  const headers = { 'Content-Type': bytes.type };
  return fetchInTime(`/chat/images?${query}`, { method: 'POST', headers, body: bytes }, PHOTO_TIMEOUT_MS);
}

/** A page that shows the connection as lost must not wait long for this. */
const NEWS_TIMEOUT_MS = 5_000;

/** The lines after a sequence, oldest first: what a page reads that has no stream. Rejects like `fetchHistory`. */
export async function fetchNews(afterSeq: number): Promise<HistoryPage> {
  const response = await fetchInTime(`/chat/history?after=${afterSeq}`, {}, NEWS_TIMEOUT_MS);
  if (!response.ok) throw new Error(`News: ${response.status}`);
  return response.json();
}

/** The lines before a sequence, or the newest ones. Rejects when the server cannot be reached. */
export async function fetchHistory(before?: number): Promise<HistoryPage> {
  const response = await fetchInTime(before === undefined ? '/chat/history' : `/chat/history?before=${before}`);
  if (!response.ok) throw new Error(`History: ${response.status}`);
  return response.json();
}

function retryAfter(response: Response): PostResult {
  const seconds = Number(response.headers.get('Retry-After'));
  return seconds > 0 && seconds <= 60 ? { kind: 'retry', afterMs: seconds * 1000 } : { kind: 'retry' };
}

async function fetchInTime(address: string, init: RequestInit = {}, timeoutMs = TIMEOUT_MS): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    return await fetch(address, { ...init, signal: abort.signal });
  } finally {
    clearTimeout(timer);
  }
}
