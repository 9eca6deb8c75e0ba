/** The register of devices in posdesk's own store, as the contract of a directory. */

import type { DeviceDirectory } from '#adapters/contract.ts';
import { describeError, type Logger } from './log.ts';
import type { DeviceStore } from './store/device-store.ts';

/** A register that was filled while posdesk serves is noticed after this long. */
const LOOK_AGAIN_MS = 5_000;

/**
 * A directory over the store. A query that fails is a register that is not available. Without a single device it is no
 * register, and merchants are asked nothing for its sake.
 */
export async function createStoreDirectory(
  store: Pick<DeviceStore, 'devices' | 'hasDevices'>,
  clock: () => number,
  log: Logger,
): Promise<DeviceDirectory> {
  let filled = await store.hasDevices();
  let lookedAtMs = clock();
  const lookAgain = (): void => {
    if (filled || clock() - lookedAtMs < LOOK_AGAIN_MS) return;
    lookedAtMs = clock();
    store.hasDevices().then(
      (has) => {
        filled = has;
      },
      (error: unknown) => log.error('register-failed', describeError(error)),
    );
  };
  return {
    isOn() {
      lookAgain();
      return filled;
    },
    async lookup(query) {
      try {
        const devices = await store.devices(query);
        return devices.length > 0 ? { kind: 'found', devices } : { kind: 'unknown' };
      } catch (error) {
        log.error('register-failed', describeError(error));
        return { kind: 'unavailable', reason: 'the store failed' };
      }
    },
  };
}
