import { describe, expect, it } from 'vitest';
import { isCircumstance } from '#knowledge/match/circumstance.ts';
import { foreignness } from '#knowledge/match/name-things.ts';
import { divide, splitParts } from '#knowledge/match/split-parts.ts';

/** The text of each part, with a plus where it comes on top and an arrow where it follows from another. */
const partsOf = (...segments: readonly string[]): readonly string[] =>
  splitParts(segments).map(({ text, added, follows }) => `${added ? '+ ' : ''}${follows ? '-> ' : ''}${text}`);

describe('splitParts', () => {
  it('finds no parts in a message of one', () => {
    expect(splitParts(['机器没网了'])).toEqual([]);
  });

  it('cuts at pauses and at words that join, and says which part comes on top', () => {
    expect(partsOf('没网了', '时间也不对')).toEqual(['没网了', '+ 时间也不对']);
    expect(partsOf("wifi won't connect and also the time is wrong")).toEqual([
      "wifi won't connect",
      '+ the time is wrong',
    ]);
    expect(partsOf('花屏/按键失灵')).toEqual(['花屏', '按键失灵']);
    expect(partsOf('wifi连不上plus打印机jam')).toEqual(['wifi连不上', '+ 打印机jam']);
  });

  it('counts a joint that stands before a pause to what follows it', () => {
    expect(partsOf('wifi is down', 'and another thing', 'no sound')).toEqual(['wifi is down', '+ no sound']);
    expect(partsOf('没网了', '对了', '怎么退货')).toEqual(['没网了', '+ 怎么退货']);
  });

  it('tells what follows from another part, whichever is told first', () => {
    expect(partsOf('没网所以刷不了卡')).toEqual(['没网', '-> 刷不了卡']);
    expect(partsOf('在地下室没信号', '所以交易一直失败')).toEqual(['在地下室没信号', '-> 交易一直失败']);
    expect(partsOf('刷不了卡因为没网')).toEqual(['-> 刷不了卡', '没网']);
    expect(partsOf('there is no signal so we take no cards')).toEqual(['there is no signal', '-> we take no cards']);
  });

  it('does not take a word that only looks like a joint for one', () => {
    expect(partsOf('有个电话说要换机')).toEqual([]);
    expect(partsOf('我想要 a second machine')).toEqual([]);
    expect(partsOf('这个月第三回了', '没网')).toEqual(['这个月第三回了', '没网']);
  });

  it('cuts after first and second', () => {
    expect(splitParts(['first the screen is cracked second i forgot the password']).map(({ text }) => text)).toEqual([
      'the screen is cracked',
      'i forgot the password',
    ]);
  });

  it('does not take 还是 and 还没 for a second trouble', () => {
    expect(splitParts(['重启过', '还是没网']).map(({ added }) => added)).toEqual([false, false]);
  });
});

const halvesOf = (text: string, deciding: readonly string[]): readonly string[] =>
  divide(text, deciding).map(({ left, right }) => `${left} | ${right}`);

describe('divide', () => {
  it('parts what stands side by side without a pause, before or after the words that decided', () => {
    expect(halvesOf('没网没声音', ['没声音'])).toContain('没网 | 没声音');
    expect(halvesOf('小票打不出来钱也没到账', [])).toContain('小票打不出来 | 钱也没到账');
    expect(halvesOf('又没信号又没纸', ['没纸'])).toContain('没信号 | 没纸');
    expect(halvesOf("screen is cracked and the keys don't work", [])).toContain(
      "screen is cracked | the keys don't work",
    );
  });

  it('knows words that announce two', () => {
    expect(divide('又没信号又没纸', []).every(({ joined }) => joined)).toBe(true);
    expect(divide('没信号又没纸', []).some(({ joined }) => joined)).toBe(false);
  });

  it('leaves a part whole where a half would tell nothing', () => {
    expect(divide('打印机又', [])).toEqual([]);
    expect(divide('wifi连不上', ['wifi连不上'])).toEqual([]);
  });
});

describe('isCircumstance', () => {
  it.each([
    '重启过了',
    '网线也拔插过',
    'tried three different cards',
    '刷不了卡',
    '客人排着队',
    '费用怎么算',
    '没摔过也没拆过',
    '换路由器的时候',
    'so we cannot take cards',
    '充了一晚上电',
    '换了流量也一样',
    '手机热点也试了还是不行',
    '机器就没网了',
    '没法做结算',
    '隔壁店也是',
    '电话也打不通',
    '要不要密码',
    '用的流量卡',
    '小票也有',
    '老板',
    'took it out and put it back',
  ])('holds of "%s", which tells no trouble of its own', (part) => expect(isCircumstance(part)).toBe(true));

  it.each([
    '没网了',
    '时间也不对',
    '插卡要插好几次',
    '没声音',
    '扫码扫不了',
    'the printer jams',
    '怎么退款',
    '流量卡停机了',
    '重启就黑屏',
    '要不要换机',
  ])('does not hold of "%s"', (part) => expect(isCircumstance(part)).toBe(false));
});

describe('what is counted out', () => {
  it('is joined without its number, and nothing else that begins with one', () => {
    const texts = (segments: readonly string[]) => splitParts(segments).map(({ text }) => text);
    expect(texts(['1没网', '2卡纸'])).toEqual(['没网', '卡纸']);
    expect(texts(['1号机没网', '2号机卡纸'])).toEqual(['1号机没网', '2号机卡纸']);
    expect(texts(['一刷就死机', '二维码也扫不了'])).toEqual(['一刷就死机', '二维码也扫不了']);
  });
});

describe('foreignness', () => {
  it('tells other things from the terminal', () => {
    expect(foreignness('电动车电池鼓包')).toBe(2);
    expect(foreignness('刷卡机电池鼓包')).toBe(-1);
    expect(foreignness('手机能上网,机器连不上')).toBe(-1);
    expect(foreignness('电池鼓包')).toBe(0);
  });
});
