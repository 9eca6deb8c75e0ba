/** The queue of one sink: a few jobs at a time, patience that grows, and a rest for a sink that takes nothing at all. */

import type { ExternalTicket, SinkJob, SinkNotice, SinkResult, TicketSink } from '#adapters/tickets/sink-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import { describeError, type Logger } from '../log.ts';
import { settlePatiently } from '../settle-patiently.ts';
import { AT_ONCE, type DueSinkJob, type SinkSettlement } from '../store/sink-store.ts';
import type { Store } from '../store/store.ts';
import type { Job } from '../worker.ts';

/** Hears how a try ended; `down` is true while the sink takes nothing. */
export type SinkReport = (sink: string, result: 'done' | 'retry' | 'failed', down: boolean) => void;

/** What a queue needs. */
export interface SinkQueueDependencies {
  readonly store: Store;
  readonly clock: () => Instant;
  readonly log: Logger;
  readonly random?: () => number;
  readonly ticketUrl: (number: string) => string;
  readonly report?: SinkReport;
}

/** Tries of one job, over about seven hours. */
export const MOST_TRIES = 20;
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 30 * 60_000;
/** Longest rest of a sink that is down, so that it is found soon when it is up again. */
const LONGEST_REST_MS = 5 * 60_000;
/** What a sink itself may ask for at most; a larger figure is a mistake of its. */
const LONGEST_WISH_MS = 60 * 60_000;
const MOST_AT_ONCE = 3;
/** Helpdesks have been seen to take ten seconds for one ticket; a job may need a few requests. */
const DELIVER_WITHIN_MS = 90_000;
/** Longer than any try may take, so that nobody else takes the same job meanwhile. */
const LEASE_MS = 120_000;
/** While the store is away what became of a try is kept, as long as nobody else can have taken the job. */
const SETTLE_WITHIN_MS = LEASE_MS - DELIVER_WITHIN_MS;
const MOST_LINES = 200;
const REASON_LENGTH = 300;

/** Milliseconds until the next try: doubled each time, spread over half to full length. */
export function sinkRetryDelayMs(attempt: number, random: () => number, longestMs = LONGEST_RETRY_MS): number {
  const full = Math.min(longestMs, FIRST_RETRY_MS * 2 ** Math.min(20, attempt - 1));
  return Math.round(full * (0.5 + random() / 2));
}

/** A queue as a worker's job. */
export interface SinkQueue extends Job {
  onSettled(wake: () => void): void;
  /** Tries so far. */
  tries(): number;
  /** Resolves when no job is under way. */
  idle(): Promise<void>;
  /** Tells what is under way to end, and waits for it. */
  stop(): Promise<void>;
}

function jobOf(due: DueSinkJob, task: Extract<DueSinkJob['task'], { kind: 'ticket' }>, given: Given): SinkJob {
  const { ticket, events } = task;
  const { store, ticketUrl, signal } = given;
  return {
    id: due.id,
    reference: `${due.installation}-${ticket.number}`,
    ticket,
    events,
    attempt: due.attempt,
    url: ticketUrl(ticket.number),
    transcript: (after) => store.transcript(ticket.conversationId, { after, limit: MOST_LINES, forMerchant: false }),
    signal,
    ...(due.external ? { external: due.external } : {}),
  };
}

interface Given extends Pick<SinkQueueDependencies, 'store' | 'ticketUrl'> {
  readonly signal: AbortSignal;
}

async function tell(sink: TicketSink, due: DueSinkJob, given: Given): Promise<SinkResult> {
  const { task, id, atMs } = due;
  const { signal } = given;
  switch (task.kind) {
    case 'ticket':
      return await sink.deliver(jobOf(due, task, given));
    case 'erase':
      return sink.erase ? await sink.erase(task.external, signal) : { kind: 'refused', reason: 'it cannot erase' };
    case 'notice': {
      const notice: SinkNotice = { id, type: task.type, atMs, body: task.body, signal };
      return sink.notify ? await sink.notify(notice) : { kind: 'refused', reason: 'it takes no notices' };
    }
  }
}

/** Tells a sink within its time; never rejects. */
async function tellInTime(
  sink: TicketSink,
  due: DueSinkJob,
  { store, ticketUrl, log }: SinkQueueDependencies,
  stopping: AbortSignal,
): Promise<SinkResult> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(DELIVER_WITHIN_MS)]);
  const late = Promise.withResolvers<SinkResult>();
  const end = (): void => late.resolve({ kind: 'retry', reason: 'it did not answer in time' });
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([tell(sink, due, { store, ticketUrl, signal }), late.promise]);
  } catch (error) {
    log.error('sink-failed', { sink: sink.name, ...describeError(error) });
    return { kind: 'retry', reason: 'posdesk itself failed; see the log' };
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** One line that fits its place, whatever a sink says. */
function tidy(reason: string): string {
  return reason.replaceAll(/\s+/g, ' ').trim().slice(0, REASON_LENGTH);
}

function settlementOf(result: SinkResult, due: DueSinkJob, sink: TicketSink, now: Instant, random: () => number) {
  const known = (external: ExternalTicket | undefined) =>
    external ? { external: { ...external, erasable: sink.erase !== undefined } } : {};
  const kept = known(result.external);
  if (result.kind === 'done') return { kind: 'done', ...kept } satisfies SinkSettlement;
  const reason = tidy(result.reason);
  if (result.kind === 'refused') return { kind: 'failed', reason, ...kept } satisfies SinkSettlement;
  if (due.attempt >= MOST_TRIES) return { kind: 'failed', reason, ...kept } satisfies SinkSettlement;
  const wish = Math.min(LONGEST_WISH_MS, Math.max(0, result.afterMs ?? 0));
  const dueAtMs = now + Math.max(wish, sinkRetryDelayMs(due.attempt, random));
  return { kind: 'retry', reason, dueAtMs, ...kept } satisfies SinkSettlement;
}

/** How long a sink that takes nothing is left alone, and since how many tries. */
interface Rest {
  readonly untilMs: Instant;
  readonly failures: number;
}

const AWAKE: Rest = { untilMs: 0, failures: 0 };

function restAfter(result: SinkResult, rest: Rest, now: Instant, random: () => number): Rest {
  if (result.kind !== 'retry') return AWAKE;
  if (!result.whole) return rest;
  const failures = rest.failures + 1;
  const wish = Math.min(LONGEST_WISH_MS, result.afterMs ?? 0);
  return { failures, untilMs: now + Math.max(wish, sinkRetryDelayMs(failures, random, LONGEST_REST_MS)) };
}

/** The queue of a sink. */
export function createSinkQueue(sink: TicketSink, dependencies: SinkQueueDependencies): SinkQueue {
  const { store, clock, log, random = Math.random, report } = dependencies;
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  let rest = AWAKE;
  let tries = 0;
  let wake = (): void => {};

  const process = async (due: DueSinkJob): Promise<void> => {
    const result = await tellInTime(sink, due, dependencies, stopping.signal);
    tries += 1;
    const settlement = settlementOf(result, due, sink, clock(), random);
    const wasUp = rest.failures === 0;
    rest = restAfter(result, rest, clock(), random);
    report?.(sink.name, settlement.kind, rest.failures > 0);
    if (settlement.kind !== 'done') {
      const { kind, reason } = settlement;
      log.warn('sink-not-told', { sink: sink.name, subject: due.subject, attempt: due.attempt, kind, reason });
      if (wasUp && rest.failures > 0) log.error('sink-down', { sink: sink.name, reason });
    }
    try {
      const patience = { forMs: SETTLE_WITHIN_MS, stopping: stopping.signal };
      await settlePatiently(() => store.settleSinkJob(due, settlement, clock()), patience);
    } catch (error) {
      // The lease ends by itself, and the job is tried again.
      log.error('sink-not-settled', { sink: sink.name, ...describeError(error) });
    }
  };
  /** One at a time tries whether a sink that was down is up again. */
  const mostAtOnce = (): number => (rest.failures > 0 ? 1 : MOST_AT_ONCE);

  return {
    name: `sink-${sink.name}`,
    async run() {
      const now = clock();
      const room = mostAtOnce() - underWay.size;
      if (room <= 0 || stopping.signal.aborted) return;
      // Somebody who presses a button wants to see what comes of it.
      if (rest.untilMs > now && (await store.nextSinkJobAt(sink.name)) !== AT_ONCE) return;
      const claim = { now, limit: room, leasedUntilMs: now + LEASE_MS, gather: sink.takes === 'latest' };
      for (const due of await store.claimSinkJobs(sink.name, claim)) {
        const one = process(due).finally(() => {
          underWay.delete(one);
          wake();
        });
        underWay.add(one);
      }
    },
    async nextAt() {
      if (underWay.size >= mostAtOnce()) return undefined;
      const at = await store.nextSinkJobAt(sink.name);
      return at === undefined || at === AT_ONCE ? at : Math.max(at, rest.untilMs);
    },
    onSettled(listener) {
      wake = listener;
    },
    tries: () => tries,
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async stop() {
      stopping.abort();
      await this.idle();
    },
  };
}
