/** Whether the agent is writing at this moment, and what: known to the page that shows the ticket, told to colleagues. */

import type { Writing } from '../../wire.ts';

/** Nobody writes who has not touched a key for so long. */
const PAUSE_MS = 8_000;

let writing: Writing | undefined;
let pause: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** What is being written now; undefined: nothing. */
export function writingNow(): Writing | undefined {
  return writing;
}

/** Notes a key, or with undefined that the text is empty or sent. */
export function noteWriting(kind: Writing | undefined): void {
  clearTimeout(pause);
  if (kind !== undefined) pause = setTimeout(() => noteWriting(undefined), PAUSE_MS);
  if (kind === writing) return;
  writing = kind;
  for (const listen of listeners) listen();
}

/** Calls `listen` when writing begins, changes or ends; returns the way to stop. */
export function onWriting(listen: () => void): () => void {
  listeners.add(listen);
  return () => void listeners.delete(listen);
}
