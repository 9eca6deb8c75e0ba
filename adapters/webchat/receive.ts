/** The body of POST /chat/messages -> InboundMessage. */

import { z } from 'zod';
import type { Refusal } from '#adapters/browser-request.ts';
import type { InboundMessage, Instant, MessageId } from '#dialogs/message.ts';
import { LOCALES, type Locale } from '#knowledge/guide.ts';
import type { Visitor } from './visitor.ts';
import type { OutgoingMessage } from './wire.ts';

/** A body that became a message, or why not. */
export type Received =
  | { readonly kind: 'message'; readonly message: InboundMessage }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Longest text in UTF-8 bytes. */
export const TEXT_BYTES = 16 * 1024;

const BODY = z.object({
  id: z.uuid(),
  text: z.string(),
  choiceId: z.string().min(1).max(200).optional(),
  locale: z.enum(LOCALES).optional(),
});

/**
 * Reads a body. The message id holds the conversation id, so that nobody can make another visitor's message a
 * duplicate by using its id first.
 */
export function receiveBody(body: unknown, visitor: Visitor, now: Instant): Received {
  const parsed = BODY.safeParse(body);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'body'))].join(', ');
    return refused(400, 'malformed', `Missing or wrong: ${fields}.`);
  }
  const { id, choiceId, locale } = parsed.data;
  const text = cleanText(parsed.data.text);
  if (Buffer.byteLength(text) > TEXT_BYTES) return refused(413, 'too-large', 'The text is longer than 16 KB.');
  if (text === '' && choiceId === undefined) return refused(400, 'empty', 'The message has no text.');
  const tapped = choiceId === undefined ? {} : { choiceId };
  return { kind: 'message', message: messageFrom(visitor, { id, locale, now }, { text, ...tapped, attachments: [] }) };
}

const PHOTO_QUERY = z.object({
  id: z.uuid(),
  name: z.string().max(300).optional(),
  locale: z.enum(LOCALES).optional(),
});
const LONGEST_NAME = 60;

/** Reads the query of POST /chat/images; the attachment has no `ref` yet. */
export function receivePhoto(query: unknown, ending: string, visitor: Visitor, now: Instant): Received {
  const parsed = PHOTO_QUERY.safeParse(query);
  if (!parsed.success) return refused(400, 'malformed', 'Missing or wrong: id, name or locale.');
  const { id, name = '', locale } = parsed.data;
  const stem = cleanText(name)
    .replace(/^.*[\\/]/, '')
    .replace(/\.\w+$/, '')
    .replaceAll(/[\n\t"<>]/g, ' ')
    .trim()
    .slice(0, LONGEST_NAME)
    .toWellFormed();
  const photo = { kind: 'image', name: `${stem || 'photo'}.${ending}`, ref: '' } as const;
  return { kind: 'message', message: messageFrom(visitor, { id, locale, now }, { text: '', attachments: [photo] }) };
}

/** The page's own id of a message; undefined for messages that no page sent. */
export function clientIdOf(messageId: string): OutgoingMessage['id'] | undefined {
  return /^([0-9a-f-]{36})@webchat-/.exec(messageId)?.[1];
}

function messageFrom(
  visitor: Visitor,
  from: { readonly id: string; readonly locale: Locale | undefined; readonly now: Instant },
  content: Pick<InboundMessage, 'text' | 'choiceId' | 'attachments'>,
): InboundMessage {
  return {
    id: messageIdFor(from.id, visitor),
    conversationId: visitor.conversationId,
    channel: 'webchat',
    senderId: visitor.senderId,
    ...content,
    ...(from.locale === undefined ? {} : { locale: from.locale }),
    sentAtMs: from.now,
    receivedAtMs: from.now,
  };
}

function messageIdFor(id: string, visitor: Visitor): MessageId {
  return `${id.toLowerCase()}@${visitor.conversationId}` as MessageId;
}

/** Takes out what no keyboard sends and some stores refuse: control characters and halves of surrogate pairs. */
function cleanText(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, (character) => (character === '\n' || character === '\t' ? character : ''))
    .trim();
}

function refused(status: number, code: string, message: string): Received {
  return { kind: 'refused', refusal: { status, code, message } };
}
