/** News from the server: one stream for the whole page, and everybody who wants to look again when it wakes. */

import { useEffect, useState } from 'preact/hooks';
import { type LiveEvents, openLiveEvents } from '#adapters/web/live-events.ts';

/** Several commits in a row are one look, and a busy desk is looked at once a second. */
const SETTLE_MS = 120;
const GAP_MS = 1000;

const looks = new Set<() => void>();
const onlookers = new Set<(number: string) => void>();
const watchers = new Set<(lost: boolean) => void>();
let settling: ReturnType<typeof setTimeout> | undefined;
let lookedAtMs = 0;
let lost = false;

/** Opens the stream. Whatever happened while nobody listened is read when it comes back. */
export function startLive(): void {
  const live = openStream();
  addEventListener('online', live.renew);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') live.retryNow();
  });
}

function openStream(): LiveEvents {
  return openLiveEvents({
    address: () => '/api/events',
    names: ['wake', 'presence'],
    onEvent(name, payload) {
      if (name === 'wake') lookSoon();
      else tellOnlookers(payload);
    },
    onState(state) {
      lost = state === 'lost';
      for (const watch of watchers) watch(lost);
      if (state === 'open') lookSoon();
    },
  });
}

/** Lets everybody look again, soon. */
export function lookSoon(): void {
  if (settling !== undefined) return;
  const waitMs = Math.max(SETTLE_MS, lookedAtMs + GAP_MS - Date.now());
  settling = setTimeout(() => {
    settling = undefined;
    lookedAtMs = Date.now();
    for (const look of looks) look();
  }, waitMs);
}

/** Calls `look` after every wake; returns the way to stop. */
export function onWake(look: () => void): () => void {
  looks.add(look);
  return () => void looks.delete(look);
}

/** Calls `tell` with a ticket's number when others come to it or write on it; returns the way to stop. */
export function onPresence(tell: (number: string) => void): () => void {
  onlookers.add(tell);
  return () => void onlookers.delete(tell);
}

function tellOnlookers(payload: unknown): void {
  if (typeof payload !== 'object' || payload === null || !('number' in payload)) return;
  for (const tell of onlookers) tell(String(payload.number));
}

/** True while the server cannot be reached. */
export function useLost(): boolean {
  const [isLost, setLost] = useState(lost);
  useEffect(() => {
    watchers.add(setLost);
    return () => void watchers.delete(setLost);
  }, []);
  return isLost;
}
