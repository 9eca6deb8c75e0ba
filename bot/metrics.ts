/** What posdesk measures of itself, as Prometheus reads it. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Express } from 'express';
import { lastBackup } from './backup-note.ts';
import type { ContentState } from './content/watch-content.ts';
import type { Meter } from './metrics/meter.ts';
import { type Metric, renderMetrics } from './metrics/prometheus.ts';
import type { ShelfStore, StoreCounts } from './store/store.ts';

/** How the content stands. */
export function contentMetrics(state: ContentState): readonly Metric[] {
  const { revision, loadedAtMs, problems, reloads, failures } = state;
  return [
    { name: 'content_info', help: 'The content that is being served.', value: 1, labels: { revision } },
    { name: 'content_loaded_seconds', help: 'When it was loaded, in Unix time.', value: loadedAtMs / 1000 },
    {
      name: 'content_problems',
      help: 'What keeps the files as they are now from being served.',
      value: problems.length,
    },
    { name: 'content_reloads_total', help: 'Changes of the content that were taken.', value: reloads },
    { name: 'content_reload_failures_total', help: 'Changes of the content that were refused.', value: failures },
  ];
}

/** What waits in the store, and for how long; a queue that is empty has the age 0. */
export function storeMetrics(counts: StoreCounts, nowMs: number): readonly Metric[] {
  const age = (atMs: number | undefined): number => (atMs === undefined ? 0 : Math.max(0, nowMs - atMs) / 1000);
  const { oldestMessageAtMs, oldestDeliveryAtMs } = counts;
  // Open ones are told also when there are none, so that nobody takes silence for zero.
  const tickets = Object.entries({ open: 0, ...counts.tickets });
  return [
    { name: 'inbox_waiting', help: 'Messages that wait for their turn.', value: counts.waitingMessages },
    { name: 'inbox_oldest_seconds', help: 'How long the oldest of them has waited.', value: age(oldestMessageAtMs) },
    { name: 'inbox_dead', help: 'Messages that were put aside for people to look at.', value: counts.deadMessages },
    { name: 'outbox_waiting', help: 'Messages on their way to merchants.', value: counts.waitingDeliveries },
    { name: 'outbox_oldest_seconds', help: 'How long the oldest due one has waited.', value: age(oldestDeliveryAtMs) },
    { name: 'outbox_refused', help: 'Messages that never reached their merchant.', value: counts.refusedDeliveries },
    { name: 'security_events', help: 'Secrets that were taken out of messages.', value: counts.securityEvents },
    ...tickets.map(([status, value]) => ({ name: 'tickets', help: 'Tickets by status.', value, labels: { status } })),
  ];
}

const NANO = 1e-9;

/** Memory and delay of this process; the delay is of the time since the last look. */
export function createProcessMetrics(): () => readonly Metric[] {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const startedAt = Date.now() / 1000 - process.uptime();
  return () => {
    const p99 = delay.percentile(99) * NANO;
    delay.reset();
    return [
      { name: 'resident_bytes', help: 'Memory of the process.', value: process.memoryUsage.rss() },
      { name: 'event_loop_delay_p99_seconds', help: 'Delay of the event loop since the last look.', value: p99 },
      { name: 'start_time_seconds', help: 'When the process started, in Unix time.', value: startedAt },
    ];
  };
}

/** Where metrics come from. */
export interface MetricSources {
  readonly meter: Meter;
  /** Measured at every look; a rejection says that the store is away. */
  readonly store: () => Promise<readonly Metric[]>;
  /** Measured at every look. */
  readonly others: () => readonly Metric[];
}

/** What the sources are made from. */
export interface Measured {
  readonly meter: Meter;
  readonly store: { counts(): Promise<StoreCounts> } & Pick<ShelfStore, 'note'>;
  readonly content: { state(): ContentState };
  readonly clock: () => number;
  /** Queues of the sinks, measured at every look. */
  readonly sinks?: () => Promise<readonly Metric[]>;
}

async function backupMetric(store: Measured['store']): Promise<Metric> {
  const value = ((await lastBackup(store)) ?? 0) / 1000;
  return { name: 'backup_time_seconds', help: 'When the database was last copied, in Unix time; 0: never.', value };
}

/** The sources of a running posdesk. */
export function createMetricSources({ meter, store, content, clock, sinks }: Measured): MetricSources {
  const ofProcess = createProcessMetrics();
  return {
    meter,
    store: async () => [
      ...storeMetrics(await store.counts(), clock()),
      await backupMetric(store),
      ...((await sinks?.()) ?? []),
    ],
    others: () => [...contentMetrics(content.state()), ...ofProcess()],
  };
}

async function readStore({ store }: MetricSources): Promise<readonly Metric[]> {
  const up = (value: number): Metric => ({ name: 'store_up', help: '1 while the database answers.', value });
  try {
    return [up(1), ...(await store())];
  } catch {
    return [up(0)];
  }
}

/** Answers `/metrics` with what the sources measure at that moment. */
export function addMetrics(app: Express, sources: MetricSources): void {
  app.get('/metrics', async (_request, response) => {
    const read = [...sources.others(), ...(await readStore(sources))];
    response.set('Cache-Control', 'no-store').type('text/plain; version=0.0.4; charset=utf-8');
    response.send(renderMetrics(read) + sources.meter.render());
  });
}
