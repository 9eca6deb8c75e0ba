import { beforeAll, describe, expect, it } from 'vitest';
import { findEntities } from '#knowledge/entities/find-entities.ts';
import { withImpliedFacts } from '#knowledge/entities/implied-facts.ts';
import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

function factIn(text: string, fact: 'network' | 'code'): string | undefined {
  const utterance = readUtterance(text, guide.lexicon);
  const named = findEntities(utterance, guide.devices);
  const found = withImpliedFacts(named, guide.matcher.match(utterance), utterance, guide.devices);
  return found.find(({ kind, confidence }) => kind === fact && confidence >= 0.5)?.value;
}

const networkIn = (text: string): string | undefined => factIn(text, 'network');

describe('a trouble that only one kind of network can have', () => {
  it.each([
    ['saved but not joined', 'wifi'],
    ['小机器手机上搜不着', 'bluetooth'],
    ['后面那个口的灯不亮 插上线也没反应', 'ethernet'],
  ])('tells the network where no word names it: %s', (text, network) => {
    expect(networkIn(text)).toBe(network);
  });

  it.each(['机器没网了', '卡停机了', '座机 0571-88776655', '小机器', 'ICCID 89860012345678901234 停机了'])(
    'tells nothing where it may be any, or where nothing is wrong: %s',
    (text) => {
      expect(networkIn(text)).toBeUndefined();
    },
  );

  it('gives way to the network that the words name', () => {
    expect(networkIn('不用蓝牙 走4G的 手机搜不到小机器')).toBe('cellular');
  });
});

describe('a complaint about a code', () => {
  it.each([
    ['91', '91'],
    ['又是57', '57'],
    ['跳個14俾我睇', '14'],
    ['A3算不算成功', 'A3'],
  ])('has the bare number for its code: %s', (text, code) => {
    expect(factIn(text, 'code')).toBe(code);
  });

  it.each(['今天刷了14笔', '14号机没网了', '报错了 昨天10点开始的', '我店里有12台机器打不出纸', 'A4的打印纸有吗'])(
    'has none where the number counts something, or there are two: %s',
    (text) => {
      expect(factIn(text, 'code')).toBeUndefined();
    },
  );
});
