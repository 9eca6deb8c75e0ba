/** Bodies of the web chat, valid and hostile. */

import { describe, expect, it } from 'vitest';
import { receiveBody } from '#adapters/webchat/receive.ts';
import type { Visitor } from '#adapters/webchat/visitor.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { fc } from '#test/fixtures/properties.ts';

const VISITOR: Visitor = { conversationId: 'webchat-1' as ConversationId, senderId: '1' };
const UUID = '11111111-1111-4111-8111-111111111111';

function textOf(text: string): string | undefined {
  const received = receiveBody({ id: UUID, text }, VISITOR, 0);
  return received.kind === 'message' ? received.message.text : undefined;
}

describe('a body of the web chat', () => {
  it('becomes a message or a refusal, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        const received = receiveBody(body, VISITOR, 0);
        expect(received.kind).toBe('refused');
      }),
    );
  });

  it('keeps every text that a keyboard can send', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).filter((one) => !/\p{Cc}/u.test(one));
    fc.assert(
      fc.property(text, (one) => {
        expect(textOf(one)).toBe(one.trim() === '' ? undefined : one.trim());
      }),
    );
  });

  it('stores only well-formed text without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (one) => {
        const text = textOf(one) ?? '';
        expect(text.isWellFormed()).toBe(true);
        expect(text.replaceAll(/[\n\t]/g, '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('counts its length in bytes', () => {
    expect(textOf('断'.repeat(5461))).toHaveLength(5461);
    expect(textOf('断'.repeat(5462))).toBeUndefined();
  });

  it('leaves prototypes alone', () => {
    receiveBody(JSON.parse(`{"id":"${UUID}","text":"x","__proto__":{"admin":true}}`), VISITOR, 0);
    expect(Reflect.get({}, 'admin')).toBeUndefined();
  });

  it('takes a tap without a text', () => {
    const received = receiveBody({ id: UUID, text: '', choiceId: 'wifi' }, VISITOR, 0);
    expect(received).toMatchObject({ kind: 'message', message: { text: '', choiceId: 'wifi' } });
  });

  it('does not repeat in a refusal what was sent', () => {
    const received = receiveBody({ id: '6216261000000000018', text: 7 }, VISITOR, 0);
    expect(JSON.stringify(received)).not.toContain('6216');
  });
});
