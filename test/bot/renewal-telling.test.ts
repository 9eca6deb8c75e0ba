/** Telling systems outside of applications: nothing is left out, whichever order events come to light in. */

import { expect, it } from 'vitest';
import { silentLogger } from '#bot/log.ts';
import { createTeller } from '#bot/renewals/tell-sinks.ts';
import type { RenewalEvent } from '#bot/store/renewal-store.ts';
import type { Renewal } from '#dialogs/renewal.ts';

/** A teller over events that are added by their ids. */
function openTeller() {
  const events: RenewalEvent[] = [];
  const told: number[] = [];
  let note: string | undefined;
  const tell = createTeller({
    log: silentLogger,
    tellSinks: async ({ id }) => void told.push(id),
    store: {
      note: async () => note,
      saveNote: async (_name, value) => {
        note = value;
      },
      renewal: async (number) => ({ number }) as Renewal,
      renewalEventsAfter: async (after, limit) =>
        events
          .filter(({ id }) => id > after)
          .toSorted((one, other) => one.id - other.id)
          .slice(0, limit),
    },
  });
  return {
    told,
    noted: () => note,
    commit: async (...ids: readonly number[]) => {
      for (const id of ids) events.push({ id, number: 'R1001', atMs: id, kind: 'submit', status: 'submitted' });
      await tell();
    },
  };
}

it('an event that is committed after one with a greater id is told all the same, and none twice', async () => {
  const { commit, told, noted } = openTeller();
  await commit(1, 2, 4);
  await commit(6);
  await commit(3);
  await commit(5, 7);
  expect(told).toEqual([1, 2, 4, 6, 3, 5, 7]);
  expect(noted()).toBe('7');
});

it('an id that never comes holds nothing up', async () => {
  const { commit, told, noted } = openTeller();
  const ids = Array.from({ length: 350 }, (_, at) => at + 2);
  await commit(...ids);
  await commit(400);
  expect(told).toEqual([...ids, 400]);
  expect(noted()).toBe('351 400');
});
