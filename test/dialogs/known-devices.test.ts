/** A terminal that is known: nobody is asked twice, nobody learns of another's, and nobody can guess. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceRecord } from '#dialogs/device-record.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { openDeviceDesk } from '#test/fixtures/device-desk.ts';
import { conversationOf } from '#test/fixtures/merchant-message.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

const MID = '898000057220003';
const A: DeviceRecord = {
  serial: '0821998877',
  mid: MID,
  model: 'A920',
  status: 'active',
  contractEndsOn: '2026-10-31',
};
const B: DeviceRecord = { ...A, serial: '0821111234', contractEndsOn: '2027-10-31' };
const ASK = '我这台什么时候到期';
const NOTE = { atMs: 0, user: 'Li', role: 'agent', action: 'device-link', subject: A.serial, outcome: 'ok' };

describe('a merchant who has proved whose terminal it is', () => {
  it('need not prove it again in a later case', async () => {
    const desk = await openDeviceDesk(guide, [A]);
    for (const line of [ASK, A.serial, MID]) await desk.say(line);
    expect(await desk.store.bindings(conversationOf('a'))).toMatchObject([{ serial: A.serial, proof: 'number' }]);
    desk.wait(30 * 86_400_000);
    const again = await desk.say(ASK);
    expect(again).toContain('2026 年 10 月 31 日到期了');
  });

  it('has proved nothing of another serial that is named afterwards, of which nothing known is kept either', async () => {
    const desk = await openDeviceDesk(guide, [
      { ...A, tid: '10000001' },
      { ...B, mid: '898000057220999' },
    ]);
    for (const line of ['机器显示租赁到期了', A.serial, MID]) await desk.say(line);
    expect((await desk.store.dialogState(conversationOf('a')))?.flags).toContain('register_matched');
    await desk.say(`序列号不对，应该是 ${B.serial}`);
    const state = await desk.store.dialogState(conversationOf('a'));
    expect(state?.slots.sn?.value).toBe(B.serial);
    expect(state?.flags).not.toContain('register_matched');
    expect(state?.slots.mid?.value).toBe(MID);
    for (const slot of ['model', 'tid']) expect(state?.slots[slot]).toBeUndefined();
  });

  it('has proved nothing of another terminal whose sticker is scanned afterwards', async () => {
    const desk = await openDeviceDesk(guide, [A, { ...B, mid: '898000057220999' }]);
    for (const line of [ASK, A.serial, MID]) await desk.say(line);
    expect((await desk.store.dialogState(conversationOf('a')))?.flags).toContain('register_matched');
    desk.wait(60_000);
    await desk.store.bindDevice(conversationOf('a'), { serial: B.serial, proof: 'sticker' }, desk.now());
    desk.wait(60_000);
    await desk.say('你好');
    const state = await desk.store.dialogState(conversationOf('a'));
    expect(state?.slots.sn?.value).toBe(B.serial);
    expect(state?.flags).not.toContain('register_matched');
  });

  it('is told nothing more of a terminal that has another merchant by now', async () => {
    const desk = await openDeviceDesk(guide, [{ ...A, mid: '898000057220999' }]);
    await desk.store.bindDevice(conversationOf('a'), { serial: A.serial, mid: MID, proof: 'number' }, desk.now());
    const said = await desk.say(ASK);
    expect(said).toContain('没对上');
    expect(said).not.toMatch(/10 月 31/);
  });

  it('has model and serial filled in, and only says whether they are right', async () => {
    const desk = await openDeviceDesk(guide, [A]);
    await desk.store.bindDevice(conversationOf('a'), { serial: A.serial, mid: MID, proof: 'agent' }, desk.now());
    const said = [await desk.say('打印机卡纸了'), await desk.say('直接报修吧')];
    expect(said.at(-1)).toMatch(/A920.*0821 9988 77|0821 9988 77/);
    expect(said.join('\n')).not.toMatch(/型号是什么|哪个型号/);
    await desk.say('对');
    const [ticket] = await desk.store.tickets({ limit: 1 });
    expect(ticket).toMatchObject({ model: 'A920', sn: A.serial, snSource: 'lookup', snConfirmed: true });
  });

  it('who says that it is another one is asked for that one, and not told the first again', async () => {
    const desk = await openDeviceDesk(guide, [A]);
    await desk.store.bindDevice(conversationOf('a'), { serial: A.serial, mid: MID, proof: 'agent' }, desk.now());
    for (const line of ['打印机卡纸了', '直接报修吧', '不对']) await desk.say(line);
    expect((await desk.say('0821555666')).replace(/\s/g, '')).not.toContain(A.serial);
    await desk.say('对');
    const [ticket] = await desk.store.tickets({ limit: 1 });
    expect(ticket).toMatchObject({ sn: '0821555666', snSource: 'typed' });
  });

  it('with several terminals is asked which, and not for the merchant number', async () => {
    const desk = await openDeviceDesk(guide, [A, B]);
    for (const { serial } of [A, B]) {
      await desk.store.bindDevice(conversationOf('a'), { serial, mid: MID, proof: 'link' }, desk.now() - 10);
    }
    const said = [await desk.say(ASK), await desk.say('序列号 0821111234')];
    expect(said.join('\n')).toContain('2027 年 10 月 31 日');
    expect(said.join('\n')).not.toContain('商户号');
  });
});

describe('a sticker', () => {
  async function scanned(who = 'a') {
    const desk = await openDeviceDesk(guide, [A, B]);
    const [sticker] = await desk.stickers.issue([A.serial], 'sticker', NOTE);
    expect(await desk.scan(conversationOf(who), sticker?.text ?? '', 'sticker')).toBe(true);
    return desk;
  }

  it('says which terminal is meant, once', async () => {
    const desk = await scanned();
    expect(await desk.say('断网了')).toContain('您扫的是 A920（SN 尾号 8877）');
    expect(await desk.say('还是不行')).not.toContain('您扫的');
  });

  it('tells nobody a date without the merchant number', async () => {
    const desk = await scanned();
    const said = await desk.say(ASK);
    expect(said).toContain('商户号');
    expect(said).not.toMatch(/10 月 31|到期了/);
    expect(await desk.say(MID)).toContain('2026 年 10 月 31 日到期了');
  });

  it('of another terminal takes its place when no case is open', async () => {
    const desk = await scanned();
    await desk.say('你好');
    await desk.say('算了');
    const [other] = await desk.stickers.issue([B.serial], 'sticker', NOTE);
    desk.wait(60_000);
    await desk.scan(conversationOf('a'), other?.text ?? '', 'sticker');
    expect(await desk.say('断网了')).toContain('SN 尾号 1234');
  });
});

describe('a link', () => {
  it('proves whose terminal it is, to the first who opens it', async () => {
    const desk = await openDeviceDesk(guide, [A]);
    const [link] = await desk.stickers.issue([A.serial], 'link', NOTE);
    expect(await desk.scan(conversationOf('a'), link?.text ?? '', 'link')).toBe(true);
    expect(await desk.scan(conversationOf('b'), link?.text ?? '', 'link')).toBe(false);
    expect(await desk.say(ASK)).toContain('2026 年 10 月 31 日到期了');
    expect(await desk.say(ASK, 'b')).not.toContain('10 月 31');
  });

  it('is not used up where stickers are scanned', async () => {
    const desk = await openDeviceDesk(guide, [A]);
    const [link] = await desk.stickers.issue([A.serial], 'link', NOTE);
    expect(await desk.scan(conversationOf('a'), link?.text ?? '', 'sticker')).toBe(false);
  });
});

describe('guessing', () => {
  it('ends for a merchant number after five wrong pairs, whoever tries them', async () => {
    const desk = await openDeviceDesk(guide, [A]);
    for (const who of ['b', 'c', 'd', 'e', 'f']) {
      for (const line of [ASK, MID, '0000']) await desk.say(line, who);
    }
    const said: string[] = [];
    for (const line of [ASK, MID, '8877']) said.push(await desk.say(line, 'g'));
    expect(said.join('\n')).not.toContain('10 月 31');
    const tried = await desk.store.auditEntries({ limit: 50 });
    expect(tried.filter(({ outcome }) => outcome === 'no-match').length).toBeGreaterThanOrEqual(5);
    desk.wait(25 * 3_600_000);
    const later: string[] = [];
    for (const line of [ASK, MID, '8877']) later.push(await desk.say(line, 'h'));
    expect(later.at(-1)).toContain('10 月 31');
  });

  it('ends for a conversation after four, whatever cases it begins', async () => {
    const desk = await openDeviceDesk(guide, [A]);
    for (let round = 0; round < 5; round += 1) {
      for (const line of [ASK, `序列号 082100000${round}`, `商户号 89800005722010${round}`, '取消工单', '是', '好的']) {
        await desk.say(line);
      }
    }
    const misses = (await desk.store.auditEntries({ limit: 50 })).filter(({ outcome }) => outcome === 'no-match');
    expect(misses.length).toBeGreaterThan(0);
    expect(misses.length).toBeLessThanOrEqual(4);
  });
});

describe('a merchant who wants no reminders', () => {
  it.each(['不要再提醒', '别再提醒我了', '取消到期提醒', 'no more reminders', '退订'])('says so: %s', async (line) => {
    const desk = await openDeviceDesk(guide, [A]);
    await desk.store.bindDevice(conversationOf('a'), { serial: A.serial, mid: MID, proof: 'number' }, desk.now());
    expect(await desk.say(line)).toMatch(/不再主动提醒|won't remind/);
    const due = { kind: 'contract', days: 30, from: '2026-10-01', to: '2026-12-31', limit: 10 } as const;
    expect(await desk.store.dueReminders(due)).toEqual([]);
    await desk.say('恢复提醒');
    expect(await desk.store.dueReminders(due)).toHaveLength(1);
  });

  it.each(['提醒我一下怎么开机', '不要了', '怎么取消交易'])('is not who says: %s', async (line) => {
    const desk = await openDeviceDesk(guide, [A]);
    expect(await desk.say(line)).not.toMatch(/不再主动提醒/);
  });
});
