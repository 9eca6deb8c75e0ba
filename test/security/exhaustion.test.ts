/** Cases R54 to R60: requests, files and merchants that want more than their share. */

import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Receive } from '#adapters/contract.ts';
import { shareFairly } from '#bot/fair-share.ts';
import { createListenerApp, listen } from '#bot/listener.ts';
import { silentLogger } from '#bot/log.ts';
import { createMeter } from '#bot/metrics/meter.ts';
import { createOverload, watchLoop } from '#bot/overload.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { createWebVisitor } from '#test/fixtures/web-visitor.ts';
import { startWholeApp } from './whole-app.ts';

const SLOW = 200;

/** Resolves when the other side has ended the connection. */
function openSlowly(url: string, bytes: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('data', () => {});
    socket.on('close', () => resolve());
  });
}

describe('R54 size and time', () => {
  it.each([
    ['/chat/messages', 64 * 1024 + 1],
    ['/chat/images?id=1&name=x.png', 9 * 1024 * 1024 + 1],
  ])('a body at %s of %i bytes is refused', async (path, bytes) => {
    const { publicUrl } = await startWholeApp();
    const type = path.includes('images') ? 'image/png' : 'application/json';
    const answer = await fetch(publicUrl + path, {
      method: 'POST',
      headers: { 'content-type': type },
      body: 'x'.repeat(bytes),
    }).catch(() => undefined);
    // A connection that is cut while we still write is a refusal too.
    if (answer) expect(answer.status).toBe(413);
    expect((await fetch(`${publicUrl}/healthz`)).status).toBe(200);
  });

  it(`${SLOW} connections that never finish their request are closed, and others are served meanwhile (CVE-2026-28478)`, async () => {
    const app = createListenerApp(
      (routes) => routes.get('/x', (_request, response) => void response.send('ok')),
      silentLogger,
    );
    const listener = await listen(app, { host: '127.0.0.1', port: 0 }, '', 4_000);
    onTestFinished(() => listener.close(0));
    const kinds = ['GET /x HTTP/1.1\r\nHost: x\r\nX: ', 'POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1'];
    const closed = Array.from({ length: SLOW }, (_, at) => openSlowly(listener.url, kinds[at % 2] ?? ''));
    expect((await fetch(`${listener.url}/x`)).status).toBe(200);
    await Promise.all(closed);
  });

  it.each(['/slack/events', '/api/messages'])(
    'who cannot sign at %s is turned away before the body is read (CVE-2026-41405)',
    async (path) => {
      const { publicUrl } = await startWholeApp();
      const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n`;
      const socket = connect(Number(new URL(publicUrl).port), '127.0.0.1', () => socket.write(head));
      onTestFinished(() => void socket.destroy());
      const first = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
      expect(first).toMatch(/^HTTP\/1\.1 401 /);
    },
  );
});

describe('R59 more than can be answered', () => {
  it('is turned away with 503 and Retry-After, and taken again when there is room', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const desk = await runPipeline({ inboxLimit: 5, beforeTurn: () => held });
    const say = (name: string) =>
      desk.receive(merchantMessage('offline', { conversationId: `test:${name}` as ConversationId, senderId: name }));
    const taken = await Promise.all(Array.from({ length: 5 }, (_, at) => say(`m${at}`)));
    expect(taken.map((one) => one.kind)).toEqual(Array(5).fill('accepted'));
    expect(await say('late')).toEqual({ kind: 'overloaded', retryAfterMs: expect.any(Number) });
    release();
    await desk.settle();
    expect((await say('late')).kind).toBe('accepted');
    await desk.settle();
  });

  it('is told to a browser as 503 with Retry-After', async () => {
    const { publicUrl } = await startWholeApp();
    const visitor = createWebVisitor();
    await visitor.send(publicUrl, 'first');
    const statuses = await Promise.all(Array.from({ length: 80 }, () => visitor.send(publicUrl, 'x')));
    expect(statuses.every((status) => [202, 429, 503].includes(status))).toBe(true);
    expect(statuses.filter((status) => status !== 202).length).toBeGreaterThan(0);
  });
});

describe('R59 work that is queued', () => {
  /** A desk that does so many units a second and has so many under way. */
  function busyDesk(perSecond: number) {
    let now = START_MS;
    let underWay = 0;
    const overload = createOverload(() => now);
    const take: Receive = async () => ({ kind: 'accepted', seq: 1 });
    const lateBy = () => overload.retryAfterMs(underWay);
    const receive = shareFairly(take, { clock: () => now, meter: createMeter(), lateBy });
    let count = 0;
    const knock = () =>
      receive(merchantMessage('x', { conversationId: `test:${count++}` as ConversationId, senderId: `s${count}` }));
    return {
      knock,
      /** Works for so long, in milliseconds, while somebody knocks now and then. */
      async work(ms: number, queued: number) {
        underWay = queued;
        for (let passed = 0; passed < ms; passed += 10) {
          now += 10;
          for (let unit = 0; unit < perSecond / 100; unit += 1) overload.done();
          if (passed % 100 === 0) await knock();
        }
        return await knock();
      },
    };
  }

  it.each([
    [1_000, 1_900, 'accepted'],
    [1_000, 2_100, 'overloaded'],
    [100, 190, 'accepted'],
    [100, 210, 'overloaded'],
  ])('at %i units a second, %i under way: the next message is %s', async (perSecond, queued, kind) => {
    expect((await busyDesk(perSecond).work(3_000, queued)).kind).toBe(kind);
  });

  it('tells who comes on top when the queue will be short again', async () => {
    expect(await busyDesk(100).work(3_000, 600)).toEqual({ kind: 'overloaded', retryAfterMs: 4_000 });
    expect(await busyDesk(100).work(3_000, 60_000)).toEqual({ kind: 'overloaded', retryAfterMs: 10_000 });
  });

  it('is taken as soon as the queue is short, and a few are never turned away however slow they are', async () => {
    const desk = busyDesk(100);
    expect((await desk.work(3_000, 600)).kind).toBe('overloaded');
    expect((await desk.work(10, 150)).kind).toBe('accepted');
    expect((await desk.work(5_000, 15)).kind).toBe('accepted');
  });

  it('is turned away while requests wait unread because the process has been busy for a second, unless there are few', () => {
    let stretchMs = 0;
    const overload = createOverload(
      () => START_MS,
      () => stretchMs,
    );
    expect(overload.retryAfterMs(100)).toBeUndefined();
    stretchMs = 1_100;
    expect(overload.retryAfterMs(100)).toBe(1_000);
    expect(overload.retryAfterMs(10)).toBeUndefined();
  });

  it('is known to stretch by a process that does not come back to its timers', async () => {
    const loop = watchLoop();
    onTestFinished(() => loop.stop());
    await new Promise((resume) => setTimeout(resume, 150));
    const from = performance.now();
    while (performance.now() - from < 400);
    expect(loop.stretchMs()).toBeGreaterThan(200);
    await expect.poll(() => loop.stretchMs()).toBeLessThan(100);
  });

  it('is not measured from a queue of an hour ago: a burst of timers on an idle desk turns nobody away', () => {
    let now = START_MS;
    const overload = createOverload(() => now);
    expect(overload.retryAfterMs(100)).toBeUndefined();
    now += 3_600_000;
    expect(overload.retryAfterMs(100)).toBeUndefined();
    for (let passed = 0; passed < 2_000; passed += 100) {
      now += 100;
      overload.retryAfterMs(100);
    }
    expect(overload.retryAfterMs(100)).toBe(10_000);
  });

  it('is not measured by an hour in which nobody wrote: a burst on an idle desk is taken', async () => {
    const desk = busyDesk(0);
    await desk.work(60_000, 0);
    expect((await desk.work(10, 500)).kind).toBe('accepted');
    expect((await desk.work(3_000, 500)).kind).toBe('overloaded');
  });
});

describe('R60 one merchant at a hundred messages a second', () => {
  it('is told to wait, while everybody else is served', async () => {
    let now = START_MS;
    const accepted = new Map<string, number>();
    const meter = createMeter();
    const receive = shareFairly(
      async ({ senderId }) => {
        accepted.set(senderId, (accepted.get(senderId) ?? 0) + 1);
        return { kind: 'accepted', seq: 1 };
      },
      { clock: () => now, meter },
    );
    const refused: unknown[] = [];
    for (let tick = 0; tick < 1_000; tick += 1) {
      now += 10;
      const loud = await receive(
        merchantMessage('x', { conversationId: 'test:loud' as ConversationId, senderId: 'loud' }),
      );
      if (loud.kind === 'overloaded') refused.push(loud.retryAfterMs);
      const id = `calm${tick % 100}`;
      await receive(merchantMessage('x', { conversationId: `test:${id}` as ConversationId, senderId: id }));
    }
    expect(accepted.get('loud')).toBeGreaterThan(100);
    expect(accepted.get('loud')).toBeLessThanOrEqual(60 + 10 * 5);
    expect(refused.every((ms) => typeof ms === 'number' && ms > 0 && ms <= 200)).toBe(true);
    expect([...accepted].filter(([who, count]) => who !== 'loud' && count === 10)).toHaveLength(100);
    expect(meter.render()).toContain(`posdesk_shed_total{reason="one-merchant"} ${refused.length}`);
  });

  it('never slows the desk of the others: their messages are taken while the loud one is refused', async () => {
    const { publicUrl } = await startWholeApp();
    const [loud, calm] = [createWebVisitor(), createWebVisitor()];
    await loud.send(publicUrl, 'first');
    const storm = Promise.all(Array.from({ length: 150 }, () => loud.send(publicUrl, 'x')));
    expect(await calm.send(publicUrl, 'hello')).toBe(202);
    expect((await storm).filter((status) => status === 429 || status === 503).length).toBeGreaterThan(0);
    await expect.poll(() => calm.lines(publicUrl)).toContain('bot: echo: hello');
  });
});
