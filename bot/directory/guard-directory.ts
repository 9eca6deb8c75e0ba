/** A directory that stops answering about numbers that somebody keeps guessing at. */

import type { DeviceDirectory } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';
import { describeError, type Logger } from '../log.ts';
import { MISSES_LAST_MS, missKeys } from '../store/binding-queries.ts';
import type { BindingStore } from '../store/device-life.ts';

/** Pairs that may be wrong for one merchant number or one serial in a day, whoever tries them. */
const MOST_MISSES = 5;

/**
 * The directory behind a limit over all conversations: a merchant number stands on every receipt, so the few characters
 * that go with it must not be found by trying. Past the limit it says `unknown`, as it does of a wrong number.
 */
export function guardDirectory(
  directory: DeviceDirectory,
  store: Pick<BindingStore, 'registerMisses'>,
  clock: () => Instant,
  log: Logger,
): DeviceDirectory {
  return {
    ...(directory.isOn ? { isOn: () => directory.isOn?.() ?? true } : {}),
    async lookup(query) {
      try {
        const misses = await store.registerMisses(missKeys(query), clock() - MISSES_LAST_MS);
        if (misses < MOST_MISSES) return await directory.lookup(query);
        log.warn('register-guessed-at', { misses });
        return { kind: 'unknown' };
      } catch (error) {
        log.error('register-failed', describeError(error));
        return { kind: 'unavailable', reason: 'the store failed' };
      }
    },
  };
}
