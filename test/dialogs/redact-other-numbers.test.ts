/** What merchants tell over many messages and is no card, though its digits would add up to one: it stays as it was told. */

import { describe, expect, it } from 'vitest';
import { redact, redactAcross } from '#dialogs/redact.ts';

/** The messages as they are stored, one after the other. */
function tell(...messages: readonly string[]): readonly string[] {
  return messages.reduce<readonly string[]>((stored, text) => {
    const next = redactAcross(stored, redact(text).text);
    return [...next.previous, next.text];
  }, []);
}

describe('numbers that a desk asks for', () => {
  it.each([
    ['an answer and a merchant number', ['4', '898440155415479']],
    ['answers and a merchant number in two pieces', ['4', '1', '2', '1', '8984401', '54110335']],
    ['an answer and a SIM card in pieces', ['3', '89860', '37525', '16310']],
    ['a telephone number in pieces and a serial', ['150', '6925', '1807', '还是不行', '24876536']],
    ['a merchant number in pieces and a date', ['898', '4403', '5311', '2569', '2', '1120']],
    ['a merchant number in pieces and a serial', ['898', '2900', '5812', '8213', '3', '24474788']],
    ['a SIM card in pieces and a serial', ['8986', '0669', '3095', '3924', '4288', '60644573', '不对 尾号是2562']],
    ['amounts', ['456.33', '51', '4584', '5943', '0888']],
    ['sales that are counted', ['第一笔 6213', '第二笔 6331', '第三笔 2750', '第四笔 2043']],
    ['a date', ['尾号6138', '1280', '20261120']],
    ['a time', ['58122328', '2', '2', '3', '1', '14:25']],
    ['a card by its end and what comes after', ['尾号6713', '1', '0260', '6597', '515']],
    ['a serial among answers', ['2', '3', '2', '2', '2', '06747044', '3', '1', '1']],
  ])('stay: %s', (_, sent) => {
    expect(tell(...sent)).toEqual(sent);
  });
});

describe('a card number told among such numbers', () => {
  it.each([
    [
      ['4', '4539', '57876362', '14:25', '1486'],
      ['4', '4539', '57******', '14:25', '1486'],
    ],
    [
      ['138', '0013', '8000', '4539', '5787', '6362', '1486'],
      ['138', '0013', '8000', '4539', '57**', '****', '1486'],
    ],
    [
      ['150', '4539', '5787', '6362', '1486'],
      ['150', '4539', '57**', '****', '1486'],
    ],
    [
      ['3700', '130', '0000', '0005'],
      ['3700', '13*', '****', '0005'],
    ],
    [
      ['前面4539', '5787', '6362', '卡尾号1486'],
      ['前面4539', '57**', '****', '卡尾号1486'],
    ],
    [
      ['4539.57', '8763.62', '1486'],
      ['4539.57', '****.**', '1486'],
    ],
    [[...'4539578763621486'], [...'453957******1486']],
  ])('is masked all the same: %j', (sent, stored) => {
    expect(tell(...sent)).toEqual(stored);
  });
});
