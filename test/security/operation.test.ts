/** Cases K87, K91, H94, T83 and T84: a second process, content that cannot be read, clocks that jump. */

import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { silentLogger } from '#bot/log.ts';
import { measureStore } from '#bot/metrics/measure.ts';
import { createMeter } from '#bot/metrics/meter.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { startWorker } from '#bot/worker.ts';
import { answerDue } from '#dialogs/opening-hours.ts';
import { merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';
import { plainGuide } from '#test/fixtures/plain-guide.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { problemsOf } from '#test/knowledge/content-files.ts';
import { startWholeApp } from './whole-app.ts';

describe('K91 a second process on the same file', () => {
  it('is refused, and the first one goes on', async () => {
    const path = join(temporaryFolder(), 'posdesk.db');
    const first = await openSqliteStore(path);
    await expect(openSqliteStore(path)).rejects.toMatchObject({ code: 'database-in-use' });
    expect((await first.counts()).waitingMessages).toBe(0);
    await first.close();
  });
});

describe('K87 a disk that hangs', () => {
  it('makes posdesk say that it is not ready, until the write ends', async () => {
    const desk = await runPipeline();
    const disk = Promise.withResolvers<void>();
    const slow = { ...desk.store, accept: () => disk.promise.then(() => ({ kind: 'accepted', seq: 1 }) as const) };
    const { store, works } = measureStore(slow, createMeter(), () => START_MS);
    const accepted = store.accept({ message: merchantMessage('hello'), sensitive: [] });
    expect(await works()).toBe(true);
    const now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(now + 11_000);
    onTestFinished(() => clock.mockRestore());
    expect(await works()).toBe(false);
    disk.resolve();
    await accepted;
    expect(await works()).toBe(true);
  });
});

describe('R58 and H94 content', () => {
  const BOMB = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghij'
    .split('')
    .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[at]}`).join(', ')}]`)
    .join('\n')}`;

  it.each([
    ['a bomb of aliases (CVE-2026-53550)', BOMB],
    ['half a file', 'net-offline:\n  title: { zh-Hans: "断'],
    ['bytes that are no text', '\ufffd\ufffd: [\u0001'],
    ['a list where names belong', '- 1\n- 2'],
  ])('that is %s is a problem with its place, not a fault', (_, text) => {
    const problems = problemsOf({ 'symptoms/network.yaml': text });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]).toContain('network.yaml');
  });

  it.each(['/api/content', '/api/content/reload', '/api/admin/reload', '/api/settings'])(
    'is not told or changed at %s for anybody who is not signed in (CVE-2024-49375)',
    async (path) => {
      const { deskUrl, publicUrl } = await startWholeApp();
      for (const method of ['GET', 'POST']) {
        expect((await fetch(deskUrl + path, { method })).status).toBe(401);
        expect((await fetch(publicUrl + path, { method })).status).toBe(404);
      }
    },
  );
});

describe('T83 a clock that jumps', () => {
  it.each([-86_400_000, -600_000, 600_000])('by %i ms loses no message and no reminder', async (ms) => {
    const desk = await runPipeline();
    await desk.say('remind');
    desk.advance(ms);
    await desk.say('hello');
    expect(await desk.lines()).toContain('bot: echo: hello');
    desk.advance(Math.abs(ms) + 120_000);
    await desk.catchUp();
    expect((await desk.lines()).filter((line) => line === 'bot: timer reminder')).toHaveLength(1);
  });

  it('a worker never sleeps longer than half a minute, whatever the clock says of the next work', async () => {
    let runs = 0;
    const job = {
      name: 'test',
      run: async () => {
        runs += 1;
      },
      nextAt: async () => Number.MAX_SAFE_INTEGER,
    };
    const worker = startWorker(job, () => START_MS, silentLogger);
    worker.wake();
    await worker.rest();
    worker.wake();
    await worker.rest();
    expect(runs).toBe(2);
    await worker.stop();
  });
});

describe('a worker whose work fails', () => {
  it('tries again by itself until it succeeds', async () => {
    let runs = 0;
    const run = async (): Promise<void> => {
      runs += 1;
      if (runs < 3) throw new Error('the database is away');
    };
    const worker = startWorker({ name: 'test', run, nextAt: async () => undefined }, Date.now, silentLogger);
    worker.wake();
    await expect.poll(() => runs).toBe(3);
    await worker.stop();
  });
});

describe('T84 hours', () => {
  it.each(['Asia/Shanghai', 'Europe/Berlin', 'America/New_York'])(
    'in %s give a promise after now, on every day of a year',
    (timeZone) => {
      const { hours } = plainGuide.institution;
      const nine = Array.from({ length: 7 }, () => [{ fromMinute: 540, toMinute: 1_080 }]);
      const institution = { ...plainGuide.institution, hours: { ...hours, timeZone, week: nine } };
      for (let day = 0; day < 366; day += 1) {
        const now = START_MS + day * 86_400_000 + day * 977_000;
        const due = answerDue(institution, 'P3', now) ?? 0;
        expect(due).toBeGreaterThan(now);
        expect(due - now).toBeLessThan(4 * 86_400_000);
      }
    },
  );
});
