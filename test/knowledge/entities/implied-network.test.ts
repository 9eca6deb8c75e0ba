import { beforeAll, describe, expect, it } from 'vitest';
import { loadGuide } from '#bot/content/load-guide.ts';
import { findEntities } from '#knowledge/entities/find-entities.ts';
import { withImpliedNetwork } from '#knowledge/entities/implied-network.ts';
import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await loadGuide();
}, 30_000);

function networkIn(text: string): string | undefined {
  const utterance = readUtterance(text, guide.lexicon);
  const found = withImpliedNetwork(findEntities(utterance, guide.devices), guide.matcher.match(utterance), utterance);
  return found.find(({ kind, confidence }) => kind === 'network' && confidence >= 0.5)?.value;
}

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
