/** What may be stored of a merchant's line and what may not. */

import { describe, expect, it } from 'vitest';
import { cardLengths, passesLuhn } from '#dialogs/redact/issuers.ts';
import { redact, redactAcross } from '#dialogs/redact.ts';
import { fc } from '#test/fixtures/properties.ts';

const CARD = '6216261000000000018';
const MASKED = '621626*********0018';

function spell(digits: string, glyphs: string): string {
  const spelled = [...glyphs];
  return [...digits].map((digit) => spelled[Number(digit)]).join('');
}

describe('card numbers', () => {
  it('keeps the sentence around what it hides', () => {
    const { text, found } = redact(`客人这卡刷不了 ${CARD} 密码123456 帮我看看`);
    expect(text).toBe(`客人这卡刷不了 ${MASKED} 密码*** 帮我看看`);
    expect(found).toEqual(['pan', 'pin']);
  });

  it.each([
    ['plain', CARD],
    ['groups of four', '6216 2610 0000 0000 018'],
    ['six and thirteen', '621626 1000000000018'],
    ['dashes', '6216-2610-0000-0000-018'],
    ['no-break spaces', '6216\u00a02610\u00a00000\u00a00000\u00a0018'],
    ['zero-width signs', '6216\u200b2610\u200c0000\ufeff0000\u2060018'],
    ['line ends', '6216\n2610\r\n0000\n0000\n018'],
    ['a space after each digit', [...CARD].join(' ')],
    ['dots', '6216.2610.0000.0000.018'],
    ['full-width', spell(CARD, '０１２３４５６７８９')],
    ['circled', spell(CARD, '⓪①②③④⑤⑥⑦⑧⑨')],
    ['black circled', spell(CARD, '⓿❶❷❸❹❺❻❼❽❾')],
    ['Arabic-Indic', spell(CARD, '٠١٢٣٤٥٦٧٨٩')],
    ['Persian', spell(CARD, '۰۱۲۳۴۵۶۷۸۹')],
    ['Devanagari', spell(CARD, '०१२३४५६७८९')],
    ['mathematical', spell(CARD, '𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗')],
    ['superscript', spell(CARD, '⁰¹²³⁴⁵⁶⁷⁸⁹')],
    ['Chinese with 零', spell(CARD, '零一二三四五六七八九')],
    ['Chinese with 〇', spell(CARD, '〇一二三四五六七八九')],
    ['spoken Chinese', spell(CARD, '洞幺两三四五六拐八勾')],
    ['capital Chinese', spell(CARD, '零壹贰叁肆伍陆柒捌玖')],
    ['traditional capital', spell(CARD, '零壹貳參肆伍陸柒捌玖')],
    ['Suzhou numerals', spell(CARD, '〇〡〢〣〤〥〦〧〨〩')],
    ['mixed', '六2１六②6 一 00零〇洞0 0 ٠ 0 零 幺 八'],
    ['keycap emoji', [...CARD].map((digit) => `${digit}\ufe0f\u20e3`).join('')],
    ['English words', 'six two one six two six one zero zero zero zero zero zero zero zero zero zero one eight'],
  ])('masks a number written with %s', (_name, written) => {
    expect(redact(`卡 ${written} 刷不了`)).toEqual({ text: `卡 ${MASKED} 刷不了`, found: ['pan'] });
  });

  it.each([
    ['Visa', '4111111111111111', '411111******1111'],
    ['old Visa', '4222222222222', '422222***2222'],
    ['Mastercard', '5555555555554444', '555555******4444'],
    ['Mastercard 2', '2223003122003222', '222300******3222'],
    ['Amex', '3782 822463 10005', '378282*****0005'],
    ['Diners', '30569309025904', '305693****5904'],
    ['JCB', '3530111333300000', '353011******0000'],
    ['Discover', '6011111111111117', '601111******1117'],
  ])('knows %s', (_name, written, masked) => {
    expect(redact(`card ${written}, help`).text).toBe(`card ${masked}, help`);
  });

  it('masks what is called a card number although its check digit is wrong', () => {
    expect(redact('卡号6216261000000000019').text).toBe('卡号621626*********0019');
    expect(redact('card number: 1234 5678 9012 3456').text).toBe('card number: 123456******3456');
    expect(redact('一二三6216261000000000019').found).toEqual([]);
  });

  it.each([
    ['客人的卡 6222 0212 3456 7890 123 读不出来', '客人的卡 622202*********0123 读不出来'],
    ['his card is 4111-1111-1111-1112', 'his card is 411111******1112'],
  ])('masks a number grouped like a card right after the card, whatever its check digit: %s', (typed, stored) => {
    expect(redact(typed)).toEqual({ text: stored, found: ['pan'] });
  });

  it.each([
    ['卡号前半6216261000 后半000000018', '卡号前半621626**** 后半*****0018'],
    ['卡號前面是６２１６２６１０００，後面是000000019', '卡號前面是621626****，後面是*****0019'],
    ['卡号前10位6216261000 后9位000000018', '卡号前10位621626**** 后9位*****0018'],
    ['前半6216261000 后半000000018', '前半621626**** 后半*****0018'],
    ['card: first half 62162610 Then 0000 THEN 0000018', 'card: first half 621626** Then **** THEN ***0018'],
  ])('masks each piece where words part the number: %s', (typed, stored) => {
    expect(redact(typed)).toEqual({ text: stored, found: ['pan'] });
  });

  it('masks two numbers, and one that touches another script', () => {
    expect(redact(`${CARD} 4111111111111111`).text).toBe(`${MASKED} 411111******1111`);
    expect(redact(`第一${CARD}二`).text).toBe(`第一 ${MASKED} 二`);
  });

  it('masks a card number that is called an order number', () => {
    expect(redact('订单号 4111111111111111').text).toBe('订单号 411111******1111');
  });

  it('takes expiry and CVV along when they follow the number', () => {
    expect(redact('4111 1111 1111 1111 12/28 737').text).toBe('411111******1111 *** ***');
    expect(redact('4111111111111111 1228 737')).toEqual({
      text: '411111******1111 *** ***',
      found: ['pan', 'expiry', 'cvv'],
    });
    expect(redact(`${CARD} 737`).text).toBe(`${MASKED} ***`);
    expect(redact(`${CARD} 500元`).text).toBe(`${MASKED} 500元`);
  });

  it('removes tracks', () => {
    const { text, found } = redact(
      '%B4111111111111111^DOE/JOHN^28121010000012345? ;4111111111111111=28121010000012345?',
    );
    expect(text).toBe('*** ***');
    expect(found).toEqual(['track', 'track']);
  });
});

describe('secrets with a label', () => {
  it.each([
    ['那cvv要不要 737', '那cvv要不要 ***', 'cvv'],
    ['CVV2：737', 'CVV2：***', 'cvv'],
    ['cvn 018 对吗', 'cvn *** 对吗', 'cvv'],
    ['安全码是０１８', '安全码是***', 'cvv'],
    ['安全碼 1234', '安全碼 ***', 'cvv'],
    ['后三位七三七', '后三位***', 'cvv'],
    ['背面後三位是 018', '背面後三位是 ***', 'cvv'],
    ['737是cvv', '***是cvv', 'cvv'],
    ['security code 737', 'security code ***', 'cvv'],
    ['密码123456', '密码***', 'pin'],
    ['密碼係 12345678', '密碼係 ***', 'pin'],
    ['密码 1 2 3 4 5 6', '密码 ***', 'pin'],
    ['密码是一二三四五六', '密码是***', 'pin'],
    ['密码六个8', '密码***', 'pin'],
    ['密码是六个八', '密码是***', 'pin'],
    ['密\u200b码123456', '密\u200b码***', 'pin'],
    ['the pin is 4821', 'the pin is ***', 'pin'],
    ['mima 123456', 'mima ***', 'pin'],
    ['wifi密码12345678', 'wifi密码***', 'password'],
    ['wifi密码是Abc12345', 'wifi密码是***', 'password'],
    ['password: hunter2!', 'password: ***!', 'password'],
    ['验证码111111', '验证码***', 'otp'],
    ['驗證碼發你 028391', '驗證碼發你 ***', 'otp'],
    ['我刚收到的短信码是 0283', '我刚收到的短信码是 ***', 'otp'],
    ['动态密码 028 391', '动态密码 ***', 'otp'],
    ['OTP: G-028391', 'OTP: G-***', 'otp'],
    ['028391是验证码', '***是验证码', 'otp'],
    ['code 884213 they sent me by sms', 'code *** they sent me by sms', 'otp'],
    ['code 8842 came by sms', 'code *** came by sms', 'otp'],
    ['the code she got is 884213', 'the code she got is ***', 'otp'],
    ['the otp they texted is 884213', 'the otp they texted is ***', 'otp'],
    ['they texted me 884 213', 'they texted me ***', 'otp'],
    ['短信上说 551238', '短信上说 ***', 'otp'],
    ['收到短信 551238 要输吗', '收到短信 *** 要输吗', 'otp'],
    ['簡訊顯示 551238', '簡訊顯示 ***', 'otp'],
    ['551238 短信发来的', '*** 短信发来的', 'otp'],
    ['验证码先是884 再是213', '验证码先是***', 'otp'],
    ['mm 123456', 'mm ***', 'pin'],
    ['签到密码是多少 12345678 对吗', '签到密码是多少 *** 对吗', 'pin'],
    ['忘记密码了 12345678 对不对', '忘记密码了 *** 对不对', 'pin'],
    ['密码先是13 再是57 最后90', '密码先是***', 'pin'],
    ['pin first 13 then 57', 'pin first ***', 'pin'],
    ['back of card 737', 'back of card ***', 'cvv'],
    ['卡背面 737', '卡背面 ***', 'cvv'],
    ['有效期12/28', '有效期***', 'expiry'],
    ['卡有效期 1228', '卡有效期 ***', 'expiry'],
    ['有效期至2028年12月', '有效期至***', 'expiry'],
    ['exp 12/2028', 'exp ***', 'expiry'],
    ['valid thru 12-28', 'valid thru ***', 'expiry'],
    ['身份证 110101199003071233', '身份证 ***', 'id-number'],
    ['110101 19900307 123X', '***', 'id-number'],
    ['身份证号110101900307123', '身份证号***', 'id-number'],
    ['身分證 A123456789', '身分證 ***', 'id-number'],
  ])('hides the value in %s', (typed, stored, kind) => {
    expect(redact(typed)).toEqual({ text: stored, found: [kind] });
  });

  it('lists what it hid in order', () => {
    expect(redact('cvv 123 有效期12/30')).toEqual({ text: 'cvv *** 有效期***', found: ['cvv', 'expiry'] });
  });
});

describe('what the desk needs', () => {
  it.each([
    ['ICCID', '8986002101201234560'],
    ['ICCID called a card number', '流量卡卡号 89860 02101 20123 45601'],
    ['IMEI', 'IMEI 490154203237518'],
    ['bare IMEI', '867686031234560'],
    ['TID', '终端号30012345'],
    ['MID', '商户号 898000058120001'],
    ['bare MID', '898000057220003'],
    ['PAX serial', '序列号 0820456713 手机 13800138000'],
    ['Newland serial', 'SN:3N210087465'],
    ['grouped serial', 's/n 402 117 835'],
    ['mobile', '138 0013 8000 微信同号'],
    ['mobile after a code', '验证码收不到 138 0013 8000'],
    ['payment app order', '4200001234202611221234567890'],
    ['reference number', '参考号 512345678901 凭证号 000123'],
    ['EAN', '6901234567892'],
    ['code', '密码错 55'],
    ['code with a word', '显示55 密码错误 应答码A0'],
    ['forgotten password and serial', '忘记操作员密码 A920 0820456713'],
    ['forgotten password and terminal', '操作员密码忘了 终端号30012345'],
    ['password words', 'wifi密码错了'],
    ['password, no value', '密码是什么 怎么两次都不行'],
    ['tail of a serial', 'sn后三位 018'],
    ['tail of a card', '卡号后四位 0018'],
    ['contract term', '合同有效期 12/28'],
    ['times', '密码输错3次 昨天10:30'],
    ['amount', 'cvv 不要 收了100元 2680.50'],
    ['time stamp', '2026-11-22 10:15:30'],
    ['message without a number', '没收到短信 短信说要到期'],
    ['service number', '客服电话 95516'],
    ['service number in a message', '短信上说 95516'],
    ['time in a message', '短信通知 10:30 停机'],
    ['date in a message', '收到短信 2026-11-22 停机'],
    ['amount in a message', '短信扣了500 元'],
    ['bare amount in a message', '短信说扣款 2680 机器没反应'],
    ['terminal in a message', '短信说终端号30012345'],
    ['voucher before a message', '凭证号 000123 客人收到短信'],
    ['refund before a message', 'refund 123456 got sms'],
    ['number to call', 'call the number on the back of the card 95516'],
    ['response code', 'code 55'],
    ['response code in Chinese', '应答码 97'],
    ['response code with a letter', 'code A0'],
    ['response code by message', 'the sms says error code 1006'],
    ['response codes one after the other', '密码不对 先是55 后来51'],
    ['correction', '不对 最后两位是59'],
    ['tail of a serial with a space', 'SN 后三位 018'],
    ['head and tail of a card', '卡号前六位621626 后四位0018'],
    ['order number of 28 digits', '订单号 2026112212345678901234567890'],
    ['order number of 16 digits', '订单号 1234567890123456'],
    ['order number in English', 'order no. 2026112212345678'],
    ['TID and SN in turn', 'TID 30012345 然后 SN 0821004659'],
    ['IMEI after the word for card', 'sim卡 IMEI 490154203237518'],
    ['grouped ICCID', '流量卡 8986 0021 0120 1234 5601'],
    ['date after the card', '刷卡 2026-11-22 10:15:30'],
    ['mobile after the card', '客人的卡 138 0013 8000'],
    ['paper width', '57 mm 2000 卷'],
    ['pin pad', 'pinpad 8210 not lit'],
    ['number words', 'one of the two terminals, four times'],
  ])('keeps %s', (_name, text) => {
    expect(redact(text)).toEqual({ text, found: [] });
  });
});

describe('a card number sent in pieces', () => {
  it('is masked where each piece stands', () => {
    expect(redactAcross(['你好', '卡号是 62162610', '00000000'], '018 刷不了')).toEqual({
      previous: ['你好', '卡号是 621626**', '*******0'],
      text: '018 刷不了',
      found: ['pan'],
    });
  });

  it('leaves a terminal number before a serial alone', () => {
    expect(redactAcross(['30012345'], '0821004659')).toEqual({
      previous: ['30012345'],
      text: '0821004659',
      found: [],
    });
  });

  it('is masked when other messages stand in between', () => {
    expect(redactAcross(['41111111', '好的'], '11111111')).toEqual({
      previous: ['411111**', '好的'],
      text: '****1111',
      found: ['pan'],
    });
  });

  const told = (messages: readonly string[]): string =>
    messages
      .reduce<readonly string[]>((so, text) => {
        const next = redactAcross(so, text);
        return [...next.previous, next.text];
      }, [])
      .join('|');

  it.each([
    [
      'two digits at a time',
      ['62', '16', '26', '10', '00', '00', '00', '00', '01', '8'],
      '62|16|26|**|**|**|**|*0|01|8',
    ],
    ['three digits at a time', ['411', '111', '111', '111', '111', '1'], '411|111|***|***|111|1'],
    ['digit by digit', [...'4111111111111111'], '4|1|1|1|1|1|*|*|*|*|*|*|1|1|1|1'],
    [
      'with words between the pieces',
      ['卡号4111', '然后是1111', '嗯 再后面1111', '最后四位 1111'],
      '卡号4111|然后是11**|嗯 再后面****|最后四位 1111',
    ],
    ['in words', ['四一', '一 一', 'one one', '①①', '１１', '一一', '幺幺', '11'], '41|1 1|1 1|**|**|**|11|11'],
    [
      'with other messages between',
      ['4111', '断网了', '1111', '等10分钟再说', '1111', '1', '1111'],
      '4111|断网了|11**|等10分钟再说|****|1|1111',
    ],
    [
      'with more digits after what looked like a whole card',
      ['62', '22', '02', '00', '00', '00', '01', '22', '15', '3'],
      '62|22|02|**|**|**|01|22|**|*',
    ],
  ])('is masked when it is told %s', (_name, messages, masked) => {
    expect(told(messages)).toBe(masked);
  });

  it.each([
    ['answers by number and a code', ['2', '1', '55', '3', '1', '2', '98', '4', '1', '1']],
    ['a terminal number and a telephone number', ['12345678', '138', '0013', '8000']],
    ['a serial and what comes after it', ['0821004659', '55', '2', '13800138000']],
  ])('leaves %s alone', (_name, messages) => {
    expect(told(messages)).toBe(messages.join('|'));
  });
});

describe('any text', () => {
  const fragment = fc.constantFrom(
    ...[
      '4111111111111111',
      CARD,
      '6216 2610',
      '0000',
      '密码',
      'cvv',
      '验证码',
      '有效期',
      '卡号',
      '身份证',
      '12/28',
      '737',
    ],
    ...[
      '*',
      '***',
      ' ',
      '-',
      '\n',
      '\u200b',
      '\u0301',
      '\ufe0f',
      '\ud800',
      '一',
      '么',
      '六二',
      '①',
      '٤',
      '/',
      '=',
      '^',
      'b',
      'sn',
      '123456',
      '卡',
      '前半',
      ' 后半',
      '先是',
      ' then ',
      '短信',
      ' sms',
      'code ',
    ],
  );
  const messy = fc
    .array(
      fc.oneof(fragment, fc.string({ unit: 'binary', maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 6 })),
    )
    .map((parts) => parts.join(''));

  it('is redacted without a fault, and again without a change', () => {
    fc.assert(
      fc.property(messy, (text) => {
        const once = redact(text);
        expect(redact(once.text)).toEqual({ text: once.text, found: [] });
      }),
      { numRuns: 1500 },
    );
  });

  it.each(['\u0301', '\u20e3', '\ufe0f', '\u{e0100}', '\u180b', '\u094d'])(
    'hides two card numbers that only the mark %j stands between',
    (mark) => {
      expect(redact(`${CARD}${mark}${CARD}`).text).not.toContain(CARD);
      expect(redact(`${CARD}${mark}5500005555555559`).text).not.toMatch(/\d{16}/);
    },
  );

  it('comes out without a sixteen-digit card number', () => {
    fc.assert(
      fc.property(messy, (text) => {
        for (const [run] of redact(text).text.matchAll(/(?<!\d)\d{16}(?!\d)/g)) {
          expect(passesLuhn(run) && cardLengths(run).includes(16)).toBe(false);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('is left alone when it holds no digit and no password', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z 机器断网了]{0,40}$/), (text) => redact(text).text === text),
      { numRuns: 200 },
    );
  });

  it('may be 20 KB of garbage with lone surrogates', () => {
    for (const part of [
      '\ud800',
      '4',
      '4 ',
      '六',
      '密码',
      '4111 1111 ',
      'b4111111111111111^',
      '4\u0301',
      '卡号*',
      '卡号前',
      '1后',
      '短信 1234',
      'code a ',
      '密码先1',
    ]) {
      const text = part.repeat(20_000 / part.length);
      expect(redact(text).text.length).toBeGreaterThan(0);
    }
  });
});
