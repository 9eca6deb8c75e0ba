/** Replies as Slack is asked to show them: within its limits, and neutral whatever they say. */

import { describe, expect, it } from 'vitest';
import { type Block, renderChosen, renderReply } from '#adapters/slack/render.ts';
import type { ConversationId, ReplyChoice } from '#dialogs/message.ts';

const CONVERSATION = 'slack-T1-D1-U1' as ConversationId;
const WIFI: ReplyChoice = { id: 'how-online:wifi', label: 'WiFi' };
const ask = (text: string, choices: readonly ReplyChoice[], conversation = CONVERSATION) =>
  renderReply({ kind: 'choices', text, choices }, conversation);
const many = (count: number): readonly ReplyChoice[] =>
  Array.from({ length: count }, (_, at) => ({ id: `step:${at}`, label: `选项${at}` }));
const typesOf = (blocks: readonly Block[] | undefined): readonly string[] => (blocks ?? []).map(({ type }) => type);

describe('a question with choices', () => {
  it('has a section and a button for each choice, named after the conversation that it asks', () => {
    expect(ask('用什么上网？', [WIFI])).toMatchObject([
      {
        text: '用什么上网？',
        blocks: [
          { type: 'section', text: { type: 'plain_text', text: '用什么上网？', emoji: false } },
          {
            type: 'actions',
            block_id: CONVERSATION,
            elements: [{ type: 'button', value: WIFI.id, text: { type: 'plain_text', text: 'WiFi' } }],
          },
        ],
      },
    ]);
  });

  const listed: Readonly<Record<string, readonly ReplyChoice[]>> = {
    'more than 25 choices': many(26),
    'a label above 75 characters': [WIFI, { id: 'x', label: '长'.repeat(76) }],
    'a label that is too long once escaped': [WIFI, { id: 'x', label: '&'.repeat(20) }],
    'an empty label': [WIFI, { id: 'x', label: '' }],
    'an id above 2,000 characters': [WIFI, { id: 'x'.repeat(2_001), label: 'x' }],
    'ids that fill a message': many(25).map((choice) => ({ ...choice, id: choice.id.padEnd(1_000, 'x') })),
  };
  for (const [what, choices] of Object.entries(listed)) {
    it(`is a numbered list with ${what}`, () => {
      const posts = ask('哪一种？', choices);
      expect(posts.every(({ blocks }) => blocks === undefined)).toBe(true);
      expect(posts[0]?.text).toMatch(/^哪一种？\n1\. /);
    });
  }

  it('holds 25 buttons with the longest labels', () => {
    const choices = many(25).map((choice, at) => ({ ...choice, label: String(at).padEnd(75, '长') }));
    expect(typesOf(ask('哪一种？', choices)[0]?.blocks)).toEqual(['section', 'actions']);
  });

  it('says a long text first, and asks below its end', () => {
    const text = Array.from({ length: 150 }, (_, at) => `第${at}步，把机器关掉再打开，等信号灯亮。`).join('');
    const posts = ask(text, [WIFI]);
    expect(posts.length).toBeGreaterThan(1);
    expect(posts.map((post) => post.text).join('')).toBe(text);
    expect(posts.slice(0, -1).every(({ blocks }) => blocks === undefined)).toBe(true);
    expect(typesOf(posts.at(-1)?.blocks)).toEqual(['section', 'actions']);
  });

  it('is a list when its text grows above 3,000 characters by escaping', () => {
    expect(ask('&'.repeat(2_000), [WIFI])[0]?.blocks).toBeUndefined();
  });

  it('carries the list along for the case that Slack refuses the buttons', () => {
    expect(ask('用什么上网？', [WIFI])[0]?.plain).toEqual([{ text: '用什么上网？\n1. WiFi' }]);
  });
});

describe('a text', () => {
  for (const attack of [
    '<!channel> <!here>',
    '<@U024BE7LH>',
    '<https://evil.example|bank>',
    '<#C1>',
    '&lt;!channel&gt;',
  ]) {
    it(`calls nobody and links nowhere: ${attack}`, () => {
      const posts = [
        ...renderReply({ kind: 'text', text: attack }, CONVERSATION),
        ...ask(attack, [{ id: 'x', label: attack }]),
        ...renderReply(
          { kind: 'receipt', text: attack, receipt: { ticketNumber: attack, lines: [attack] } },
          CONVERSATION,
        ),
        ...renderReply({ kind: 'image', text: attack, url: 'https://help.example.com/sn.png' }, CONVERSATION),
      ];
      expect(JSON.stringify(posts)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    });
  }

  it('is cut at sentences, and no escaped character is cut', () => {
    const text = '关机 & 开机。'.repeat(900);
    const posts = renderReply({ kind: 'text', text }, CONVERSATION);
    expect(posts.length).toBeGreaterThan(1);
    for (const post of posts) expect(post.text).toMatch(/^关机 &amp; 开机。(关机 &amp; 开机。)*$/);
  });
});

describe('a picture', () => {
  it('is shown with its words when Slack can fetch it, and linked when Slack refuses', () => {
    const [post] = renderReply({ kind: 'image', text: '在背面', url: 'https://help.example.com/sn.png' }, CONVERSATION);
    expect(typesOf(post?.blocks)).toEqual(['section', 'image']);
    expect(post?.plain).toEqual([{ text: '在背面\nhttps://help.example.com/sn.png' }]);
  });

  it('is a link when Slack cannot fetch it', () => {
    for (const url of ['/pictures/sn.png', 'http://127.0.0.1/sn.png', `https://x.example/${'x'.repeat(3_000)}`]) {
      expect(renderReply({ kind: 'image', text: '在背面', url }, CONVERSATION)[0]?.blocks).toBeUndefined();
    }
  });
});

describe('a receipt', () => {
  it('adds what its words leave out', () => {
    const receipt = { ticketNumber: 'T1001', lines: ['型号 A920', '最晚 11:00 联系您'] };
    const reply = { kind: 'receipt', text: '工单 T1001 建好了，最晚 11:00 联系您。', receipt } as const;
    expect(renderReply(reply, CONVERSATION)).toEqual([{ text: '工单 T1001 建好了，最晚 11:00 联系您。\n型号 A920' }]);
  });
});

describe('a message after a tap', () => {
  it('keeps its words, loses its buttons and shows what was chosen', () => {
    const [post] = ask('用什么上网？', [WIFI]);
    const blocks = JSON.parse(JSON.stringify(post?.blocks));
    expect(renderChosen({ channel: 'D1', ts: '1.2', text: '用什么上网？', blocks, label: 'WiFi' })).toEqual({
      text: '用什么上网？\n✓ WiFi',
      blocks: [
        { type: 'section', text: { type: 'plain_text', text: '用什么上网？', emoji: false } },
        { type: 'context', elements: [{ type: 'plain_text', text: '✓ WiFi', emoji: false }] },
      ],
    });
  });
});
