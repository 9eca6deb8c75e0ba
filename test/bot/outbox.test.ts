/** Deliveries: order, patience, limits of platforms, and refusals that people can see. */

import { describe, expect, it } from 'vitest';
import type { DeliveryResult } from '#adapters/contract.ts';
import { MOST_ATTEMPTS, retryDelayMs } from '#bot/outbox.ts';
import { conversationOf } from '#test/fixtures/merchant-message.ts';
import { type RunningPipeline, runPipeline } from '#test/fixtures/running-pipeline.ts';
import { createTestChannel } from '#test/fixtures/test-channel.ts';

const DAY_MS = 86_400_000;

async function retryNow(desk: RunningPipeline, ms = DAY_MS): Promise<void> {
  desk.advance(ms);
  await desk.catchUp();
}

describe('a platform that fails', () => {
  it('is tried again later, under the same delivery id, and the order holds', async () => {
    const results: DeliveryResult[] = [{ kind: 'retry', reason: '503' }];
    const channel = createTestChannel(() => results.shift() ?? { kind: 'delivered' });
    const desk = await runPipeline({ channel });
    await desk.say('one');
    await desk.say('two');
    expect(channel.delivered()).toEqual([]);
    await retryNow(desk);
    expect(channel.delivered()).toEqual(['echo: one', 'echo: two']);
    expect(channel.tries.map((one) => one.attempt)).toEqual([1, 2, 1]);
    expect(channel.tries[0]?.id).toBe(channel.tries[1]?.id);
    expect(channel.tries[2]?.id).not.toBe(channel.tries[0]?.id);
  });

  it('holds up nobody else', async () => {
    const channel = createTestChannel((delivery) =>
      delivery.senderId === 'm1' ? { kind: 'retry', reason: '503' } : { kind: 'delivered' },
    );
    const desk = await runPipeline({ channel });
    await desk.say('one');
    await desk.say('two', { conversationId: conversationOf('m2'), senderId: 'm2' });
    expect(channel.delivered()).toEqual(['echo: two']);
  });

  it('is not asked before the time it named', async () => {
    const channel = createTestChannel(() => ({ kind: 'retry', reason: '429', afterMs: 120_000 }));
    const desk = await runPipeline({ channel });
    await desk.say('one');
    await retryNow(desk, 119_000);
    expect(channel.tries).toHaveLength(1);
    await retryNow(desk, 1_000);
    expect(channel.tries).toHaveLength(2);
  });

  it('is given up in the end, with a line for the agent', async () => {
    const channel = createTestChannel(() => ({ kind: 'retry', reason: 'no route' }));
    const desk = await runPipeline({ channel });
    await desk.say('one');
    for (let attempt = 1; attempt < MOST_ATTEMPTS; attempt += 1) await retryNow(desk);
    expect(channel.tries).toHaveLength(MOST_ATTEMPTS);
    await retryNow(desk);
    expect(channel.tries).toHaveLength(MOST_ATTEMPTS);
    expect((await desk.lines()).at(-1)).toMatch(/^event: .*not delivered: no route/);
  });

  it('may throw without harm', async () => {
    let broken = true;
    const channel = createTestChannel(() => {
      if (broken) throw new Error('bug in the channel');
      return { kind: 'delivered' };
    });
    const desk = await runPipeline({ channel });
    await desk.say('one');
    broken = false;
    await retryNow(desk);
    expect(channel.delivered()).toEqual(['echo: one']);
  });
});

describe('a refusal', () => {
  it('is final, visible to the agent, and lets the next message through', async () => {
    const channel = createTestChannel((delivery) =>
      delivery.reply.text === 'echo: one' ? { kind: 'refused', reason: 'blocked' } : { kind: 'delivered' },
    );
    const desk = await runPipeline({ channel });
    await desk.say('one');
    await desk.say('two');
    expect(channel.delivered()).toEqual(['echo: two']);
    expect((await desk.lines()).filter((line) => line.startsWith('event:'))).toHaveLength(1);
  });

  it('comes without asking the platform when its reply window has closed', async () => {
    const results: DeliveryResult[] = [{ kind: 'retry', reason: '503' }];
    const channel = createTestChannel(() => results.shift() ?? { kind: 'delivered' }, { replyWindowMs: 3_600_000 });
    const desk = await runPipeline({ channel });
    await desk.say('one');
    await retryNow(desk, 3_600_001);
    expect(channel.tries).toHaveLength(1);
    expect((await desk.lines()).at(-1)).toMatch(/^event: .*not delivered/);
  });

  it('comes when the quota is used up, until the merchant writes again', async () => {
    const channel = createTestChannel(undefined, { quota: 1 });
    const desk = await runPipeline({ channel });
    const li = { name: 'Li', role: 'agent' } as const;
    await desk.say('ticket');
    await desk.desk.act(li, 'T1001', 'claim', '');
    await desk.desk.act(li, 'T1001', 'reply', 'too many');
    await desk.settle();
    await desk.say('hello?');
    await desk.desk.act(li, 'T1001', 'reply', 'now');
    await desk.settle();
    expect(channel.delivered()).toEqual(['Your ticket is T1001.', 'now']);
  });

  it('names a channel that is switched off', async () => {
    const desk = await runPipeline();
    await desk.say('hello', { channel: 'gone' });
    expect((await desk.lines()).at(-1)).toContain('the channel gone is off');
  });
});

describe('patience', () => {
  it('doubles up to ten minutes, spread over half to full length', () => {
    const delays = [1, 2, 3, 20].map((attempt) => [retryDelayMs(attempt, () => 0), retryDelayMs(attempt, () => 1)]);
    expect(delays).toEqual([
      [500, 1_000],
      [1_000, 2_000],
      [2_000, 4_000],
      [300_000, 600_000],
    ]);
  });
});
