import { describe, expect, it } from 'vitest';
import type { Device } from '#knowledge/entities/device.ts';
import type { Entity, EntityKind } from '#knowledge/entities/entity.ts';
import { findEntities } from '#knowledge/entities/find-entities.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';

const devices: readonly Device[] = [
  {
    maker: { zh: 'SumUp', en: 'SumUp' },
    aliases: ['sumup'],
    models: ['3G'],
    serialPatterns: [],
    serialLengths: [],
  },
  {
    maker: { zh: '百富', en: 'PAX' },
    aliases: ['pax'],
    models: ['A920', 'A920 Pro', 'S90'],
    serialPatterns: [/^[A-Z0-9]{2}\d{6}$/, /^\d{10}$/],
    serialLengths: [8, 10],
  },
  {
    maker: { zh: '新大陆', en: 'Newland' },
    aliases: [],
    models: ['N910', 'SP600'],
    serialPatterns: [],
    serialLengths: [],
  },
  {
    maker: { zh: '商米', en: 'Sunmi' },
    aliases: ['sunmi'],
    models: ['V2', 'V2 Pro', 'P1'],
    serialPatterns: [],
    serialLengths: [],
  },
  { maker: { zh: '联迪', en: 'Landi' }, aliases: [], models: ['APOS A8'], serialPatterns: [], serialLengths: [] },
  {
    maker: { zh: '惠尔丰', en: 'Verifone' },
    aliases: [],
    models: ['V400m'],
    serialPatterns: [/^\d{9}$/],
    serialLengths: [9],
  },
];

function find(text: string, asked?: EntityKind): readonly Entity[] {
  return findEntities(readUtterance(text), devices, asked);
}
function first(kind: EntityKind, text: string, asked?: EntityKind): Entity | undefined {
  return find(text, asked).find((entity) => entity.kind === kind && (asked === kind || entity.confidence >= 0.5));
}
const value = (kind: EntityKind, text: string, asked?: EntityKind): string | undefined =>
  first(kind, text, asked)?.value;

describe('serials', () => {
  it.each([
    ['I meant 0821004659', '0821004659'],
    ['sorry i typed 0821004659', '0821004659'],
    ['it should be 0821004659', '0821004659'],
    ['ok so 0821004659', '0821004659'],
    ['NB 1234 567890', 'NB1234567890'],
  ])('takes no word of the sentence into the serial: %s', (text, serial) =>
    expect(value('sn', text, 'sn')).toBe(serial),
  );

  it.each([
    ['SN:4N310076542', '4N310076542'],
    ['序列号是 7B004418', '7B004418'],
    ['s/n 503 228 946', '503228946'],
    ['Serial No. 0833-0071-42', '0833007142'],
    ['機身號:０８３３００７１４２', '0833007142'],
  ])('reads %s by its label', (text, serial) => expect(value('sn', text)).toBe(serial));

  it.each([
    ['503-228-946', '503228946'],
    ['4k 008 813', '4K008813'],
    ['那 083300714', '083300714'],
  ])('reads %s when it was asked for', (text, serial) => expect(value('sn', text, 'sn')).toBe(serial));

  it('takes letters for the digits that they look like where the maker documents digits', () => {
    expect(value('sn', '083OO07I42', 'sn')).toBe('0830007142');
    expect(value('sn', 'SN 4O2117KD55')).toBe('4O2117KD55');
  });

  it('marks a serial with an unreadable sign as partial', () => {
    expect(first('sn', '08330071 4?', 'sn')).toMatchObject({ value: '083300714', partial: true });
    expect(first('sn', 'SN 08330071 后面看不清')).toMatchObject({ partial: true });
  });

  it('keeps two numbers apart', () => {
    const text = '序列号 0833007142 手机 13900139000';
    expect(value('sn', text)).toBe('0833007142');
    expect(value('phone', text)).toBe('13900139000');
  });

  it('takes no card, masked card, order number or article number for a serial', () => {
    for (const text of [
      '4000056655665556',
      '400005******5556',
      '工单GD20250007',
      '6923450657713',
      'P/N: A920-0BX-QR7',
    ]) {
      expect(value('sn', text, 'sn')).toBeUndefined();
    }
  });
});

describe('numbers that people give in place of a serial', () => {
  it('tells them apart', () => {
    expect(value('tid', '小票上终端号40056789')).toBe('40056789');
    expect(value('tid', '40056789', 'sn')).toBe('40056789');
    expect(value('sn', '40056789', 'sn')).toBeUndefined();
    expect(value('mid', '898110057220011', 'sn')).toBe('898110057220011');
    expect(value('imei', '356938035643809', 'sn')).toBe('356938035643809');
    expect(value('iccid', '8986 0117 8500 1234 5678', 'sn')).toBe('89860117850012345678');
    expect(value('ean', '6923450657713', 'sn')).toBe('6923450657713');
    expect(value('mid', 'merchant no. 898110057220011')).toBe('898110057220011');
  });

  it('reads phones in every grouping, foreign ones when labelled or asked for', () => {
    expect(value('phone', '139-0013-9000 微信同号')).toBe('13900139000');
    expect(value('phone', '+86 139 0013 9000')).toBe('13900139000');
    expect(value('phone', '+44 7700 900123')).toBe('447700900123');
    expect(value('phone', '2345 6789', 'phone')).toBe('23456789');
    expect(value('phone', '2345 6789')).toBeUndefined();
  });
});

describe('models', () => {
  it.each([
    ['pax a 920 pro', 'A920 Pro'],
    ['商米V2pro', 'V2 Pro'],
    ['新大陆 sp-600', 'SP600'],
    ['联迪 apos a8', 'APOS A8'],
    ['背面写着 MODEL: N910', 'N910'],
    ['P/N: A920-0BX-QR7', 'A920'],
    ['型号是 K9X20', 'K9X20'],
  ])('reads %s', (text, model) => expect(value('model', text)).toBe(model));

  it('takes neither a brand on the sticker nor a kind of device for a model', () => {
    for (const text of ['拉卡拉的', '电签', '白色大屏那个', '不知道型号'])
      expect(value('model', text, 'model')).toBeUndefined();
  });

  it('needs a maker, a label or a question for a name of two signs', () => {
    expect(value('model', '升级到v2以后')).toBeUndefined();
    expect(value('model', 'sunmi v2')).toBe('V2');
    expect(value('model', 'p1', 'model')).toBe('P1');
  });

  it('tells model and serial in one line, even printed as one', () => {
    expect(find('百富S90 4C551802').map(({ kind, value: found }) => [kind, found])).toEqual([
      ['model', 'S90'],
      ['maker', '百富'],
      ['sn', '4C551802'],
    ]);
    expect(value('sn', 'V400m-324612345')).toBe('324612345');
  });
});

describe('response codes', () => {
  it.each([
    ['显示97终端未登记', '97'],
    ['应答码九七', '97'],
    ['RESP 91, try later', '91'],
    ['屏幕显示 55', '55'],
    ['05是什么意思', '05'],
    ['what does error code 96 mean', '96'],
    ['报A0校验错', 'A0'],
    ['错误代码E3怎么办', 'E3'],
    ['不予承兑05', '05'],
    ['54 卡过期', '54'],
    ['刷完说 51', '51'],
    ['it came back 91', '91'],
    ['terminal gave me 51', '51'],
    ['一刷就九六', '96'],
    ['61 咋整', '61'],
    ['62 meaning', '62'],
    ['屏幕显示ao', 'A0'],
    ['AO mac校验错', 'A0'],
  ])('reads %s', (text, code) => expect(value('code', text)).toBe(code));

  it.each([
    ['51', '51'],
    ['A零', 'A0'],
    ['是六十一', '61'],
  ])('reads %s when it was asked for', (text, code) => expect(value('code', text, 'code')).toBe(code));

  it.each([
    '显示100.00',
    '显示51元',
    '报修3次了',
    '下载到80%',
    '显示2018年',
    'PIN code 1234',
    '验证码 221133',
    '11:55',
    '新大陆 N910',
    'A4纸',
    '提示12点签到',
    '付款码12块',
    '又是10块',
    '问下30天',
    'the customer gave 50 and left',
    '我的A7机器坏了',
    '桌号A5 刷不了卡',
    '摊位A3的机器没网',
  ])('leaves %s alone', (text) => expect(value('code', text)).toBeUndefined());
});

describe('codes in passing', () => {
  it.each([
    ['老是96', '96'],
    ['一刷就51', '51'],
    ['交易失败(91)', '91'],
    ['bao cuo 58', '58'],
    ['code-91', '91'],
    ['code five one', '51'],
    ['error code is ninety six', '96'],
    ['54过期的卡', '54'],
  ])('are read: %s', (text, code) => expect(value('code', text)).toBe(code));

  it.each(['一直20多分钟', '说10块钱', '总是25号到账', 'failed 12 times', '我们有12台'])('are none: %s', (text) =>
    expect(value('code', text)).toBeUndefined(),
  );
});

describe('a line of blanks', () => {
  const labels = ['显示', '交易失败', 'error code', 'model', '订单', 'batch', '终端号', 'mid', 'phone', 'imei', 'pn'];

  it.each(labels)('behind %s is read as soon as any other', (label) => {
    for (const end of ['x 1', '1', '! 1']) expect(value('sn', `${label}${' '.repeat(1_990)}${end}`)).toBeUndefined();
  });
});

describe('what is said in words', () => {
  it.each([
    ['用的流量卡', 'cellular'],
    ['插网线的', 'ethernet'],
    ['走电话线', 'dialup'],
    ['連WiFi', 'wifi'],
    ['不是wifi是流量卡', 'cellular'],
    ['it says NO SIM', 'cellular'],
    ['手机用流量,机器走wifi', 'wifi'],
  ])('reads the network of %s', (text, network) => expect(value('network', text)).toBe(network));

  it('needs the question for a mere card or line, and takes no choice where both are there', () => {
    expect(value('network', '里面插着卡', 'network')).toBe('cellular');
    expect(value('network', '客人插卡')).toBeUndefined();
    expect(value('network', '都有', 'network')).toBeUndefined();
    expect(value('network', 'wifi和流量都试过')).toBeUndefined();
  });

  it('takes the network that is in trouble, or that is to be left, before another that is named', () => {
    expect(value('network', '手机流量能上网 机器wifi不行')).toBe('wifi');
    expect(value('network', 'wifi能连 就是4g不行')).toBe('cellular');
    expect(value('network', '怎么从4g切到wifi')).toBe('cellular');
    expect(value('network', '以前用流量现在改wifi了')).toBe('wifi');
  });

  it('goes by what the terminal shows only where no network is named', () => {
    expect(value('network', '显示无服务')).toBe('cellular');
    expect(value('network', 'wifi信号只有一格')).toBe('wifi');
    expect(value('network', "the reader won't pair")).toBe('bluetooth');
    expect(value('network', 'only one bar of battery left')).toBeUndefined();
  });

  it('takes no model and no other word for a network', () => {
    expect(value('network', "SumUp 3G won't turn on")).toBeUndefined();
    expect(value('network', '有线索吗')).toBeUndefined();
    expect(value('network', '机器里的卡停机了')).toBeUndefined();
    expect(value('network', '我手机用流量能上 机器不行')).toBeUndefined();
  });

  it('reads networks in pinyin', () => {
    expect(value('network', 'lan ya lian bu shang')).toBe('bluetooth');
    expect(value('network', 'wu xian wang lian bu shang')).toBe('wifi');
  });

  it('takes what stands behind the maker for a model, known or not', () => {
    expect(value('model', 'verifone vx680 dead')).toBe('VX680');
    expect(value('model', 'E12故障代码')).toBeUndefined();
    expect(value('code', 'E12故障代码')).toBe('E12');
  });

  it('takes neither sizes nor one sum or another for a code', () => {
    expect(value('code', '重启还是91')).toBe('91');
    expect(value('code', '屏上51')).toBe('51');
    expect(value('code', '屏55寸')).toBeUndefined();
    expect(value('code', '客人给了60还是50')).toBeUndefined();
  });

  it('tells a carrier from the verb', () => {
    expect(value('carrier', '移动的卡')).toBe('mobile');
    expect(value('carrier', '联通')).toBe('unicom');
    expect(value('carrier', '移动一下机器')).toBeUndefined();
    expect(value('carrier', '机器不能移动')).toBeUndefined();
    expect(value('carrier', '移动餐车没信号')).toBeUndefined();
    expect(value('carrier', '光标移动不了')).toBeUndefined();
    expect(value('carrier', '没移动信号')).toBe('mobile');
    expect(value('carrier', '打了10086问')).toBe('mobile');
    expect(value('carrier', '单号310086442')).toBeUndefined();
    expect(value('carrier', '断网是移动的责任')).toBe('mobile');
    expect(value('carrier', '跟電信商簽約')).toBeUndefined();
  });

  it('reads how many terminals are concerned', () => {
    expect(value('scope', '就这一台')).toBe('one');
    expect(value('scope', '两台机器都连不上')).toBe('all');
    expect(value('scope', '隔壁店也断网了')).toBe('all');
    expect(value('scope', '隔壁都好好的')).toBe('one');
    expect(value('scope', '刷卡扫码都不行')).toBeUndefined();
  });

  it('quotes the screen', () => {
    expect(value('screenText', '机器显示"网络异常" 怎么办')).toBe('网络异常');
    expect(value('screenText', '连不上 说连接主机失败')).toBe('连接主机失败');
    expect(value('screenText', 'it keeps saying connect failed')).toBe('connect failed');
    expect(value('screenText', 'they called me but the terminal says expired')).toBe('expired');
    expect(value('screenText', 'it says no sim card and also printer not printing')).toBe('no sim card');
    expect(value('screenText', 'it shows the wifi name but says saved')).toBe('saved');
    expect(value('screenText', '屏幕写着证书过期另外没纸了')).toBe('证书过期');
    expect(value('screenText', 'it shows update and restart')).toBe('update and restart');
  });

  it.each([
    'it dont show the name',
    "it doesn't say anything",
    '机器不显示店名',
    'someone called saying my terminal expires',
    'saying my terminal expires',
    '有人打电话 说我的机器要到期了',
    'the lady says pay first',
  ])('takes %s for no words of the screen', (text) => expect(value('screenText', text)).toBeUndefined());
});

describe('findEntities', () => {
  it('gives offsets into the text as typed', () => {
    for (const entity of find('ＳＮ:０８３３００７１４２ 電話13900139000 顯示９７')) {
      expect('ＳＮ:０８３３００７１４２ 電話13900139000 顯示９７'.slice(entity.start, entity.end)).toBe(entity.text);
    }
  });

  it('survives hostile input', () => {
    for (const text of [
      '',
      '\ud800',
      '1 '.repeat(5_000),
      'sn '.repeat(3_000),
      '显示'.repeat(5_000),
      '1-'.repeat(9_000),
    ]) {
      expect(() => find(text, 'sn')).not.toThrow();
    }
  });
});
