/** A ticket as an Adaptive Card: what it is, and buttons with the boxes behind them. Texts cannot become markup. */

import {
  actionsOf,
  type CardAction,
  describeTicket,
  resolutionChoices,
  TICKET_WORDS,
} from '#adapters/tickets/ticket-words.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Locale } from '#knowledge/guide.ts';
import type { AdaptiveCard } from './activity.ts';
import { TICKET_VERB } from './agents-line.ts';
import { card, paragraphs } from './cards.ts';

/** What only the person sees who has just tapped. */
export interface TicketNotice {
  readonly text: string;
  /** A link for them. */
  readonly url?: string;
}

/** What a card is drawn from. */
export interface TicketCardSource {
  readonly ticket: Ticket;
  /** The ticket's page in the console. */
  readonly url: string;
  readonly locale: Locale;
  /** Teams ids of those whose view of the card is asked for anew when they see it. */
  readonly viewers?: readonly string[];
  readonly notice?: TicketNotice;
}

/** Teams asks for at most so many people's own views. */
export const MOST_VIEWERS = 60;
const INPUT = 3_000;

/** What a tap brings back; boxes add `text` and `code`. */
export interface TicketTap {
  readonly ticket: { readonly number: string; readonly action: CardAction | 'show'; readonly url: string };
}

/** The card. */
export function ticketCard(source: TicketCardSource): AdaptiveCard {
  const { ticket, url, locale, viewers = [], notice } = source;
  const { title, summary, facts } = describeTicket(ticket, locale);
  const isOver = ticket.status === 'resolved' || ticket.status === 'cancelled';
  const body = [
    ...(notice === undefined ? [] : [noticeBox(notice)]),
    { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: title, weight: 'Bolder', size: 'Medium' }] },
    ...paragraphs(summary.join('\n')),
    ...facts.map(({ label, value }) => factLine(label, value)),
    ...(isOver ? [] : [dueLine(ticket.answerDueMs, locale)]),
  ];
  const links = [notice?.url, url].filter((one) => one !== undefined && /^https?:/i.test(one));
  const opens = links.map((one) => ({ type: 'Action.OpenUrl', title: TICKET_WORDS.open[locale], url: one }));
  const actions = [...actionsOf(ticket).map((action) => actionOf(action, source)), ...opens];
  return {
    ...card(body),
    actions,
    ...(viewers.length === 0 ? {} : { refresh: refreshOf(source, viewers.slice(0, MOST_VIEWERS)) }),
  };
}

function noticeBox({ text }: TicketNotice): object {
  return { type: 'Container', style: 'attention', items: paragraphs(text) };
}

function factLine(label: string, value: string): object {
  const inlines = [
    { type: 'TextRun', text: `${label}  `, isSubtle: true },
    { type: 'TextRun', text: value },
  ];
  return { type: 'RichTextBlock', spacing: 'None', inlines };
}

/** The one text with markup: Teams shows the instant in the reader's own time zone. No words of merchants in it. */
function dueLine(atMs: number, locale: Locale): object {
  const instant = `${new Date(atMs).toISOString().slice(0, 19)}Z`;
  const text = `${TICKET_WORDS.due[locale]}: {{DATE(${instant},SHORT)}} {{TIME(${instant})}}`;
  return { type: 'TextBlock', text, isSubtle: true, wrap: true };
}

function execute(action: TicketTap['ticket']['action'], title: string, { ticket, url }: TicketCardSource): object {
  const data: TicketTap = { ticket: { number: ticket.number, action, url } };
  return { type: 'Action.Execute', title, verb: TICKET_VERB, data };
}

function refreshOf(source: TicketCardSource, userIds: readonly string[]): object {
  return { action: execute('show', TICKET_WORDS.open[source.locale], source), userIds };
}

/** What needs words opens a box first, so that nothing goes to a merchant by one tap. */
function actionOf(action: CardAction, source: TicketCardSource): object {
  const { locale } = source;
  const title = TICKET_WORDS[action][locale];
  const box = (items: readonly object[], send: string): object => ({
    type: 'Action.ShowCard',
    title,
    card: { ...card(items), actions: [execute(action, send, source)] },
  });
  switch (action) {
    case 'reply':
      return box([textBox(title, true)], TICKET_WORDS.send[locale]);
    case 'note':
      return box([textBox(title, true)], TICKET_WORDS.save[locale]);
    case 'resolve':
      return box([codeBox(locale), textBox(TICKET_WORDS.lastWords[locale], false)], title);
    case 'handback':
      return box(paragraphs(TICKET_WORDS.handbackAsk[locale]), title);
    default:
      return execute(action, title, source);
  }
}

function textBox(label: string, isRequired: boolean): object {
  const required = isRequired ? { isRequired, errorMessage: label } : {};
  return { type: 'Input.Text', id: 'text', label, isMultiline: true, maxLength: INPUT, ...required };
}

function codeBox(locale: Locale): object {
  const choices = resolutionChoices(locale).map(({ id, label }) => ({ title: label, value: id }));
  return { type: 'Input.ChoiceSet', id: 'code', label: TICKET_WORDS.code[locale], style: 'compact', choices };
}
