/** What is told over several messages among other words, put right on the way, or named a message before or after. */

import { describe, expect, it } from 'vitest';
import { redact, redactAcross } from '#dialogs/redact.ts';

/** The messages as they are stored, one after the other. */
function tell(...messages: readonly string[]): readonly string[] {
  return messages.reduce<readonly string[]>((stored, text) => {
    const next = redactAcross(stored, redact(text).text);
    return [...next.previous, next.text];
  }, []);
}

describe('a card number told among other words', () => {
  it.each([
    [
      ['卡号是6216你记一下', '然后2610', '0000对吗', '0000', '018'],
      ['卡号是6216你记一下', '然后26**', '****对吗', '***0', '018'],
    ],
    [
      ['前四位是4539', '接下来四位5787', '再四位6362', '最后1486'],
      ['前四位是4539', '接下来四位57**', '再四位****', '最后1486'],
    ],
    [
      ['card: first four 4539', 'then 5787 if you need it', '6362', 'last four 1486'],
      ['card: first four 4539', 'then 57** if you need it', '****', 'last four 1486'],
    ],
    [
      ['开头是四五三九', '稍等', '接住五七八七', '六三六二', '一四八六完了'],
      ['开头是4539', '稍等', '接住57**', '****', '1486完了'],
    ],
  ])('is masked piece by piece: %j', (sent, stored) => {
    expect(tell(...sent)).toEqual(stored);
  });

  it.each([
    [
      ['4539', '5787', '6361', '不对,是6362', '1486'],
      ['4539', '57**', '****', '不对,是****', '1486'],
    ],
    [
      ['4539', '5787', '打错了', '5786', 'sorry, should be 5787', '6362', '1486'],
      ['4539', '57**', '打错了', '57**', 'sorry, should be 57**', '****', '1486'],
    ],
    [
      ['4539', '5787', '63621', '不是 6362', '1486'],
      ['4539', '57**', '*****', '不是 ****', '1486'],
    ],
  ])('is masked together with what was told wrongly: %j', (sent, stored) => {
    expect(tell(...sent)).toEqual(stored);
  });

  it.each([
    [['金额 4539', '等5787秒', '6362元', '1486']],
    [['45395787', '终端号 63621486']],
    [['显示4539', '51', '报错96', '序列号 08123456']],
    [['机型E630', '卡在签到 4539是什么', '百富A578 坏了', 'A7636断网', '21486']],
    [['453957876362148', '6']],
    [['453957876362148', '稍等', '6']],
  ])('is none in other numbers: %j', (sent) => {
    expect(tell(...sent)).toEqual(sent);
  });
});

describe('a secret that is named a message before', () => {
  it.each([
    ['密码', '135790', '***'],
    ['客人密码', '135790', '***'],
    ['那密码是', '１３５７９０', '***'],
    ["the customer's pin is", '4821', '****'],
    ['安全码：', '018', '***'],
    ['卡背面三位', '737', '***'],
    ['cvv?', '737', '***'],
    ['驗證碼係', '028391', '***'],
    ['wifi密码是', 'Abc12345', '***'],
    ['口令是', 'qwer@tyui', '***'],
  ])('%s, then %s', (name, value, stored) => {
    expect(tell(name, value)).toEqual([name, stored]);
  });

  it.each([
    ['忘记密码', '12345678'],
    ['提示输入密码', '9650'],
    ['输不了密码', '123456'],
    ['密码键盘没反应', '12345678'],
    ['操作员密码', '91'],
    ['enter pin', '123456'],
    ['密码是', '3次都错'],
    ['密码', 'N910'],
    ['要换密码', '00082345'],
    ['序列号后三位', '737'],
  ])('is none after %s: %s', (before, text) => {
    expect(tell(before, text)).toEqual([before, text]);
  });

  it('is looked for in reasonable time after a hostile message', () => {
    expect(tell('密码'.repeat(20_000), '123456')[1]).toBe('123456');
  });
});

it.each([
  ['口令是qwer@tyui', '口令是***'],
  ['mima是qwer1234', 'mima是***'],
])('a password of letters is hidden after any of its names: %s', (text, stored) => {
  expect(redact(text).text).toBe(stored);
});

describe('an ID number told in pieces', () => {
  it.each([
    [
      ['110105', '19491231', '002X'],
      ['******', '********', '****'],
    ],
    [
      ['110105', '稍等', '1949', '1231', '等一下', '002x'],
      ['******', '稍等', '****', '****', '等一下', '****'],
    ],
    [
      ['前面是110105', '然后19491231', '最后002X'],
      ['前面是******', '然后********', '最后****'],
    ],
    [
      ['一一零一零五', '一九四九一二三一', '零零二Ｘ'],
      ['******', '********', '****'],
    ],
    [
      ['11', '01', '05', '19', '49', '12', '31', '00', '2X'],
      ['**', '**', '**', '**', '**', '**', '**', '**', '**'],
    ],
    [
      ['110105194912', '31002X'],
      ['************', '******'],
    ],
    [
      ['11010519491231', '002X'],
      ['**************', '****'],
    ],
    [
      ['110105', '194912310', '02', 'X'],
      ['******', '*********', '**', '*'],
    ],
    [
      ['440308', '19900307', '0013'],
      ['******', '********', '****'],
    ],
  ])('is masked piece by piece: %j', (sent, stored) => {
    expect(tell(...sent)).toEqual(stored);
  });

  it.each([
    [['110105', '19491231', '0021']],
    [['110105', '20261123', '0023']],
    [['110105', '19491331', '0021']],
    [['990105', '19491231', '0023']],
    [['110105', '1949123', '002X']],
    [['T6X', '5X', 'x', 'X']],
  ])('is none without its region, its date and its check digit: %j', (sent) => {
    expect(tell(...sent)).toEqual(sent);
  });
});

describe('a secret that is named a message later', () => {
  it.each([
    ['135790', '这是密码', '******'],
    ['135790', '这个就是客人的密码', '******'],
    ['028391', '上面是验证码', '******'],
    ['028391', '上面那个是短信验证码', '******'],
    ['028391', '刚才发的是客人刚收到的验证码', '******'],
    ['收到了 028391', '验证码就是上面这个', '收到了 ******'],
    ['4821', "that's the pin", '****'],
    ['4821', 'that’s my PIN.', '****'],
    ['4821', 'this is the customer’s pin', '****'],
    ['４８２１', '這是密碼', '****'],
    ['四八二一', '那是密码', '****'],
    ['737', '这是卡背面的三位', '***'],
    ['737', 'it is the cvv', '***'],
    ['884213', 'the otp is above', '******'],
    ['884213', 'above is the verification code', '******'],
    ['Kx739150', '这是wifi密码', '***'],
    ['00082345', '这是操作员密码', '********'],
  ])('%s, then %s', (value, name, stored) => {
    expect(tell(value, name)).toEqual([stored, name]);
    expect(tell(value, '在吗', name)[0]).toBe(stored);
  });

  it.each([
    ['135790', '这不是密码'],
    ['135790', '这是密码错误'],
    ['135790', '密码'],
    ['135790', '是密码键盘'],
    ['9650', '提示输入密码'],
    ['12345678', '忘记密码'],
    ['12345678', '这是终端号'],
    ['12345678', '终端号发你了 密码忘了'],
    ['终端号12345678', '这是密码'],
    ['13800138000', '这是验证码'],
    ['金额4500元', '这是密码'],
    ['55', '这是密码'],
    ['0812345678', "that's the pin"],
    ['9650', "that's the pin pad"],
    ['9650', "it's asking for the pin"],
  ])('%s stays before %s', (value, text) => {
    expect(tell(value, text)).toEqual([value, text]);
  });

  it('is the number that was said last, and none that was said before a masked one', () => {
    expect(tell('12345678', '135790', '这是密码')).toEqual(['12345678', '******', '这是密码']);
    expect(tell('12345678', '密码是135790', '这是密码')).toEqual(['12345678', '密码是***', '这是密码']);
  });
});
