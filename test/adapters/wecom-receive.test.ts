/** Items of sync_msg as the desk reads them. */

import { describe, expect, it } from 'vitest';
import { receiveItem } from '#adapters/wecom/receive.ts';
import { fc } from '#test/fixtures/properties.ts';

const NOW = Date.UTC(2026, 10, 20, 2);
const BASE = {
  msgid: 'from_msgid_4622416642169452483',
  open_kfid: 'wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q',
  external_userid: 'wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw',
  send_time: 1_763_604_000,
  origin: 3,
  servicer_userid: 'Zhangsan',
};
const read = (fields: object) => receiveItem({ ...BASE, ...fields }, 'wkOther', NOW);
const said = (fields: object) => {
  const item = read(fields);
  return item.kind === 'message' ? item.message.text : item.kind;
};

describe('a message', () => {
  it('keeps who wrote what, when and on which account', () => {
    expect(read({ msgtype: 'text', text: { content: '007 机器断网了' } })).toEqual({
      kind: 'message',
      atMs: 1_763_604_000_000,
      customer: { kfId: BASE.open_kfid, userId: BASE.external_userid },
      message: {
        id: `${BASE.open_kfid}:${BASE.msgid}`,
        conversationId: `wecom-${BASE.open_kfid}-${BASE.external_userid}`,
        channel: 'wecom',
        senderId: BASE.external_userid,
        address: BASE.open_kfid,
        text: '007 机器断网了',
        attachments: [],
        counts: 'message',
        sentAtMs: 1_763_604_000_000,
        receivedAtMs: NOW,
      },
    });
  });

  it('on another account is another conversation', () => {
    const one = read({ msgtype: 'text', text: { content: 'x' } });
    const other = read({ open_kfid: 'wkB', msgtype: 'text', text: { content: 'x' } });
    if (one.kind !== 'message' || other.kind !== 'message') throw new Error('No messages.');
    expect(one.message.conversationId).not.toBe(other.message.conversationId);
    expect(one.message.id).not.toBe(other.message.id);
  });

  it('that is a tap holds the choice, and counts as a message like one that was typed', () => {
    expect(read({ msgtype: 'text', text: { content: 'WiFi', menu_id: 'how-online:wifi' } })).toMatchObject({
      message: { text: 'WiFi', choiceId: 'how-online:wifi', counts: 'message' },
    });
  });

  it('that is a tap on a line without a choice is its words', () => {
    const item = read({ msgtype: 'text', text: { content: '转人工', menu_id: 'words:human' } });
    expect(item).toMatchObject({ message: { text: '转人工' } });
    expect(item.kind === 'message' && 'choiceId' in item.message).toBe(false);
  });

  it('with a file names what has to be fetched', () => {
    const kinds = ['image', 'voice', 'video', 'file'].map((msgtype) => {
      const item = read({ msgtype, [msgtype]: { media_id: 'M1' } });
      return item.kind === 'message' ? item.media : undefined;
    });
    expect(kinds).toEqual([
      { mediaId: 'M1', kind: 'image', name: 'image.jpg' },
      { mediaId: 'M1', kind: 'voice', name: 'voice.amr' },
      { mediaId: 'M1', kind: 'file', name: 'video.mp4' },
      { mediaId: 'M1', kind: 'file', name: 'file.bin' },
    ]);
  });

  it('of any other type becomes words', () => {
    expect(said({ msgtype: 'location', location: { latitude: 22.5, name: '小吃店', address: '深圳市南山区' } })).toBe(
      '[位置] 小吃店 深圳市南山区',
    );
    expect(said({ msgtype: 'link', link: { title: '说明书', url: 'https://example.com' } })).toBe(
      '[链接] 说明书 https://example.com',
    );
    expect(said({ msgtype: 'business_card', business_card: { userid: 'u' } })).toBe('[名片]');
    expect(said({ msgtype: 'something_new' })).toBe('[其他消息]');
    expect(said({ msgtype: '__proto__' })).toBe('[其他消息]');
  });

  it('loses control characters and halves of characters', () => {
    expect(said({ msgtype: 'text', text: { content: ' 断\u0000网\ud800了\r\n快\u0007 ' } })).toBe('断网了\n快');
  });

  it('without words or customer is none', () => {
    expect(said({ msgtype: 'text', text: { content: ' \u0000 ' } })).toBe('ignored');
    expect(said({ msgtype: 'text', text: { content: 'x' }, external_userid: undefined })).toBe('ignored');
    expect(said({ msgtype: 'image', image: {} })).toBe('ignored');
  });

  it('of a colleague or of the platform is none of a merchant', () => {
    for (const origin of [0, 4, 5, 6])
      expect(said({ origin, msgtype: 'text', text: { content: 'x' } })).toBe('ignored');
  });
});

describe('an event', () => {
  const event = (fields: object) => {
    const { open_kfid, external_userid, ...bare } = BASE;
    const item = { ...bare, origin: 4, msgtype: 'event', event: { open_kfid, external_userid, ...fields } };
    return receiveItem(item, 'wkOther', NOW);
  };
  const customer = { kfId: BASE.open_kfid, userId: BASE.external_userid };
  const atMs = 1_763_604_000_000;

  it('tells who opened the chat, and the code for a welcome when there is one', () => {
    const entered = { kind: 'entered', ...customer, atMs };
    expect(event({ event_type: 'enter_session', scene: 's', welcome_code: 'W' })).toEqual({
      ...entered,
      welcomeCode: 'W',
    });
    expect(event({ event_type: 'enter_session', scene: 's' })).toEqual(entered);
  });

  it('tells which message never arrived', () => {
    expect(event({ event_type: 'msg_send_fail', fail_msgid: 'm', fail_type: 10 })).toEqual({
      kind: 'send-failed',
      msgId: 'm',
      failType: 10,
      atMs,
    });
  });

  it('tells when a colleague takes or ends a chat, and the code for a last message', () => {
    const changed = { kind: 'state-changed', ...customer, atMs };
    expect(event({ event_type: 'session_status_change', change_type: 1, msg_code: 'C' })).toEqual({
      ...changed,
      ended: false,
    });
    expect(event({ event_type: 'session_status_change', change_type: 3, msg_code: 'C' })).toEqual({
      ...changed,
      ended: true,
      endCode: 'C',
    });
  });

  it('of any other type is ignored', () => {
    expect(event({ event_type: 'servicer_status_change', status: 1 }).kind).toBe('ignored');
    expect(event({ event_type: 'user_recall_msg', recall_msgid: 'm' }).kind).toBe('ignored');
    expect(event({ event_type: { $ne: '' } }).kind).toBe('ignored');
  });
});

it('anything at all is an item or ignored, and never throws', () => {
  const field = fc.oneof(fc.jsonValue(), fc.constantFrom('text', 'image', 'event', 3, 4, '__proto__', 'constructor'));
  const item = fc.record(
    Object.fromEntries([...Object.keys(BASE), 'msgtype', 'text', 'event', 'image'].map((name) => [name, field])),
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        item,
        fc.jsonValue(),
        item.map((fields) => ({ ...BASE, ...fields })),
      ),
      (raw) => {
        expect(['message', 'entered', 'send-failed', 'state-changed', 'ignored']).toContain(
          receiveItem(raw, 'wk', NOW).kind,
        );
      },
    ),
    { numRuns: 2_000 },
  );
});
