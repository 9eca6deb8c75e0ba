/** Opens the register of devices that the settings name: the institution's own service, or posdesk's store. */

import type { DeviceDirectory } from '#adapters/contract.ts';
import { createHttpDirectory, type HttpDirectoryConfig } from '#adapters/directory/http-directory.ts';
import { guardDirectory } from './directory/guard-directory.ts';
import { createStoreDirectory } from './directory.ts';
import type { Logger } from './log.ts';
import type { BindingStore } from './store/device-life.ts';
import type { DeviceStore } from './store/device-store.ts';

/** The service when there is one, else the store, behind the limit of guesses. */
export async function openDirectory(
  config: HttpDirectoryConfig | undefined,
  store: Pick<DeviceStore, 'devices' | 'hasDevices'> & Pick<BindingStore, 'registerMisses'>,
  clock: () => number,
  log: Logger,
): Promise<DeviceDirectory> {
  const directory =
    config === undefined
      ? await createStoreDirectory(store, clock, log)
      : createHttpDirectory(config, {
          now: clock,
          warn: (event, { reason }) => log.warn(event, { reason: String(reason) }),
        });
  return guardDirectory(directory, store, clock, log);
}
