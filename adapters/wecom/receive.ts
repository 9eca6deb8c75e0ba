/** An item of sync_msg -> what it means to the desk. */

import { z } from 'zod';
import { DEVICE_TOKEN } from '#adapters/contract.ts';
import { cleanText } from '#adapters/tencent/clean-text.ts';
import type { Attachment, ConversationId, InboundMessage, Instant, MessageId } from '#dialogs/message.ts';

/** A customer of one account of 微信客服. */
export interface KfCustomer {
  /** `open_kfid` of the account. */
  readonly kfId: string;
  /** `external_userid` of the customer. */
  readonly userId: string;
}

/** A file that came with a message and is still at the platform, which keeps it for three days. */
export interface KfMedia {
  readonly mediaId: string;
  readonly kind: Attachment['kind'];
  readonly name: string;
}

/** What an item of sync_msg means. */
export type KfItem =
  /** A merchant wrote; `media` has to be fetched before the message is handed over. */
  | {
      readonly kind: 'message';
      readonly message: InboundMessage;
      readonly customer: KfCustomer;
      readonly media?: KfMedia;
      readonly atMs: Instant;
    }
  /** A customer opened the chat; with a code, one welcome may be sent within 20 s of `atMs`. */
  | ({
      readonly kind: 'entered';
      readonly welcomeCode?: string;
      /** What the code on a terminal says that was scanned to get here. */
      readonly scan?: string;
      readonly atMs: Instant;
    } & KfCustomer)
  /** A message that send_msg had taken never arrived. */
  | { readonly kind: 'send-failed'; readonly msgId: string; readonly failType: number; readonly atMs: Instant }
  /** A colleague took, passed on or ended the chat in the WeCom app; `endCode` allows one message within 20 s. */
  | ({
      readonly kind: 'state-changed';
      readonly ended: boolean;
      readonly endCode?: string;
      readonly atMs: Instant;
    } & KfCustomer)
  /** Nothing that concerns the desk; `what` is the type, for the log. */
  | { readonly kind: 'ignored'; readonly what: string; readonly atMs: Instant };

/** Menu ids that begin so stand for the words on the button and for no choice of the dialog. */
export const WORDS_ONLY = 'words:';

/** The length that the platform allows for ids, with room to spare; anything longer is not ours. */
const ID_LENGTH = 128;
const ID = z.string().min(1).max(ID_LENGTH);
const FROM_CUSTOMER = 3;
const EVENT = 4;
const SESSION_ENDED = 3;
/** What the platform counts time in. */
const SECOND_MS = 1_000;

const ITEM = z.looseObject({
  msgid: ID,
  open_kfid: ID.optional().catch(undefined),
  external_userid: ID.optional().catch(undefined),
  send_time: z.number().int().nonnegative(),
  origin: z.number().int(),
  msgtype: z.string().max(ID_LENGTH),
});
const CONTENT = z.looseObject({});
const EVENT_FIELDS = z.looseObject({
  event_type: z.string().max(ID_LENGTH),
  open_kfid: ID.optional().catch(undefined),
  external_userid: ID.optional().catch(undefined),
  welcome_code: ID.optional().catch(undefined),
  scene_param: ID.optional().catch(undefined),
  fail_msgid: ID.optional().catch(undefined),
  fail_type: z.number().int().optional().catch(undefined),
  change_type: z.number().int().optional().catch(undefined),
  msg_code: ID.optional().catch(undefined),
});

/**
 * Reads an item; `fallbackKfId` is the account that was asked for. Whatever does not look like an item is ignored, so
 * that one odd item never holds up those behind it.
 */
export function receiveItem(raw: unknown, fallbackKfId: string, now: Instant): KfItem {
  const parsed = ITEM.safeParse(raw);
  if (!parsed.success) return { kind: 'ignored', what: 'malformed', atMs: now };
  const item = parsed.data;
  const atMs = item.send_time * SECOND_MS;
  if (item.origin === EVENT && item.msgtype === 'event') return receiveEvent(item, fallbackKfId, atMs);
  if (item.origin !== FROM_CUSTOMER) return { kind: 'ignored', what: `origin ${item.origin}`, atMs };
  const userId = item.external_userid;
  if (userId === undefined) return { kind: 'ignored', what: 'no customer', atMs };
  return receiveMessage(item, { kfId: item.open_kfid ?? fallbackKfId, userId }, atMs, now);
}

type Item = z.infer<typeof ITEM>;

function receiveEvent(item: Item, fallbackKfId: string, atMs: Instant): KfItem {
  const parsed = EVENT_FIELDS.safeParse(item.event);
  if (!parsed.success) return { kind: 'ignored', what: 'event', atMs };
  const event = parsed.data;
  const what = event.event_type;
  if (what === 'msg_send_fail' && event.fail_msgid !== undefined) {
    return { kind: 'send-failed', msgId: event.fail_msgid, failType: event.fail_type ?? 0, atMs };
  }
  const userId = event.external_userid ?? item.external_userid;
  if (userId === undefined) return { kind: 'ignored', what, atMs };
  const customer = { kfId: event.open_kfid ?? item.open_kfid ?? fallbackKfId, userId };
  if (what === 'enter_session') {
    const code = event.welcome_code;
    const scan = DEVICE_TOKEN.test(event.scene_param ?? '') ? event.scene_param : undefined;
    const brought = { ...(code === undefined ? {} : { welcomeCode: code }), ...(scan === undefined ? {} : { scan }) };
    return { kind: 'entered', ...customer, atMs, ...brought };
  }
  if (what === 'session_status_change') {
    const ended = event.change_type === SESSION_ENDED;
    const code = ended ? event.msg_code : undefined;
    return { kind: 'state-changed', ...customer, ended, atMs, ...(code === undefined ? {} : { endCode: code }) };
  }
  return { kind: 'ignored', what, atMs };
}

function receiveMessage(item: Item, customer: KfCustomer, atMs: Instant, now: Instant): KfItem {
  const content = readContent(item);
  if (content === undefined) return { kind: 'ignored', what: item.msgtype, atMs };
  const { text, choiceId, media } = content;
  const message: InboundMessage = {
    id: `${customer.kfId}:${item.msgid}` as MessageId,
    conversationId: conversationIdOf(customer),
    channel: 'wecom',
    senderId: customer.userId,
    address: customer.kfId,
    text,
    ...(choiceId === undefined ? {} : { choiceId }),
    attachments: [],
    // The platform's table of quotas has one row, "the customer sent a message", and a tap comes in as a text that the
    // customer sent (origin 3). That a tap therefore gives five messages is read out of that; it says nowhere so.
    counts: 'message',
    sentAtMs: atMs,
    receivedAtMs: now,
  };
  return { kind: 'message', message, customer, atMs, ...(media === undefined ? {} : { media }) };
}

/** One person on one account: other accounts of the same institution are other desks. */
/** The conversation of a customer. */
export function conversationIdOf({ kfId, userId }: KfCustomer): ConversationId {
  return `wecom-${kfId}-${userId}` as ConversationId;
}

interface Content {
  readonly text: string;
  readonly choiceId?: string;
  readonly media?: KfMedia;
}

/** What the merchant sent; undefined for nothing at all. Types without words become words that people understand. */
function readContent(item: Item): Content | undefined {
  const parsed = CONTENT.safeParse(item[item.msgtype]);
  const fields = parsed.success ? parsed.data : {};
  const field = (name: string): string => (typeof fields[name] === 'string' ? cleanText(fields[name]) : '');
  if (item.msgtype === 'text') return readText(field('content'), field('menu_id'));
  const file = MEDIA.get(item.msgtype);
  if (file !== undefined) {
    const mediaId = field('media_id');
    const media = { mediaId, kind: file.kind, name: `${item.msgtype}.${file.ending}` };
    return mediaId === '' ? undefined : { text: '', media };
  }
  const { label, words } = OTHERS.get(item.msgtype) ?? { label: '其他消息', words: [] };
  const said = [...new Set(words.map(field))].filter((word) => word !== '');
  return { text: [`[${label}]`, ...said].join(' ') };
}

function readText(text: string, menuId: string): Content | undefined {
  const isChoice = menuId !== '' && !menuId.startsWith(WORDS_ONLY);
  if (text === '' && !isChoice) return undefined;
  return { text, ...(isChoice ? { choiceId: menuId } : {}) };
}

const MEDIA: ReadonlyMap<string, { readonly kind: Attachment['kind']; readonly ending: string }> = new Map([
  ['image', { kind: 'image', ending: 'jpg' }],
  ['voice', { kind: 'voice', ending: 'amr' }],
  ['video', { kind: 'file', ending: 'mp4' }],
  ['file', { kind: 'file', ending: 'bin' }],
]);

/** What stands for types that are neither text nor a file: a label, and the fields that hold words. */
const OTHERS: ReadonlyMap<string, { readonly label: string; readonly words: readonly string[] }> = new Map([
  ['location', { label: '位置', words: ['name', 'address'] }],
  ['link', { label: '链接', words: ['title', 'url'] }],
  ['business_card', { label: '名片', words: [] }],
  ['miniprogram', { label: '小程序', words: ['title'] }],
  ['merged_msg', { label: '聊天记录', words: ['title'] }],
  ['channels', { label: '视频号', words: ['title'] }],
  ['note', { label: '笔记', words: ['title'] }],
  ['channels_shop_product', { label: '商品', words: ['title'] }],
  ['channels_shop_order', { label: '订单', words: ['product_titles'] }],
]);
