/** A ticket's life at the desk: from open to resolved and back, with its promises, history and rating. */

import { describe, expect, it } from 'vitest';
import type { DeskAction, DeskUser } from '#adapters/desk-contract.ts';
import { respond } from '#dialogs/respond.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { conversationOf, START_MS } from '#test/fixtures/merchant-message.ts';
import { openTicket } from '#test/fixtures/open-ticket.ts';
import { PHOTO } from '#test/fixtures/photos.ts';
import { plainGuide } from '#test/fixtures/plain-guide.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { plainDraft, scriptedRespond } from '#test/fixtures/scripted-dialog.ts';
import { createTestChannel } from '#test/fixtures/test-channel.ts';

const MINUTE = 60_000;
const li: DeskUser = { name: 'Li', role: 'agent' };
const wang: DeskUser = { name: 'Wang', role: 'agent' };
const lead: DeskUser = { name: 'Zhao', role: 'lead' };

const same = (text: string) => ({ 'zh-Hans': text, 'zh-Hant': text, en: text });
const guide = {
  ...plainGuide,
  phrases: new Map([
    ...plainGuide.phrases,
    ['rating.ask', same('How did we do?')],
    ['rating.good', same('Good')],
    ['rating.fair', same('Fair')],
    ['rating.poor', same('Poor')],
    ['rating.thanks-good', same('Thank you!')],
    ['rating.not-yet', same('It is open again.')],
    ['rating.known', same('You told us already.')],
    ['agent.reopened', same('{ticketNumber} is open again, until {answerDue}.')],
  ]),
};

async function withTicket(channel = createTestChannel()) {
  const running = await runPipeline({ channel, guide: () => guide });
  await running.say('ticket');
  const act = (user: DeskUser, action: DeskAction, number = 'T1001') => running.desk.act(user, number, action);
  return { ...running, channel, act };
}

describe('waiting for the merchant', () => {
  it('begins with an answer and ends with what the merchant writes, which starts a new promise', async () => {
    const { act, say, store, advance } = await withTicket();
    await act(li, { kind: 'claim' });
    expect(await act(li, { kind: 'reply', text: 'Which light is on?' })).toMatchObject({
      ticket: { status: 'waiting', agent: 'Li', firstAnswerAtMs: START_MS },
    });
    advance(10 * MINUTE);
    await say('the red one');
    const ticket = await store.ticket('T1001');
    expect(ticket).toMatchObject({ status: 'claimed', agent: 'Li', answerDueMs: START_MS + 70 * MINUTE });
  });

  it('keeps the bot silent and the ticket with its agent', async () => {
    const { act, say, lines } = await withTicket();
    await act(li, { kind: 'claim' });
    await act(li, { kind: 'reply', text: 'One moment.' });
    const before = (await lines()).filter((line) => line.startsWith('bot')).length;
    await say('hello?');
    expect((await lines()).filter((line) => line.startsWith('bot'))).toHaveLength(before);
    expect(await act(wang, { kind: 'claim' })).toEqual({ kind: 'refused', reason: 'claimed-by-other', who: 'Li' });
  });
});

describe('passing on', () => {
  it('gives a ticket to somebody with an account who works on tickets', async () => {
    const { act, signIns, store } = await withTicket();
    for (const [name, role] of [
      ['Wang', 'agent'],
      ['Eye', 'viewer'],
    ] as const) {
      await signIns.redeem(await signIns.issueLink({ name, role }), { address: '' });
    }
    expect(await act(li, { kind: 'assign', agent: 'Wang' })).toMatchObject({ reason: 'not-allowed' });
    expect(await act(lead, { kind: 'assign', agent: 'Nobody' })).toMatchObject({ reason: 'unknown-agent' });
    expect(await act(lead, { kind: 'assign', agent: 'Eye' })).toMatchObject({ reason: 'unknown-agent' });
    expect(await act(lead, { kind: 'assign', agent: 'Wang' })).toMatchObject({ ticket: { agent: 'Wang' } });
    expect(await act(li, { kind: 'transfer', agent: 'Li' })).toMatchObject({ reason: 'claimed-by-other', who: 'Wang' });
    await act(wang, { kind: 'transfer', agent: 'Wang', text: 'I was wrong' });
    expect(await store.ticket('T1001')).toMatchObject({ status: 'claimed', agent: 'Wang' });
  });
});

describe('a note', () => {
  it('leaves a live ticket as it is, so that it still tells since when its merchant has been waited for', async () => {
    const { act, advance, store } = await withTicket();
    await act(li, { kind: 'claim' });
    await act(li, { kind: 'reply', text: 'Which light is on?' });
    advance(24 * 60 * MINUTE);
    await act(wang, { kind: 'note', text: 'Nobody answers the phone.' });
    expect(await store.ticket('T1001')).toMatchObject({ status: 'waiting', updatedAtMs: START_MS });
  });
});

describe('passing on while the merchant is waited for', () => {
  it('starts a new promise, as the one before was kept', async () => {
    const { act, signIns, advance, store } = await withTicket();
    await signIns.redeem(await signIns.issueLink({ name: 'Wang', role: 'agent' }), { address: '' });
    await act(li, { kind: 'claim' });
    await act(li, { kind: 'reply', text: 'Which light is on?' });
    advance(24 * 60 * MINUTE);
    await act(li, { kind: 'transfer', agent: 'Wang' });
    expect(await store.ticket('T1001')).toMatchObject({
      status: 'claimed',
      agent: 'Wang',
      answerDueMs: START_MS + 25 * 60 * MINUTE,
    });
  });
});

describe('merging', () => {
  it('closes a double of the same merchant or serial number, and links the two', async () => {
    const { act, desk, say } = await withTicket();
    await say('ticket', { conversationId: conversationOf('m2'), senderId: 'm2' });
    expect(await act(li, { kind: 'merge', into: 'T1002' })).toMatchObject({ reason: 'other-merchant' });
    expect(await act(li, { kind: 'merge', into: 'T1001' })).toMatchObject({ reason: 'not-found' });
    await say('ticket');
    expect(await act(li, { kind: 'merge', into: 'T1001' }, 'T1003')).toMatchObject({
      ticket: { status: 'resolved', mergedInto: 'T1001', resolution: { code: 'duplicate' } },
    });
    const { history } = await openTicket(desk);
    expect(history).toMatchObject([{ number: 'T1003', because: 'merged' }]);
    expect((await openTicket(desk, 'T1003')).history).toMatchObject([{ number: 'T1001', because: 'merged' }]);
    expect((await openTicket(desk, 'T1003')).transcript.length).toBeGreaterThan(0);
  });
});

describe('merging with another conversation', () => {
  it('tells its merchant where the case goes on, and never buries a trouble in a closed ticket', async () => {
    const merged = same('It goes on in {ticketNumber}.');
    const channel = createTestChannel();
    const running = await runPipeline({
      channel,
      guide: () => ({ ...guide, phrases: new Map([...guide.phrases, ['agent.merged', merged]]) }),
      respond: (state, event, content, now) => {
        const result = scriptedRespond(state, event, content, now);
        const draft = plainDraft({ sn: '0N9112300778' });
        const effects = result.effects.map((one) => (one.kind === 'openTicket' ? { ...one, draft } : one));
        return { ...result, effects };
      },
    });
    await running.say('ticket');
    await running.say('ticket', { conversationId: conversationOf('m2'), senderId: 'm2' });
    expect(await running.desk.act(li, 'T1002', { kind: 'merge', into: 'T1001' })).toMatchObject({ kind: 'ok' });
    await running.settle();
    expect(channel.tries.at(-1)).toMatchObject({ senderId: 'm2', reply: { text: 'It goes on in T1001.' } });
    await running.desk.act(li, 'T1001', { kind: 'claim' });
    await running.desk.act(li, 'T1001', { kind: 'resolve' });
    await running.say('ticket', { conversationId: conversationOf('m3'), senderId: 'm3' });
    expect(await running.desk.act(li, 'T1003', { kind: 'merge', into: 'T1001' })).toMatchObject({ reason: 'closed' });
  });
});

describe('priority', () => {
  it('set by people stays when the dialog learns more, and a more urgent promise comes earlier', async () => {
    const { act, say, store, channel } = await withTicket();
    expect(await act(li, { kind: 'setPriority', priority: 'P1', reason: ' ' })).toMatchObject({ reason: 'empty' });
    await act(li, { kind: 'setPriority', priority: 'P1', reason: 'the whole shop stands still' });
    await say('update');
    const ticket = await store.ticket('T1001');
    expect(ticket).toMatchObject({ priority: 'P1', priorityReason: 'the whole shop stands still', model: 'A920' });
    expect(ticket?.answerDueMs).toBe(START_MS + 30 * MINUTE);
    expect(channel.delivered().join()).not.toContain('stands still');
  });
});

describe('ending', () => {
  it('keeps how it was solved, and may be undone', async () => {
    const { act, store } = await withTicket();
    await act(li, { kind: 'claim' });
    expect(await act(li, { kind: 'resolve', code: 'replaced', fixedBy: 'no-such-step' })).toMatchObject({
      reason: 'unknown-step',
    });
    await act(li, { kind: 'resolve', code: 'replaced' });
    expect((await store.ticket('T1001'))?.resolution).toEqual({ code: 'replaced', atMs: START_MS, by: 'Li' });
    expect(await act(wang, { kind: 'reopen' })).toMatchObject({ ticket: { status: 'reopened' } });
    expect(await store.ticket('T1001')).not.toHaveProperty('agent');
    expect(await act(wang, { kind: 'reopen' })).toMatchObject({ reason: 'not-closed' });
    expect(await act(wang, { kind: 'claim' })).toMatchObject({ ticket: { agent: 'Wang' } });
  });
});

describe('opening again', () => {
  it('is told to the merchant, with the new promise', async () => {
    const { act, channel, settle } = await withTicket();
    await act(li, { kind: 'claim' });
    await act(li, { kind: 'resolve' });
    await settle();
    const before = channel.delivered().length;
    await act(li, { kind: 'reopen' });
    await settle();
    expect(channel.delivered().slice(before)).toEqual(['T1001 is open again, until 11:00 today.']);
  });

  it('of a double in the same conversation is no news for its merchant', async () => {
    const { act, say, channel, settle } = await withTicket();
    await say('ticket');
    await act(li, { kind: 'merge', into: 'T1001' }, 'T1002');
    await settle();
    const before = channel.delivered().length;
    await act(li, { kind: 'reopen' }, 'T1002');
    await settle();
    expect(channel.delivered()).toHaveLength(before);
  });
});

describe('a ticket that is closed in another system', () => {
  const anna: DeskUser = { name: 'Anna (Redmine)', role: 'agent' };
  const closing: DeskAction = { kind: 'resolve', elsewhere: true };

  it('is resolved by whoever closed it there, and the merchant hears what merchants hear at the end', async () => {
    const channel = createTestChannel();
    const real = await loadBuiltInGuide();
    const { desk, say, store, settle } = await runPipeline({ channel, guide: () => real, respond });
    await say('I want to talk to a person');
    await say('skip');
    const before = await store.ticket('T1001');
    expect(before).toMatchObject({ status: 'open' });
    expect(await desk.act(anna, 'T1001', { kind: 'resolve' })).toMatchObject({ reason: 'not-claimed' });
    expect(await desk.act(anna, 'T1001', closing)).toMatchObject({ kind: 'ok' });
    await settle();
    expect(await store.ticket('T1001')).toMatchObject({ status: 'resolved', resolution: { by: 'Anna (Redmine)' } });
    const closingWords = real.phrases.get('agent.resolved')?.en ?? '';
    expect(channel.delivered().join('\n').split(closingWords)).toHaveLength(2);
    expect(await desk.act(anna, 'T1001', closing)).toMatchObject({ reason: 'closed' });
  });

  it('is closed as well when a colleague has it here, who is named as having had it', async () => {
    const { act, store } = await withTicket();
    await act(li, { kind: 'claim' });
    expect(await act(anna, closing)).toMatchObject({ kind: 'ok' });
    expect(await store.ticket('T1001')).toMatchObject({ status: 'resolved', agent: 'Li' });
  });
});

describe('the rating', () => {
  async function resolved() {
    const running = await withTicket();
    await running.act(li, { kind: 'claim' });
    await running.act(li, { kind: 'resolve', code: 'explained' });
    await running.settle();
    return running;
  }

  it('is asked once, by buttons, and answered by one tap', async () => {
    const { channel, say, store, act, settle } = await resolved();
    const question = channel.tries.at(-1)?.reply;
    expect(question).toMatchObject({ kind: 'choices', text: 'How did we do?' });
    await say('Good', { choiceId: 'rate-T1001:good' });
    expect((await store.ticket('T1001'))?.rating).toBe('good');
    expect(channel.delivered().at(-1)).toBe('Thank you!');
    await say('Poor', { choiceId: 'rate-T1001:poor' });
    expect((await store.ticket('T1001'))?.rating).toBe('good');
    expect(channel.delivered().at(-1)).toBe('You told us already.');
    await act(li, { kind: 'reopen' });
    await act(li, { kind: 'claim' });
    await act(li, { kind: 'resolve' });
    await settle();
    expect(channel.delivered().filter((text) => text.includes('How did we do?'))).toHaveLength(1);
  });

  it('is read from a number where there are no buttons, but not from what is about something else', async () => {
    const { say, store, channel } = await resolved();
    await say('it broke again');
    expect(channel.delivered().at(-1)).toBe('echo: it broke again');
    expect(await store.ticket('T1001')).not.toHaveProperty('rating');
  });

  it('counts a typed number right after the question', async () => {
    const { say, store } = await resolved();
    await say('3');
    expect((await store.ticket('T1001'))?.rating).toBe('poor');
  });

  it('has to wait while a ticket is open again, and is asked anew when it ends', async () => {
    const { say, store, channel, act, settle } = await resolved();
    await act(li, { kind: 'reopen' });
    await say('Good', { choiceId: 'rate-T1001:good' });
    expect(channel.delivered().at(-1)).toBe('It is open again.');
    expect(await store.ticket('T1001')).not.toHaveProperty('rating');
    await act(li, { kind: 'claim' });
    await act(li, { kind: 'resolve' });
    await settle();
    expect(channel.delivered().filter((text) => text.includes('How did we do?'))).toHaveLength(2);
    await say('Good', { choiceId: 'rate-T1001:good' });
    expect((await store.ticket('T1001'))?.rating).toBe('good');
  });

  it('is taken from the old question when the merchant has ended by himself what was opened again', async () => {
    const { say, store, channel, act } = await resolved();
    await act(li, { kind: 'reopen' });
    await say('cancel');
    await say('Good', { choiceId: 'rate-T1001:good' });
    expect(channel.delivered().at(-1)).toBe('Thank you!');
    expect(await store.ticket('T1001')).toMatchObject({ status: 'cancelled', rating: 'good' });
  });

  it('of somebody else’s ticket is not taken (IDOR)', async () => {
    const { say, store } = await resolved();
    await say('x', { conversationId: conversationOf('m2'), senderId: 'm2', choiceId: 'rate-T1001:poor' });
    expect(await store.ticket('T1001')).not.toHaveProperty('rating');
  });
});

describe('the clock', () => {
  it('says once that an answer is due soon and once that it is overdue, and anew for a new promise', async () => {
    const { store, advance, catchUp, act, say } = await withTicket();
    const rings = async () =>
      (await store.ticketEvents('T1001')).filter(({ kind }) => kind === 'dueSoon' || kind === 'overdue').length;
    advance(44 * MINUTE);
    await catchUp();
    expect(await rings()).toBe(0);
    advance(MINUTE);
    await catchUp();
    await catchUp();
    expect((await store.ticketEvents('T1001')).at(-1)?.kind).toBe('dueSoon');
    advance(20 * MINUTE);
    await catchUp();
    await catchUp();
    expect((await store.ticketEvents('T1001')).at(-1)?.kind).toBe('overdue');
    expect(await rings()).toBe(2);
    await act(li, { kind: 'claim' });
    await act(li, { kind: 'reply', text: 'Sorry for the wait.' });
    advance(1_000 * MINUTE);
    await catchUp();
    expect(await rings()).toBe(2);
    await say('thanks, still broken');
    advance(61 * MINUTE);
    await catchUp();
    expect(await rings()).toBe(3);
  });

  it('is silent about tickets that are closed', async () => {
    const { store, advance, catchUp, act } = await withTicket();
    await act(li, { kind: 'claim' });
    await act(li, { kind: 'resolve' });
    advance(1_000 * MINUTE);
    await catchUp();
    expect((await store.ticketEvents('T1001')).map(({ kind }) => kind)).toEqual(['opened', 'claimed', 'resolved']);
    expect(await store.nextRingAt()).toBeUndefined();
  });
});

describe('the history', () => {
  it('keeps every change of a field with who made it', async () => {
    const { act, say, desk } = await withTicket();
    await say('update');
    await act(li, { kind: 'claim' });
    const { events } = await openTicket(desk);
    expect(events).toMatchObject([
      { kind: 'opened' },
      { kind: 'changed', changes: [{ field: 'model', to: 'A920' }] },
      {
        kind: 'claimed',
        by: 'Li',
        changes: [
          { field: 'status', from: 'open', to: 'claimed' },
          { field: 'agent', to: 'Li' },
        ],
      },
    ]);
  });

  it('names similar cases, solved ones first', async () => {
    const { act, say, desk } = await withTicket();
    for (const name of ['m2', 'm3']) await say('ticket', { conversationId: conversationOf(name), senderId: name });
    await act(li, { kind: 'claim' }, 'T1002');
    await act(li, { kind: 'resolve', code: 'fixed-by-us' }, 'T1002');
    const { similar } = await openTicket(desk);
    expect(similar.map(({ number }) => number)).toEqual(['T1002', 'T1003']);
    expect(similar[0]?.resolution?.code).toBe('fixed-by-us');
  });
});

describe('messages that were refused', () => {
  it('are shown and go out by a retry', async () => {
    let works = false;
    const channel = createTestChannel(() =>
      works ? { kind: 'delivered' } : { kind: 'refused', reason: 'blocked by the merchant' },
    );
    const { act, desk, settle } = await withTicket(channel);
    await settle();
    const [lost] = (await openTicket(desk)).undelivered;
    expect(lost).toMatchObject({ state: 'refused' });
    works = true;
    expect(await act(li, { kind: 'retryDelivery', lineSeq: lost?.seq ?? 0 })).toMatchObject({ kind: 'ok' });
    await settle();
    expect(channel.delivered()).toHaveLength(1);
    expect((await openTicket(desk)).undelivered).toEqual([]);
    expect(await act(li, { kind: 'retryDelivery', lineSeq: lost?.seq ?? 0 })).toMatchObject({ reason: 'not-refused' });
  });
});

it('sends pictures where merchants can open them', async () => {
  const channel = createTestChannel();
  const running = await runPipeline({ channel, mediaUrl: (ref) => `https://help.example/media/${ref}` });
  await running.say('ticket');
  const ref = await running.forChannels.media.put(PHOTO);
  await running.desk.act(li, 'T1001', { kind: 'claim' });
  expect(await running.desk.act(li, 'T1001', { kind: 'reply', text: 'here', mediaRef: 'media:none' })).toMatchObject({
    reason: 'not-found',
  });
  await running.desk.act(li, 'T1001', { kind: 'reply', text: 'Press this.', mediaRef: ref });
  await running.settle();
  expect(channel.tries.at(-1)?.reply).toEqual({
    kind: 'image',
    text: 'Press this.',
    url: `https://help.example/media/${ref}`,
  });
});
