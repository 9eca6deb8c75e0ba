import { describe, expect, it } from 'vitest';
import { createMatcher, type MatcherInput } from '#knowledge/match/create-matcher.ts';
import { englishMeanings } from '#knowledge/match/english-meanings.ts';
import type { Match } from '#knowledge/match/matcher.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';

const at = { file: 'screen-texts.yaml', line: 1, column: 1 };
const input: MatcherInput = {
  symptoms: [
    {
      id: 'net-offline',
      examples: [
        '机器断网了',
        '没网',
        '连不上网',
        'pos没有网络',
        'no internet on the terminal',
        'the terminal is offline',
      ],
      rules: [/断网/u, /没网/u],
      confusable: ['net-wifi-fail'],
    },
    {
      id: 'net-wifi-fail',
      examples: ['wifi连不上', '搜不到wifi', 'wifi密码不对', 'cannot join the wifi', 'wifi not connecting'],
      rules: [/wifi.{0,8}?连不上/u],
      confusable: ['net-offline'],
    },
    {
      id: 'prn-blank',
      examples: ['打出来是白纸', '打印没有字', '小票是空白的', 'receipt is blank', 'prints nothing on the paper'],
      rules: [/(?:纸|打出来).{0,8}?白/u],
      confusable: [],
    },
    {
      id: 'set-not-received',
      examples: ['钱没到账', '昨天的款没到', '没收到结算款', 'money has not arrived', 'did not get my payout'],
      rules: [/没到账/u],
      confusable: [],
    },
    {
      id: 'hw-tamper',
      examples: ['机器被锁住了', '提示安全触发', 'device tampered'],
      rules: [/的/u],
      confusable: [],
    },
  ],
  controls: [
    { id: 'ctl-fixed', examples: ['好了', '可以了', '能刷了', 'it works now'], rules: [/^好了$/u] },
    { id: 'ctl-human', examples: ['转人工', '找个活人来', '人工客服', 'talk to a human'], rules: [/人工/u] },
    { id: 'ctl-greet', examples: ['你好', '在吗', 'hello'], rules: [] },
    { id: 'ctl-oos', examples: ['今天天气怎么样', '讲个笑话', '推荐个餐厅', 'tell me a joke'], rules: [/天气/u] },
  ],
  screenTexts: [{ pattern: /机器被攻击/u, symptom: 'hw-tamper', at }],
};
const matcher = createMatcher(input);
const match = (text: string, symptom?: string): Match =>
  matcher.match(readUtterance(text), symptom === undefined ? {} : { symptom });

describe('createMatcher', () => {
  it.each([
    'SN: 1170123456',
    '序列号 0821004659',
    'my serial is 0821004659',
    '这是序列号 0821004659',
    '终端号 10024513',
    'sorry i meant 0821004659',
  ])('finds no trouble in a bare number with its label: %s', (text) => {
    const { decision, ranked } = match(text);
    expect(decision).toBe('reject');
    expect(ranked).toEqual([]);
  });

  it('still reads what is said beside a number', () => {
    expect(match('SN: 1170123456 机器断网了').ranked[0]?.id).toBe('net-offline');
  });

  it('ranks every one of several troubles before all else', () => {
    const { multi, ranked } = match('断网了还有打出来是白纸');
    expect(multi).toEqual(['net-offline', 'prn-blank']);
    expect(ranked.slice(0, 2).map(({ id }) => id)).toEqual(['net-offline', 'prn-blank']);
  });

  it('accepts an example and says which one it was', () => {
    const { decision, ranked, because } = match('钱没到账');
    expect(decision).toBe('accept');
    expect(ranked[0]?.id).toBe('set-not-received');
    expect(because).toContain('钱没到账');
  });

  it('accepts other wordings of a symptom', () => {
    expect(match('早上开始机器就断网了').ranked[0]?.id).toBe('net-offline');
    expect(match('my receipts come out blank').ranked[0]?.id).toBe('prn-blank');
  });

  it('names the rule that decided', () => {
    expect(match('店里又断网了怎么弄').because).toBe('rule of net-offline: 断网');
  });

  it('hears through homophones', () => {
    expect(match('端往了 机器段网').ranked[0]?.id).toBe('net-offline');
    expect(match('前没到涨').ranked[0]?.id).toBe('set-not-received');
  });

  it('believes the screen before anything else', () => {
    expect(match('显示机器被攻击').because).toContain('screen text of hw-tamper');
  });

  it('does not believe a rule that matches the examples of everything', () => {
    expect(match('小票是空白的呢').ranked[0]?.id).toBe('prn-blank');
  });

  it('reads what the trouble is, not what it is not', () => {
    expect(match('不是没网,是钱没到账').ranked[0]?.id).toBe('set-not-received');
    expect(match('网络没问题,打印没有字').ranked[0]?.id).toBe('prn-blank');
    expect(match('it is not the wifi, the receipt is blank').ranked[0]?.id).toBe('prn-blank');
  });

  it('leaves serials and their labels out of account', () => {
    expect(match('型号N910 序列号0003N91000123 断网了').ranked[0]?.id).toBe('net-offline');
  });

  it('reports every trouble that parts of a message state, in the order of telling', () => {
    const { multi, ranked, decision } = match('没网了,而且打出来的纸也是白的');
    expect(multi).toEqual(['net-offline', 'prn-blank']);
    expect(ranked.slice(0, 2).map(({ id }) => id)).toEqual(['net-offline', 'prn-blank']);
    expect(decision).toBe('accept');
  });

  it('takes neighbours that are easily confused for one trouble', () => {
    expect(match('上不了网,wifi搜不到').multi).toEqual([]);
  });

  it('lets small talk beside a request pass', () => {
    expect(match('你好,转人工').ranked[0]?.id).toBe('ctl-human');
  });

  it('rejects what is out of scope and what makes no sense', () => {
    expect(match('明天天气好不好').decision).toBe('reject');
    for (const text of ['', 'zxqv kjhgf', '🙂', '!!!', '锟斤拷']) expect(match(text).decision).toBe('reject');
  });

  it('leans towards the symptom being worked on, within bounds', () => {
    const without = match('网').ranked.find(({ id }) => id === 'net-offline')?.score ?? 0;
    const within = match('网', 'net-offline').ranked.find(({ id }) => id === 'net-offline')?.score ?? 0;
    expect(within).toBeGreaterThanOrEqual(without);
    expect(match('钱没到账', 'net-offline').ranked[0]?.id).toBe('set-not-received');
  });

  it('ranks at most five, best first, with scores between 0 and 1', () => {
    for (const text of ['机器', '好', 'wifi密码', '打印 网络 钱']) {
      const scores = match(text).ranked.map(({ score }) => score);
      expect(scores.length).toBeLessThanOrEqual(5);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
    }
  });

  it('gives the same answer every time it is trained', () => {
    const again = createMatcher(input);
    for (const text of ['没网', '打印', 'money']) expect(again.match(readUtterance(text))).toEqual(match(text));
  });

  it('works without any content', () => {
    const empty = createMatcher({ symptoms: [], controls: [], screenTexts: [] });
    expect(empty.match(readUtterance('断网')).decision).toBe('reject');
  });

  it('is less sure of a text of any trade the rather it could lie outside', () => {
    const scoreOf = (text: string, controls: MatcherInput['controls']): number => {
      const anybody = createMatcher({ ...input, controls, wholeTexts: englishMeanings });
      return anybody.match(readUtterance(text)).ranked.find(({ id }) => id === 'prn-blank')?.score ?? 0;
    };
    const outside = [{ id: 'ctl-oos', examples: ['write a joke on paper', 'paper planes', 'a blank joke'], rules: [] }];
    expect(scoreOf('a joke on blank paper', outside)).toBeLessThan(scoreOf('a joke on blank paper', []));
  });
});
