/** The XML of a callback -> InboundMessage. */

import { DEVICE_TOKEN } from '#adapters/contract.ts';
import { cleanText } from '#adapters/tencent/clean-text.ts';
import { fieldsOf, textOf, type XmlFields } from '#adapters/tencent/xml.ts';
import type { Attachment, ConversationId, InboundMessage, Instant, MessageId } from '#dialogs/message.ts';

/** A photo, voice message or film that waits on WeChat's servers for three days. */
export interface IncomingMedia {
  readonly kind: Attachment['kind'];
  readonly mediaId: string;
  /** What the attachment is called, without the ending that its bytes will tell. */
  readonly name: string;
}

/** What came, and the two ids that a passive reply is addressed with. */
export interface IncomingMessage {
  readonly kind: 'message';
  /** Without attachments yet. */
  readonly message: InboundMessage;
  readonly media?: IncomingMedia;
  /** What a scanned code on a terminal says. */
  readonly scan?: string;
  /** The account's own id (`gh_…`), which a reply comes from. */
  readonly account: string;
}

/** A callback that brings a message, one that brings none, or one that WeChat would not send. */
export type Received = IncomingMessage | { readonly kind: 'nothing' } | { readonly kind: 'malformed' };

/** What a type of message holds; a tap allows fewer answers than a message. */
interface Content {
  readonly text: string;
  readonly choiceId?: string;
  readonly media?: IncomingMedia;
  readonly tap?: boolean;
  readonly scan?: string;
}

const NOTHING = { kind: 'nothing' } as const;
const MALFORMED = { kind: 'malformed' } as const;
/** A merchant who follows the account, or scans its code again, opens the conversation without a word. */
const GREETING = '你好';
const OPEN_ID = /^[\w-]{1,64}$/;
const CHOICE_ID = /^[a-z][\w-]*:[\w.-]+$/;
const LONGEST_CHOICE = 200;

/** The conversation of a follower. */
export function conversationOf(openId: string): ConversationId {
  return `wechat-${openId}` as ConversationId;
}

/** The follower of a conversation; undefined for those of other channels. */
export function followerOf(conversationId: ConversationId): string | undefined {
  return /^wechat-(.+)$/.exec(conversationId)?.[1];
}

/** Reads a callback whose signature has been checked. */
export function receiveXml(fields: XmlFields, now: Instant): Received {
  const senderId = textOf(fields, 'FromUserName');
  const account = textOf(fields, 'ToUserName');
  const id = messageIdOf(fields);
  if (!OPEN_ID.test(senderId) || account === '' || id === undefined) return MALFORMED;
  const content = readContent(fields);
  if (content === undefined) return NOTHING;
  const { text, choiceId, media, tap, scan } = content;
  return {
    kind: 'message',
    account,
    ...(media === undefined ? {} : { media }),
    ...(scan === undefined ? {} : { scan }),
    message: {
      id,
      conversationId: conversationOf(senderId),
      channel: 'wechat',
      senderId,
      text: cleanText(text),
      ...(choiceId === undefined || choiceId.length > LONGEST_CHOICE ? {} : { choiceId }),
      attachments: [],
      counts: tap ? 'tap' : 'message',
      sentAtMs: sentAt(fields, now),
      receivedAtMs: now,
    },
  };
}

/** Messages have an id of their own; events are the same when the same person does the same in the same second. */
function messageIdOf(fields: XmlFields): MessageId | undefined {
  const [msgId, created] = [textOf(fields, 'MsgId'), textOf(fields, 'CreateTime')];
  if (/^\d{1,32}$/.test(msgId)) return msgId as MessageId;
  if (textOf(fields, 'MsgType') !== 'event' || !/^\d{1,12}$/.test(created)) return undefined;
  const [sender, event, key] = ['FromUserName', 'Event', 'EventKey'].map((name) => textOf(fields, name));
  return [sender, created, event, key].join(':').slice(0, 300) as MessageId;
}

function sentAt(fields: XmlFields, now: Instant): Instant {
  const created = Number(textOf(fields, 'CreateTime')) * 1000;
  return created > 0 && created < now ? created : now;
}

function readContent(fields: XmlFields): Content | undefined {
  const text = (name: string): string => textOf(fields, name);
  switch (text('MsgType')) {
    case 'text':
      return readText(text('Content'), text('bizmsgmenuid'));
    case 'image':
      return readMedia(fields, 'image', 'photo');
    case 'voice':
      // What was said is enough: a recording may hold a card number that nobody can take out.
      return text('Recognition') === '' ? readMedia(fields, 'voice', 'voice') : { text: text('Recognition') };
    case 'video':
    case 'shortvideo':
      return readMedia(fields, 'file', 'video');
    case 'location':
      return { text: text('Label') || `${text('Location_X')}, ${text('Location_Y')}` };
    case 'link':
      return { text: [text('Title'), text('Description'), text('Url')].filter((part) => part !== '').join('\n') };
    case 'event':
      return readEvent(fields);
    default:
      return undefined;
  }
}

function readText(text: string, menuId: string): Content | undefined {
  if (menuId !== '') return { text, choiceId: menuId, tap: true };
  return text === '' ? undefined : { text };
}

function readMedia(fields: XmlFields, kind: Attachment['kind'], name: string): Content | undefined {
  const mediaId = textOf(fields, 'MediaId');
  return mediaId === '' ? undefined : { text: '', media: { kind, mediaId, name } };
}

function readEvent(fields: XmlFields): Content | undefined {
  const key = textOf(fields, 'EventKey');
  switch (textOf(fields, 'Event').toLowerCase()) {
    case 'subscribe':
      return readScene(key.replace(/^qrscene_/, ''));
    case 'scan':
      return readScene(key);
    case 'click':
      if (key === '') return undefined;
      return { text: key, tap: true, ...(CHOICE_ID.test(key) ? { choiceId: key } : {}) };
    case 'scancode_waitmsg':
      return readScan(textOf(fieldsOf(fields, 'ScanCodeInfo'), 'ScanResult'));
    default:
      return undefined;
  }
}

/** A code on the terminal may carry its serial number, a scene such as `sn-1170123456`, or one of our own tokens. */
function readScene(scene: string): Content {
  if (DEVICE_TOKEN.test(scene)) return { text: GREETING, tap: true, scan: scene };
  const serial = /^sn[-_:=]([A-Za-z0-9-]{4,40})$/i.exec(scene)?.[1];
  return { text: serial === undefined ? GREETING : `SN: ${serial}`, tap: true };
}

/** A bar code comes as its kind and its value: `CODE_128,1170123456`. */
function readScan(result: string): Content | undefined {
  const value = result.replace(/^[A-Z]+_?\d*,/, '');
  return value === '' ? undefined : { text: value, tap: true };
}
