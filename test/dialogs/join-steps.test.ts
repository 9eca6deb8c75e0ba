/** Where few messages are left until the merchant writes again, several things to do go into one. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { ConversationId, MessageId } from '#dialogs/message.ts';
import { respond } from '#dialogs/respond.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { TurnResult } from '#dialogs/turn.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';

const NOW = Date.parse('2026-11-23T10:00:00+08:00');
let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

/** Says the lines one after the other, each with so many messages left to answer it. */
function talk(room: number | undefined, lines: readonly string[]): TurnResult {
  const [last] = lines.reduce<readonly [TurnResult | undefined, DialogState | undefined]>(
    ([, state], text, at) => {
      const message = {
        id: `m${at}` as MessageId,
        conversationId: 'a' as ConversationId,
        channel: 'wechat',
        senderId: 's',
        text,
        attachments: [],
        sentAtMs: NOW + at,
        receivedAtMs: NOW + at,
      };
      const left = room === undefined ? {} : { room };
      const result = respond(state, { kind: 'message', message, sensitive: [], ...left }, guide, NOW + at);
      return [result, result.state];
    },
    [undefined, undefined],
  );
  if (!last) throw new Error('Nothing was said');
  return last;
}

const SCAN = ['扫码没反应'];
const textOf = ({ replies }: TurnResult): string => replies.map(({ text }) => text).join('\n');
const outcomes = ({ state }: TurnResult) => state.stepsTried.map(({ step, outcome }) => [step, outcome]);

describe('with few messages left', () => {
  it('one message holds the step and what follows when it does not help', () => {
    const text = textOf(talk(2, SCAN));
    expect(text).toContain('擦净扫码窗');
    expect(text).toContain('还不行的话：请客人退出付款码');
  });

  it('three steps are the most', () => {
    expect(textOf(talk(1, SCAN)).match(/还不行的话/g)?.length).toBeLessThanOrEqual(2);
  });

  it('"still not" is the answer to all of them', () => {
    const tried = outcomes(talk(2, [...SCAN, '还是不行']));
    expect(tried.length).toBeGreaterThanOrEqual(2);
    expect(new Set(tried.map(([, outcome]) => outcome))).toEqual(new Set(['not-fixed']));
  });

  it('"it works" says of the last that it helped, and of the others that they were done', () => {
    const result = talk(2, [...SCAN, '好了']);
    expect(result.state.ended).toBe('resolved');
    const found = outcomes(result).map(([, outcome]) => outcome);
    expect(found.filter((outcome) => outcome === 'fixed')).toHaveLength(1);
    expect(found).not.toContain('not-fixed');
  });

  it('a merchant who wants a person at once has tried nothing for certain', () => {
    const found = outcomes(talk(2, [...SCAN, '转人工'])).map(([, outcome]) => outcome);
    expect(found).not.toContain('not-fixed');
  });
});

describe('with messages to spare', () => {
  it.each([undefined, 3, 5])('a step comes alone, with room %s', (room) => {
    const text = textOf(talk(room, SCAN));
    expect(text).not.toContain('还不行的话');
    expect(text).not.toContain('请客人退出付款码');
  });
});
