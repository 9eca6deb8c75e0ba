/** Tickets in a WeCom group: what the robot says of them, when, and where its links lead. */

import { describe, expect, it, onTestFinished } from 'vitest';
import type { TicketLinks } from '#adapters/tickets/chat-agents.ts';
import { createWecomTickets } from '#adapters/wecom/tickets.ts';
import { DESK_URL, deskLinksOf } from '#test/fixtures/desk-agents.ts';
import { openFakeQyapi } from '#test/fixtures/fake-qyapi.ts';
import { ROBOT_KEY } from '#test/fixtures/fake-qyapi-robot.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';
import { LI, runSinks, TICKET_URL } from '#test/fixtures/running-sinks.ts';

const HOUR_MS = 3_600_000;

async function open() {
  let now = START_MS;
  const qyapi = await openFakeQyapi({ now: () => now });
  onTestFinished(() => qyapi.close?.());
  const webhookUrl = `${qyapi.url}/cgi-bin/webhook/send?key=${ROBOT_KEY}`;
  let real: TicketLinks | undefined;
  const links: TicketLinks = { claimLink: async (number, untilMs) => (await real?.claimLink(number, untilMs)) ?? '' };
  const running = await runSinks((dependencies) => [
    createWecomTickets({ webhookUrl, timeoutMs: 5_000 }, { ...dependencies, locale: 'zh-Hans', links }),
  ]);
  const desk = deskLinksOf(running, () => now);
  real = desk;
  return {
    ...running,
    qyapi,
    links: desk,
    titles: () => qyapi.robot.cards.map(({ source, main_title: { desc } }) => [source?.desc, desc]),
    async pass(ms: number) {
      now += ms;
      running.advance(ms);
      await running.catchUp();
      await running.told();
    },
  };
}

describe('the group', () => {
  it('hears of a new ticket, with a link for one use that claims it', async () => {
    const { say, told, qyapi, links } = await open();
    await say('ticket');
    await told();
    const [card] = qyapi.robot.cards;
    expect(card).toMatchObject({ source: { desc: '新工单' }, main_title: { desc: 'T1001 · P2' } });
    const url = new URL(card?.card_action.url ?? '');
    expect(url.href.startsWith(`${DESK_URL}/link?`)).toBe(true);
    const token = url.searchParams.get('token') ?? '';
    expect(await links.use(token)).toEqual({ kind: 'claim', number: 'T1001' });
    expect(await links.use(token)).toBeUndefined();
  });

  it('hears when an answer is due soon and when it is late, once each, and of nothing else', async () => {
    const { say, told, desk, titles, pass, qyapi } = await open();
    await say('ticket');
    await told();
    await desk.act(LI, 'T1001', { kind: 'note', text: 'x' });
    await desk.act(LI, 'T1001', { kind: 'claim' });
    await told();
    await pass(50 * 60_000);
    await pass(HOUR_MS);
    await pass(HOUR_MS);
    expect(titles()).toEqual([
      ['新工单', 'T1001 · P2'],
      ['快到时限', 'T1001 · P2 · Li'],
      ['已超时', 'T1001 · P2 · Li'],
    ]);
    expect(qyapi.robot.cards[1]?.card_action.url).toBe(`${TICKET_URL}T1001`);
  });

  it('is not called for a ticket that was over before it could be told', async () => {
    const { say, told, desk, qyapi, pass } = await open();
    qyapi.fail({ path: '/cgi-bin/webhook/send', status: 502 });
    await say('ticket');
    await told();
    await desk.act(LI, 'T1001', { kind: 'claim' });
    await desk.act(LI, 'T1001', { kind: 'resolve' });
    await pass(HOUR_MS);
    expect(qyapi.robot.cards).toEqual([]);
  });

  it('hears of every ticket in the end when many come within a minute', async () => {
    const { say, told, qyapi, pass } = await open();
    for (let shop = 0; shop < 25; shop += 1) {
      await say('ticket', { conversationId: `test-shop-${shop}` as never, senderId: `shop-${shop}` });
    }
    await told();
    expect(qyapi.robot.cards).toHaveLength(20);
    for (let minute = 0; minute < 3; minute += 1) await pass(5 * 60_000);
    expect(qyapi.robot.cards.filter(({ source }) => source?.desc === '新工单')).toHaveLength(25);
  });
});

describe('what a card shows', () => {
  it('holds no phone numbers and no card data', async () => {
    const { say, told, qyapi } = await open();
    await say('13812345678 4111 1111 1111 1111');
    await say('ticket');
    await told();
    expect(JSON.stringify(qyapi.robot.cards)).not.toMatch(/12345678|1111 1111/);
  });
});
