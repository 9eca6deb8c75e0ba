/** A Reply -> the activities that Teams shows. */

import { splitText } from '#adapters/tencent/split-text.ts';
import type { Reply, ReplyChoice } from '#dialogs/message.ts';
import type { AdaptiveCard, OutgoingActivity } from './activity.ts';
import { choicesCard, imageCard, receiptCard } from './cards.ts';

/** Buttons on one card; more make the card longer than a phone's screen. */
export const MOST_CHOICES = 10;
/** UTF-8 bytes of one text; at two bytes a character this stays below Teams' limit whatever the script. */
export const TEXT_BYTES = 25_000;
/** Teams refuses messages of about 100 KB of UTF-16; it recommends to stay below 80. */
const MOST_UTF16_BYTES = 80 * 1024;
/** Notifications cut longer ones off anyway. */
const SUMMARY_CHARACTERS = 120;

/** The messages of a reply to this person, in order. A card that would be too large becomes text. */
export function renderReply(reply: Reply, userId?: string): readonly OutgoingActivity[] {
  const card = cardFor(reply, userId);
  if (card !== undefined) {
    const activity = cardActivity(reply.text, card);
    if (JSON.stringify(activity).length * 2 <= MOST_UTF16_BYTES) return [activity];
  }
  return renderPlain(reply);
}

/** The same without cards: choices are a list to answer by number. */
export function renderPlain(reply: Reply): readonly OutgoingActivity[] {
  return splitText(plainText(reply), TEXT_BYTES).map((text) => ({ type: 'message', textFormat: 'plain', text }));
}

/** A message that is a card. */
export function cardActivity(text: string, content: AdaptiveCard): OutgoingActivity {
  return {
    type: 'message',
    summary: [...text.replaceAll(/\s+/g, ' ')].slice(0, SUMMARY_CHARACTERS).join(''),
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
  };
}

function cardFor(reply: Reply, userId: string | undefined): AdaptiveCard | undefined {
  if (reply.kind === 'choices') {
    const { text, choices } = reply;
    return choices.length > 0 && choices.length <= MOST_CHOICES ? choicesCard(text, choices, userId) : undefined;
  }
  if (reply.kind === 'receipt') return receiptCard(reply.text, reply.receipt);
  if (reply.kind === 'image' && /^https?:\/\//i.test(reply.url)) return imageCard(reply.text, reply.url);
  return undefined;
}

function plainText(reply: Reply): string {
  if (reply.kind === 'choices') return [reply.text, ...numbered(reply.choices)].join('\n');
  if (reply.kind === 'receipt') return [reply.text, reply.receipt.ticketNumber, ...reply.receipt.lines].join('\n');
  return reply.text;
}

function numbered(choices: readonly ReplyChoice[]): readonly string[] {
  return choices.map(({ label }, index) => `${index + 1}. ${label}`);
}
