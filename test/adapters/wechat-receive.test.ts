/** What WeChat's messages and events are to the desk. */

import { describe, expect, it } from 'vitest';
import { parseXml } from '#adapters/tencent/xml.ts';
import { receiveXml } from '#adapters/wechat/receive.ts';
import { fc } from '#test/fixtures/properties.ts';

const NOW = Date.UTC(2026, 10, 23, 2, 0, 0);
const SENT_S = NOW / 1000 - 4;
const HEAD = `<ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oMerchant]]></FromUserName><CreateTime>${SENT_S}</CreateTime>`;

const read = (fields: string, now = NOW) => receiveXml(parseXml(`<xml>${HEAD}${fields}</xml>`) ?? {}, now);
const message = (type: string, fields: string) =>
  read(`<MsgType><![CDATA[${type}]]></MsgType>${fields}<MsgId>6051733374</MsgId>`);
const event = (name: string, fields = '') =>
  read(`<MsgType>event</MsgType><Event><![CDATA[${name}]]></Event>${fields}`);

describe('a message', () => {
  it('names its sender, its account, its own id and both instants', () => {
    expect(message('text', '<Content><![CDATA[ 007 ]]></Content>')).toEqual({
      kind: 'message',
      account: 'gh_1',
      message: {
        id: '6051733374',
        conversationId: 'wechat-oMerchant',
        channel: 'wechat',
        senderId: 'oMerchant',
        text: '007',
        attachments: [],
        counts: 'message',
        sentAtMs: SENT_S * 1000,
        receivedAtMs: NOW,
      },
    });
  });

  it.each([
    [
      'a text with a tap in it',
      'text',
      '<Content>是</Content><bizmsgmenuid><![CDATA[how-online:wifi]]></bizmsgmenuid>',
      { text: '是', choiceId: 'how-online:wifi', counts: 'tap' },
    ],
    [
      'a voice message that WeChat understood',
      'voice',
      '<MediaId>m</MediaId><Format>amr</Format><Recognition><![CDATA[机器断网了]]></Recognition>',
      { text: '机器断网了', counts: 'message' },
    ],
    [
      'a place with a name',
      'location',
      '<Location_X>22.5</Location_X><Location_Y>114.0</Location_Y><Scale>16</Scale><Label><![CDATA[科技园]]></Label>',
      { text: '科技园' },
    ],
    [
      'a place without a name',
      'location',
      '<Location_X>22.5</Location_X><Location_Y>114.0</Location_Y><Label></Label>',
      { text: '22.5, 114.0' },
    ],
    [
      'a link',
      'link',
      '<Title>说明</Title><Description></Description><Url><![CDATA[https://example.com/a?b=1&c=2]]></Url>',
      { text: '说明\nhttps://example.com/a?b=1&c=2' },
    ],
    ['control characters', 'text', '<Content><![CDATA[a\u0007b\r\nc]]></Content>', { text: 'ab\nc' }],
  ])('of the kind “%s” is read', (_what, type, fields, expected) => {
    const received = message(type, fields);
    expect(received).toMatchObject({ kind: 'message', message: expected });
    expect(received).not.toHaveProperty('media');
  });

  it.each([
    ['image', '<PicUrl>http://mmbiz/x</PicUrl><MediaId>m1</MediaId>', { kind: 'image', mediaId: 'm1', name: 'photo' }],
    [
      'voice',
      '<MediaId>m1</MediaId><Format>amr</Format><Recognition></Recognition>',
      { kind: 'voice', mediaId: 'm1', name: 'voice' },
    ],
    ['video', '<MediaId>m1</MediaId><ThumbMediaId>t</ThumbMediaId>', { kind: 'file', mediaId: 'm1', name: 'video' }],
    ['shortvideo', '<MediaId>m1</MediaId>', { kind: 'file', mediaId: 'm1', name: 'video' }],
  ])('of type %s says what to fetch', (type, fields, media) => {
    expect(message(type, fields)).toMatchObject({ kind: 'message', media, message: { text: '' } });
  });

  it('written in the future is as late as it arrived', () => {
    const content = '<MsgType>text</MsgType><Content>a</Content><MsgId>1</MsgId>';
    expect(read(content, NOW - 60_000)).toMatchObject({ message: { sentAtMs: NOW - 60_000 } });
  });

  it.each([
    ['no type that we know', message('hologram', '')],
    ['an empty text', message('text', '<Content></Content>')],
    ['a photo without an id', message('image', '')],
  ])('with %s brings nothing', (_what, received) => {
    expect(received).toEqual({ kind: 'nothing' });
  });
});

describe('an event', () => {
  it.each([
    ['subscribe', '<EventKey></EventKey>', { text: '你好' }],
    ['subscribe', '<EventKey>qrscene_sn-1170123456</EventKey><Ticket>t</Ticket>', { text: 'SN: 1170123456' }],
    ['SCAN', '<EventKey>123</EventKey><Ticket>t</Ticket>', { text: '你好' }],
    ['SCAN', '<EventKey>SN:WP-8841</EventKey>', { text: 'SN: WP-8841' }],
    ['CLICK', '<EventKey>找人工</EventKey>', { text: '找人工' }],
    ['CLICK', '<EventKey>start:human</EventKey>', { text: 'start:human', choiceId: 'start:human' }],
    [
      'scancode_waitmsg',
      '<EventKey>k</EventKey><ScanCodeInfo><ScanType>barcode</ScanType><ScanResult>CODE_128,1170123456</ScanResult></ScanCodeInfo>',
      { text: '1170123456' },
    ],
  ])('%s %s is a tap that says something', (name, fields, expected) => {
    expect(event(name, fields)).toMatchObject({ kind: 'message', message: { ...expected, counts: 'tap' } });
  });

  it.each(['unsubscribe', 'VIEW', 'LOCATION', 'TEMPLATESENDJOBFINISH', 'something-new'])(
    '%s brings nothing',
    (name) => {
      expect(event(name, '<EventKey>x</EventKey>')).toEqual({ kind: 'nothing' });
    },
  );

  it('is the same only when the same person does the same in the same second', () => {
    const idOf = (received: ReturnType<typeof read>) => (received.kind === 'message' ? received.message.id : '');
    const first = idOf(event('CLICK', '<EventKey>a</EventKey>'));
    expect(first).toBe(`oMerchant:${SENT_S}:CLICK:a`);
    expect(idOf(event('CLICK', '<EventKey>b</EventKey>'))).not.toBe(first);
    expect(idOf(event('SCAN', '<EventKey>a</EventKey>'))).not.toBe(first);
  });
});

describe('what WeChat would not send', () => {
  it.each([
    ['no id', '<MsgType>text</MsgType><Content>a</Content>'],
    ['an id that is no number', '<MsgType>text</MsgType><Content>a</Content><MsgId>x</MsgId>'],
    ['nothing', ''],
  ])('is malformed: %s', (_what, fields) => {
    expect(read(fields)).toEqual({ kind: 'malformed' });
  });

  it('is malformed without a sender, or with a path as one', () => {
    const from = (sender: string) => ({
      ToUserName: 'gh_1',
      FromUserName: sender,
      MsgType: 'text',
      Content: 'a',
      MsgId: '1',
    });
    expect(receiveXml(from(''), NOW).kind).toBe('malformed');
    expect(receiveXml(from('../x'), NOW).kind).toBe('malformed');
  });

  it('never makes it throw, whatever the fields are', () => {
    const value = fc.oneof(fc.string(), fc.constant({}), fc.constant({ a: 'b' }), fc.constant(['a', { b: 'c' }]));
    const names = [
      'MsgType',
      'MsgId',
      'Event',
      'EventKey',
      'Content',
      'MediaId',
      'ScanCodeInfo',
      'CreateTime',
      'Recognition',
    ];
    const fields = fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
    const types = fc.constantFrom('text', 'image', 'voice', 'event', 'location', 'link');
    fc.assert(
      fc.property(fields, types, (given, MsgType) => {
        const received = receiveXml({ ToUserName: 'gh_1', FromUserName: 'o1', ...given, MsgType }, NOW);
        expect(['message', 'nothing', 'malformed']).toContain(received.kind);
      }),
    );
  });
});
