/** Tells systems of the institution what happened to applications, in order and from where it stopped, also after a kill. */

import { describeError } from '../log.ts';
import type { RenewalDependencies } from './renewal-desk.ts';

/** Where the last event told is noted. */
const TOLD = 'renewal:told';
const BATCH = 100;

/** Tells everything that has not been told yet; each event at least once, with its own number. Never rejects. */
export function createTeller({ store, tellSinks, log }: RenewalDependencies): () => Promise<void> {
  let line: Promise<void> = Promise.resolve();
  const tellAll = async (): Promise<void> => {
    for (;;) {
      const events = await store.renewalEventsAfter(Number((await store.note(TOLD)) ?? 0), BATCH);
      for (const event of events) {
        const renewal = await store.renewal(event.number);
        if (renewal) await tellSinks?.(event, renewal);
        await store.saveNote(TOLD, String(event.id));
      }
      if (events.length < BATCH) return;
    }
  };
  return () => {
    if (!tellSinks) return Promise.resolve();
    line = line.then(tellAll).catch((error: unknown) => log.error('renewal-not-told', describeError(error)));
    return line;
  };
}
