/** What an ambiguous line means depends on what the conversation waits for: one row for every such conflict. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { Guide } from '#knowledge/guide.ts';
import { type Merchant, openTalk, type Said, smallGuide, stateWith } from './small-shop.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await smallGuide();
});

/** Lines that lead to each place at which a merchant may be. */
const TO = {
  network: ['断网了'],
  phone: ['断网了', 'wifi'],
  restart: ['断网了', '流量卡'],
  hotspot: ['断网了', '流量卡', '还是不行'],
  result: ['断网了', '流量卡', '弄好了'],
  model: ['断网了', '直接报修吧'],
  sn: ['断网了', '直接报修吧', 'A920'],
  confirm: ['断网了', '直接报修吧', 'A920', '0823004512'],
  device: ['断网了', '转人工'],
  phoneNumber: ['断网了', '直接报修吧', 'A920', '0823004512', '对'],
  open: ['你好'],
  account: ['转人工'],
  ticket: ['断网了', '直接报修吧', 'A920', '0823004512', '对', '跳过'],
  cancel: ['断网了', '直接报修吧', 'A920', '0823004512', '对', '跳过', '取消工单'],
  fixed: ['断网了', '流量卡', '可以了'],
} as const;

type Place = keyof typeof TO;

const AT: Readonly<Record<Place, string>> = {
  network: 'ask how-online',
  phone: 'ask phone-online',
  restart: 'do restart',
  hotspot: 'do hotspot',
  result: 'result restart',
  model: 'slot model',
  sn: 'slot sn',
  confirm: 'confirm sn',
  device: 'slot device',
  phoneNumber: 'slot phone',
  open: 'open',
  account: 'open',
  ticket: 'nothing',
  cancel: 'cancel',
  fixed: 'nothing',
};

function reach(place: Place): Merchant {
  const merchant = openTalk(guide);
  let at: string | undefined;
  for (const line of TO[place]) at = merchant.say(line).at;
  expect(at).toBe(AT[place]);
  return merchant;
}

/** Known slots, as `slot=value`. */
const known = (said: Said): string[] => Object.entries(said.state.slots).map(([slot, { value }]) => `${slot}=${value}`);
const tried = (said: Said): string[] => said.state.stepsTried.map(({ step, outcome }) => `${step}=${outcome}`);

interface Row {
  readonly place: Place;
  readonly say: string;
  readonly at: string;
  readonly known?: readonly string[];
  readonly unknown?: readonly string[];
  readonly tried?: readonly string[];
  readonly says?: RegExp;
  readonly never?: RegExp;
}

function checkRow(row: Row): void {
  const said = reach(row.place).say(row.say);
  expect(said.at).toBe(row.at);
  expect(known(said)).toEqual(expect.arrayContaining([...(row.known ?? [])]));
  for (const slot of row.unknown ?? []) expect(said.state.slots[slot]).toBeUndefined();
  expect(tried(said)).toEqual(expect.arrayContaining([...(row.tried ?? [])]));
  if (row.says) expect(said.text).toMatch(row.says);
  if (row.never) expect(said.text).not.toMatch(row.never);
}

const rows = (table: readonly Row[]): void => it.each(table)('$place: “$say” leads to $at', checkRow);

describe('a digit alone', () => {
  rows([
    { place: 'network', say: '2', at: 'do restart', known: ['network=cellular'] },
    { place: 'network', say: '第一个', at: 'ask phone-online', known: ['network=wifi'] },
    { place: 'phone', say: '2', at: 'do restart', known: ['phone-online=no'] },
    { place: 'restart', say: '2', at: 'do hotspot', tried: ['restart=not-fixed'] },
    { place: 'result', say: '1', at: 'nothing', tried: ['restart=fixed'] },
    { place: 'sn', say: '2', at: 'slot sn', unknown: ['sn'], never: /人工/ },
    { place: 'model', say: '2', at: 'slot model', unknown: ['model'] },
    { place: 'confirm', say: '1', at: 'slot phone', known: ['sn=0823004512'] },
    { place: 'confirm', say: '2', at: 'slot sn', unknown: ['sn'] },
    { place: 'phoneNumber', say: '1', at: 'nothing', unknown: ['phone'] },
    { place: 'network', say: '9', at: 'ask how-online', unknown: ['network'] },
  ]);
});

describe('不是, as an answer and as a correction', () => {
  rows([
    { place: 'phone', say: '不是', at: 'do restart', known: ['phone-online=no'] },
    { place: 'result', say: '没有', at: 'do hotspot', tried: ['restart=not-fixed'] },
    { place: 'confirm', say: '不是', at: 'slot sn', unknown: ['sn'] },
    { place: 'confirm', say: '不对', at: 'slot sn', unknown: ['sn'] },
    { place: 'confirm', say: '不是 是0823004521', at: 'confirm sn', known: ['sn=0823004521'], says: /0823 0045 21/ },
    { place: 'confirm', say: '不对 最后两位是59', at: 'confirm sn', known: ['sn=0823004559'], says: /0823 0045 59/ },
    { place: 'confirm', say: '打错了 后三位是600', at: 'confirm sn', known: ['sn=0823004600'] },
    {
      place: 'phoneNumber',
      say: '不对 序列号是0823004521',
      at: 'slot phone',
      known: ['sn=0823004521'],
      says: /0823 0045 21/,
    },
    { place: 'sn', say: '型号错了 是A930', at: 'slot sn', known: ['model=A930'] },
  ]);
});

describe('对 and 好了, by what was asked', () => {
  rows([
    { place: 'phone', say: '对', at: 'do restart', known: ['phone-online=yes'] },
    { place: 'confirm', say: '对', at: 'slot phone', known: ['sn=0823004512'] },
    { place: 'confirm', say: '对了', at: 'slot phone', known: ['sn=0823004512'] },
    { place: 'confirm', say: '好的', at: 'slot phone', known: ['sn=0823004512'] },
    { place: 'cancel', say: '对', at: 'nothing', says: /撤掉/ },
    { place: 'cancel', say: '不是', at: 'nothing', says: /保留/ },
    { place: 'restart', say: '好了', at: 'nothing', tried: ['restart=fixed'], says: /太好了/ },
    { place: 'restart', say: '弄好了', at: 'result restart', says: /能收款了吗/, never: /太好了/ },
    { place: 'restart', say: '好的', at: 'result restart', never: /太好了/ },
    { place: 'result', say: '好了', at: 'nothing', tried: ['restart=fixed'] },
    { place: 'result', say: '能', at: 'nothing', tried: ['restart=fixed'] },
    { place: 'model', say: '好了 能用了', at: 'nothing', says: /太好了/ },
    { place: 'sn', say: '好了 能刷了', at: 'nothing', says: /太好了/ },
    { place: 'network', say: '好了', at: 'nothing', says: /太好了/ },
    { place: 'restart', say: '好了吗', at: 'do restart', never: /太好了/ },
    { place: 'restart', say: '没好', at: 'do hotspot', tried: ['restart=not-fixed'] },
    { place: 'restart', say: '重启了 一样', at: 'do hotspot', tried: ['restart=not-fixed'] },
  ]);
});

describe('a pause and impatience in the middle of a step', () => {
  rows([
    { place: 'restart', say: '等一下 我去拔', at: 'do restart', says: /不急/, never: /重启/ },
    { place: 'sn', say: '等一下 我去看看', at: 'slot sn', says: /不急/ },
    { place: 'phone', say: '等会儿', at: 'ask phone-online', says: /不急/ },
    { place: 'restart', say: '还是不行 直接给我报修吧', at: 'slot model', tried: ['restart=not-fixed'], says: /型号/ },
    { place: 'network', say: '直接报修', at: 'slot model' },
    { place: 'restart', say: '不想弄了 你们派人来修', at: 'slot model', never: /没看明白/ },
  ]);
});

describe('a number of another kind in place of the serial is told apart and kept', () => {
  rows([
    { place: 'sn', say: '30012345', at: 'slot sn', known: ['tid=30012345'], unknown: ['sn'], says: /终端号/ },
    {
      place: 'sn',
      say: '898000057220003',
      at: 'slot sn',
      known: ['mid=898000057220003'],
      unknown: ['sn'],
      says: /商户号/,
    },
    {
      place: 'sn',
      say: '89860021012012345605',
      at: 'slot sn',
      known: ['iccid=89860021012012345605'],
      unknown: ['sn'],
      says: /流量卡/,
    },
    { place: 'sn', say: '356809112233444', at: 'slot sn', unknown: ['sn', 'mid'], says: /IMEI/ },
    { place: 'sn', say: '6901234567892', at: 'slot sn', unknown: ['sn'], says: /条码/ },
    { place: 'sn', say: '13800138000', at: 'slot sn', known: ['phone=13800138000'], unknown: ['sn'], says: /电话/ },
    { place: 'sn', say: '082300451', at: 'slot sn', unknown: ['sn'], says: /8 位或 10 位.*9 位/ },
    { place: 'sn', say: '08230045123', at: 'slot sn', unknown: ['sn'], says: /11 位/ },
    { place: 'sn', say: '0823x04512 中间那个看不清', at: 'slot sn', unknown: ['sn'], never: /记下了|对吗/ },
    { place: 'sn', say: '08230*4512', at: 'slot sn', unknown: ['sn'], never: /对吗/ },
    { place: 'sn', say: '0823 0045 12', at: 'confirm sn', known: ['sn=0823004512'] },
    { place: 'sn', say: 'SN:0823004512', at: 'confirm sn', known: ['sn=0823004512'] },
    { place: 'phoneNumber', say: '0823004512', at: 'slot phone', unknown: ['phone'] },
    { place: 'restart', say: 'sn 0823004512', at: 'do restart', known: ['sn=0823004512'], says: /记下了/ },
  ]);
});

describe('跳过, 不知道 and 没有', () => {
  rows([
    { place: 'network', say: '不知道', at: 'ask phone-online', unknown: ['network'] },
    { place: 'network', say: '跳过', at: 'ask phone-online', unknown: ['network'] },
    { place: 'phone', say: '没有', at: 'do restart', known: ['phone-online=no'] },
    { place: 'restart', say: '跳过', at: 'do hotspot', tried: ['restart=skipped'] },
    { place: 'restart', say: '不知道怎么弄', at: 'do restart', says: /电源键/ },
    { place: 'restart', say: '弄不了', at: 'do hotspot', tried: ['restart=cannot'] },
    { place: 'model', say: '不知道', at: 'slot sn', unknown: ['model'] },
    { place: 'sn', say: '跳过', at: 'slot mid', unknown: ['sn'] },
    { place: 'sn', say: '没有', at: 'slot mid', unknown: ['sn'] },
    { place: 'sn', say: '标签磨掉了', at: 'slot mid', unknown: ['sn'] },
    { place: 'sn', say: '不知道', at: 'slot mid', unknown: ['sn'] },
    { place: 'phoneNumber', say: '没有', at: 'nothing', unknown: ['phone'] },
    { place: 'phoneNumber', say: '不用', at: 'nothing', unknown: ['phone'] },
    { place: 'account', say: '不知道', at: 'slot device' },
  ]);

  it('a second 不知道怎么弄 passes the step over', () => {
    const merchant = reach('restart');
    merchant.say('不知道怎么弄');
    const said = merchant.say('不会');
    expect(said.at).toBe('do hotspot');
    expect(tried(said)).toEqual(['restart=unsure']);
  });
});

describe('转人工 opens a ticket at once, wherever it is said', () => {
  it.each(Object.keys(TO) as Place[])('at %s', (place) => {
    const said = reach(place).say('转人工');
    expect(said.state.ticketNumber).toBe('T1001');
    expect(said.text).toContain('T1001');
    expect(said.text).not.toMatch(/没看明白/);
    expect(said.at).not.toMatch(/^(ask|do|result|confirm|clarify|cancel)/);
  });

  it('during a choice between symptoms', () => {
    const frames = [{ kind: 'clarify' as const, options: ['net-offline', 'net-sim'], asked: 1 }];
    const said = openTalk(guide, stateWith(guide, { frames })).say('转人工');
    expect(said.state.ticketNumber).toBe('T1001');
    expect(said.at).not.toBe('clarify');
  });

  it('twice keeps the ticket', () => {
    const merchant = reach('device');
    const said = merchant.say('转人工');
    expect(said.state.ticketNumber).toBe('T1001');
    expect(said.effects.filter(({ kind }) => kind === 'openTicket')).toEqual([]);
  });
});

describe('taps', () => {
  it('a late tap on an earlier question takes the walk back there with the new answer', () => {
    const merchant = reach('phone');
    const said = merchant.say('>how-online:cellular');
    expect(said.at).toBe('do restart');
    expect(known(said)).toContain('network=cellular');
  });

  it('a tap on a step long past does not undo what was reported of it', () => {
    const merchant = reach('hotspot');
    const said = merchant.say('>restart:not-fixed');
    expect(said.at).toBe('do hotspot');
    expect(tried(said)).toEqual(['restart=not-fixed']);
    expect(said.text).not.toMatch(/没看明白/);
  });

  it('a tap that belongs to nothing here is answered with the question that stands', () => {
    const said = reach('phone').say('>gone:yes');
    expect(said.at).toBe('ask phone-online');
  });

  it('a late 好了 on an earlier step ends the walk', () => {
    const said = reach('hotspot').say('>restart:fixed');
    expect(said.text).toMatch(/太好了/);
  });
});

describe('something else in between', () => {
  it('a question about the serial is answered and the serial is still asked for', () => {
    const merchant = reach('sn');
    const said = merchant.say('序列号在哪看');
    expect(said.at).toBe('slot sn');
    expect(said.text).toMatch(/背面标签上有[\s\S]*SN/);
    expect(merchant.say('0823004512').at).toBe('confirm sn');
  });

  it('a fault of another group is kept for later and the step stands', () => {
    const merchant = reach('restart');
    const said = merchant.say('还有小票没有字');
    expect(said.at).toBe('do restart');
    expect(said.state.queue).toEqual(['prn-blank']);
    expect(said.text).toMatch(/打印空白/);
    const fixed = merchant.say('可以了');
    expect(fixed.at).toBe('do paper-side');
    expect(fixed.text).toMatch(/打印空白/);
  });

  it('a neighbouring fault takes over, and what is known stays known', () => {
    const said = reach('restart').say('提示无sim卡');
    expect(said.at).toBe('do reseat');
    expect(said.state.symptom).toBe('net-sim');
    expect(known(said)).toContain('network=cellular');
  });

  it('a danger goes before everything', () => {
    expect(reach('sn').say('刚有人打电话说要交押金').at).toBe('ask paid');
  });

  it.each([
    ['谢谢', /不客气/],
    ['你好', /在的/],
    ['你是机器人吗', /智能助手/],
  ])('%s in the middle of a walk is answered, and the question stands', (line, reply) => {
    const said = reach('phone').say(line);
    expect(said.text).toMatch(reply);
    expect(said.text).toMatch(/手机/);
    expect(said.at).toBe('ask phone-online');
    expect(said.state.misses).toBe(0);
  });

  it('card data in an answer is warned of, and the answer counts', () => {
    const said = reach('network').say('wifi 客人卡号6216261000000000018');
    expect(said.at).toBe('ask phone-online');
    expect(known(said)).toContain('network=wifi');
    expect(said.text.split('\n')[0]).toMatch(/不要发卡号/);
    expect(said.text).not.toMatch(/没看明白/);
    expect(said.effects).toContainEqual({ kind: 'securityEvent', type: 'card_data_in_chat', count: 1 });
    expect(JSON.stringify(said.state)).not.toContain('6216261000000000018');
  });

  it('a second line that nobody understands has a person offered, a third leads to one', () => {
    const merchant = reach('phone');
    const once = merchant.say('蓝色的大象在飞');
    expect(once.at).toBe('ask phone-online');
    expect(once.text).toMatch(/同一个 WiFi/);
    const twice = merchant.say('紫色的大象在飞');
    expect(twice.at).toBe('ask phone-online');
    expect(twice.text).not.toMatch(/同一个 WiFi/);
    expect(twice.choices.map(({ label }) => label)).toEqual(['是', '打不开', '转人工']);
    expect(merchant.say('绿色的大象在飞').state.ticketNumber).toBe('T1001');
  });
});

describe('a question, or leave asked for', () => {
  rows([
    { place: 'restart', say: '可以恢复出厂吗', at: 'do restart', says: /别恢复出厂/, never: /太好了/ },
    { place: 'restart', say: '好了吗', at: 'do restart', never: /太好了/ },
    { place: 'phone', say: '能不能再刷一次', at: 'ask phone-online', says: /先别再刷/ },
    { place: 'network', say: '要不要换个插座', at: 'ask how-online', says: /同事来答/, never: /没看明白/ },
    { place: 'network', say: '要多少钱', at: 'ask how-online', says: /合同/ },
    { place: 'sn', say: '照片发给你', at: 'slot sn', says: /直接发/, never: /隐藏/ },
    { place: 'network', say: '先弄网', at: 'ask how-online', says: /先弄这个/ },
    { place: 'account', say: '多久', at: 'open', says: /T1001/ },
  ]);
});

describe('a number that nobody asked for', () => {
  rows([
    { place: 'device', say: '0823004512', at: 'slot phone', known: ['sn=0823004512'] },
    { place: 'phone', say: '082300451299', at: 'ask phone-online', known: ['sn=082300451299'] },
  ]);
});

describe('language', () => {
  it('follows the merchant from simplified to traditional to English, and numbers do not change it', () => {
    const merchant = openTalk(guide);
    expect(merchant.say('断网了').text).toMatch(/用什么上网/);
    expect(merchant.say('這台機器是 WiFi').text).toMatch(/手機/);
    expect(merchant.say('no it does not').text).toMatch(/Restart the terminal/);
    expect(merchant.say('2').text).toMatch(/Try a phone hotspot/);
    expect(merchant.say('ok').state.locale).toBe('en');
    expect(merchant.say('还是不行').text).toMatch(/型号/);
  });

  it('writes the ticket in the language of the merchant', () => {
    const merchant = openTalk(guide);
    merchant.say('my terminal is offline');
    const said = merchant.say('talk to a person');
    const opened = said.effects.find((effect) => effect.kind === 'openTicket');
    expect(opened).toMatchObject({ draft: { language: 'en', symptoms: ['net-offline'] } });
    const { forAgents, ...own } = opened?.kind === 'openTicket' ? opened.draft : {};
    expect(JSON.stringify(own)).not.toMatch(/\p{Script=Han}/u);
    expect(forAgents?.['zh-Hans'].summary).toMatch(/断网|连不上网/);
    expect(forAgents?.['zh-Hant'].priorityReason).toMatch(/斷網|連不上網/);
  });
});
