/** The group robot: what a card says, and how it keeps to the platform's limits. */

import { describe, expect, it } from 'vitest';
import { createGroupRobot, type TicketAlert } from '#adapters/wecom/robot.ts';
import { openFakeQyapi } from '#test/fixtures/fake-qyapi.ts';
import { ROBOT_KEY } from '#test/fixtures/fake-qyapi-robot.ts';

const ALERT: TicketAlert = {
  kind: 'new',
  ticketNumber: 'T1001',
  title: '连不上主机',
  priority: 'P2',
  summary: ['一台机器连不上主机', '已试:重启、换热点、签到', '需要:远程检查参数'],
  due: '今天 14:00 前',
  url: 'https://desk.example.com/tickets/T1001',
  locale: 'zh-Hans',
};

async function open() {
  let now = Date.UTC(2026, 10, 23, 2);
  const qyapi = await openFakeQyapi({ now: () => now });
  const webhookUrl = `${qyapi.url}/cgi-bin/webhook/send?key=${ROBOT_KEY}`;
  const robot = createGroupRobot({ webhookUrl, timeoutMs: 2_000 }, { now: () => now });
  return { qyapi, robot, pass: (ms: number) => (now += ms) };
}

describe('a card', () => {
  it('says what is wrong, how urgent it is, what was tried and by when, and leads to the ticket', async () => {
    const { qyapi, robot } = await open();
    expect(await robot.notify(ALERT)).toEqual({ kind: 'delivered' });
    expect(qyapi.robot.cards).toMatchObject([
      {
        source: { desc: '新工单' },
        main_title: { title: '连不上主机', desc: 'T1001 · P2' },
        sub_title_text: ALERT.summary.join('\n'),
        horizontal_content_list: [
          { keyname: '工单', value: 'T1001' },
          { keyname: '优先级', value: 'P2' },
          { keyname: '答复时限', value: '今天 14:00 前' },
        ],
        card_action: { type: 1, url: ALERT.url },
      },
    ]);
  });

  it('of a ticket that is late stands out in red, in the language of the group', async () => {
    const { qyapi, robot } = await open();
    await robot.notify({ ...ALERT, kind: 'breached', locale: 'en' });
    await robot.notify({ ...ALERT, kind: 'breached', locale: 'zh-Hant' });
    expect(qyapi.robot.cards.map(({ source }) => source)).toEqual([
      { desc: 'Overdue', desc_color: 2 },
      { desc: '已逾時', desc_color: 2 },
    ]);
  });

  it('cuts what is too long, between characters, and says so', async () => {
    const { qyapi, robot } = await open();
    const long = '😀很长的话'.repeat(60);
    const summary = [long, 'line\r\nbreaks\tinside', long, 'a fourth line'];
    const result = await robot.notify({ ...ALERT, title: long, due: long, priority: long, summary });
    expect(result).toEqual({ kind: 'delivered' });
    const [card] = qyapi.robot.cards;
    expect(card?.main_title.title.isWellFormed()).toBe(true);
    expect(card?.main_title.title.endsWith('…')).toBe(true);
    expect(card?.sub_title_text).not.toContain('fourth');
  });
});

describe('the limit of 20 messages a minute', () => {
  it('is kept by waiting, and everything arrives', async () => {
    const { qyapi, robot, pass } = await open();
    for (let count = 0; count < 20; count += 1) expect((await robot.notify(ALERT)).kind).toBe('delivered');
    pass(1_000);
    expect(await robot.notify(ALERT)).toMatchObject({ kind: 'retry', afterMs: 59_000 });
    expect(qyapi.robot.cards).toHaveLength(20);
    pass(59_000);
    expect((await robot.notify(ALERT)).kind).toBe('delivered');
    expect(qyapi.robot.cards).toHaveLength(21);
  });
});

describe('a failure', () => {
  it('is worth another try when the platform is busy, slow or down', async () => {
    const { qyapi, robot } = await open();
    const path = '/cgi-bin/webhook/send';
    qyapi.fail({ path, errcode: -1 });
    qyapi.fail({ path, errcode: 45009 });
    qyapi.fail({ path, status: 502 });
    qyapi.fail({ path, hang: true });
    for (const afterMs of [undefined, 60_000, undefined, undefined]) {
      const result = await robot.notify(ALERT);
      expect(result.kind).toBe('retry');
      expect('afterMs' in result ? result.afterMs : undefined).toBe(afterMs);
    }
    expect((await robot.notify(ALERT)).kind).toBe('delivered');
  });

  it('is final when the robot is no longer in its group, and the reason holds no key', async () => {
    const { qyapi, robot } = await open();
    qyapi.robot.remove();
    const result = await robot.notify(ALERT);
    expect(result.kind).toBe('refused');
    expect(JSON.stringify(result)).not.toContain(ROBOT_KEY);
  });

  it('is a wrong address before anything is sent', () => {
    const now = Date.now;
    for (const webhookUrl of [
      '',
      'no address',
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send',
      'file:///webhook/send?key=1',
    ]) {
      expect(() => createGroupRobot({ webhookUrl }, { now })).toThrow(TypeError);
    }
  });
});
