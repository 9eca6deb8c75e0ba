/** From a merchant's message to the answer: order, repeats, silence, timers, defects and a failing store. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLogger } from '#bot/log.ts';
import type { Store } from '#bot/store/store.ts';
import { conversationOf, merchantMessage } from '#test/fixtures/merchant-message.ts';
import { refuseTurns } from '#test/fixtures/refuse-turns.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { scriptedRespond } from '#test/fixtures/scripted-dialog.ts';
import { createTestChannel } from '#test/fixtures/test-channel.ts';

const agent = { name: 'Li', role: 'agent' } as const;

describe('a message', () => {
  it('is answered once, in the transcript and on the channel', async () => {
    const channel = createTestChannel();
    const desk = await runPipeline({ channel });
    await desk.say('hello');
    expect(await desk.lines()).toEqual(['merchant: hello', 'bot: echo: hello']);
    expect(channel.delivered()).toEqual(['echo: hello']);
  });

  it('that the platform repeats is acknowledged and not answered again', async () => {
    const channel = createTestChannel();
    const desk = await runPipeline({ channel });
    const message = merchantMessage('hello');
    await desk.receive(message);
    await desk.settle();
    expect(await desk.receive(message)).toEqual({ kind: 'duplicate', seq: 1 });
    await desk.settle();
    expect(channel.delivered()).toEqual(['echo: hello']);
  });

  it('is answered in the order of its conversation, also in a burst over many conversations', async () => {
    const channel = createTestChannel();
    const desk = await runPipeline({ channel });
    const merchants = ['a', 'b', 'c', 'd', 'e'];
    const burst = [1, 2, 3, 4, 5, 6].flatMap((turn) =>
      merchants.map((who) =>
        desk.receive(merchantMessage(`${who}${turn}`, { conversationId: conversationOf(who), senderId: who })),
      ),
    );
    await Promise.all(burst);
    await desk.settle();
    for (const who of merchants) {
      const texts = channel.delivered().filter((text) => text.startsWith(`echo: ${who}`));
      expect(texts).toEqual([1, 2, 3, 4, 5, 6].map((turn) => `echo: ${who}${turn}`));
    }
  });

  it('waits while its turn is held, and is in the transcript already', async () => {
    const gate = Promise.withResolvers<void>();
    const desk = await runPipeline({ beforeTurn: () => gate.promise });
    await desk.receive(merchantMessage('hello'));
    expect(await desk.lines()).toEqual(['merchant: hello']);
    gate.resolve();
    await desk.settle();
    expect(await desk.lines()).toEqual(['merchant: hello', 'bot: echo: hello']);
  });

  it('that was accepted before a stop is answered after the next start', async () => {
    const gate = Promise.withResolvers<void>();
    const first = await runPipeline({ beforeTurn: () => gate.promise });
    await first.receive(merchantMessage('hello'));
    const stopped = first.stop();
    gate.resolve();
    await stopped;
    const channel = createTestChannel();
    const second = await runPipeline({ path: first.path, channel });
    await second.settle();
    expect(channel.delivered()).toEqual(['echo: hello']);
  });

  it('is turned away when too many wait, and taken when they are done', async () => {
    const gate = Promise.withResolvers<void>();
    const desk = await runPipeline({ beforeTurn: () => gate.promise, inboxLimit: 2 });
    for (const who of ['a', 'b']) {
      await desk.receive(merchantMessage('hello', { conversationId: conversationOf(who) }));
    }
    const refused = merchantMessage('hello', { conversationId: conversationOf('c') });
    expect(await desk.receive(refused)).toEqual({ kind: 'overloaded', retryAfterMs: 1_000 });
    gate.resolve();
    await desk.settle();
    expect(await desk.receive(refused)).toMatchObject({ kind: 'accepted' });
  });
});

describe('secrets', () => {
  const PAN = '4111111111111111';

  it('never reach the database, its log, or ours', async () => {
    const written: string[] = [];
    const log = createLogger(
      (line) => written.push(line),
      () => 0,
    );
    const desk = await runPipeline({ log });
    await desk.say(`my card ${PAN} was refused`);
    await desk.say('4111 1111 1111 1111', { attachments: [{ kind: 'image', name: `${PAN}.jpg`, ref: 'x' }] });
    await desk.say('hello', { choiceId: PAN });
    await desk.say('throw');
    await desk.desk.act(agent, 'T1001', { kind: 'claim' });
    await desk.desk.act(agent, 'T1001', { kind: 'reply', text: `is it ${PAN}?` });
    await desk.desk.act(agent, 'T1001', { kind: 'note', text: `card ${PAN}` });
    await desk.settle();
    for (const file of [desk.path, `${desk.path}-wal`]) {
      const bytes = readFileSync(file, 'latin1');
      expect(bytes.includes(PAN) || bytes.includes('4111 1111 1111 1111')).toBe(false);
    }
    expect(written.join('')).toContain('turn-failed');
    expect(written.join('')).not.toContain('4111');
    expect((await desk.lines())[0]).toContain('1111 was refused');
  });

  it('are masked in both messages when a card number comes in two', async () => {
    const desk = await runPipeline();
    await desk.say('41111111');
    await desk.say('11111111');
    const texts = (await desk.transcript()).filter((line) => line.from === 'merchant').map((line) => line.text);
    expect(texts).toEqual(['411111**', '****1111']);
  });

  it('are counted while an agent answers', async () => {
    const desk = await runPipeline();
    await desk.say('ticket');
    await desk.desk.act(agent, 'T1001', { kind: 'claim' });
    await desk.say(PAN);
    expect((await desk.store.counts()).securityEvents).toBe(1);
  });

  it('are kept out by storing nothing of a message whose redaction fails', async () => {
    const desk = await runPipeline({
      redact: () => {
        throw new Error('redactor broke');
      },
    });
    await desk.say(PAN, { attachments: [{ kind: 'file', name: PAN, ref: 'x' }], choiceId: PAN });
    expect(await desk.lines()).toEqual(['merchant: ***', 'bot: echo: ***']);
    for (const file of [desk.path, `${desk.path}-wal`]) expect(readFileSync(file, 'latin1')).not.toContain(PAN);
  });
});

describe('tickets and owners', () => {
  it('puts the number of a new ticket into the reply and into the dialog memory', async () => {
    const desk = await runPipeline();
    await desk.say('ticket');
    expect((await desk.lines()).at(-1)).toBe('bot: Your ticket is T1001.');
    expect((await desk.store.ticket('T1001'))?.status).toBe('open');
    let remembered: string | undefined;
    await desk.store.accept({ message: merchantMessage('next'), sensitive: [] });
    await desk.store.runTurn({ kind: 'message', conversationId: conversationOf('m1') }, 0, (work) => {
      remembered = work.conversation.state?.ticketNumber;
      return { result: true };
    });
    expect(remembered).toBe('T1001');
  });

  it('keeps answering while the ticket waits in the queue, and updates it', async () => {
    const desk = await runPipeline();
    await desk.say('ticket');
    await desk.say('update');
    expect((await desk.lines()).at(-1)).toBe('bot: echo: update');
    expect(await desk.store.ticket('T1001')).toMatchObject({ status: 'open', model: 'A920' });
  });

  it('is silent while an agent answers, and speaks again after a handback', async () => {
    const channel = createTestChannel();
    const desk = await runPipeline({ channel });
    await desk.say('ticket');
    await desk.desk.act(agent, 'T1001', { kind: 'claim' });
    await desk.say('are you there?');
    expect((await desk.lines()).at(-1)).toBe('merchant: are you there?');
    await desk.desk.act(agent, 'T1001', { kind: 'handback' });
    await desk.say('hello');
    expect(channel.delivered().at(-1)).toBe('echo: hello');
  });

  it('answers a merchant who writes again after the case was resolved, and reopens the ticket on request', async () => {
    const desk = await runPipeline();
    await desk.say('ticket');
    await desk.desk.act(agent, 'T1001', { kind: 'claim' });
    await desk.desk.act(agent, 'T1001', { kind: 'resolve' });
    await desk.say('update');
    expect(await desk.store.ticket('T1001')).toMatchObject({ status: 'resolved', model: 'A920' });
    await desk.say('again');
    expect(await desk.store.ticket('T1001')).toMatchObject({ status: 'reopened' });
    expect(
      (await desk.desk.tickets(agent, { status: 'reopened', limit: 5 })).tickets.map((ticket) => ticket.number),
    ).toEqual(['T1001']);
  });

  it('resolves a ticket that was handed back when the bot ends the case', async () => {
    const desk = await runPipeline();
    await desk.say('ticket');
    await desk.desk.act(agent, 'T1001', { kind: 'claim' });
    await desk.desk.act(agent, 'T1001', { kind: 'handback' });
    await desk.say('bye');
    expect((await desk.store.ticket('T1001'))?.status).toBe('resolved');
  });

  it('withdraws a ticket when the merchant does', async () => {
    const desk = await runPipeline();
    await desk.say('ticket');
    await desk.say('cancel');
    expect((await desk.store.ticket('T1001'))?.status).toBe('cancelled');
    expect(await desk.desk.act(agent, 'T1001', { kind: 'claim' })).toEqual({ kind: 'refused', reason: 'closed' });
  });
});

describe('timers', () => {
  it('become events of their conversation when they are due', async () => {
    const desk = await runPipeline();
    await desk.say('remind');
    desk.advance(60_000);
    await desk.catchUp();
    expect((await desk.lines()).at(-1)).toBe('bot: timer reminder');
    await desk.catchUp();
    expect(await desk.lines()).toHaveLength(3);
  });

  it('that were cleared do not go off, nor do those of a conversation that an agent has', async () => {
    const desk = await runPipeline();
    await desk.say('remind');
    await desk.say('fine');
    await desk.say('ticket');
    await desk.say('remind');
    await desk.desk.act(agent, 'T1001', { kind: 'claim' });
    desk.advance(60_000);
    const before = await desk.lines();
    await desk.catchUp();
    expect(await desk.lines()).toEqual(before);
  });
});

describe('a defect in the dialog', () => {
  it('is answered with an apology and a ticket, and the next message is answered as ever', async () => {
    const desk = await runPipeline();
    await desk.say('throw');
    await desk.say('hello');
    expect(await desk.lines()).toEqual([
      'merchant: throw',
      'bot: 抱歉,出了点问题。工单 T1001。',
      'merchant: hello',
      'bot: echo: hello',
    ]);
    expect(await desk.store.ticket('T1001')).toMatchObject({ status: 'open', flags: ['bot-error'] });
  });

  it('apologises in the language of the conversation and opens no second ticket', async () => {
    const desk = await runPipeline();
    await desk.say('ticket');
    await desk.say('throw');
    expect((await desk.lines()).at(-1)).toBe('bot: Sorry, that went wrong. Your ticket is T1001.');
    expect((await desk.desk.tickets(agent, { limit: 5 })).tickets).toHaveLength(1);
  });

  it('does not keep an agent from working', async () => {
    const desk = await runPipeline({
      respond: (state, event, guide, now) => {
        if (event.kind === 'agent') throw new Error('no');
        return scriptedRespond(state, event, guide, now);
      },
    });
    await desk.say('ticket');
    expect(await desk.desk.act(agent, 'T1001', { kind: 'claim' })).toMatchObject({ kind: 'ok' });
    expect((await desk.store.ticket('T1001'))?.status).toBe('claimed');
  });
});

describe('a failing store', () => {
  /** Fails the given number of turns, then works. */
  const failing = (failures: number) => {
    let left = failures;
    return (store: Store): Store =>
      refuseTurns(store, () => {
        left -= 1;
        return left >= 0;
      });
  };

  it('is tried at once and then three times before anything is given up', async () => {
    const desk = await runPipeline({ wrapStore: failing(3) });
    await desk.say('hello');
    expect(await desk.lines()).toEqual(['merchant: hello', 'bot: echo: hello']);
  });

  it('has the message put aside with an apology, and the next one answered', async () => {
    const desk = await runPipeline({ wrapStore: failing(4) });
    await desk.say('hello');
    await desk.say('again?');
    expect((await desk.lines()).at(1)).toContain('抱歉');
    expect((await desk.lines()).at(-1)).toBe('bot: echo: again?');
    expect((await desk.store.counts()).deadMessages).toBe(1);
  });
});
