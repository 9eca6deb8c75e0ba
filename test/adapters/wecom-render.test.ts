/** Replies as send_msg takes them. */

import { describe, expect, it } from 'vitest';
import { type KfContent, renderReply } from '#adapters/wecom/render.ts';
import type { Reply, ReplyChoice } from '#dialogs/message.ts';
import { fc } from '#test/fixtures/properties.ts';

const choices = (count: number, change: Partial<ReplyChoice> = {}): readonly ReplyChoice[] =>
  Array.from({ length: count }, (_, index) => ({ id: `how-online:${index}`, label: `选项${index + 1}`, ...change }));
const ask = (count: number, change?: Partial<ReplyChoice>, text = '怎么上网?'): Reply => ({
  kind: 'choices',
  text,
  choices: choices(count, change),
});
const texts = (contents: readonly KfContent[]) =>
  contents.map((content) => (content.msgtype === 'text' ? content.text.content : content.msgmenu));

describe('choices', () => {
  it('are a menu of up to ten lines under the question', () => {
    expect(renderReply(ask(2))).toEqual([
      {
        msgtype: 'msgmenu',
        msgmenu: {
          head_content: '怎么上网?',
          list: [
            { type: 'click', click: { id: 'how-online:0', content: '选项1' } },
            { type: 'click', click: { id: 'how-online:1', content: '选项2' } },
          ],
        },
      },
    ]);
    expect(renderReply(ask(10))).toMatchObject([{ msgtype: 'msgmenu' }]);
  });

  it.each([
    ['there are more than ten', ask(11)],
    ['an id is longer than 64 bytes', ask(2, { id: `s:${'标'.repeat(21)}` })],
    ['a label is longer than 128 bytes', ask(2, { label: '长'.repeat(43) })],
    ['a label is empty', ask(2, { label: '' })],
    ['the question is longer than 1,024 bytes', ask(2, {}, '问'.repeat(342))],
  ])('are one numbered list when %s', (_why, reply) => {
    const contents = renderReply(reply);
    expect(contents).toMatchObject([{ msgtype: 'text' }]);
    expect(texts(contents).join()).toContain('\n2.');
  });

  it('stay a menu right at every limit', () => {
    const reply = ask(10, { id: `s:${'x'.repeat(62)}`, label: `长${'x'.repeat(125)}` }, `${'问'.repeat(341)}x`);
    expect(renderReply(reply)).toMatchObject([{ msgtype: 'msgmenu' }]);
  });
});

describe('a receipt', () => {
  it('says what its text does not say already', () => {
    const receipt = { ticketNumber: 'T1001', lines: ['型号 A920', '今天 14:00 前回复'] };
    const text = '工单 T1001 建好了,今天 14:00 前回复。';
    expect(texts(renderReply({ kind: 'receipt', text, receipt }))).toEqual([`${text}\n型号 A920`]);
  });
});

describe('a picture', () => {
  it('is a link under its words', () => {
    const reply = { kind: 'image', text: '序列号在这里', url: 'https://help.example.com/sn.png' } as const;
    expect(texts(renderReply(reply))).toEqual(['序列号在这里\nhttps://help.example.com/sn.png']);
  });
});

it('no reply breaks a limit, and every word of it can be read', () => {
  const words = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 900 })
    .filter((text) => text.trim() === text && text !== '');
  const choice = fc.record({
    id: fc.string({ minLength: 1, maxLength: 90 }),
    label: fc.string({ unit: 'grapheme', maxLength: 90 }),
  });
  const reply: fc.Arbitrary<Reply> = fc.oneof(
    fc.record({ kind: fc.constant('text' as const), text: words }),
    fc.record({ kind: fc.constant('choices' as const), text: words, choices: fc.array(choice, { maxLength: 14 }) }),
  );
  fc.assert(
    fc.property(reply, (one) => {
      let read = '';
      for (const content of renderReply(one)) {
        if (content.msgtype === 'text') {
          expect(Buffer.byteLength(content.text.content)).toBeLessThanOrEqual(2_048);
          read += content.text.content;
          continue;
        }
        const { head_content: head, list } = content.msgmenu;
        expect(Buffer.byteLength(head)).toBeLessThanOrEqual(1_024);
        expect(list.length).toBeLessThanOrEqual(10);
        for (const { click } of list) {
          expect(Buffer.byteLength(click.id)).toBeLessThanOrEqual(64);
          expect(Buffer.byteLength(click.content)).toBeLessThanOrEqual(128);
        }
        read += head + list.map(({ click }) => click.content).join('');
      }
      const bare = (text: string) => text.replaceAll(/\s/g, '');
      expect(bare(read)).toContain(bare(one.text));
    }),
    { numRuns: 300 },
  );
});
