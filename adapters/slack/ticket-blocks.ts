/** A ticket -> the card in the agents' channel, and the boxes behind its buttons, within the limits of Block Kit. */

import type { ReplyRoom } from '#adapters/desk-contract.ts';
import {
  actionsOf,
  type CardAction,
  channelName,
  describeTicket,
  resolutionChoices,
  TICKET_WORDS,
} from '#adapters/tickets/ticket-words.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Locale } from '#knowledge/guide.ts';
import { TICKET_ID } from './agents-line.ts';
import type { SlackView } from './client.ts';
import { escapeText } from './plain-text.ts';
import { type Block, plainText, type SlackPost, section } from './render.ts';

/** What a box knows of where it was opened. */
export interface ViewOrigin {
  readonly number: string;
  /** The card's message, in whose thread the outcome is told. */
  readonly ts: string;
}

/** Limits of Block Kit in characters: docs.slack.dev, reference of blocks. */
const HEADER = 150;
const SECTION = 3_000;
const FIELD = 2_000;
const MOST_FIELDS = 10;
const TITLE = 24;
const BUTTON = 75;
const URL_LENGTH = 3_000;
const INPUT = 3_000;

/** Names of the boxes' parts. */
export const TEXT_BLOCK = 'text';
export const CODE_BLOCK = 'code';
/** What a part's only element is called. */
export const ELEMENT = 'value';

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

/** Escaped after it is cut, so that no entity is cut in two. */
function words(text: string, most: number) {
  let kept = clip(text, most);
  while (escapeText(kept).length > most) kept = clip(kept, kept.length - 10);
  return plainText(escapeText(kept));
}

/** The card as a message; `url` is the ticket's page in the console. */
export function ticketPost(ticket: Ticket, url: string, locale: Locale): SlackPost {
  const { title, summary, facts } = describeTicket(ticket, locale);
  const shown = clip(summary.join('\n'), SECTION / 2);
  const fields = facts.slice(0, MOST_FIELDS).map(({ label, value }) => words(`${label}\n${value}`, FIELD));
  const isOver = ticket.status === 'resolved' || ticket.status === 'cancelled';
  const blocks: readonly Block[] = [
    { type: 'header', text: words(title, HEADER) },
    ...(shown === '' ? [] : [section(escapeText(shown))]),
    ...(fields.length === 0 ? [] : [{ type: 'section', fields }]),
    ...(isOver ? [] : [dueBlock(ticket.answerDueMs, locale)]),
    { type: 'actions', block_id: TICKET_ID + ticket.number, elements: buttonsOf(ticket, url, locale) },
  ];
  return { text: escapeText([title, summary[0]].filter(Boolean).join('\n')), blocks };
}

/** The one text with markup: Slack shows the instant in the reader's own time zone. No words of merchants in it. */
function dueBlock(atMs: number, locale: Locale): Block {
  const seconds = Math.floor(atMs / 1_000);
  const fallback = new Date(atMs).toISOString();
  const text = `${TICKET_WORDS.due[locale]}: <!date^${seconds}^{date_short_pretty} {time}|${fallback}>`;
  return { type: 'context', elements: [{ type: 'mrkdwn', text }] };
}

function buttonsOf(ticket: Ticket, url: string, locale: Locale): readonly Block[] {
  const first = ticket.status === 'open' || ticket.status === 'reopened' ? 'claim' : 'reply';
  const buttons = actionsOf(ticket).map((action) => ({
    ...button(action, ticket.number, locale),
    ...(action === first ? { style: 'primary' } : {}),
    ...(action === 'handback' ? { confirm: confirmation(locale) } : {}),
  }));
  const open = { type: 'button', action_id: `${TICKET_ID}open`, text: words(TICKET_WORDS.open[locale], BUTTON), url };
  return url.length <= URL_LENGTH && URL.canParse(url) ? [...buttons, open] : buttons;
}

function button(action: CardAction, number: string, locale: Locale): Block {
  const text = words(TICKET_WORDS[action][locale], BUTTON);
  return { type: 'button', action_id: TICKET_ID + action, value: number, text };
}

function confirmation(locale: Locale): object {
  return {
    title: words(TICKET_WORDS.handback[locale], 100),
    text: words(TICKET_WORDS.handbackAsk[locale], 300),
    confirm: words(TICKET_WORDS.handback[locale], 30),
    deny: words(TICKET_WORDS.cancel[locale], 30),
  };
}

function view(action: CardAction, origin: ViewOrigin, submit: string, locale: Locale, blocks: readonly Block[]) {
  const opened: SlackView = {
    type: 'modal',
    callback_id: TICKET_ID + action,
    private_metadata: JSON.stringify(origin),
    title: words(`${origin.number} ${TICKET_WORDS[action][locale]}`, TITLE),
    submit: words(submit, TITLE),
    close: words(TICKET_WORDS.cancel[locale], TITLE),
    blocks,
  };
  return opened;
}

function textInput(label: string, optional: boolean): Block {
  const element = { type: 'plain_text_input', action_id: ELEMENT, multiline: true, max_length: INPUT };
  return { type: 'input', block_id: TEXT_BLOCK, optional, label: words(label, FIELD), element };
}

/** The box for an answer; it says which way the answer goes and what the platform still takes. */
export function replyView(
  { ticket, room }: { readonly ticket: Ticket; readonly room?: ReplyRoom },
  origin: ViewOrigin,
  locale: Locale,
): SlackView {
  const where = `${TICKET_WORDS.send[locale]} (${channelName(ticket.channel, locale)})`;
  const said = room === undefined ? undefined : roomText(room, locale);
  const notice = said === undefined ? [] : [section(escapeText(said))];
  return view('reply', origin, TICKET_WORDS.send[locale], locale, [textInput(where, false), ...notice]);
}

function roomText({ open, left }: ReplyRoom, locale: Locale): string | undefined {
  if (!open) return TICKET_WORDS.shut[locale];
  return left === undefined ? undefined : `${TICKET_WORDS.closes[locale]}${left}`;
}

/** The box for an internal note. */
export function noteView(origin: ViewOrigin, locale: Locale): SlackView {
  const save = TICKET_WORDS.save[locale];
  return view('note', origin, save, locale, [textInput(TICKET_WORDS.note[locale], false)]);
}

/** The box for the end of a case. */
export function resolveView(origin: ViewOrigin, locale: Locale): SlackView {
  const options = resolutionChoices(locale).map(({ id, label }) => ({ text: words(label, BUTTON), value: id }));
  const code: Block = {
    type: 'input',
    block_id: CODE_BLOCK,
    optional: true,
    label: words(TICKET_WORDS.code[locale], FIELD),
    element: { type: 'static_select', action_id: ELEMENT, options },
  };
  const last = textInput(TICKET_WORDS.lastWords[locale], true);
  return view('resolve', origin, TICKET_WORDS.resolve[locale], locale, [code, last]);
}

/** Tells somebody whom the desk does not know how to say who they are. */
export function strangerPost(link: string, locale: Locale): SlackPost {
  const text = escapeText(TICKET_WORDS.stranger[locale]);
  const open = {
    type: 'button',
    action_id: `${TICKET_ID}link`,
    text: words(TICKET_WORDS.open[locale], BUTTON),
    url: link,
  };
  return { text, blocks: [section(text), { type: 'actions', elements: [open] }] };
}
