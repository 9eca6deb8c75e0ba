/** The sinks of a running posdesk: opened from the settings, told of tickets, measured, and closed. */

import type { TicketSink } from '#adapters/tickets/sink-contract.ts';
import { describeError } from '../log.ts';
import type { Meter } from '../metrics/meter.ts';
import type { Metric } from '../metrics/prometheus.ts';
import { createNotify, type Notify, type SinksDependencies, startSinks } from '../sinks.ts';

/** Sinks that are open and not yet told of anything. */
export interface OpenSinks {
  readonly sinks: readonly TicketSink[];
  /** Tells the sinks that take notices of something that is no event of a ticket. */
  readonly notify: Notify;
  /** Starts; resolves with the way to stop. A sink that cannot listen is told of tickets all the same. */
  start(): Promise<() => Promise<void>>;
  /** Queues, ages and failures, measured at every look. */
  metrics(): Promise<readonly Metric[]>;
}

/** What they run on. */
export interface RunningDependencies extends Omit<SinksDependencies, 'report'> {
  readonly meter: Meter;
}

async function listenOne(sink: TicketSink, { log }: RunningDependencies): Promise<() => Promise<void>> {
  try {
    return (await sink.start?.()) ?? (async () => {});
  } catch (error) {
    log.error('sink-not-started', { sink: sink.name, ...describeError(error) });
    return async () => {};
  }
}

/** Puts opened sinks to work. */
export function createOpenSinks(sinks: readonly TicketSink[], dependencies: RunningDependencies): OpenSinks {
  const { store, clock, meter } = dependencies;
  const down = new Map<string, boolean>(sinks.map(({ name }) => [name, false]));
  return {
    sinks,
    notify: createNotify(store, sinks, clock),
    async start() {
      const running = await startSinks(sinks, {
        ...dependencies,
        report(sink, result, isDown) {
          down.set(sink, isDown);
          meter.count('sink_tries_total', { sink, result });
        },
      });
      const stops = await Promise.all(sinks.map((sink) => listenOne(sink, dependencies)));
      return async () => {
        await Promise.all(stops.map((stop) => stop()));
        await running.stop();
      };
    },
    async metrics() {
      const counts = await store.sinkCounts();
      const names = [...new Set([...down.keys(), ...counts.map(({ sink }) => sink)])];
      return names.flatMap((sink) => metricsOf(sink, counts, down.get(sink) ?? false, clock()));
    },
  };
}

function metricsOf(
  sink: string,
  counts: Awaited<ReturnType<SinksDependencies['store']['sinkCounts']>>,
  isDown: boolean,
  now: number,
): readonly Metric[] {
  const { waiting = 0, failed = 0, oldestAtMs = now } = counts.find((one) => one.sink === sink) ?? {};
  const labels = { sink };
  const age = Math.max(0, now - oldestAtMs) / 1_000;
  return [
    { name: 'sink_waiting', help: 'What a sink still has to be told.', value: waiting, labels },
    { name: 'sink_oldest_seconds', help: 'How long the oldest of it has waited.', value: age, labels },
    { name: 'sink_failed', help: 'What a sink was not told and will not be without a retry.', value: failed, labels },
    { name: 'sink_down', help: '1 while a sink takes nothing at all.', value: isDown ? 1 : 0, labels },
  ];
}
