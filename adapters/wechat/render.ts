/** Reply -> what WeChat shows: texts within its limit, and choices that can be tapped. */

import { splitText, TEXT_BYTES } from '#adapters/tencent/split-text.ts';
import type { Reply, ReplyChoice } from '#dialogs/message.ts';
import { wordingFor } from './wording.ts';

/** One message of WeChat's. */
export interface Piece {
  readonly text: string;
  /** Empty for a plain text. */
  readonly choices: readonly ReplyChoice[];
}

/** Most choices that are shown as taps; more are a numbered list. */
export const MOST_CHOICES = 10;

/** The messages that a reply takes, in order; at least one. */
export function renderReply(reply: Reply): readonly Piece[] {
  if (reply.kind === 'choices') return renderChoices(reply.text, reply.choices);
  if (reply.kind === 'image') return plain(`${reply.text}\n${reply.url}`);
  if (reply.kind === 'receipt') return plain(withReceipt(reply.text, reply.receipt));
  return plain(reply.text);
}

/**
 * A piece as a text alone, its choices as links: what a passive reply can hold, and what accounts without menus get. A
 * tap on such a link counts and comes back as one on a menu does.
 */
export function linkText({ text, choices }: Piece): string {
  return [text, ...choices.map(link)].join('\n');
}

/** The body of a customer-service message with a menu. */
export function menuBody(openId: string, { text, choices }: Piece): Readonly<Record<string, unknown>> {
  const list = choices.map(({ id, label }) => ({ id, content: label }));
  return { touser: openId, msgtype: 'msgmenu', msgmenu: { head_content: text, list, tail_content: '' } };
}

/** The body of a customer-service message with a text. */
export function textBody(openId: string, text: string): Readonly<Record<string, unknown>> {
  return { touser: openId, msgtype: 'text', text: { content: text } };
}

function renderChoices(text: string, choices: readonly ReplyChoice[]): readonly Piece[] {
  const piece = { text: inert(text), choices };
  if (choices.length <= MOST_CHOICES && Buffer.byteLength(linkText(piece)) <= TEXT_BYTES) return [piece];
  const numbered = choices.map(({ label }, index) => `${index + 1}. ${label}`);
  return plain([text, ...numbered, wordingFor(text).byNumber].join('\n'));
}

function plain(text: string): readonly Piece[] {
  const parts = splitText(inert(text));
  // WeChat refuses an empty text; a reply without words would otherwise be a delivery without end.
  return (parts.length > 0 ? parts : ['…']).map((part) => ({ text: part, choices: [] }));
}

function withReceipt(
  text: string,
  { ticketNumber, lines }: { ticketNumber: string; lines: readonly string[] },
): string {
  const number = text.includes(ticketNumber) ? [] : [`${wordingFor(text).ticket} ${ticketNumber}`];
  return [text, ...number, ...lines.filter((line) => !text.includes(line))].join('\n');
}

/** WeChat makes links of `<a>` in any text; nobody's words may do that, a merchant's own repeated ones included. */
function inert(text: string): string {
  return text.replaceAll(/<(?=\s*\/?\s*a\b)/gi, '＜');
}

function link({ id, label }: ReplyChoice): string {
  const words = label.replaceAll(/[&"'<>#%\\]/g, (mark) => WIDE[mark] ?? ' ');
  return `<a href="weixin://bizmsgmenu?msgmenucontent=${words}&msgmenuid=${encodeURIComponent(id)}">${words}</a>`;
}

/** Marks that would end the link, as their full-width twins. */
const WIDE: Readonly<Record<string, string>> = {
  '&': '＆',
  '"': '”',
  "'": '’',
  '<': '＜',
  '>': '＞',
  '#': '＃',
  '%': '％',
  '\\': '＼',
};
