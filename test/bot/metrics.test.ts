/** Metrics say how posdesk is, in the form that Prometheus reads, and hold no words of merchants. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noteBackup } from '#bot/backup-note.ts';
import { StorageFault } from '#bot/faults.ts';
import { createLogger } from '#bot/log.ts';
import { measureChannel, measureGuide, measureStore } from '#bot/metrics/measure.ts';
import { createMeter } from '#bot/metrics/meter.ts';
import { renderMetrics } from '#bot/metrics/prometheus.ts';
import { createStoreListener } from '#bot/metrics/store-listener.ts';
import { createMetricSources, storeMetrics } from '#bot/metrics.ts';
import type { Store } from '#bot/store/store.ts';
import { merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';
import { plainGuide } from '#test/fixtures/plain-guide.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { createTestChannel } from '#test/fixtures/test-channel.ts';
import { createWebVisitor } from '#test/fixtures/web-visitor.ts';
import { startWholeApp } from '#test/security/whole-app.ts';

/** One line of Prometheus text: a comment, or name, labels and value. */
const LINE =
  /^(?:# (?:HELP|TYPE) posdesk_\w+ .+|posdesk_\w+(?:\{\w+="(?:[^"\\\n]|\\.)*"(?:,\w+="(?:[^"\\\n]|\\.)*")*\})? (?:[\d.eE+-]+|NaN))$/;

const COUNTS = {
  waitingMessages: 2,
  deadMessages: 0,
  waitingDeliveries: 1,
  refusedDeliveries: 0,
  securityEvents: 3,
  tickets: { open: 4, resolved: 5 },
};

it('checkpoints that were given up are logged, and counted from zero', () => {
  const meter = createMeter();
  const lines: string[] = [];
  const log = createLogger(
    (line) => void lines.push(line),
    () => START_MS,
  );
  expect(meter.render()).toContain('posdesk_checkpoints_given_up_total 0\n');
  createStoreListener(log, meter).onCheckpointsGivenUp('disk I/O error');
  expect(meter.render()).toContain('posdesk_checkpoints_given_up_total 1\n');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'checkpoints-given-up', level: 'error' });
});

it('the time of the last backup is told, and that there was none', async () => {
  const { store } = await runPipeline();
  const content = { state: () => ({ revision: 'r', loadedAtMs: 0, problems: [], reloads: 0, failures: 0 }) };
  const sources = createMetricSources({ meter: createMeter(), store, content, clock: () => START_MS });
  const told = async () => (await sources.store()).find(({ name }) => name === 'backup_time_seconds')?.value;
  expect(await told()).toBe(0);
  await noteBackup(store, START_MS);
  expect(await told()).toBe(START_MS / 1000);
});

describe('metrics', () => {
  it('put values of one name under one heading and escape labels', () => {
    const text = renderMetrics([
      { name: 'tickets', help: 'Tickets.', value: 1, labels: { status: 'a"b\\c\nd' } },
      { name: 'x_total', help: 'X.', value: 2 },
      { name: 'tickets', help: 'Tickets.', value: 3, labels: { status: 'e' } },
    ]);
    expect(text.split('\n').slice(0, -1)).toEqual([
      '# HELP posdesk_tickets Tickets.',
      '# TYPE posdesk_tickets gauge',
      'posdesk_tickets{status="a\\"b\\\\c\\nd"} 1',
      'posdesk_tickets{status="e"} 3',
      '# HELP posdesk_x_total X.',
      '# TYPE posdesk_x_total counter',
      'posdesk_x_total 2',
    ]);
  });

  it('tell how long the oldest has waited, and 0 when nothing waits', () => {
    const aged = renderMetrics(storeMetrics({ ...COUNTS, oldestMessageAtMs: START_MS - 1_500 }, START_MS));
    expect(aged).toContain('posdesk_inbox_oldest_seconds 1.5\n');
    expect(aged).toContain('posdesk_outbox_oldest_seconds 0\n');
    expect(aged).toContain('posdesk_tickets{status="open"} 4\n');
  });

  it('add durations up in buckets', () => {
    const meter = createMeter();
    for (const seconds of [0.0005, 0.02, 99]) meter.time('turn_seconds', seconds);
    const text = meter.render();
    expect(text).toContain('posdesk_turn_seconds_bucket{le="0.001"} 1\n');
    expect(text).toContain('posdesk_turn_seconds_bucket{le="0.025"} 2\n');
    expect(text).toContain('posdesk_turn_seconds_bucket{le="30"} 2\n');
    expect(text).toContain('posdesk_turn_seconds_bucket{le="+Inf"} 3\n');
    expect(text).toContain('posdesk_turn_seconds_count 3\n');
  });

  it('stand at zero before anything has happened', () => {
    const text = createMeter().render();
    expect(text).toContain('posdesk_shed_total 0\n');
    expect(text).toContain('posdesk_answer_seconds_count 0\n');
  });
});

describe('measuring', () => {
  it('counts messages, turns and deliveries by how they ended', async () => {
    const meter = createMeter();
    const channel = measureChannel(
      createTestChannel(({ attempt }) => ({ kind: 'refused', reason: `${attempt}` })),
      meter,
    );
    const desk = await runPipeline({
      channel,
      wrapStore: (store) => measureStore(store, meter, () => START_MS + 40).store,
    });
    await desk.say('hello', { id: 'same' as never });
    await desk.say('hello', { id: 'same' as never });
    const text = meter.render();
    expect(text).toContain('posdesk_messages_total{result="accepted"} 1\n');
    expect(text).toContain('posdesk_messages_total{result="duplicate"} 1\n');
    expect(text).toContain('posdesk_deliveries_total{channel="test",result="refused"} 1\n');
    expect(text).toContain('posdesk_answer_seconds_sum 0.04\n');
    expect(text).toContain('posdesk_turn_seconds_count 1\n');
  });

  it('counts what the matcher decides, and keeps one wrapper for each content', () => {
    const meter = createMeter();
    const guide = measureGuide(() => plainGuide, meter);
    guide().matcher.match({} as never);
    expect(guide()).toBe(guide());
    expect(meter.render()).toContain('posdesk_match_decisions_total{decision="reject"} 1\n');
  });

  it('counts what waits by age in the real store', async () => {
    const desk = await runPipeline();
    await desk.store.accept({ message: merchantMessage('x', { receivedAtMs: START_MS - 7_000 }), sensitive: [] });
    expect(await desk.store.counts()).toMatchObject({ waitingMessages: 1, oldestMessageAtMs: START_MS - 7_000 });
  });
});

describe('readiness (K86, K87)', () => {
  const full = new StorageFault({ code: 'write-failed', what: 'disk full', remedy: '' });
  const storeWith = (changes: Partial<Store>) =>
    ({ nextTimerAt: async () => undefined, saveNote: async () => {}, ...changes }) as Store;

  it('ends with a write that the disk refused, and comes back with room although nobody writes meanwhile', async () => {
    let room = false;
    const write = async (): Promise<never> => {
      throw full;
    };
    const { store, works } = measureStore(
      storeWith({ accept: write, saveNote: async () => (room ? undefined : write()) }),
      createMeter(),
      () => START_MS,
    );
    expect(await works()).toBe(true);
    await expect(store.accept({ message: merchantMessage('x'), sensitive: [] })).rejects.toBe(full);
    await expect(works()).rejects.toBe(full);
    room = true;
    expect(await works()).toBe(true);
  });

  it('is not lost by a defect that says nothing about the disk', async () => {
    const { store, works } = measureStore(
      storeWith({ accept: () => Promise.reject(new Error('defect')), saveNote: () => Promise.reject(full) }),
      createMeter(),
      () => START_MS,
    );
    await expect(store.accept({ message: merchantMessage('x'), sensitive: [] })).rejects.toThrow('defect');
    expect(await works()).toBe(true);
  });
});

describe('a running posdesk', () => {
  it('shows all of it at /metrics of the desk, never at the public address, and no words of merchants', async () => {
    const { publicUrl, deskUrl } = await startWholeApp();
    await createWebVisitor().send(publicUrl, 'unmistakable words');
    const text = await (await fetch(`${deskUrl}/metrics`)).text();
    expect(
      text
        .trimEnd()
        .split('\n')
        .filter((line) => !LINE.test(line)),
    ).toEqual([]);
    for (const name of [
      'store_up 1',
      'turn_seconds_bucket',
      'inbox_oldest_seconds',
      'outbox_oldest_seconds',
      'resident_bytes',
      'content_info',
    ]) {
      expect(text).toContain(`posdesk_${name}`);
    }
    expect(text).not.toContain('unmistakable');
    const told = new Set(text.match(/^posdesk_\w+/gm)?.map((name) => name.replace(/_(?:bucket|sum|count)$/, '')));
    const folder = join(import.meta.dirname, '../../docs/observability');
    for (const file of ['dashboard.json', 'alerts.yaml']) {
      const asked = readFileSync(join(folder, file), 'utf8').match(/posdesk_\w+/g) ?? [];
      expect(asked.length, file).toBeGreaterThan(10);
      expect(
        asked.filter((name) => !told.has(name.replace(/_(?:bucket|sum|count)$/, ''))),
        file,
      ).toEqual([]);
    }
    expect((await fetch(`${publicUrl}/metrics`)).status).toBe(404);
  });
});
