/** Reply -> the messages that Slack is asked to post, within the limits of Block Kit. */

import { splitText } from '#adapters/tencent/split-text.ts';
import type { ConversationId, Reply, ReplyChoice } from '#dialogs/message.ts';
import { escapeText } from './plain-text.ts';
import type { TappedMessage } from './receive.ts';

/** A block as Slack takes it. */
export type Block = Readonly<Record<string, unknown>> & { readonly type: string };

/** One message to post; texts are escaped. */
export interface SlackPost {
  readonly text: string;
  readonly blocks?: readonly Block[];
  /** Of a message in a thread: the channel sees it too. */
  readonly broadcast?: true;
  /** What to post instead when Slack refuses the blocks, as it does for a picture that it cannot fetch. */
  readonly plain?: readonly SlackPost[];
}

/** Most buttons of one message: the elements of one `actions` block. */
export const MOST_BUTTONS = 25;
/** Longest text of one message in UTF-8 bytes: 3,000 Chinese characters, what a section holds. */
export const TEXT_BYTES = 9_000;

/** Limits of Block Kit in characters. Source: docs.slack.dev, reference of blocks and block elements. */
const SECTION = 3_000;
const BUTTON_TEXT = 75;
const BUTTON_VALUE = 2_000;
const BLOCK_ID = 255;
const ALT_TEXT = 2_000;
const URL_LENGTH = 3_000;
/** Above about 13,200 characters in all blocks Slack answers `msg_blocks_too_long` (slackapi/bolt-js#2509). */
const ALL_BLOCKS = 13_000;

/** The messages of a reply, in order; `conversationId` names whose buttons they are. */
export function renderReply(reply: Reply, conversationId: ConversationId): readonly SlackPost[] {
  if (reply.kind === 'choices') return renderChoices(reply.text, reply.choices, conversationId);
  if (reply.kind === 'image') return renderImage(reply.text, reply.url);
  if (reply.kind === 'receipt') return renderText(receiptText(reply));
  return renderText(reply.text);
}

function renderText(text: string): readonly SlackPost[] {
  return splitText(text, TEXT_BYTES).map((part) => ({ text: escapeText(part) }));
}

function renderChoices(
  text: string,
  choices: readonly ReplyChoice[],
  conversationId: ConversationId,
): readonly SlackPost[] {
  const plain = renderText([text, ...choices.map(({ label }, index) => `${index + 1}. ${label}`)].join('\n'));
  if (!choices.every(fitsButton) || choices.length > MOST_BUTTONS || choices.length === 0) return plain;
  if (conversationId.length > BLOCK_ID) return plain;
  const parts = splitText(text, SECTION);
  const question = escapeText(parts.at(-1) ?? '');
  const actions = { type: 'actions', block_id: conversationId, elements: choices.map(renderButton) };
  const blocks = [...(question === '' ? [] : [section(question)]), actions];
  if (question.length > SECTION || charactersIn(blocks) > ALL_BLOCKS) return plain;
  const labels = choices.map(({ label }) => escapeText(label)).join(' / ');
  const last = { text: question === '' ? labels : question, blocks, plain };
  return [...parts.slice(0, -1).map((part) => ({ text: escapeText(part) })), last];
}

function fitsButton({ id, label }: ReplyChoice): boolean {
  const shown = escapeText(label).length;
  return shown > 0 && shown <= BUTTON_TEXT && id.length > 0 && id.length <= BUTTON_VALUE;
}

function renderButton({ id, label }: ReplyChoice, index: number): Block {
  return { type: 'button', action_id: `choice-${index + 1}`, value: id, text: plainText(escapeText(label)) };
}

function renderImage(text: string, url: string): readonly SlackPost[] {
  const plain = renderText([text, url].filter((line) => line !== '').join('\n'));
  const shown = escapeText(text);
  if (!isPublicPicture(url) || shown.length > SECTION) return plain;
  const image = { type: 'image', image_url: url, alt_text: shown.slice(0, ALT_TEXT) || url.slice(0, ALT_TEXT) };
  const blocks = [...(shown === '' ? [] : [section(shown)]), image];
  return [{ text: shown === '' ? escapeText(url) : shown, blocks, plain }];
}

/** Slack fetches pictures itself, over HTTPS only. */
function isPublicPicture(url: string): boolean {
  return url.length <= URL_LENGTH && URL.canParse(url) && new URL(url).protocol === 'https:';
}

/** The words of the reply, and what they leave out of the receipt. */
function receiptText({ text, receipt }: Extract<Reply, { kind: 'receipt' }>): string {
  const left = [receipt.ticketNumber, ...receipt.lines].filter((line) => !text.includes(line));
  return [text, ...left].join('\n');
}

/** Our message after a tap: its buttons are gone, and what was chosen stands in their place. */
export function renderChosen({ text, blocks, label }: TappedMessage): SlackPost {
  const chosen = `✓ ${label}`;
  const kept = blocks.filter(({ type }) => type !== 'actions');
  return {
    text: text === '' ? chosen : `${text}\n${chosen}`,
    blocks: [...kept, { type: 'context', elements: [plainText(chosen)] }],
  };
}

/** A paragraph; its text is escaped. */
export function section(escaped: string): Block {
  return { type: 'section', text: plainText(escaped) };
}

/** Plain text takes no formatting, and no `:code:` of an emoji either; it is escaped. */
export function plainText(escaped: string) {
  return { type: 'plain_text', text: escaped, emoji: false } as const;
}

function charactersIn(blocks: readonly Block[]): number {
  return JSON.stringify(blocks).length;
}
