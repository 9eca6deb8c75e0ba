/** An activity of Teams -> InboundMessage, or why there is none. */

import { createHash } from 'node:crypto';
import { greetingIn, readLocale } from '#adapters/read-locale.ts';
import { cleanText } from '#adapters/tencent/clean-text.ts';
import { splitText } from '#adapters/tencent/split-text.ts';
import type { ConversationId, InboundMessage, Instant, MessageId } from '#dialogs/message.ts';
import type { Locale } from '#knowledge/guide.ts';
import { type IncomingActivity, type IncomingAttachment, referenceOf } from './activity.ts';
import { CHOOSE_VERB, type Chosen, markOf, readChosen } from './cards.ts';

/** What an activity means to us. */
export type Received =
  /** A merchant wrote; `files` are not fetched yet. */
  | { readonly kind: 'message'; readonly message: InboundMessage; readonly files: readonly IncomingAttachment[] }
  /** A merchant tapped a button of a card; `asked` when Teams wants the card's new look as the answer. */
  | {
      readonly kind: 'tap';
      readonly message: InboundMessage;
      readonly chosen: Chosen;
      readonly asked: boolean;
      /** Activity id of the card. */
      readonly cardId?: string;
    }
  /** Somebody tapped who was not asked, as can happen in a team. */
  | { readonly kind: 'not-asked'; readonly asked: boolean; readonly locale: Locale }
  /** Nothing for us: somebody joined, types, reacts, deletes, or speaks to others. */
  | { readonly kind: 'nothing' }
  /** Teams asks for something that this bot has not; `card` when a button of an unknown card was tapped. */
  | { readonly kind: 'unknown'; readonly card: boolean };

/** Longest text taken in UTF-8 bytes; Teams allows somewhat more, and nobody reads that much. */
const TEXT_BYTES = 16 * 1024;
const FILE_DOWNLOAD = 'application/vnd.microsoft.teams.file.download.info';

/** Reads an activity whose signature has been checked. */
export function receiveActivity(activity: IncomingActivity, now: Instant): Received {
  if (activity.from.id === activity.recipient.id || activity.from.role === 'bot') return { kind: 'nothing' };
  if (activity.type === 'invoke') return receiveInvoke(activity, now);
  if (activity.type === 'message') return receiveMessage(activity, now);
  if (isOpening(activity)) return greet(activity, now);
  const isEdit = activity.type === 'messageUpdate' && activity.channelData?.eventType === 'editMessage';
  return isEdit ? receiveMessage(activity, now) : { kind: 'nothing' };
}

/** Somebody has added the app to a chat of their own. Teams says so twice, in two ways. */
function isOpening({ type, action, membersAdded = [], recipient, conversation }: IncomingActivity): boolean {
  if (conversation.conversationType !== 'personal') return false;
  if (type === 'installationUpdate') return action === 'add' || action === 'add-upgrade';
  return type === 'conversationUpdate' && membersAdded.some(({ id }) => id === recipient.id);
}

/** Opens the conversation in the merchant's language; the store keeps one such greeting for a chat. */
function greet(activity: IncomingActivity, now: Instant): Received {
  const opened = messageOf(activity, greetingIn(readLocale(activity.locale)), now);
  const message = { ...opened, id: `hello@${opened.conversationId}` as MessageId };
  return { kind: 'message', message, files: [] };
}

function receiveInvoke(activity: IncomingActivity, now: Instant): Received {
  if (activity.name !== 'adaptiveCard/action') return { kind: 'unknown', card: false };
  const { value } = activity;
  const action = typeof value === 'object' && value !== null && 'action' in value ? value.action : undefined;
  const { verb, data } = (typeof action === 'object' && action !== null ? action : {}) as Record<string, unknown>;
  const chosen = verb === CHOOSE_VERB ? readChosen(data) : undefined;
  return chosen ? tapOf(activity, chosen, true, now) : { kind: 'unknown', card: true };
}

function receiveMessage(activity: IncomingActivity, now: Instant): Received {
  const chosen = readChosen(activity.value);
  if (chosen) return tapOf(activity, chosen, false, now);
  if (!isForUs(activity)) return { kind: 'nothing' };
  const text = readText(activity);
  const files = activity.attachments.filter(isFile);
  if (text === '' && files.length === 0) return { kind: 'nothing' };
  return { kind: 'message', message: messageOf(activity, text, now), files };
}

function tapOf(activity: IncomingActivity, chosen: Chosen, asked: boolean, now: Instant): Received {
  if (chosen.user !== undefined && chosen.user !== markOf(activity.from.id)) {
    return { kind: 'not-asked', asked, locale: readLocale(activity.locale) ?? 'zh-Hans' };
  }
  const message = { ...messageOf(activity, chosen.label, now), choiceId: chosen.choice };
  const { replyToId } = activity;
  return { kind: 'tap', message, chosen, asked, ...(replyToId === undefined ? {} : { cardId: replyToId }) };
}

/** In teams and group chats people talk among themselves; what is meant for us names us. */
function isForUs({ conversation, entities, recipient }: IncomingActivity): boolean {
  const type = conversation.conversationType ?? (conversation.isGroup ? 'groupChat' : 'personal');
  return type === 'personal' || entities.some(({ mentioned }) => mentioned?.id === recipient.id);
}

/** Pasted pictures, recordings, and files sent in a personal chat; the HTML twin of a text and cards are neither. */
function isFile({ contentType, contentUrl, content }: IncomingAttachment): boolean {
  if (contentType === FILE_DOWNLOAD) return fileOf(content) !== undefined;
  return contentUrl !== undefined && /^(?:image|audio|video)\//.test(contentType);
}

/** Where a file that was sent in a personal chat can be fetched, and its type as its name tells it. */
export function fileOf(content: unknown): { readonly url: string; readonly extension: string } | undefined {
  if (typeof content !== 'object' || content === null || !('downloadUrl' in content)) return undefined;
  const { downloadUrl } = content;
  const extension = 'fileType' in content && typeof content.fileType === 'string' ? content.fileType : '';
  return typeof downloadUrl === 'string' ? { url: downloadUrl, extension: extension.toLowerCase() } : undefined;
}

function messageOf(activity: IncomingActivity, text: string, now: Instant): InboundMessage {
  const conversationId = conversationIdOf(activity);
  const written = Date.parse(activity.timestamp ?? '');
  const locale = readLocale(activity.locale);
  return {
    id: messageIdOf(activity, conversationId, text),
    conversationId,
    channel: 'teams',
    senderId: activity.from.id,
    text,
    attachments: [],
    ...(locale === undefined ? {} : { locale }),
    address: JSON.stringify(referenceOf(activity)),
    sentAtMs: Number.isNaN(written) ? now : written,
    receivedAtMs: now,
  };
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

/** One conversation for each person in each chat or thread: two merchants in a team are two cases. */
function conversationIdOf({ conversation, from }: IncomingActivity): ConversationId {
  return `teams-${digest(conversation.id, from.id)}` as ConversationId;
}

/**
 * Activity ids are instants and repeat in other chats, and a changed message keeps its id: the chat and, for a change,
 * the time of it belong to the id that tells repetitions.
 */
function messageIdOf(activity: IncomingActivity, conversationId: ConversationId, text: string): MessageId {
  const { id, timestamp = '', type } = activity;
  const own = id ?? digest(timestamp, text);
  const change = type === 'messageUpdate' ? `~${digest(timestamp, text)}` : '';
  return `${own}${change}@${conversationId}` as MessageId;
}

/** What was written, without our own name in front, and other people's names as they are read. */
export function readText({ text, entities, recipient }: IncomingActivity): string {
  const ours = entities.flatMap((one) => (one.mentioned?.id === recipient.id && one.text ? [one.text] : []));
  const spoken = ours.reduce((rest, mention) => rest.replace(mention, ''), text ?? '');
  const read = decodeEntities(spoken.replaceAll(/<at(?:\s[^<>]*)?>([^<>]*)<\/at>/gi, '@$1'));
  return splitText(cleanText(read), TEXT_BYTES)[0] ?? '';
}

/** Teams writes these for characters that would be markup. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
