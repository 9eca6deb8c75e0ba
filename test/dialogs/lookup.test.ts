/** Which "expired" applies: by the register, on the institution's calendar, for the terminal's own merchant alone. */

import { beforeAll, describe, expect, it } from 'vitest';
import { type ChatDesk, type Heard, openChatDesk } from '#bot/cli/chat/chat-desk.ts';
import { createListDirectory } from '#bot/directory/file-directory.ts';
import type { DeviceRecord, DeviceStatus, RegisterAnswer } from '#dialogs/device-record.ts';
import { expiryCauses } from '#dialogs/expiry.ts';
import { localDay } from '#dialogs/opening-hours.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';

const device = (changes: Partial<DeviceRecord> = {}): DeviceRecord => ({
  serial: '0821998877',
  mid: '898000057220003',
  model: 'A920',
  status: 'active',
  ...changes,
});

describe('what stops a terminal', () => {
  const typesOn = (today: string, changes: Partial<DeviceRecord>): readonly string[] =>
    expiryCauses(device(changes), today).map(({ phrase }) => phrase);

  const FIELDS = [
    ['contractEndsOn', 'contract'],
    ['simEndsOn', 'sim'],
    ['certificateEndsOn', 'certificate'],
    ['approvalEndsOn', 'approval'],
  ] as const;
  // The instants around midnight of the day that ends, in UTC, and the day they are in each zone.
  const ZONES = [
    ['Asia/Shanghai', '2026-11-30T15:59:59Z', '2026-11-30T16:00:00Z'],
    ['Asia/Kolkata', '2026-11-30T18:29:59Z', '2026-11-30T18:30:00Z'],
    ['Europe/London', '2026-11-30T23:59:59Z', '2026-12-01T00:00:00Z'],
    ['America/Los_Angeles', '2026-12-01T07:59:59Z', '2026-12-01T08:00:00Z'],
    ['Pacific/Kiritimati', '2026-11-30T09:59:59Z', '2026-11-30T10:00:00Z'],
  ] as const;
  const STATUSES: readonly (readonly [DeviceStatus, readonly string[], readonly string[]])[] = [
    ['active', [], []],
    ['dormant', [], ['dormant']],
    ['blocked', ['blocked'], []],
    ['returned', ['returned'], []],
    ['lost', ['returned'], []],
  ];
  for (const [field, phrase] of FIELDS) {
    for (const [zone, last, first] of ZONES) {
      for (const [status, before, after] of STATUSES) {
        it(`${phrase} ends at midnight in ${zone}, ${status}`, () => {
          const on = (instant: string) =>
            typesOn(localDay(zone, Date.parse(instant)), { [field]: '2026-11-30', status });
          const without = [...before, ...after];
          expect(on(last)).toEqual(without.length > 0 ? without : ['none']);
          expect(on(first)).toEqual([...before, phrase, ...after]);
        });
      }
    }
  }

  it('a day that the register does not know is never over', () => {
    expect(typesOn('2999-01-01', {})).toEqual(['none']);
  });
});

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

const NOW = Date.parse('2026-11-23T10:00:00+08:00');
const ASK = '我这台什么时候到期';

/** Says the lines one after the other; what the bot said to each, and the last ticket. */
async function talk(lines: readonly string[], directory: Parameters<typeof openChatDesk>[4]) {
  const desk: ChatDesk = await openChatDesk(guide, NOW, 'webchat', undefined, directory);
  try {
    const heard: Heard[] = [];
    for (const text of lines) heard.push(await desk.say({ conversation: 'a', text }));
    const said = heard.map((one) => one.lines.map((line) => line.text).join('\n'));
    return { said, last: said.at(-1) ?? '', ticket: heard.flatMap(({ tickets }) => tickets).at(-1) };
  } finally {
    await desk.close();
  }
}

const register = (...devices: readonly DeviceRecord[]) => createListDirectory(devices);
const answering = (answer: RegisterAnswer) => ({ lookup: async () => answer });

describe('asking when a terminal expires', () => {
  it('serial and merchant number together get the date', async () => {
    const ended = register(device({ contractEndsOn: '2026-10-31', simEndsOn: '2027-05-01' }));
    const { said, last } = await talk([ASK, '0821998877', '898000057220003'], ended);
    expect(said[1]).toContain('商户号');
    expect(last).toContain('合同（租期）在 2026 年 10 月 31 日到期了');
    expect(last).toContain('流量卡到 2027 年 5 月 1 日');
  });

  it('nothing is told of the terminal before both are known', async () => {
    const { said } = await talk([ASK, '0821998877'], register(device({ contractEndsOn: '2026-10-31' })));
    expect(said.join('\n')).not.toMatch(/2026|到期了|A920/);
  });

  it('the merchant number and the end of the serial will do', async () => {
    const { last } = await talk([ASK, '898000057220003', '8877'], register(device({ status: 'dormant' })));
    expect(last).toContain('长期没有交易');
  });

  it.each([
    ['a serial that nobody knows', ['0000000000', '898000057220003']],
    ['somebody else’s merchant number', ['0821998877', '898000057220999']],
  ])('%s is not called expired, in the same words', async (_, numbers) => {
    const { last } = await talk([ASK, ...numbers], register(device({ contractEndsOn: '2026-10-31' })));
    expect(last).toContain('没对上。这不代表到期');
    expect(last).not.toMatch(/10 月|到期了|A920/);
  });

  it('after two pairs that do not match nobody may go on guessing', async () => {
    const numbers = ['0000000001', '898000057220003', '序列号应该是 0000000002', ASK, '序列号应该是 0821998877', ASK];
    const { said } = await talk([ASK, ...numbers], register(device({ contractEndsOn: '2026-10-31' })));
    expect(said.join('\n')).not.toContain('10 月 31');
  });

  it('a register that cannot be reached is said to be out of reach, and a person takes over', async () => {
    const away = answering({ kind: 'unavailable', reason: 'timeout' });
    const { last, ticket } = await talk([ASK, '0821998877', '898000057220003', '对'], away);
    expect(last).not.toContain('没有到期');
    expect(ticket).toMatchObject({ sn: '0821998877', mid: '898000057220003' });
  });

  it('without a register it is as it was', async () => {
    const { said } = await talk([ASK, '0821998877'], undefined);
    expect(said[0]).toContain('请同事查后台');
  });

  it('in English', async () => {
    const lines = ['when will my terminal expire', '0821998877', '898000057220003'];
    const { last } = await talk(lines, register(device({ contractEndsOn: '2026-10-31' })));
    expect(last).toContain('ended on 31 October 2026');
  });
});

describe('a scam call about an expired terminal', () => {
  const CALL = '刚才有人打电话说我pos机到期了 要换新机 让我先交298押金';

  it('is answered with the real date', async () => {
    const lines = [CALL, '没给钱', '帮我查一下', '0821998877', '898000057220003'];
    const { last } = await talk(lines, register(device({ contractEndsOn: '2027-10-31' })));
    expect(last).toContain('这台没有到期');
    expect(last).toContain('合同到 2027 年 10 月 31 日');
  });
});

describe('the ticket', () => {
  it('says which expiry the register found', async () => {
    const lines = ['机器说到期了收不了钱', '屏幕上写的', '0821998877', '898000057220003', '转人工'];
    const { ticket } = await talk(lines, register(device({ simEndsOn: '2026-10-31' })));
    expect(ticket).toMatchObject({ expiryType: 'sim', sn: '0821998877', snConfirmed: true });
  });

  it('holds the serial of a worn label for the agent, and the merchant is not told it', async () => {
    const lines = ['转人工', '机器开不了机', '型号 A920，标签磨掉了', '商户号 898000057220003'];
    const { said, ticket } = await talk(lines, register(device()));
    expect(ticket).toMatchObject({ sn: '0821998877', snSource: 'lookup', snConfirmed: false });
    expect(said.join('\n').replace(/\s/g, '')).not.toContain('0821998877');
  });
});
