/** Agents who work on tickets in Slack: the card, its buttons, boxes, threads, and who may do what. */

import { describe, expect, it } from 'vitest';
import { describeSink } from '#test/contracts/sink.contract.ts';
import { type FakeFault, type FakeMessage, showMessage, startFakeSlack } from '#test/fixtures/fake-slack.ts';
import { DESK_CHANNEL, openSlackDesk, slackTicketsOn } from '#test/fixtures/fake-slack-desk.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';

const json =
  (body: object): FakeFault =>
  (response) =>
    void response.json(body);
const status =
  (code: number): FakeFault =>
  (response) =>
    void response.status(code).end();

const FAULTS: Readonly<Record<string, FakeFault>> = {
  'status 500': status(500),
  'too many calls': status(429),
  'trouble of its own': json({ ok: false, error: 'internal_error' }),
  'no answer': 'hang',
  'the answer is lost after the message was taken': 'hang-after',
  'a revoked token': json({ ok: false, error: 'token_revoked' }),
};

describeSink('Slack', async () => {
  const slack = await startFakeSlack(() => START_MS);
  const linkOf = ({ blocks = [] }: FakeMessage): string =>
    blocks
      .flatMap(({ elements = [] }) => elements)
      .map(({ url }) => url ?? '')
      .join('\n');
  const nobody = { userOf: async () => undefined, linkFor: async () => '' };
  const stay = json({ ok: false, error: 'channel_not_found' });
  return (dependencies) => ({
    sink: slackTicketsOn(slack, { ...dependencies, agents: nobody }),
    seen: () =>
      slack.posted
        .filter(({ thread_ts }) => thread_ts === undefined)
        .map((card) => {
          const below = slack.posted.filter(({ thread_ts }) => thread_ts === card.ts).map(({ text }) => text);
          return { text: [showMessage(card).text, linkOf(card), ...below].join('\n') };
        }),
    faults: Object.fromEntries(
      Object.entries(FAULTS).map(([what, fault]) => [
        what,
        () => {
          slack.fail('chat.postMessage', fault);
          slack.fail('chat.update', fault);
        },
      ]),
    ),
    refuse: (on) => {
      if (on) slack.fail('chat.postMessage', ...Array.from({ length: 50 }, () => stay));
      else slack.heal();
    },
    onlyOnce: true,
  });
});

describe('the card of a ticket', () => {
  it('stands in the channel once and changes where it stands', async () => {
    const { say, told, slack, card, tap, store } = await openSlackDesk();
    await say('ticket');
    await told();
    expect(card()).toMatchObject({ channel: DESK_CHANNEL });
    expect(showMessage(card()).text).toContain('T1001 · P2 · Open');
    expect(await tap('U0LI', 'claim')).toBe(200);
    await told();
    expect((await store.ticket('T1001'))?.agent).toBe('Li');
    expect(showMessage(card()).text).toContain('T1001 · P2 · Claimed');
    expect(slack.posted.filter(({ thread_ts }) => !thread_ts)).toHaveLength(1);
    expect(slack.violations).toEqual([]);
  });

  it('shows what merchants wrote as they wrote it, and pings nobody', async () => {
    const { say, told, card, slack, thread } = await openSlackDesk();
    await say('<!channel> *now* <https://evil.example|bank> <@U0LI>');
    await say('ticket');
    await told();
    const shown = [
      showMessage(card()).text,
      ...thread().map((text) => showMessage({ ...card(), text, blocks: undefined as never, mrkdwn: false }).text),
    ];
    // The only markup is our own: an instant that Slack shows in the reader's time zone.
    expect(shown.join('\n').replace(/^Answer due: .*$/m, '')).not.toContain('[[');
    expect(shown.join('\n')).toContain('<!channel> *now* <https://evil.example|bank> <@U0LI>');
    expect(slack.posted.every(({ mrkdwn }) => mrkdwn === false)).toBe(true);
  });

  it('hides phone numbers and never holds card data', async () => {
    const { say, told, thread } = await openSlackDesk();
    await say('我的电话 13812345678，卡号 4111 1111 1111 1111');
    await say('ticket');
    await told();
    expect(thread().join('\n')).toContain('138****5678');
    expect(thread().join('\n')).not.toMatch(/12345678|1111 1111/);
  });

  it('is posted anew when somebody has deleted it', async () => {
    const { say, told, slack, desk, card } = await openSlackDesk();
    await say('ticket');
    await told();
    const first = card().ts;
    slack.fail('chat.update', json({ ok: false, error: 'message_not_found' }));
    await desk.act({ name: 'Li', role: 'agent' }, 'T1001', { kind: 'claim' });
    await told();
    expect(slack.posted.filter(({ thread_ts }) => !thread_ts).map(({ ts }) => ts)).toHaveLength(2);
    expect(first).toBeTruthy();
  });

  it('tells the channel when the promised answer is overdue, once', async () => {
    const { say, told, advance, catchUp, thread } = await openSlackDesk();
    await say('ticket');
    await told();
    advance(2 * 3_600_000);
    await catchUp();
    await told();
    await told();
    expect(thread().filter((text) => text.includes('overdue'))).toHaveLength(1);
  });
});

describe('an answer to the merchant', () => {
  it('goes through a box that says where it goes', async () => {
    const { say, told, tap, send, slack, lines } = await openSlackDesk();
    await say('ticket');
    await told();
    await tap('U0LI', 'claim');
    await told();
    await tap('U0LI', 'reply');
    await expect.poll(() => slack.views.length).toBe(1);
    expect(slack.views[0]?.view.blocks[0]?.label?.text).toContain('Send to the merchant');
    expect(await send('U0LI', { text: 'Please restart the terminal.' })).toBeUndefined();
    expect(await lines()).toContain('agent: Please restart the terminal.');
    await expect.poll(() => slack.whispers.map(({ text }) => text)).toContain('Sent to the merchant.');
  });

  it('goes by a command in the thread, once though Slack brings it twice', async () => {
    const { say, told, tap, write, lines } = await openSlackDesk();
    await say('ticket');
    await told();
    await tap('U0LI', 'claim');
    const ts = '1763604002.000001';
    expect(await write('U0LI', 'reply: We will call you.', { ts })).toBe(200);
    expect(await write('U0LI', 'reply: We will call you.', { ts, type: 'app_mention' })).toBe(200);
    expect((await lines()).filter((line) => line.startsWith('agent:'))).toEqual(['agent: We will call you.']);
  });

  it('is never what colleagues say to each other in the thread; who tries is told once how it works', async () => {
    const { say, told, tap, write, lines, slack } = await openSlackDesk();
    await say('ticket');
    await told();
    await tap('U0LI', 'claim');
    const before = await lines();
    for (const text of ['please reply soon', 'reply', 'reply:', 'I think it is the SIM', '/replyall x', '回复了吗']) {
      expect(await write('U0LI', text)).toBe(200);
    }
    expect(await lines()).toEqual(before);
    await expect.poll(() => slack.whispers.filter(({ text }) => text.includes('“reply: …”'))).toHaveLength(1);
  });

  it('is refused in the box, with what was written kept, when a colleague has the ticket', async () => {
    const { say, told, tap, send, desk, slack, lines } = await openSlackDesk();
    await say('ticket');
    await told();
    await tap('U0LI', 'claim');
    await told();
    await tap('U0LI', 'reply');
    await expect.poll(() => slack.views.length).toBe(1);
    await desk.act({ name: 'Zhao', role: 'lead' }, 'T1001', { kind: 'assign', agent: 'Wang' });
    expect(await send('U0LI', { text: 'hello' })).toEqual({
      response_action: 'errors',
      errors: { text: 'Wang has this ticket.' },
    });
    expect(await lines()).not.toContain('agent: hello');
  });
});

describe('other actions', () => {
  it('note, resolve with a code, and reopen', async () => {
    const { say, told, tap, send, slack, store, card, lines } = await openSlackDesk();
    await say('ticket');
    await told();
    await tap('U0LI', 'note');
    await expect.poll(() => slack.views.length).toBe(1);
    await send('U0LI', { text: 'Looks like the SIM.' });
    expect(await lines()).toContain('note: Looks like the SIM.');
    await tap('U0LI', 'claim');
    await told();
    await tap('U0LI', 'resolve');
    await expect.poll(() => slack.views.length).toBe(2);
    await send('U0LI', { code: 'replaced', text: 'A new one is on its way.' });
    expect(await lines()).toContain('agent: A new one is on its way.');
    await told();
    expect(await store.ticket('T1001')).toMatchObject({
      status: 'resolved',
      resolution: { code: 'replaced', by: 'Li' },
    });
    expect(showMessage(card()).text).toContain('Resolved');
    await tap('U0LI', 'reopen');
    expect((await store.ticket('T1001'))?.status).toBe('reopened');
    expect(slack.violations).toEqual([]);
  });

  it('hand back to the bot after asking', async () => {
    const { say, told, tap, card, store } = await openSlackDesk();
    await say('ticket');
    await told();
    await tap('U0LI', 'claim');
    await told();
    const buttons = card().blocks?.flatMap(({ elements = [] }) => elements) ?? [];
    expect(buttons.find(({ action_id: id }) => id === 'ticket-handback')).toHaveProperty('confirm');
    await tap('U0LI', 'handback');
    const ticket = await store.ticket('T1001');
    expect([ticket?.status, ticket?.agent]).toEqual(['waiting', undefined]);
  });
});

describe('who may', () => {
  it('is nobody whom the desk does not know; they are told privately how to say who they are', async () => {
    const { say, told, tap, write, slack, store } = await openSlackDesk();
    await say('ticket');
    await told();
    await tap('U0MALLORY', 'claim');
    await write('U0MALLORY', 'reply: send me your card number');
    expect((await store.ticket('T1001'))?.agent).toBeUndefined();
    await expect.poll(() => slack.whispers.length).toBe(2);
    for (const { user, blocks } of slack.whispers) {
      expect(user).toBe('U0MALLORY');
      expect(JSON.stringify(blocks)).toContain('https://desk.example.com/link?token=');
    }
  });

  it('is decided by the role at the desk, and told privately', async () => {
    const { say, told, tap, slack, store, link } = await openSlackDesk();
    await link('U0VERA', 'Vera', 'viewer');
    await say('ticket');
    await told();
    await tap('U0VERA', 'claim');
    expect((await store.ticket('T1001'))?.agent).toBeUndefined();
    await expect.poll(() => slack.whispers).toMatchObject([{ user: 'U0VERA', text: 'Your role does not allow this.' }]);
    const entries = await store.auditEntries({ limit: 20 });
    expect(entries).toContainEqual(expect.objectContaining({ user: 'Vera', outcome: 'not-allowed' }));
  });

  it('is one of two who claim at once, and the other is told who has it', async () => {
    const { say, told, tap, slack, store } = await openSlackDesk();
    await say('ticket');
    await told();
    await Promise.all([tap('U0LI', 'claim'), tap('U0WEI', 'claim')]);
    const agent = (await store.ticket('T1001'))?.agent;
    await expect.poll(() => slack.whispers.map(({ text }) => text)).toEqual([`${agent} has this ticket.`]);
  });

  it('is nobody from another app', async () => {
    const { say, told, slack, store, tap } = await openSlackDesk();
    await say('ticket');
    await told();
    expect(await tap('U0LI', 'claim', 'T1001', { api_app_id: 'A0OTHER' })).toBe(200);
    expect((await store.ticket('T1001'))?.agent).toBeUndefined();
    expect(slack.whispers).toEqual([]);
  });
});

describe('the thread below a card', () => {
  it('has the conversation so far, and then what the merchant writes, as it comes', async () => {
    const { say, told, tap, write, thread } = await openSlackDesk();
    await say('机器断网了');
    await say('ticket');
    await told();
    expect(thread().join('\n')).toContain('Merchant: 机器断网了');
    await tap('U0LI', 'claim');
    await write('U0LI', 'reply: 请重启');
    await told();
    await say('还是不行');
    await say('急');
    await expect.poll(() => thread().join('\n')).toContain('Merchant: 急');
    const lines = thread().join('\n').split('\n');
    expect(lines.filter((line) => line === 'Merchant: 还是不行')).toHaveLength(1);
    expect(lines.filter((line) => line === 'Merchant: 急')).toHaveLength(1);
  });

  it('goes on after a restart, before anything happens to the ticket', async () => {
    const { say, told, tap, thread, restart } = await openSlackDesk();
    await say('ticket');
    await told();
    await tap('U0LI', 'claim');
    await told();
    await restart();
    await say('还在吗');
    await expect.poll(() => thread().join('\n')).toContain('Merchant: 还在吗');
  });

  it('goes with the card when the merchant is erased', async () => {
    const { say, told, slack, sinks, store } = await openSlackDesk();
    await say('ticket');
    await told();
    const external = await store.ofTicket('slack', 'T1001');
    if (!external) throw new Error('The card is not known.');
    expect(await sinks[0]?.erase?.(external, new AbortController().signal)).toEqual({ kind: 'done' });
    expect(slack.posted).toEqual([]);
  });
});
