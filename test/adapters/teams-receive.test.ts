/** What an activity of Teams means. */

import { describe, expect, it } from 'vitest';
import { readActivity } from '#adapters/teams/activity.ts';
import { choicesCard } from '#adapters/teams/cards.ts';
import { type Received, receiveActivity } from '#adapters/teams/receive.ts';
import {
  BOT,
  buttonsOf,
  MERCHANT,
  messageActivity,
  submitActivity,
  tapActivity,
} from '#test/fixtures/fake-teams-activity.ts';

const SERVICE = { serviceUrl: 'https://smba.trafficmanager.net/amer/' };
const NOW = Date.UTC(2026, 10, 20, 2, 0, 5);
const CHANNEL = { conversationType: 'channel', isGroup: true, id: '19:abc@thread.tacv2;messageid=1481567603816' };
const mention = (id: string, text: string) => ({ type: 'mention', mentioned: { id }, text });

function receive(changes: Readonly<Record<string, unknown>>): Received {
  const activity = readActivity(messageActivity(SERVICE, changes));
  if (!activity) throw new Error('This is no activity.');
  return receiveActivity(activity, NOW);
}

function textOf(changes: Readonly<Record<string, unknown>>): string | undefined {
  const received = receive(changes);
  return received.kind === 'message' ? received.message.text : undefined;
}

function messageOf(changes: Readonly<Record<string, unknown>> = {}) {
  const received = receive(changes);
  if (received.kind !== 'message') throw new Error(`This is ${received.kind}.`);
  return received.message;
}

describe('a message in Teams', () => {
  it('tells who wrote, when, in which language, and where the answer goes', () => {
    const message = messageOf();
    expect(message).toMatchObject({
      channel: 'teams',
      senderId: MERCHANT.id,
      text: '机器断网了',
      locale: 'zh-Hans',
      sentAtMs: Date.UTC(2026, 10, 20, 2, 0),
      receivedAtMs: NOW,
    });
    expect(JSON.parse(message.address ?? '')).toMatchObject({
      serviceUrl: SERVICE.serviceUrl,
      conversation: { id: 'a:1pL6i0oY3C0K8oAj8', conversationType: 'personal', tenantId: 'tenant-1' },
      bot: { id: BOT.id },
      user: { id: MERCHANT.id, aadObjectId: MERCHANT.aadObjectId },
    });
    expect(message.address).not.toContain(MERCHANT.name);
  });

  it.each([
    ['zh-TW', 'zh-Hant'],
    ['zh-HK', 'zh-Hant'],
    ['zh-cn', 'zh-Hans'],
    ['en-GB', 'en'],
    ['de-DE', undefined],
    [undefined, undefined],
  ])('in a client that speaks %s is taken for %s', (locale, expected) => {
    expect(messageOf({ locale }).locale).toBe(expected);
  });

  it('in a team is ours when it names us, and is read without our name', () => {
    const text = '<at>Terminal help</at> 机器断网了';
    const entities = [mention(BOT.id, '<at>Terminal help</at>')];
    expect(textOf({ conversation: CHANNEL, text, entities })).toBe('机器断网了');
    expect(textOf({ conversation: CHANNEL, text: '谁去吃饭?', entities: [] })).toBeUndefined();
    const other = {
      conversation: CHANNEL,
      text: '<at>Han</at> 机器坏了',
      entities: [mention('29:han', '<at>Han</at>')],
    };
    expect(textOf(other)).toBeUndefined();
  });

  it('keeps the names of others as they are read', () => {
    const text = '<at>Terminal help</at> <at id="1">Han Meimei</at> 的机器也坏了';
    const entities = [mention(BOT.id, '<at>Terminal help</at>'), mention('29:han', '<at id="1">Han Meimei</at>')];
    expect(textOf({ conversation: CHANNEL, text, entities })).toBe('@Han Meimei 的机器也坏了');
  });

  it('of two merchants in one thread belongs to two conversations, and of one in two threads too', () => {
    const entities = [mention(BOT.id, '<at>Terminal help</at>')];
    const ids = [
      messageOf({ conversation: CHANNEL, entities }),
      messageOf({ conversation: CHANNEL, entities, from: { id: '29:han' } }),
      messageOf({ conversation: { ...CHANNEL, id: '19:abc@thread.tacv2;messageid=2' }, entities }),
    ].map(({ conversationId }) => conversationId);
    expect(new Set(ids).size).toBe(3);
  });

  it('is read as it was written: markup characters, spaces of the editor, no control characters', () => {
    expect(textOf({ text: 'a &lt;b&gt; &amp;amp; c&nbsp;d\u0000\u0007\r\ne\ud800 ' })).toBe('a <b> &amp; c d\ne');
    expect(textOf({ text: '<at>Everyone</at> hi' })).toBe('@Everyone hi');
  });

  it('that is very long is taken as far as anybody reads', () => {
    expect(Buffer.byteLength(textOf({ text: '机器坏了。'.repeat(4_000) }) ?? '')).toBeLessThanOrEqual(16 * 1024);
  });

  it('that was changed is a new message once, and one that was deleted and restored is none', () => {
    const edit = { type: 'messageUpdate', text: '没网了', channelData: { eventType: 'editMessage' } };
    const later = { ...edit, timestamp: '2026-11-20T02:05:00.000Z' };
    expect(new Set([messageOf(), messageOf(edit), messageOf(edit), messageOf(later)].map(({ id }) => id)).size).toBe(3);
    expect(receive({ ...edit, channelData: { eventType: 'undeleteMessage' } }).kind).toBe('nothing');
    expect(receive({ type: 'messageDelete', channelData: { eventType: 'softDeleteMessage' } }).kind).toBe('nothing');
  });

  it('from a bot is not answered', () => {
    expect(receive({ from: BOT }).kind).toBe('nothing');
    expect(receive({ from: { id: '28:other', role: 'bot' } }).kind).toBe('nothing');
  });

  it('brings its pictures and files, not the HTML twin or cards', () => {
    const attachments = [
      { contentType: 'image/*', contentUrl: 'https://smba.trafficmanager.net/amer/v3/attachments/1/views/original' },
      { contentType: 'text/html', content: '<p><img src="x"></p>' },
      { contentType: 'audio/mp4', contentUrl: 'https://smba.trafficmanager.net/amer/v3/attachments/2/views/original' },
      { contentType: 'application/vnd.microsoft.card.adaptive', content: {} },
      {
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        name: 'label.jpg',
        content: { downloadUrl: 'https://shop.sharepoint.com/label.jpg', fileType: 'jpg' },
      },
      { contentType: 'application/vnd.microsoft.teams.file.download.info', content: { downloadUrl: 5 } },
    ];
    const received = receive({ text: undefined, attachments });
    expect(received.kind === 'message' ? received.files.map(({ contentType }) => contentType) : []).toEqual([
      'image/*',
      'audio/mp4',
      'application/vnd.microsoft.teams.file.download.info',
    ]);
  });
});

describe('a tap in Teams', () => {
  const [button] = buttonsOf({ attachments: [{ content: choicesCard('Which?', [{ id: 'a', label: 'WiFi' }]) }] });
  if (!button) throw new Error('There is no button.');
  const tap = { id: 'f:1', cardId: '1:1', button };

  it('is the choice, whichever way the client brings it', () => {
    const ways = [
      [tapActivity(SERVICE, tap), true],
      [submitActivity(SERVICE, tap), false],
    ] as const;
    for (const [activity, asked] of ways) {
      expect(receive(activity)).toMatchObject({
        kind: 'tap',
        asked,
        cardId: '1:1',
        message: { choiceId: 'a', text: 'WiFi' },
      });
    }
  });

  it('on a button of another app, or what the bot has not, is unknown', () => {
    const value = { action: { verb: 'other/verb', data: button.data } };
    expect(receive({ ...tapActivity(SERVICE, tap), value })).toEqual({ kind: 'unknown', card: true });
    expect(receive({ type: 'invoke', name: 'task/fetch' })).toEqual({ kind: 'unknown', card: false });
    expect(receive({ type: 'invoke', name: 'adaptiveCard/action', value: null })).toEqual({
      kind: 'unknown',
      card: true,
    });
  });

  it('of somebody who was not asked does not count', () => {
    const card = choicesCard('Which?', [{ id: 'a', label: 'WiFi' }], MERCHANT.id);
    const [marked] = buttonsOf({ attachments: [{ content: card }] });
    if (!marked) throw new Error('There is no button.');
    expect(JSON.stringify(card)).not.toContain(MERCHANT.id);
    const byAsked = tapActivity(SERVICE, { ...tap, button: marked });
    expect(receive(byAsked).kind).toBe('tap');
    expect(receive({ ...byAsked, from: { id: '29:han' } })).toEqual({
      kind: 'not-asked',
      asked: true,
      locale: 'zh-Hans',
    });
  });

  it('in a team needs no mention', () => {
    expect(receive({ ...submitActivity(SERVICE, tap), conversation: CHANNEL }).kind).toBe('tap');
  });
});
