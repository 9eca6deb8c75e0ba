/** Opens the register of devices that the settings name: the institution's own service, or posdesk's store. */

import type { DeviceDirectory } from '#adapters/contract.ts';
import { createHttpDirectory, type HttpDirectoryConfig } from '#adapters/directory/http-directory.ts';
import { createStoreDirectory } from './directory.ts';
import type { Logger } from './log.ts';
import type { DeviceStore } from './store/device-store.ts';

/** The service when there is one, else the store. */
export async function openDirectory(
  config: HttpDirectoryConfig | undefined,
  store: Pick<DeviceStore, 'devices' | 'hasDevices'>,
  clock: () => number,
  log: Logger,
): Promise<DeviceDirectory> {
  if (config === undefined) return await createStoreDirectory(store, clock, log);
  return createHttpDirectory(config, {
    now: clock,
    warn: (event, { reason }) => log.warn(event, { reason: String(reason) }),
  });
}
