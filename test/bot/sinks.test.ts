/** The sinks' queue keeps every event through outages, crashes and slowness, and keeps out of the merchant's way. */

import { describe, expect, it } from 'vitest';
import type { SinkJob, SinkResult, TicketSink } from '#adapters/tickets/sink-contract.ts';
import { StorageFault } from '#bot/faults.ts';
import { silentLogger } from '#bot/log.ts';
import { createMeter } from '#bot/metrics/meter.ts';
import { createOpenSinks } from '#bot/sinks/run-sinks.ts';
import { MOST_TRIES, sinkRetryDelayMs } from '#bot/sinks/sink-queue.ts';
import { conversationOf, START_MS } from '#test/fixtures/merchant-message.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { LI, runSinks } from '#test/fixtures/running-sinks.ts';

const HOUR_MS = 3_600_000;
const DONE: SinkResult = { kind: 'done' };

/** A sink that does what the test says, and keeps every job it was given. */
function scriptedSink(play: (job: SinkJob) => SinkResult | Promise<SinkResult>, takes: TicketSink['takes'] = 'each') {
  const jobs: SinkJob[] = [];
  const sink: TicketSink = {
    name: 'scripted',
    takes,
    async deliver(job) {
      jobs.push(job);
      return await play(job);
    },
  };
  return { sink, jobs };
}

async function openTickets(say: Awaited<ReturnType<typeof runSinks>>['say'], count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    await say('ticket', { conversationId: conversationOf(`m${at}`), senderId: `m${at}` });
  }
}

describe('a sink that is down', () => {
  it('for three hours loses nothing, and is asked by one job at a time', async () => {
    let down = true;
    let atOnce = 0;
    let most = 0;
    const { sink, jobs } = scriptedSink(async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resume) => setImmediate(resume));
      atOnce -= 1;
      return down ? { kind: 'retry', reason: 'away', whole: true } : DONE;
    });
    const { say, told, wait, store } = await runSinks(() => [sink]);
    await openTickets(say, 3);
    await told();
    most = 0;
    for (let step = 0; step < 36; step += 1) await wait(5 * 60_000);
    expect((await store.sinkCounts())[0]).toMatchObject({ waiting: 3, failed: 0 });
    // A rest of at most five minutes: the outage cost few requests, however much waited.
    expect(jobs.length).toBeLessThan(60);
    expect(most).toBe(1);
    down = false;
    for (let step = 0; step < 24; step += 1) await wait(5 * 60_000);
    expect(await store.sinkCounts()).toEqual([]);
  });

  it('keeps its jobs over a restart, those under way too', async () => {
    const { sink } = scriptedSink(() => ({ kind: 'retry', reason: 'away', whole: true }));
    const first = await runSinks(() => [sink]);
    await first.say('ticket');
    await first.told();
    await first.stop();
    const again = scriptedSink(() => DONE);
    const second = await runSinks(() => [again.sink], first.path);
    await second.told();
    expect(again.jobs).toHaveLength(1);
    expect(again.jobs[0]).toMatchObject({ attempt: 2, ticket: { number: 'T1001' } });
  });

  it('is asked at once when somebody presses the button', async () => {
    let down = true;
    const { sink, jobs } = scriptedSink(() => (down ? { kind: 'retry', reason: 'away', whole: true } : DONE));
    const { say, told, desk, store } = await runSinks(() => [sink]);
    await openTickets(say, 3);
    await told();
    const before = jobs.length;
    await desk.act(LI, 'T1003', { kind: 'retrySink', sink: 'scripted' });
    await told();
    expect(jobs.slice(before).map(({ ticket }) => ticket.number)).toEqual(['T1003']);
    down = false;
    await desk.act(LI, 'T1003', { kind: 'retrySink', sink: 'scripted' });
    await told();
    expect(await store.sinkStandings('T1003')).toEqual([]);
  });

  it('does not hold up another one', async () => {
    const bad = scriptedSink(() => ({ kind: 'retry', reason: 'away', whole: true }));
    const good = scriptedSink(() => DONE);
    const { say, told } = await runSinks(() => [bad.sink, { ...good.sink, name: 'good' }]);
    await openTickets(say, 3);
    await told();
    expect(good.jobs).toHaveLength(3);
  });
});

describe('a store that is away when a sink has just been told', () => {
  it('has it noted as soon as it is back, and the sink is told once', async () => {
    let away = 2;
    const { sink, jobs } = scriptedSink(() => DONE);
    const { say, told, wait, store } = await runSinks(
      () => [sink],
      undefined,
      (store) => ({
        ...store,
        settleSinkJob(...given) {
          if (away === 0) return store.settleSinkJob(...given);
          away -= 1;
          return Promise.reject(new StorageFault({ code: 'database-away', what: 'It is away', remedy: 'Wait' }));
        },
      }),
    );
    await say('ticket');
    await told();
    await wait(HOUR_MS);
    expect(jobs).toHaveLength(1);
    expect(await store.sinkCounts()).toEqual([]);
  });

  it('is not waited for by a posdesk that stops', async () => {
    const { sink, jobs } = scriptedSink(() => DONE);
    const { say, told, stopSinks, store } = await runSinks(
      () => [sink],
      undefined,
      (store) => ({
        ...store,
        settleSinkJob: () =>
          Promise.reject(new StorageFault({ code: 'database-away', what: 'It is away', remedy: 'Wait' })),
      }),
    );
    await say('ticket');
    const waiting = told();
    await expect.poll(() => jobs.length).toBe(1);
    await stopSinks();
    await waiting;
    expect(await store.sinkCounts()).toMatchObject([{ waiting: 1 }]);
  });
});

describe('a job', () => {
  it('that never comes through fails in the end, and does not hold back other tickets', async () => {
    const { sink, jobs } = scriptedSink(({ ticket }) =>
      ticket.number === 'T1001' ? { kind: 'retry', reason: 'inner fault' } : DONE,
    );
    const { say, told, wait, store } = await runSinks(() => [sink]);
    await openTickets(say, 2);
    await told();
    for (let tries = 0; tries < MOST_TRIES; tries += 1) await wait(HOUR_MS);
    expect(jobs.filter(({ ticket }) => ticket.number === 'T1001')).toHaveLength(MOST_TRIES);
    expect(await store.sinkStandings('T1001')).toMatchObject([{ state: 'failed', attempts: MOST_TRIES }]);
    expect(await store.sinkStandings('T1002')).toEqual([]);
  });

  it('is not heard after its time, and its defect is no end of the queue', async () => {
    const { sink } = scriptedSink(() => {
      throw new Error('a defect on 4111111111111111');
    });
    const { say, told, store } = await runSinks(() => [sink]);
    await say('ticket');
    await told();
    const [standing] = await store.sinkStandings('T1001');
    expect(standing).toMatchObject({ state: 'due', reason: 'posdesk itself failed; see the log' });
  });

  it('waits as long as the sink asks for, within reason', async () => {
    const { sink, jobs } = scriptedSink(() => ({ kind: 'retry', reason: 'slow down', afterMs: 40 * HOUR_MS }));
    const { say, told, wait } = await runSinks(() => [sink]);
    await say('ticket');
    await told();
    await wait(HOUR_MS - 1);
    expect(jobs).toHaveLength(1);
    await wait(1);
    expect(jobs).toHaveLength(2);
  });

  it('tells one that takes the latest everything that waited, at once', async () => {
    const { sink, jobs } = scriptedSink(() => DONE, 'latest');
    const first = await runSinks(() => [sink]);
    await first.stopSinks();
    await first.say('ticket');
    await first.desk.act(LI, 'T1001', { kind: 'claim' });
    await first.desk.act(LI, 'T1001', { kind: 'resolve' });
    await first.stop();
    const second = await runSinks(() => [sink], first.path);
    await second.told();
    expect(jobs.map(({ events }) => events.map(({ kind }) => kind))).toEqual([['opened', 'claimed', 'resolved']]);
    expect(jobs[0]?.ticket.status).toBe('resolved');
  });

  it('waits longer after every failure, and never for ever', () => {
    const delays = Array.from({ length: MOST_TRIES }, (_, at) => sinkRetryDelayMs(at + 1, () => 1));
    expect(delays[0]).toBe(5_000);
    expect(delays).toEqual(delays.toSorted((one, other) => one - other));
    expect(delays.at(-1)).toBe(1_800_000);
  });
});

describe('a merchant', () => {
  it('is answered while a sink hangs', async () => {
    const { sink, jobs } = scriptedSink(
      ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(DONE))),
    );
    const { say, lines, stopSinks, store } = await runSinks(() => [sink]);
    await say('ticket');
    while (jobs.length === 0) await new Promise((resume) => setTimeout(resume, 5));
    await say('still there?');
    expect(await lines()).toContain('bot: echo: still there?');
    await stopSinks();
    expect((await store.sinkCounts())[0]).toMatchObject({ waiting: 1 });
  });
});

describe('metrics of sinks', () => {
  it('tell what waits, since when, what failed, and who is down', async () => {
    const { store, say } = await runPipeline();
    const { sink } = scriptedSink(() => ({ kind: 'retry', reason: 'away', whole: true }));
    const meter = createMeter();
    const ticketUrl = (number: string) => number;
    let now = START_MS;
    const open = createOpenSinks([sink], { store, clock: () => now, log: silentLogger, meter, ticketUrl });
    const stop = await open.start();
    await say('ticket');
    const read = async () => Object.fromEntries((await open.metrics()).map(({ name, value }) => [name, value]));
    while ((await read()).sink_down !== 1) await new Promise((resume) => setTimeout(resume, 5));
    now += 60_000;
    expect(await read()).toEqual({ sink_waiting: 1, sink_oldest_seconds: 60, sink_failed: 0, sink_down: 1 });
    expect(meter.render()).toContain('posdesk_sink_tries_total{sink="scripted",result="retry"} 1');
    await stop();
  });
});
