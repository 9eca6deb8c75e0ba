/** Wording becomes what a merchant reads: nothing unknown is said, nothing is left as a placeholder. */

import { beforeAll, describe, expect, it } from 'vitest';
import { buttons, composeReply, fillPlaceholders, sayPhrase, sayWording } from '#dialogs/say.ts';
import type { Guide } from '#knowledge/guide.ts';
import { NOW, smallGuide, stateWith } from './small-shop.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await smallGuide();
});

const sn = { value: '0823004512', source: 'typed', confirmed: true } as const;

describe('fillPlaceholders', () => {
  it.each([
    ['型号 {model}，对吗？', { model: 'A920' }, '型号 A920，对吗？'],
    ['请看标签。热线 {hotline}。', {}, '请看标签。'],
    ['热线 {hotline}。请看标签。', { hotline: '' }, '请看标签。'],
    ['Call {hotline}! We are here.', { hotline: undefined }, 'We are here.'],
    ['{a} 和 {b} 都记下了。', { a: '1' }, ''],
    ['一行\n{x} 二行\n三行', {}, '一行\n三行'],
    ['没有占位符。', {}, '没有占位符。'],
    ['{a}{a}。', { a: '1' }, '11。'],
    ['金额 {a}。', { a: '{b}' }, '金额 {b}。'],
    ['$& {a}', { a: '$&' }, '$& $&'],
  ])('%s', (text, values, filled) => {
    expect(fillPlaceholders(text, values)).toBe(filled);
  });

  it('leaves out an English sentence with an unknown name and keeps the one before it', () => {
    expect(fillPlaceholders('Check the label. Or call {hotline}.', {})).toBe('Check the label.');
  });

  it('does not cut a sentence at the point of a number', () => {
    expect(fillPlaceholders('Turn on 2.4 GHz on {model}. Then search.', {})).toBe('Then search.');
    expect(fillPlaceholders('Turn on 2.4 GHz on {model}. Then search.', { model: 'A920' })).toBe(
      'Turn on 2.4 GHz on A920. Then search.',
    );
  });
});

describe('what a placeholder may stand for', () => {
  it('slots, the ticket, the hour of the answer', () => {
    const wording = { 'zh-Hans': '{sn} {ticketNumber} {answerDue}', 'zh-Hant': '', en: '{answerDue}' };
    const state = stateWith(guide, { slots: { sn }, ticketNumber: 'T7', answerDueMs: NOW + 3_600_000 });
    expect(sayWording(wording, state, guide, NOW)).toBe('0823004512 T7 今天 11:00');
    expect(sayWording(wording, { ...state, locale: 'en' }, guide, NOW)).toBe('11:00 today');
  });

  it('an institution without a hotline is never given one', () => {
    const wording = { 'zh-Hans': '打 {hotline}。', 'zh-Hant': '打 {hotline}。', en: 'Call {hotline}.' };
    expect(sayWording(wording, stateWith(guide), guide, NOW)).toBe('');
    const named = { ...guide, institution: { ...guide.institution, hotline: '95188' } };
    expect(sayWording(wording, stateWith(guide), named, NOW)).toBe('打 95188。');
  });

  it('what a caller adds goes before what is known', () => {
    const wording = { 'zh-Hans': '{sn}', 'zh-Hant': '', en: '' };
    expect(sayWording(wording, stateWith(guide, { slots: { sn } }), guide, NOW, { sn: 'X' })).toBe('X');
  });
});

describe('sayPhrase', () => {
  it('speaks the language of the merchant', () => {
    expect(sayPhrase('thanks', stateWith(guide), guide, NOW)).toBe('不客气。');
    expect(sayPhrase('thanks', stateWith(guide, { locale: 'zh-Hant' }), guide, NOW)).toMatch(/客氣/);
  });

  it('shows the key of a phrase that the content lacks', () => {
    expect(sayPhrase('no.such.phrase', stateWith(guide), guide, NOW)).toBe('no.such.phrase');
  });
});

describe('composeReply', () => {
  it('joins lines, leaves empty ones out, and says nothing when there is nothing to say', () => {
    expect(composeReply(['a', '', 'b'], [])).toEqual({ kind: 'text', text: 'a\nb' });
    expect(composeReply(['', ''], [])).toBeUndefined();
    expect(composeReply(['a'], [{ id: 'q:yes', label: '是' }])).toMatchObject({ kind: 'choices', text: 'a' });
  });

  it('a button carries the question that it answers', () => {
    const yes = { id: 'yes', label: { 'zh-Hans': '是', 'zh-Hant': '是', en: 'Yes' } };
    expect(buttons('powered', [yes], 'en')).toEqual([{ id: 'powered:yes', label: 'Yes' }]);
  });
});
