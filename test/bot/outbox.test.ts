/** Deliveries: order, patience, limits of platforms, and refusals that people can see. */

import { describe, expect, it } from 'vitest';
import type { ChannelLimits, DeliveryResult } from '#adapters/contract.ts';
import { StorageFault } from '#bot/faults.ts';
import { MOST_ATTEMPTS, retryDelayMs } from '#bot/outbox.ts';
import type { Respond } from '#bot/run-turn.ts';
import type { Reply } from '#dialogs/message.ts';
import { conversationOf, START_MS } from '#test/fixtures/merchant-message.ts';
import { openTicket } from '#test/fixtures/open-ticket.ts';
import { type RunningPipeline, runPipeline } from '#test/fixtures/running-pipeline.ts';
import { scriptedRespond } from '#test/fixtures/scripted-dialog.ts';
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

  it('that may have said something twice leaves a line that says what', async () => {
    const channel = createTestChannel(() => ({ kind: 'delivered', perhapsTwice: true }));
    const desk = await runPipeline({ channel });
    await desk.say('one');
    expect(await desk.lines()).toContainEqual(
      expect.stringMatching(/^event: .* · .*may have arrived twice: echo: one$/),
    );
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

describe('a store that is away when a message has just been sent', () => {
  it('has it noted as soon as it is back, and nobody is told twice', async () => {
    let away = 2;
    const channel = createTestChannel();
    const desk = await runPipeline({
      channel,
      wrapStore: (store) => ({
        ...store,
        settle(...given) {
          if (away === 0) return store.settle(...given);
          away -= 1;
          return Promise.reject(new StorageFault({ code: 'database-away', what: 'It is away', remedy: 'Wait' }));
        },
      }),
    });
    await desk.say('one');
    await retryNow(desk);
    expect(channel.tries).toHaveLength(1);
    expect((await desk.store.counts()).waitingDeliveries).toBe(0);
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

  it('names a channel that is switched off', async () => {
    const desk = await runPipeline();
    await desk.say('hello', { channel: 'gone' });
    expect((await desk.lines()).at(-1)).toContain('the channel gone is off');
  });
});

describe('what the platform does not allow now', () => {
  const li = { name: 'Li', role: 'agent' } as const;

  async function withAgent(limits: Partial<ChannelLimits>) {
    const channel = createTestChannel(undefined, limits);
    const desk = await runPipeline({ channel });
    await desk.say('ticket');
    await desk.desk.act(li, 'T1001', { kind: 'claim' });
    const reply = async (text: string) => {
      await desk.desk.act(li, 'T1001', { kind: 'reply', text: text });
      await desk.settle();
    };
    return { ...desk, channel, reply };
  }

  it('waits without asking the platform when its reply window has closed, and goes out with the next message', async () => {
    const { channel, advance, reply, lines, say } = await withAgent({ replyWindowMs: 3_600_000 });
    advance(3_600_001);
    await reply('sorry for the wait');
    expect(channel.tries).toHaveLength(1);
    expect((await lines()).at(-1)).toMatch(/^event: .*goes out when the merchant writes again: .*时限/);
    await say('hello?');
    expect(channel.delivered()).toEqual(['Your ticket is T1001.', 'sorry for the wait']);
  });

  it('waits when the quota is used up, tells the agent once, and keeps the order', async () => {
    const { channel, reply, lines, say } = await withAgent({ quota: 1 });
    await reply('one');
    await reply('two');
    expect(channel.delivered()).toEqual(['Your ticket is T1001.']);
    expect((await lines()).filter((line) => line.startsWith('event: 商户下次'))).toHaveLength(1);
    await say('hello?');
    expect(channel.delivered()).toEqual(['Your ticket is T1001.', 'one']);
    await say('still here');
    expect(channel.delivered()).toEqual(['Your ticket is T1001.', 'one', 'two']);
  });

  it('waits when the channel itself says so', async () => {
    let open = false;
    const channel = createTestChannel(() =>
      open ? { kind: 'delivered' } : { kind: 'held', reason: 'no passive reply' },
    );
    const desk = await runPipeline({ channel });
    await desk.say('one');
    expect((await desk.lines()).at(-1)).toContain('no passive reply');
    await retryNow(desk);
    expect(channel.tries).toHaveLength(1);
    open = true;
    await desk.say('two');
    expect(channel.delivered()).toEqual(['echo: one', 'echo: two']);
  });

  it('counts a text that took several messages as so many', async () => {
    const channel = createTestChannel(() => ({ kind: 'delivered', messages: 3 }), { quota: 4 });
    const desk = await runPipeline({ channel });
    await desk.say('ticket');
    expect((await openTicket(desk.desk)).room).toEqual({ open: true, left: 1, waiting: 0 });
  });

  it('may go out on the strength of a tap, for as long as that lasts', async () => {
    const tap = { quota: 2, windowMs: 60_000 };
    const { channel, reply, say, advance } = await withAgent({ quota: 1, tap });
    await say('tapped', { counts: 'tap' });
    await reply('one');
    await reply('two');
    await reply('three');
    expect(channel.delivered()).toEqual(['Your ticket is T1001.', 'one', 'two']);
    expect(channel.tries.map(({ room }) => room)).toEqual([1, 2, 1]);
    advance(60_001);
    await say('tapped again', { counts: 'tap' });
    expect(channel.delivered()).toEqual(['Your ticket is T1001.', 'one', 'two', 'three']);
    advance(60_001);
    await reply('too late');
    expect(channel.delivered()).not.toContain('too late');
  });

  it('is shown to the agent before a word is written', async () => {
    const { desk, reply, advance } = await withAgent({ quota: 2, replyWindowMs: 3_600_000 });
    const room = async () => (await openTicket(desk)).room;
    expect(await room()).toEqual({ open: true, left: 1, untilMs: START_MS + 3_600_000, waiting: 0 });
    await reply('one');
    await reply('two');
    expect(await room()).toEqual({ open: false, left: 0, untilMs: START_MS + 3_600_000, waiting: 1 });
    advance(3_600_001);
    expect(await room()).toEqual({ open: false, waiting: 1 });
  });

  it('makes one message of a turn whose replies are more', async () => {
    const respond: Respond = (...turn) => ({ ...scriptedRespond(...turn), replies: THREE_REPLIES });
    const channel = createTestChannel(undefined, { quota: 2 });
    const { say, transcript } = await runPipeline({ channel, respond });
    await say('hello');
    const reply = {
      kind: 'choices',
      text: 'Restart it.\n\nDone?\n\nT1001\nA920',
      choices: [{ id: 'y', label: 'Yes' }],
    };
    expect(channel.tries.map((one) => one.reply)).toEqual([reply]);
    expect((await transcript()).filter((line) => line.from === 'bot')).toMatchObject([{ text: reply.text, reply }]);
  });

  it('leaves replies apart while there is room for them', async () => {
    const respond: Respond = (...turn) => ({ ...scriptedRespond(...turn), replies: THREE_REPLIES });
    const channel = createTestChannel(undefined, { quota: 3 });
    const { say } = await runPipeline({ channel, respond });
    await say('hello');
    expect(channel.tries).toHaveLength(3);
  });
});

const THREE_REPLIES: readonly Reply[] = [
  { kind: 'text', text: 'Restart it.' },
  { kind: 'choices', text: 'Done?', choices: [{ id: 'y', label: 'Yes' }] },
  { kind: 'receipt', text: 'T1001', receipt: { ticketNumber: 'T1001', lines: ['A920'] } },
];

describe('a message that never arrived after all', () => {
  it('is told to the agent', async () => {
    const channel = createTestChannel();
    const desk = await runPipeline({ channel });
    await desk.say('one');
    await desk.forChannels.undelivered(channel.tries[0]?.id ?? '', 'the merchant has blocked us');
    expect((await desk.lines()).at(-1)).toBe('event: 消息未送达 · not delivered: the merchant has blocked us');
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
