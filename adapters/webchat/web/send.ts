/** Talks to the server: sends a message, reads history. */

import type { HistoryPage, OutgoingMessage } from '../wire.ts';
import type { PostResult } from './outbox.ts';

const TIMEOUT_MS = 15_000;

/** Sends one message. Only an answer that another attempt cannot change is a refusal. */
export async function postMessage(message: OutgoingMessage): Promise<PostResult> {
  try {
    const response = await fetchInTime('/chat/messages', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(message),
    });
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

async function fetchInTime(address: string, init: RequestInit = {}): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    return await fetch(address, { ...init, signal: abort.signal });
  } finally {
    clearTimeout(timer);
  }
}
