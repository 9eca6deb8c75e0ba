/** What agents can do with a ticket, and what they cannot. */

import { describe, expect, it } from 'vitest';
import type { DeskUser } from '#adapters/desk-contract.ts';
import { conversationOf } from '#test/fixtures/merchant-message.ts';
import { openTicket } from '#test/fixtures/open-ticket.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { createTestChannel } from '#test/fixtures/test-channel.ts';

const li: DeskUser = { name: 'Li', role: 'agent' };
const wang: DeskUser = { name: 'Wang', role: 'agent' };
const lead: DeskUser = { name: 'Zhao', role: 'lead' };

async function withTicket() {
  const channel = createTestChannel();
  const running = await runPipeline({ channel });
  await running.say('ticket');
  return { ...running, channel };
}

const refused = (reason: string, who?: string) => ({ kind: 'refused', reason, ...(who ? { who } : {}) });

describe('claiming', () => {
  it('gives a ticket to one of two agents who claim at once', async () => {
    const { desk, store } = await withTicket();
    const [first, second] = await Promise.all([
      desk.act(li, 'T1001', { kind: 'claim' }),
      desk.act(wang, 'T1001', { kind: 'claim' }),
    ]);
    expect(first).toMatchObject({ kind: 'ok', ticket: { agent: 'Li', status: 'claimed' } });
    expect(second).toEqual(refused('claimed-by-other', 'Li'));
    expect((await store.ticket('T1001'))?.agent).toBe('Li');
  });

  it('may be repeated by the agent who has it, without a second trace', async () => {
    const { desk, lines } = await withTicket();
    await desk.act(li, 'T1001', { kind: 'claim' });
    const before = await lines();
    expect(await desk.act(li, 'T1001', { kind: 'claim' })).toMatchObject({ kind: 'ok' });
    expect(await lines()).toEqual(before);
  });
});

describe('answering', () => {
  it('reaches the merchant, with the author on the line', async () => {
    const { desk, settle, channel, transcript } = await withTicket();
    await desk.act(li, 'T1001', { kind: 'claim' });
    await desk.act(li, 'T1001', { kind: 'reply', text: '  Please restart it.  ' });
    await settle();
    expect(channel.delivered().at(-1)).toBe('Please restart it.');
    expect((await transcript()).at(-1)).toMatchObject({ from: 'agent', author: 'Li', text: 'Please restart it.' });
  });

  it('is for the agent who has the ticket, and needs words', async () => {
    const { desk } = await withTicket();
    expect(await desk.act(li, 'T1001', { kind: 'reply', text: 'hi' })).toEqual(refused('not-claimed'));
    await desk.act(li, 'T1001', { kind: 'claim' });
    expect(await desk.act(wang, 'T1001', { kind: 'reply', text: 'hi' })).toEqual(refused('claimed-by-other', 'Li'));
    expect(await desk.act(lead, 'T1001', { kind: 'reply', text: 'hi' })).toEqual(refused('claimed-by-other', 'Li'));
    expect(await desk.act(li, 'T1001', { kind: 'reply', text: '  ' })).toEqual(refused('empty'));
    expect(await desk.act(li, 'T7', { kind: 'reply', text: 'hi' })).toEqual(refused('not-found'));
  });

  it('keeps notes inside the desk', async () => {
    const { desk, settle, channel, transcripts } = await withTicket();
    const sent = channel.delivered().length;
    await desk.act(wang, 'T1001', { kind: 'note', text: 'calls twice a day' });
    await settle();
    expect(channel.delivered()).toHaveLength(sent);
    const shown = await transcripts.after(conversationOf('m1'), 0, 100);
    expect(shown.map((line) => line.from)).toEqual(['merchant', 'bot']);
    expect((await openTicket(desk)).transcript.at(-1)).toMatchObject({ from: 'note', author: 'Wang' });
  });
});

describe('ending', () => {
  it('resolves, after which only notes are possible', async () => {
    const { desk } = await withTicket();
    await desk.act(li, 'T1001', { kind: 'claim' });
    expect(await desk.act(li, 'T1001', { kind: 'resolve', text: 'new SIM' })).toMatchObject({
      ticket: { status: 'resolved' },
    });
    expect(await desk.act(li, 'T1001', { kind: 'reply', text: 'hi' })).toEqual(refused('closed'));
    expect(await desk.act(li, 'T1001', { kind: 'note', text: 'sent by post' })).toMatchObject({ kind: 'ok' });
  });

  it('lets a lead free a ticket that a colleague left claimed, and others claim it then', async () => {
    const { desk } = await withTicket();
    await desk.act(li, 'T1001', { kind: 'claim' });
    expect(await desk.act(wang, 'T1001', { kind: 'handback' })).toEqual(refused('claimed-by-other', 'Li'));
    expect(await desk.act(lead, 'T1001', { kind: 'handback' })).toMatchObject({ ticket: { status: 'waiting' } });
    expect(await desk.act(wang, 'T1001', { kind: 'claim' })).toMatchObject({ ticket: { agent: 'Wang' } });
  });
});

describe('watching', () => {
  it('wakes the desk for a new ticket, for what its merchant writes, and for what colleagues do', async () => {
    const running = await runPipeline();
    let wakes = 0;
    const stop = running.desk.subscribe(() => {
      wakes += 1;
    });
    await running.say('hello');
    expect(wakes).toBe(0);
    await running.say('ticket');
    expect(wakes).toBe(1);
    await running.desk.act(li, 'T1001', { kind: 'claim' });
    expect(wakes).toBe(2);
    await running.say('still there?');
    expect(wakes).toBeGreaterThan(2);
    const before = wakes;
    stop();
    await running.desk.act(li, 'T1001', { kind: 'note', text: 'x' });
    expect(wakes).toBe(before);
  });

  it('wakes a page only for its own conversation, until it stops listening', async () => {
    const { transcripts, say } = await withTicket();
    const woken: string[] = [];
    const stop = transcripts.subscribe(conversationOf('m1'), () => woken.push('m1'));
    transcripts.subscribe(conversationOf('m2'), () => woken.push('m2'));
    await say('hello');
    expect(new Set(woken)).toEqual(new Set(['m1']));
    const before = woken.length;
    stop();
    await say('hello');
    expect(woken).toHaveLength(before);
  });
});
