/** Texts in the other script, for agents who read one and merchants who read the other. */

import { describe, expect, it } from 'vitest';
import { runConsole } from '#test/fixtures/running-console.ts';

async function open() {
  const desk = await runConsole();
  const cookie = await desk.signIn('Li', 'viewer');
  return async (texts: unknown, to: unknown = 'zh-Hant') => {
    const response = await desk.post('/api/convert', cookie, { texts, to });
    return response.ok ? (await response.json()).texts : response.status;
  };
}

describe('texts in the other script', () => {
  it('are converted in their order, with the words that merchants there use', async () => {
    const convert = await open();
    expect(await convert(['请重启机器，再打印一张小票', 'N910'])).toEqual(['請重新啟動機器，再列印一張簽單', 'N910']);
    expect(await convert(['機器斷網了', '已經好了'], 'zh-Hans')).toEqual(['机器断网了', '已经好了']);
  });

  it('stay as they are where they are in it already', async () => {
    const convert = await open();
    const hant = '您好，請重新啟動機器後再試一次。';
    expect(await convert([hant])).toEqual([hant]);
    expect(await convert(['您好，请稍等。'], 'zh-Hans')).toEqual(['您好，请稍等。']);
  });

  it.each([
    ['another language', ['a'], 'fr'],
    ['no list', 'a', 'zh-Hant'],
    ['no texts', [1], 'zh-Hant'],
    ['too many', new Array(201).fill('a'), 'zh-Hant'],
  ])('are refused in another shape: %s', async (_, texts, to) => {
    expect(await (await open())(texts, to)).toBe(400);
  });
});
