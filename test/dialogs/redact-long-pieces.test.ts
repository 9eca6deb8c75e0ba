/** Numbers told in pieces that are half a number long, named in their first piece only, or named before or after all of them. */

import { describe, expect, it } from 'vitest';
import { redact, redactAcross } from '#dialogs/redact.ts';
import { fc } from '#test/fixtures/properties.ts';

/** The messages as they are stored, one after the other. */
function tell(...messages: readonly string[]): readonly string[] {
  return messages.reduce<readonly string[]>((stored, text) => {
    const next = redactAcross(stored, redact(text).text);
    return [...next.previous, next.text];
  }, []);
}

const digitsOf = (messages: readonly string[]): string => messages.join('').replace(/\D/g, '');

describe('a card number cut in its middle', () => {
  it.each([
    [
      ['45395787636', '然后21486'],
      ['453957*****', '然后*1486'],
    ],
    [
      ['453957876362', '稍等', '1486'],
      ['453957******', '稍等', '1486'],
    ],
    [
      ['卡号是45395787636你记一下', '21486'],
      ['卡号是453957*****你记一下', '*1486'],
    ],
    [
      ['前面12位453957876362', '最后4位1486'],
      ['前面12位453957******', '最后4位1486'],
    ],
    [
      ['4539', '稍等', '578763621486'],
      ['4539', '稍等', '57******1486'],
    ],
    [
      ['621626100000', 'wait a moment', 'then 0000018'],
      ['621626******', 'wait a moment', 'then ***0018'],
    ],
    [['卡号45395787636，麻烦您稍等一下，21486'], ['卡号453957*****，麻烦您稍等一下，*1486']],
    [['453957876362，客人说剩下的是1486'], ['453957******，客人说剩下的是1486']],
    [['45395787636 你等下我看看 21486'], ['453957***** 你等下我看看 *1486']],
    [['453957876362 hold on 1486'], ['453957****** hold on 1486']],
    [['my card is 45395787636 wait a sec 21486'], ['my card is 453957***** wait a sec *1486']],
  ])('is masked in both pieces: %j', (sent, stored) => {
    expect(tell(...sent)).toEqual(stored);
  });

  it('is masked wherever it is cut, with words between', () => {
    const cards = ['4539578763621486', '6216261000000000018'];
    const cut = fc.record({ card: fc.constantFrom(...cards), at: fc.integer({ min: 3, max: 15 }) });
    const between = fc.constantFrom<readonly string[]>([], ['稍等'], ['我看看', '好了']);
    fc.assert(
      fc.property(cut, between, ({ card, at }, words) => {
        fc.pre(at < card.length - 1 && !(at === 15 && card.startsWith('4')));
        const stored = tell(card.slice(0, at), ...words, `然后${card.slice(at)}`);
        expect(digitsOf(stored)).toBe(card.slice(0, 6) + card.slice(-4));
      }),
    );
  });

  it.each([
    [['13800138000', '然后21486']],
    [['45395787636', '参考号 123456789012', '21486']],
    [['453957876362', '稍等', '1487']],
    [['453957876362148', '稍等', '6']],
    [['金额45395787636元', '21486']],
    [['终端号45395787', '机器63621486']],
    [['卡号尾号是1486 商户号 453957876362']],
    [['45395', '电话13800138000']],
    [['13800138000 你等下我看看 21486']],
    [['参考号453957876362 你看看 1486']],
    [['453957876362 商户 1486']],
    [['453957876362 这笔 1486元']],
    [['453957876362 你等下我看看 1487']],
  ])('is none in other numbers: %j', (sent) => {
    expect(tell(...sent)).toEqual(sent);
  });
});

describe('an ID number of which the first piece is named', () => {
  it.each([
    [
      ['身份证号110105', '19491231', '002X'],
      ['身份证号******', '********', '****'],
    ],
    [
      ['身份证前六位110105', '稍等', '生日19491231', '最后002X'],
      ['身份证前六位******', '稍等', '生日********', '最后****'],
    ],
    [
      ['身份证号11010519491231', '002X'],
      ['身份证号**************', '****'],
    ],
    [
      ['身份证号110105194', '912310', '02X'],
      ['身份证号*********', '******', '***'],
    ],
    [
      ['my id number is 110105', '19491231', '002X'],
      ['my id number is ******', '********', '****'],
    ],
    [['身份证前6位110105，生日19491231，后面002X'], ['身份证前6位******，生日********，后面****']],
    [['110105 然后 19491231 最后 002X'], ['****** 然后 ******** 最后 ****']],
  ])('is masked to its end: %j', (sent, stored) => {
    expect(tell(...sent)).toEqual(stored);
  });

  it.each([
    [['身份证号110105'], ['身份证号******']],
    [
      ['身份证号110105', '13800138000'],
      ['身份证号******', '13800138000'],
    ],
    [
      ['身份证号110105', '终端号12345678', '0021'],
      ['身份证号******', '终端号12345678', '0021'],
    ],
    [
      ['身份证号110105', '20261231', '0021'],
      ['身份证号******', '20261231', '0021'],
    ],
  ])('leaves what cannot be its rest: %j', (sent, stored) => {
    expect(tell(...sent)).toEqual(stored);
  });
});

describe('a secret in two pieces', () => {
  it.each([
    [
      ['135', '790', '这是密码'],
      ['***', '***', '这是密码'],
    ],
    [
      ['13', '57', '90', "that's the pin"],
      ['**', '**', '**', "that's the pin"],
    ],
    [
      ['1', '3', '5', '7', '9', '0', '这是密码'],
      ['*', '*', '*', '*', '*', '*', '这是密码'],
    ],
    [
      ['028', '稍等', '391', '上面是验证码'],
      ['***', '稍等', '***', '上面是验证码'],
    ],
    [
      ['1234', '5678', '这是操作员密码'],
      ['****', '****', '这是操作员密码'],
    ],
    [
      ['密码是', '135', '790'],
      ['密码是', '***', '***'],
    ],
    [
      ['密码是135', '790'],
      ['密码是***', '***'],
    ],
    [
      ['密码', '1357', '90'],
      ['密码', '****', '**'],
    ],
    [
      ['密码前三位135', '后三位790'],
      ['密码前三位***', '后三位***'],
    ],
    [
      ['135', '790', '合起来是密码'],
      ['***', '***', '合起来是密码'],
    ],
    [
      ['028', '391', 'those two are the otp'],
      ['***', '***', 'those two are the otp'],
    ],
    [
      ['密码是13', '57', '90'],
      ['密码是**', '**', '**'],
    ],
    [
      ['密码先是１３５', '然后七九零'],
      ['密码先是***', '然后***'],
    ],
    [
      ['the otp is 028', 'then 391'],
      ['the otp is ***', 'then ***'],
    ],
  ])('is hidden in both, named before or after: %j', (sent, stored) => {
    expect(tell(...sent)).toEqual(stored);
  });

  it.each([
    [
      ['2', '135790', '这是密码'],
      ['2', '******', '这是密码'],
    ],
    [
      ['12345678', '135790', '这是密码'],
      ['12345678', '******', '这是密码'],
    ],
    [
      ['金额100', '135', '790', '这是密码'],
      ['金额100', '***', '***', '这是密码'],
    ],
    [
      ['密码是135790', '12'],
      ['密码是***', '12'],
    ],
    [
      ['密码是', '135', '790', '12'],
      ['密码是', '***', '***', '12'],
    ],
  ])('takes nothing else with it: %j', (sent, stored) => {
    expect(tell(...sent)).toEqual(stored);
  });

  it.each([
    [['忘记密码', '12', '34']],
    [['提示输入密码', '96', '50']],
    [['密码', '2', '1', '3', '1']],
    [['密码键盘坏了', '135', '790']],
    [['操作员密码', '00082345', '1']],
    [['135', '790', '这不是密码']],
    [['135', '790', '合起来不是密码']],
  ])('is none in %j', (sent) => {
    const [last = ''] = sent.slice(-1);
    expect(tell(...sent).at(-1)).toBe(last);
    expect(tell(...sent).join('')).not.toMatch(/^\D*\*{2}\D*\*{2}/);
  });
});
