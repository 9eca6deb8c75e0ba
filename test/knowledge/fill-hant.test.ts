/** Filling traditional wording: what is added, and that nothing else changes. */

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fillHant, fillHantPhrases } from '#knowledge/fill-hant.ts';
import { toHant } from '#knowledge/to-hant.ts';

const FILE = `# Symptoms of the network
net:
  title: { zh-Hans: WiFi 连不上, en: Cannot join } # short
  opening:
    zh-Hans: 先看屏幕上写的是什么? # note
    en: What does it say?
  list:
    - zh-Hans: "引号: 网络"
      en: x
    - { zh-Hans: '这个''刷卡机', zh-Hant: 手寫的 }
    - {
        zh-Hans: 信号,
        en: b
      }
  folded:
    zh-Hans: >-
      第一行登录
      第二行联系

    en: x
  last:
    zh-Hans: 序列号`;

describe('fill-hant', () => {
  const filled = fillHant(FILE);

  it('writes the traditional line behind every simplified one that has none', () => {
    expect(filled.added).toBe(6);
    expect(parse(filled.text).net).toMatchObject({
      title: { 'zh-Hant': 'WiFi 連不上', en: 'Cannot join' },
      opening: { 'zh-Hant': '先看螢幕上寫的是什麼?' },
      list: [{ 'zh-Hant': '引號: 網路' }, { 'zh-Hant': '手寫的' }, { 'zh-Hant': '訊號' }],
      folded: { 'zh-Hant': '第一行登入 第二行聯絡', en: 'x' },
      last: { 'zh-Hant': '序列號' },
    });
  });

  it('keeps every line that was there, comments and layout included', () => {
    const kept = filled.text
      .split('\n')
      .filter((line) => !/^ +zh-Hant: |^ +第一行登入|^ +第二行聯絡/.test(line))
      .join('\n')
      .replace(', zh-Hant: WiFi 連不上', '');
    expect(kept.trimEnd()).toBe(FILE);
  });

  it('has nothing to add the second time', () => {
    expect(fillHant(filled.text)).toEqual({ text: filled.text, added: 0 });
  });

  it('leaves a file alone that is not valid YAML', () => {
    const broken = 'a: { zh-Hans: x';
    expect(fillHant(broken)).toMatchObject({ text: broken, added: 0, refused: expect.any(String) });
  });
});

describe('fill-hant for phrases', () => {
  const hans = '# 常用语\nopen: 网络\n\n# 第二段\nlog-in: 登录\nrestart: "重启"\nend: 好\n';

  it('adds missing phrases where the simplified file has them', () => {
    expect(fillHantPhrases(hans, '# 自訂\nopen: 自己寫的\nend: 好').text).toBe(
      '# 自訂\nopen: 自己寫的\nlog-in: 登入\nrestart: "重新啟動"\nend: 好\n',
    );
  });

  it('converts the whole file when there is no traditional one', () => {
    expect(parse(fillHantPhrases(hans, '').text)).toEqual({
      open: '網路',
      'log-in': '登入',
      restart: '重新啟動',
      end: '好',
    });
  });
});

describe('traditional wording', () => {
  it.each([
    ['刷卡机重启后没有信号', '刷卡機重新啟動後沒有訊號'],
    ['请联系客服,报型号和序列号', '請聯絡客服,報型號和序列號'],
    ['屏幕上的网络设置', '螢幕上的網路設定'],
    ['小票打印不出来', '簽單列印不出來'],
    ['一台机器,后台{model}', '一台機器,後台{model}'],
    ['换原装适配器', '換原裝變壓器'],
    ['重启路由器', '重新啟動路由器'],
    ['发卡行会回复代码', '發卡行會回覆代碼'],
    ['这是流量卡', '這是 SIM 卡'],
    ['说“转人工”', '說「轉人工」'],
    ['都不行，还是只有这台', '都不行，還是只有這台'],
    ['机身背面标签', '機身背面標籤'],
    ['干软布擦干净，干了再开机', '乾軟布擦乾淨，乾了再開機'],
    ['几天后面写着', '幾天後面寫著'],
    ['湿布，网线', '濕布，網路線'],
  ])('%s becomes %s', (hans, hant) => {
    expect(toHant(hans)).toBe(hant);
  });
});
