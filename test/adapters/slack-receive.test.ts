/** What Slack posts, read: whose conversation it is, what was said, and what is none of our business. */

import { describe, expect, it } from 'vitest';
import { readEnvelope } from '#adapters/slack/envelope.ts';
import { addressOf, conversationIdOf, readConversationId, writeAddress } from '#adapters/slack/place.ts';
import { escapeText, readMarkup } from '#adapters/slack/plain-text.ts';
import { type Incoming, type OwnIdentity, readIncoming } from '#adapters/slack/receive.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { type FakeMessage, SLACK } from '#test/fixtures/fake-slack.ts';
import { messageEvent, tapOn } from '#test/fixtures/fake-slack-requests.ts';
import { fc } from '#test/fixtures/properties.ts';

const OWN: OwnIdentity = { botUserId: SLACK.bot, appId: SLACK.app };
const TS = '1763604000.000100';
const ROOT = '1763603000.000200';

function read(payload: unknown, own: OwnIdentity = OWN): Incoming | undefined {
  const envelope = readEnvelope(payload);
  return envelope && readIncoming(envelope, own);
}

/** What a message event brings: its conversation, its text and its address. */
function readMessage(event: Record<string, unknown>): object | undefined {
  const incoming = read(messageEvent({ ts: TS, text: '断网了', ...event }));
  if (incoming?.kind !== 'message') return undefined;
  const { conversationId, text, address = '' } = incoming.draft;
  return { conversationId, text, address: JSON.parse(address), invitation: incoming.invitation };
}

const IN_CHANNEL = { channel: SLACK.channel, channel_type: 'channel' };

describe('whose conversation a message belongs to', () => {
  it('is the person in the direct message', () => {
    expect(readMessage({})).toEqual({
      conversationId: 'slack-T0SHOP-D0WANG-U0WANG',
      text: '断网了',
      address: { channel: 'D0WANG' },
      invitation: 'direct',
    });
  });

  it('is another one in a thread that the person opened in the direct message', () => {
    expect(readMessage({ thread_ts: ROOT, parent_user_id: SLACK.merchant })).toMatchObject({
      conversationId: `slack-T0SHOP-D0WANG-U0WANG-${ROOT}`,
      address: { channel: 'D0WANG', thread_ts: ROOT },
    });
  });

  it('is the same one in a thread below a line of ours, and the answer goes there', () => {
    expect(readMessage({ thread_ts: ROOT, parent_user_id: SLACK.bot })).toMatchObject({
      conversationId: 'slack-T0SHOP-D0WANG-U0WANG',
      address: { channel: 'D0WANG', thread_ts: ROOT },
    });
  });

  it('is the person in the thread that a mention opens in a channel', () => {
    const mention = { ...IN_CHANNEL, type: 'app_mention', text: `<@${SLACK.bot}> 断网了` };
    expect(readMessage(mention)).toEqual({
      conversationId: `slack-T0SHOP-C0HELP-U0WANG-${TS}`,
      text: '断网了',
      address: { channel: 'C0HELP', thread_ts: TS },
      invitation: 'mention',
    });
    expect(readMessage({ ...mention, type: 'message' })).toEqual(readMessage(mention));
  });

  it('is one for each person and each workspace', () => {
    const ids = [
      readMessage({ user: 'U0LI' }),
      readMessage({}),
      read(messageEvent({ ts: TS, text: 'x' }, { team_id: 'T0OTHER' })),
    ];
    expect(new Set(ids.map((one) => JSON.stringify(one))).size).toBe(3);
  });

  it('keeps both of two messages with one event id from two workspaces (CVE-2026-41402)', () => {
    const [one, other] = ['T0SHOP', 'T0OTHER'].map((team) =>
      read(messageEvent({ ts: TS, text: 'x' }, { team_id: team, event_id: 'Ev1' })),
    );
    expect(one?.kind === 'message' && one.draft.conversationId).not.toBe(
      other?.kind === 'message' && other.draft.conversationId,
    );
  });

  it('can be told from its name alone, and from nothing else', () => {
    const place = { team: 'T1', channel: 'C1', user: 'U1', thread: ROOT };
    expect(readConversationId(conversationIdOf(place))).toEqual(place);
    for (const id of ['slack-nobody', 'teams-T1-C1-U1', 'slack-T1-C1-U1-x', 'slack-T1-C1-U1-1.2-3', 'slack-t1-c1-u1']) {
      expect(readConversationId(id), id).toBeUndefined();
    }
  });

  it('is answered at its last address, else where its name says', () => {
    const id = conversationIdOf({ team: 'T1', channel: 'C1', user: 'U1', thread: ROOT });
    expect(addressOf(id, writeAddress('C2', undefined))).toEqual({ channel: 'C2' });
    for (const broken of [undefined, '', 'null', '{"channel":"../x"}', '{"channel":"C2","thread_ts":"<!channel>"}']) {
      expect(addressOf(id, broken), broken).toEqual({ channel: 'C1', thread_ts: ROOT });
    }
    expect(addressOf('slack-nobody', undefined)).toBeUndefined();
  });
});

describe('what is none of our business', () => {
  const ignored: Readonly<Record<string, Record<string, unknown>>> = {
    'a line in a channel without a mention': IN_CHANNEL,
    'a line in a thread that begins with a mention of somebody else': {
      ...IN_CHANNEL,
      thread_ts: ROOT,
      text: '<@U0LI> 你看一下',
    },
    'our own words': { user: SLACK.bot },
    'the words of another app': { bot_id: 'B0X' },
    'the words of Slackbot': { user: 'USLACKBOT' },
    'words without a writer': { user: undefined },
    'a new topic of the channel': { ...IN_CHANNEL, subtype: 'channel_topic' },
    'a deletion': { subtype: 'message_deleted' },
    'a message without words': { text: ' ' },
  };
  for (const [what, event] of Object.entries(ignored)) {
    it(what, () => {
      expect(readMessage({ ...event })).toBeUndefined();
    });
  }

  it('a line in a thread without a mention is only for those who have called us there', () => {
    expect(readMessage({ ...IN_CHANNEL, thread_ts: ROOT })).toMatchObject({ invitation: 'none' });
  });

  it('what agents say among themselves, mentions included', () => {
    const mention = messageEvent({ ...IN_CHANNEL, type: 'app_mention', ts: TS, text: `<@${SLACK.bot}> 在吗` });
    expect(read(mention)?.kind).toBe('message');
    expect(read(mention, { ...OWN, deskChannel: SLACK.channel })?.kind).toBe('nothing');
  });

  it('an event or a tap of another app', () => {
    const event = messageEvent({ ts: TS, text: 'x' }, { api_app_id: 'A0OTHER' });
    expect(read(event)?.kind).toBe('nothing');
    expect(read(event, {})?.kind).toBe('message');
    expect(read(tapOn(offer(), 'how:wifi', { api_app_id: 'A0OTHER' }))?.kind).toBe('nothing');
  });
});

describe('what was said', () => {
  const cases: Readonly<Record<string, string>> = {
    'A &amp; B &lt;3': 'A & B <3',
    '&amp;lt;!channel&amp;gt;': '&lt;!channel&gt;',
    '看 <https://bank.example/a?b=1&amp;c=2>': '看 https://bank.example/a?b=1&c=2',
    '<http://pos.example|pos.example> 打不开': 'pos.example 打不开',
    '<https://evil.example/x|招商银行>': '招商银行 (https://evil.example/x)',
    '<mailto:li@shop.example|li@shop.example>': 'li@shop.example',
    '电话 <tel:+8613800138000|13800138000>': '电话 13800138000',
    '<tel:4111111111111111|4111 1111 1111 1111>': '4111 1111 1111 1111',
    '<!here> <!channel> <!subteam^S1|@店长>': '@here @channel @店长',
    '<@U0LI> 和 <@U0LI|李> 在 <#C1|help>': '@U0LI 和 @李 在 #help',
    [`<@${SLACK.bot}> 断网`]: '断网',
    [`<@${SLACK.bot}|posdesk> 断网`]: '断网',
    'a\u0000b\u001b[31m\r\nc\ud800': 'ab[31m\nc',
    '*91* _x_ `y`': '*91* _x_ `y`',
    '<unclosed': '<unclosed',
    ':+1:': '👍',
    ':thumbsup::skin-tone-3: :ok_hand:': '👍 👌',
    '10:30:x: :constructor: :coffee:': '10:30:x: :constructor: :coffee:',
  };
  for (const [markup, text] of Object.entries(cases)) {
    it(JSON.stringify(markup), () => {
      expect(readMarkup(markup, SLACK.bot)).toBe(text);
    });
  }

  it('is cut where nobody would read on, and never inside a number', () => {
    const cut = (text: string) => {
      const incoming = read(messageEvent({ ts: TS, text }));
      return incoming?.kind === 'message' && incoming.draft.text;
    };
    expect(cut('啊'.repeat(40_000))).toBe('啊'.repeat(8_000));
    expect(cut(`${'啊'.repeat(7_990)} 4111 1111 1111 1111`)).toBe('啊'.repeat(7_990));
  });

  it('survives being escaped and read', () => {
    for (const text of ['<!channel>', '<@U1|x>', '&amp;', '&lt;', '<https://a|b>', 'a < b && c > d']) {
      expect(readMarkup(escapeText(text))).toBe(text);
    }
  });
});

describe('a changed message', () => {
  const message = { user: SLACK.merchant, ts: TS, text: 'SN 0N9112300779', edited: { ts: '1763604010.000000' } };
  const change = (changes: Record<string, unknown> = {}, previous: unknown = { ts: TS, text: 'SN 0N9112300778' }) =>
    read(
      messageEvent({
        subtype: 'message_changed',
        user: undefined,
        ts: '1763604010.000100',
        message: { ...message, ...changes },
        previous_message: previous,
      }),
    );

  it('is a message of its own with the new text, in the conversation of the first', () => {
    expect(change()).toMatchObject({
      kind: 'change',
      ts: TS,
      original: `${SLACK.direct}:${TS}`,
      draft: {
        id: `${SLACK.direct}:${TS}:1763604010.000000`,
        conversationId: 'slack-T0SHOP-D0WANG-U0WANG',
        text: 'SN 0N9112300779',
      },
    });
  });

  it('is nothing when a preview was added, the words are the same, or a program wrote it', () => {
    expect(change({ edited: undefined })?.kind).toBe('nothing');
    expect(change({}, { ts: TS, text: message.text })?.kind).toBe('nothing');
    expect(change({ bot_id: 'B0X' })?.kind).toBe('nothing');
    expect(change({ user: SLACK.bot })?.kind).toBe('nothing');
    expect(change({ subtype: 'tombstone' })?.kind).toBe('nothing');
  });
});

/** A question of ours as it stands in the direct message. */
function offer(
  conversationId = 'slack-T0SHOP-D0WANG-U0WANG' as ConversationId,
  place: Partial<FakeMessage> = {},
): FakeMessage {
  const text = { type: 'plain_text', text: 'Wi-Fi &amp; 有线' };
  return {
    channel: SLACK.direct,
    ts: TS,
    user: SLACK.bot,
    text: '用什么上网？',
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: '用什么上网？' } },
      {
        type: 'actions',
        block_id: conversationId,
        elements: [{ type: 'button', action_id: 'choice-1', value: 'how:wifi', text }],
      },
    ],
    ...place,
  };
}

describe('a tap', () => {
  it('is the choice, in the conversation that was asked', () => {
    expect(read(tapOn(offer(), 'how:wifi'))).toMatchObject({
      kind: 'tap',
      draft: {
        conversationId: 'slack-T0SHOP-D0WANG-U0WANG',
        choiceId: 'how:wifi',
        text: 'Wi-Fi & 有线',
        senderId: SLACK.merchant,
        address: JSON.stringify({ channel: SLACK.direct }),
      },
    });
  });

  it('counts once for each choice of a message', () => {
    const ids = [1, 2].map((second) => {
      const tap = tapOn(offer(), 'how:wifi');
      const incoming = read({ ...tap, actions: [{ ...tap.actions[0], action_ts: `176360400${second}.0` }] });
      return incoming?.kind === 'tap' && incoming.draft.id;
    });
    expect(new Set(ids).size).toBe(1);
  });

  it('in a thread is answered there', () => {
    const id = `slack-T0SHOP-C0HELP-U0WANG-${ROOT}` as ConversationId;
    const tap = tapOn(offer(id, { channel: SLACK.channel, thread_ts: ROOT }), 'how:wifi');
    expect(read(tap)).toMatchObject({
      draft: { conversationId: id, address: JSON.stringify({ channel: SLACK.channel, thread_ts: ROOT }) },
    });
  });

  it('by a bystander is nothing, nor is one on a button that we did not make', () => {
    expect(read(tapOn(offer(), 'how:wifi', { user: { id: 'U0LI' } }))?.kind).toBe('nothing');
    expect(read(tapOn(offer('slack-T0SHOP-D0LI-U0WANG' as ConversationId), 'how:wifi'))?.kind).toBe('nothing');
    expect(read(tapOn(offer('anything' as ConversationId), 'how:wifi'))?.kind).toBe('nothing');
  });
});

describe('payloads of other shapes', () => {
  const shapes: Readonly<Record<string, unknown>> = {
    'an event without a team': { ...messageEvent({ ts: TS, text: 'x' }), team_id: undefined },
    'an id that is an object': messageEvent({ ts: TS, text: 'x', user: { $ne: 1 } }),
    'an id with a path in it': messageEvent({ ts: TS, text: 'x', channel: '../../x' }),
    'a timestamp that is a number': messageEvent({ ts: 1_763_604_000, text: 'x' }),
    'a tap without actions': { ...tapOn(offer(), 'how:wifi'), actions: [] },
    'a tap that is null': { ...tapOn(offer(), 'how:wifi'), actions: [null] },
    'a submitted form': { type: 'view_submission', view: {} },
    null: null,
  };
  for (const [what, payload] of Object.entries(shapes)) {
    it(`${what} is not read`, () => {
      expect(readEnvelope(payload)).toBeUndefined();
    });
  }

  it('a message whose files are null, or not all readable, keeps its words and the files that are', () => {
    const file = { id: 'F1', name: 'label.jpg', mimetype: 'image/jpeg' };
    expect(read(messageEvent({ ts: TS, text: 'x', files: null }))).toMatchObject({ kind: 'message', files: [] });
    const some = messageEvent({ ts: TS, text: 'x', subtype: 'file_share', files: [null, 7, { id: {} }, file] });
    expect(read(some)).toMatchObject({ kind: 'message', files: [file] });
  });

  it('never end in an error, whatever is put into whichever field', () => {
    const bases = [
      messageEvent({ ts: TS, text: 'x', thread_ts: ROOT, files: [{ id: 'F1' }] }),
      messageEvent({
        subtype: 'message_changed',
        ts: TS,
        message: { user: 'U1', ts: TS, text: 'a', edited: { ts: TS } },
      }),
      tapOn(offer(), 'how:wifi'),
    ].map((base) => JSON.stringify(base));
    const places = bases.flatMap((base) =>
      [...base.matchAll(/:(?="|\d|\[|\{)/g)].map(({ index }) => [base, index + 1] as const),
    );
    const property = fc.property(fc.constantFrom(...places), fc.jsonValue(), ([base, at], value) => {
      const { length } = readValue(base.slice(at));
      read(JSON.parse(`${base.slice(0, at)}${JSON.stringify(value)}${base.slice(at + length)}`));
    });
    fc.assert(property, { numRuns: 3_000 });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => void read(value)),
      { numRuns: 1_000 },
    );
  });
});

/** The JSON value that a text begins with. */
function readValue(text: string): string {
  for (let end = 1; end <= text.length; end += 1) {
    try {
      JSON.parse(text.slice(0, end));
      if (!/^\d/.test(text) || !/\d|\./.test(text[end] ?? '')) return text.slice(0, end);
    } catch {}
  }
  return text;
}
