/** How replies look in WeChat. */

import { describe, expect, it } from 'vitest';
import { linkText, menuBody, renderReply } from '#adapters/wechat/render.ts';

const yesNo = [
  { id: 'works:yes', label: '能' },
  { id: 'works:no', label: '不能' },
];

describe('a reply', () => {
  it('with choices is one message: a menu, or links that count as taps on it', () => {
    const [piece, ...others] = renderReply({ kind: 'choices', text: '现在能收款吗？', choices: yesNo });
    expect(others).toEqual([]);
    if (!piece) throw new Error('no piece');
    expect(menuBody('o1', piece)).toEqual({
      touser: 'o1',
      msgtype: 'msgmenu',
      msgmenu: {
        head_content: '现在能收款吗？',
        list: [
          { id: 'works:yes', content: '能' },
          { id: 'works:no', content: '不能' },
        ],
        tail_content: '',
      },
    });
    expect(linkText(piece)).toBe(
      '现在能收款吗？\n' +
        '<a href="weixin://bizmsgmenu?msgmenucontent=能&msgmenuid=works%3Ayes">能</a>\n' +
        '<a href="weixin://bizmsgmenu?msgmenucontent=不能&msgmenuid=works%3Ano">不能</a>',
    );
  });

  it('with a label that would end the link shows it in full-width marks', () => {
    const [piece] = renderReply({ kind: 'choices', text: '?', choices: [{ id: 'a:b', label: 'A"><&B 50%#' }] });
    expect(piece && linkText(piece)).toBe(
      '?\n<a href="weixin://bizmsgmenu?msgmenucontent=A”＞＜＆B 50％＃&msgmenuid=a%3Ab">A”＞＜＆B 50％＃</a>',
    );
  });

  it('with more choices than fit is a list to answer by number, in the language of the question', () => {
    const many = Array.from({ length: 12 }, (_, at) => ({ id: `q:${at}`, label: `L${at}` }));
    const last = (text: string) =>
      renderReply({ kind: 'choices', text, choices: many }).at(-1)?.text.split('\n').at(-1);
    expect(last('哪一种机器？')).toBe('回复前面的数字就行。');
    expect(last('哪一種機器？')).toBe('回覆前面的數字就行。');
    expect(last('Which of these?')).toBe('Reply with the number.');
    const wide = yesNo.map((choice) => ({ ...choice, label: '很长的标签'.repeat(70) }));
    const pieces = renderReply({ kind: 'choices', text: '问', choices: wide });
    expect(pieces.every(({ text, choices }) => choices.length === 0 && Buffer.byteLength(text) <= 1_800)).toBe(true);
    expect(pieces.map(({ text }) => text).join('\n')).toContain('2. 很长的标签');
  });

  it('cannot make links out of words (CVE-2026-20172)', () => {
    const [piece] = renderReply({ kind: 'text', text: 'x <a href="https://evil.example">银行</a> < A href=b>' });
    expect(piece?.text).not.toMatch(/<\s*\/?a/i);
    expect(piece?.text).toContain('银行');
  });

  it('says the number of a ticket once', () => {
    const receipt = { ticketNumber: 'T1001', lines: ['型号 A920', '10:30 前回复'] };
    const texts = (text: string) => renderReply({ kind: 'receipt', text, receipt }).map((piece) => piece.text);
    expect(texts('工单 T1001 已建好，10:30 前回复。')).toEqual(['工单 T1001 已建好，10:30 前回复。\n型号 A920']);
    expect(texts('All set.')).toEqual(['All set.\nTicket T1001\n型号 A920\n10:30 前回复']);
  });

  it('without a word is still a message that WeChat takes', () => {
    expect(renderReply({ kind: 'text', text: ' ' })).toEqual([{ text: '…', choices: [] }]);
  });
});
