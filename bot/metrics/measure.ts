/** Puts a meter around store, channels and content, and knows from the store's answers whether posdesk can work. */

import type { Channel } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Guide } from '#knowledge/guide.ts';
import { StorageFault } from '../faults.ts';
import type { Overload } from '../overload.ts';
import type { AtOnce, Store } from '../store/store.ts';
import type { Meter } from './meter.ts';

/** A store that is measured. */
export interface MeasuredStore {
  readonly store: Store;
  /**
   * True when the store can be read and, if its last write failed, written again; false while a write hangs. Rejects when
   * it is away.
   */
  readonly works: () => Promise<boolean>;
  /** Messages being taken in and being answered right now. */
  readonly underWay: () => number;
}

const PROBE = 'health:probe';
/** A write that takes longer says that the disk or the database hangs. */
const HANGS_AFTER_MS = 10_000;

/** The same store; what goes through it is timed and counted, and `overload` is told of what is done. */
export function measureStore(
  store: Store,
  meter: Meter,
  clock: () => Instant,
  overload?: Pick<Overload, 'done'>,
): MeasuredStore {
  let failing = false;
  const underWay = new Map<Promise<unknown>, number>();
  const watched = async <Result>(work: Promise<Result>): Promise<Result> => {
    underWay.set(work, performance.now());
    try {
      const result = await work;
      failing = false;
      overload?.done();
      return result;
    } catch (error) {
      if (error instanceof StorageFault) {
        failing = true;
        meter.count('write_failures_total', { code: error.code });
      }
      throw error;
    } finally {
      underWay.delete(work);
    }
  };
  const hangs = (): boolean => {
    const oldest = underWay.values().next();
    return oldest.done !== true && performance.now() - oldest.value > HANGS_AFTER_MS;
  };
  const tellAnswered = (turnSeconds: number, receivedAtMs: Instant): void => {
    meter.time('turn_seconds', turnSeconds);
    meter.time('answer_seconds', Math.max(0, clock() - receivedAtMs) / 1000);
  };
  const measured: Store = {
    ...store,
    async accept(arrival, lookBack, onStored, atOnce) {
      const startedAt = performance.now();
      let answered = false;
      const heard: AtOnce | undefined = atOnce && {
        ...atOnce,
        decide(work) {
          const decision = atOnce.decide(work);
          answered = !decision.later;
          return decision;
        },
      };
      const stored = await watched(store.accept(arrival, lookBack, onStored, heard));
      const seconds = (performance.now() - startedAt) / 1000;
      meter.time('accept_seconds', seconds);
      meter.count('messages_total', { result: stored.kind });
      if (answered) tellAnswered(seconds, arrival.message.receivedAtMs);
      return stored;
    },
    async runTurn(source, now, decide) {
      const startedAt = performance.now();
      let receivedAtMs: Instant | undefined;
      const result = await watched(
        store.runTurn(source, now, (work) => {
          receivedAtMs = work.arrival?.message.receivedAtMs;
          return decide(work);
        }),
      );
      if (receivedAtMs === undefined) return result;
      tellAnswered((performance.now() - startedAt) / 1000, receivedAtMs);
      return result;
    },
  };
  return {
    store: measured,
    underWay: () => underWay.size,
    async works() {
      if (hangs()) return false;
      await store.nextTimerAt();
      // A disk that was full is found free again although nobody sends us anything meanwhile.
      if (failing) await watched(store.saveNote(PROBE, String(clock())));
      return true;
    },
  };
}

/** The same channel; how its deliveries end is counted. A merchant's messages beyond window or quota end as `held`. */
export function measureChannel(channel: Channel, meter: Meter): Channel {
  const { deliver } = channel;
  return {
    ...channel,
    async deliver(delivery) {
      const count = (result: string): void => meter.count('deliveries_total', { channel: channel.name, result });
      try {
        const result = await deliver.call(channel, delivery);
        count(result.kind);
        return result;
      } catch (error) {
        count('failed');
        throw error;
      }
    },
  };
}

/** Gives the same content with a matcher whose decisions are counted; one wrapper for each content. */
export function measureGuide(guide: () => Guide, meter: Meter): () => Guide {
  const known = new WeakMap<Guide, Guide>();
  return () => {
    const current = guide();
    const wrapped = known.get(current);
    if (wrapped !== undefined) return wrapped;
    const { matcher } = current;
    const counting: Guide = {
      ...current,
      matcher: {
        ...matcher,
        match(...given) {
          const result = matcher.match(...given);
          meter.count('match_decisions_total', { decision: result.decision });
          return result;
        },
      },
    };
    known.set(current, counting);
    return counting;
  };
}
