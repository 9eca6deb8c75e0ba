/** Tells systems of the institution what happened to applications, in order and from where it stopped, also after a kill. */

import { describeError, type Logger } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { RenewalDependencies } from './renewal-desk.ts';

/** What telling needs. */
export interface TellerDependencies extends Pick<RenewalDependencies, 'tellSinks'> {
  readonly store: Pick<Store, 'note' | 'saveNote' | 'renewalEventsAfter' | 'renewal'>;
  readonly log: Logger;
}

/** Where is noted what was told: every event up to an id, and single ones beyond it, with spaces between. */
const TOLD = 'renewal:told';
const BATCH = 100;
/** On Postgres an event may be there before one with a smaller id; so many are told before that one is given up. */
const MOST_BEYOND = 50;

interface Told {
  readonly upTo: number;
  readonly beyond: readonly number[];
}

function readTold(note = '0'): Told {
  const [upTo = 0, ...beyond] = note.split(' ').map(Number);
  return { upTo, beyond };
}

/** What was told, with one event more. */
function withTold({ upTo, beyond }: Told, id: number): Told {
  const ids = [...beyond, id].toSorted((one, other) => one - other);
  let all = upTo;
  let [next] = ids;
  while (next !== undefined && (next === all + 1 || ids.length > MOST_BEYOND)) {
    all = next;
    ids.shift();
    [next] = ids;
  }
  return { upTo: all, beyond: ids };
}

/** Tells everything that has not been told yet; each event at least once, with its own number. Never rejects. */
export function createTeller({ store, tellSinks, log }: TellerDependencies): () => Promise<void> {
  let line: Promise<void> = Promise.resolve();
  const tellAll = async (): Promise<void> => {
    for (;;) {
      let told = readTold(await store.note(TOLD));
      const { beyond } = told;
      const events = await store.renewalEventsAfter(told.upTo, BATCH);
      for (const event of events.filter(({ id }) => !beyond.includes(id))) {
        const renewal = await store.renewal(event.number);
        if (renewal) await tellSinks?.(event, renewal);
        told = withTold(told, event.id);
        await store.saveNote(TOLD, [told.upTo, ...told.beyond].join(' '));
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
