/** What Slack posts -> what it means for us: a message, a changed one, a tap, or nothing. */

import { greetingIn } from '#adapters/read-locale.ts';
import type { InboundMessage, MessageId } from '#dialogs/message.ts';
import type { Envelope, EventEnvelope, SlackBlock, SlackFile, SlackMessage, TapEnvelope } from './envelope.ts';
import { conversationIdOf, type Place, readConversationId, writeAddress } from './place.ts';
import { mentions, readAddressee, readMarkup, unescapeText } from './plain-text.ts';

/** Who we are on Slack, as far as we know. */
export interface OwnIdentity {
  readonly botUserId?: string;
  readonly appId?: string;
  /** The channel where agents talk; nobody is a merchant there. */
  readonly deskChannel?: string;
}

/** What a merchant wrote or tapped, apart from when it was received and what its files hold. */
export type Draft = Omit<InboundMessage, 'attachments' | 'receivedAtMs'>;

/**
 * What makes a message ours: a direct message is, and one that mentions us; with `none` it is ours only when the person
 * has mentioned us in this thread before.
 */
export type Invitation = 'direct' | 'mention' | 'none';

/** What a payload means. */
export type Incoming =
  | {
      readonly kind: 'message';
      readonly draft: Draft;
      readonly files: readonly SlackFile[];
      readonly invitation: Invitation;
    }
  /** A message with a new text; ours only when it is the person's latest. */
  | {
      readonly kind: 'change';
      readonly draft: Draft;
      /** The changed message: its timestamp, and its id before the change. */
      readonly ts: string;
      readonly original: MessageId;
      readonly invitation: Invitation;
    }
  | { readonly kind: 'tap'; readonly draft: Draft; readonly tapped: TappedMessage }
  /** Somebody has opened the app's messages; a greeting for those who have never written. */
  | { readonly kind: 'opened'; readonly draft: Draft }
  | { readonly kind: 'nothing'; readonly why: string };

/** Our message whose button was tapped, with texts as Slack holds them: escaped. */
export interface TappedMessage {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  /** The label of the button. */
  readonly label: string;
}

/** Subtypes of messages that people write. */
const WRITTEN = [undefined, 'file_share', 'thread_broadcast', 'me_message'];

/** Slack takes 40,000 characters in a message; reading that many would hold up everybody else's turn for seconds. */
const MOST_CHARACTERS = 8_000;

/** Reads a payload; `own` is what we know of ourselves. */
export function readIncoming(envelope: Envelope, own: OwnIdentity): Incoming {
  if (isForeign(envelope, own)) return nothing('meant for another app');
  if (envelope.type === 'view_submission') return nothing('a box, and merchants have none');
  return envelope.type === 'block_actions' ? readTap(envelope) : readEvent(envelope, own);
}

/** True for what Slack means for another app. */
export function isForeign(envelope: Envelope, { appId }: OwnIdentity): boolean {
  return appId !== undefined && envelope.api_app_id !== undefined && envelope.api_app_id !== appId;
}

function readEvent(envelope: EventEnvelope, own: OwnIdentity): Incoming {
  const { event } = envelope;
  if (event.channel === own.deskChannel) return nothing('said among agents');
  if (event.type === 'app_home_opened') return readOpened(envelope);
  const botUser = envelope.authorizations?.find((one) => one.is_bot)?.user_id ?? own.botUserId;
  if (event.subtype === 'message_changed') return readChange(envelope, botUser);
  if (!WRITTEN.includes(event.subtype)) return nothing(`a message of kind ${event.subtype}`);
  return readWritten(envelope, event, botUser);
}

/** Opened for the first time, every time: the store knows the greeting by its id, and keeps one. */
function readOpened(envelope: EventEnvelope): Incoming {
  const { team_id: team, event } = envelope;
  const { channel, user, tab, ts } = event;
  if (tab !== 'messages' || user === undefined) return nothing('not the messages');
  const draft: Draft = {
    id: `${channel}:hello` as MessageId,
    conversationId: conversationIdOf({ team, channel, user }),
    channel: 'slack',
    senderId: user,
    text: greetingIn(undefined),
    address: writeAddress(channel, undefined),
    sentAtMs: instantOf(ts),
  };
  return { kind: 'opened', draft };
}

function readWritten(envelope: EventEnvelope, message: SlackMessage, botUser: string | undefined): Incoming {
  const place = placeOf(envelope, message, botUser);
  if (place === undefined) return nothing('written by a program');
  const markup = message.text ?? '';
  const invitation = invitationOf(envelope, markup, botUser);
  if (invitation === 'none') {
    if (place.thread === message.ts) return nothing('not in a thread, and no mention of us');
    if (readAddressee(markup) !== undefined) return nothing('addressed to somebody else');
  }
  const text = cutText(readMarkup(markup, botUser));
  const files = (message.files ?? []).filter((file) => file !== null);
  if (text === '' && files.length === 0 && invitation !== 'mention') return nothing('no words');
  return { kind: 'message', draft: draftOf(envelope, message, place, text), files, invitation };
}

function readChange(envelope: EventEnvelope, botUser: string | undefined): Incoming {
  const { message, previous_message: previous } = envelope.event;
  if (message === undefined || !WRITTEN.includes(message.subtype)) return nothing('a change of no message');
  // A preview of a link changes a message too; only people leave `edited`.
  if (!message.edited || (message.text ?? '') === (previous?.text ?? '')) return nothing('the words are the same');
  const read = readWritten(envelope, message, botUser);
  if (read.kind !== 'message') return read;
  const draft = { ...read.draft, id: `${read.draft.id}:${message.edited.ts}` as MessageId };
  return { kind: 'change', draft, ts: message.ts, original: read.draft.id, invitation: read.invitation };
}

/** The place of a message; undefined when no person wrote it. */
function placeOf(
  { team_id: team, event }: EventEnvelope,
  message: SlackMessage,
  botUser: string | undefined,
): Place | undefined {
  const { user } = message;
  if (user === undefined || user === botUser || user === 'USLACKBOT' || message.bot_id) return undefined;
  const { channel } = event;
  const inThread = message.thread_ts !== undefined && message.thread_ts !== message.ts;
  if (!isDirect(event)) return { team, channel, user, thread: message.thread_ts ?? message.ts };
  // Who answers below a line of ours goes on with the conversation that this line belongs to.
  const belowOurs = message.parent_user_id !== undefined && message.parent_user_id === botUser;
  return { team, channel, user, ...(inThread && !belowOurs ? { thread: message.thread_ts } : {}) } as Place;
}

function isDirect({ channel, channel_type: type }: EventEnvelope['event']): boolean {
  return type === undefined ? channel.startsWith('D') : type === 'im';
}

function invitationOf({ event }: EventEnvelope, markup: string, botUser: string | undefined): Invitation {
  if (isDirect(event)) return 'direct';
  const isMention = event.type === 'app_mention' || (botUser !== undefined && mentions(markup, botUser));
  return isMention ? 'mention' : 'none';
}

function draftOf({ event }: EventEnvelope, message: SlackMessage, place: Place, text: string): Draft {
  const { ts, thread_ts: threadTs } = message;
  const thread = place.thread ?? (threadTs === ts ? undefined : threadTs);
  return {
    id: `${event.channel}:${ts}` as MessageId,
    conversationId: conversationIdOf(place),
    channel: 'slack',
    senderId: place.user,
    text,
    address: writeAddress(event.channel, thread),
    sentAtMs: instantOf(ts),
  };
}

function readTap(tap: TapEnvelope): Incoming {
  const { container, user } = tap;
  const [action] = tap.actions;
  const place = readConversationId(action.block_id);
  // In a channel everybody sees the buttons; they belong to whom we asked.
  if (place === undefined || place.user !== user.id || place.channel !== container.channel_id) {
    return nothing('a tap by somebody else');
  }
  const { channel_id: channel, message_ts: ts, thread_ts: thread } = container;
  const draft: Draft = {
    id: `${channel}:${ts}:${action.value}` as MessageId,
    conversationId: conversationIdOf(place),
    channel: 'slack',
    senderId: user.id,
    text: unescapeText(action.text.text),
    choiceId: action.value,
    address: writeAddress(channel, place.thread ?? thread),
    sentAtMs: instantOf(action.action_ts),
  };
  const { text, blocks } = tap.message ?? {};
  return {
    kind: 'tap',
    draft,
    tapped: { channel, ts, text: text ?? '', blocks: blocks ?? [], label: action.text.text },
  };
}

function cutText(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  // Half a card number would not be recognised as one.
  return text
    .slice(0, MOST_CHARACTERS)
    .toWellFormed()
    .replace(/[\p{Nd}\s-]+$/u, '');
}

function instantOf(ts: string): number {
  return Math.round(Number(ts) * 1_000) || 0;
}

function nothing(why: string): Incoming {
  return { kind: 'nothing', why };
}
