/** What every store must do, whatever its engine. */

import type { Store } from '#bot/store/store.ts';
import { describeAtOnce } from './store-at-once.contract.ts';
import { describeChannelStore } from './store-channels.contract.ts';
import { describeDeadLetters } from './store-dead-letters.contract.ts';
import { describeDeskStore } from './store-desk.contract.ts';
import { describeDeviceStore } from './store-devices.contract.ts';
import { describeFiguresStore } from './store-figures.contract.ts';
import { describeQueues } from './store-queues.contract.ts';
import { describeSinkStore } from './store-sinks.contract.ts';

/**
 * Runs the suite; `open` gives an empty store that is closed after the test, `openNew` one whose database is no copy of
 * another.
 */
export function describeStore(name: string, open: () => Promise<Store>, openNew = open): void {
  describeQueues(name, open);
  describeAtOnce(name, open);
  describeDeadLetters(name, open);
  describeChannelStore(name, openNew);
  describeDeskStore(name, open);
  describeDeviceStore(name, open);
  describeFiguresStore(name, open);
  describeSinkStore(name, open);
}
