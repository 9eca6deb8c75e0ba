/** A ticket as an agent reads it: summary first, then all that is known. */

import { type Child, element } from '#adapters/web/dom.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import { drawPriority, dueInWords } from './draw-list.ts';
import { ageInWords } from './time-in-words.ts';
import { channelName, fieldName, flagName } from './value-names.ts';
import type { FactName, Words } from './wording.ts';

const DEVICE: readonly FactName[] = ['model', 'sn', 'tid', 'mid', 'iccid'];
const CONTACT: readonly FactName[] = ['contactName', 'contactPhone', 'callWindow'];
const CIRCUMSTANCES: readonly FactName[] = [
  'screenText',
  'code',
  'network',
  'carrier',
  'scope',
  'impact',
  'fallback',
  'since',
  'expiryType',
];

/** What an id or a value is called; undefined when it has no name. */
export type NameOf = (id: string) => string | undefined;

/** Everything of a ticket but its transcript. */
export function drawTicket(ticket: Ticket, nowMs: number, words: Words, nameOf: NameOf): HTMLElement {
  return element(
    'article',
    { 'aria-label': ticket.number },
    drawHead(ticket, nowMs, words),
    element('p', { class: 'summary' }, ticket.summary),
    ticket.merchantWords === undefined
      ? undefined
      : element('blockquote', {}, element('span', { class: 'label' }, words.firstWords), ticket.merchantWords),
    drawChips(
      words.missing,
      ticket.missing.map((name) => fieldName(name, words.lang)),
      'missing',
    ),
    drawChips(
      words.flags,
      ticket.flags.map((flag) => flagName(flag, words.lang)),
      'flags',
    ),
    drawChips(
      words.symptoms,
      ticket.symptoms.map((id) => nameOf(id) ?? id),
      'symptoms',
    ),
    element(
      'div',
      { class: 'groups' },
      drawGroup(words.groups.device, DEVICE, ticket, words, nameOf),
      drawGroup(words.groups.contact, CONTACT, ticket, words, nameOf),
      drawGroup(words.groups.circumstances, CIRCUMSTANCES, ticket, words, nameOf),
    ),
    drawSteps(ticket, words),
  );
}

function drawHead(ticket: Ticket, nowMs: number, words: Words): HTMLElement {
  const due = dueInWords(ticket, nowMs, words);
  return element(
    'header',
    { class: 'ticket-head' },
    drawPriority(ticket, false),
    element('h2', {}, ticket.number),
    element('span', { class: `status ${ticket.status}` }, words.status[ticket.status]),
    due === undefined ? undefined : element('span', { class: due.late ? 'late' : 'due' }, due.text),
    ticket.agent === undefined ? undefined : element('span', { class: 'soft' }, words.by(ticket.agent)),
    element('span', { class: 'soft' }, ageInWords(ticket.openedAtMs, nowMs, words)),
    element('span', { class: 'soft' }, channelName(ticket.channel, words.lang)),
    element('span', { class: 'soft reason' }, ticket.priorityReason),
  );
}

function drawChips(label: string, values: readonly string[], kind: string): HTMLElement | undefined {
  if (values.length === 0) return undefined;
  const chips = values.map((value) => element('span', { class: 'chip' }, value));
  return element('p', { class: `chips ${kind}` }, element('span', { class: 'label' }, label), ...chips);
}

function drawGroup(
  title: string,
  names: readonly FactName[],
  ticket: Ticket,
  words: Words,
  nameOf: NameOf,
): HTMLElement | undefined {
  const known = names.filter((name) => ticket[name] !== undefined);
  if (known.length === 0) return undefined;
  const rows = known.flatMap((name) => [
    element('dt', {}, words.facts[name]),
    element('dd', {}, ...drawFact(name, ticket, words, nameOf)),
  ]);
  return element('section', {}, element('h3', {}, title), element('dl', {}, ...rows));
}

function drawFact(name: FactName, ticket: Ticket, words: Words, nameOf: NameOf): readonly Child[] {
  if (name !== 'sn') return [nameOf(`${name}.${ticket[name]}`) ?? ticket[name]];
  const confirmed = ticket.snConfirmed === true;
  const source = ticket.snSource === undefined ? '' : ` · ${words.source[ticket.snSource]}`;
  const earlier = ticket.snHistory ?? [];
  return [
    element('span', { class: 'serial' }, ticket.sn),
    element(
      'span',
      { class: confirmed ? 'confirmed' : 'unconfirmed' },
      `${confirmed ? words.confirmed : words.unconfirmed}${source}`,
    ),
    earlier.length === 0
      ? undefined
      : element('span', { class: 'soft' }, `${words.earlierSerials}: ${earlier.join(', ')}`),
  ];
}

function drawSteps(ticket: Ticket, words: Words): HTMLElement {
  const steps = ticket.stepsTried.map((tried) =>
    element(
      'li',
      { class: `step ${tried.outcome}` },
      element('span', {}, tried.title),
      element('strong', {}, words.outcome[tried.outcome]),
      tried.words === undefined ? undefined : element('q', {}, tried.words),
    ),
  );
  return element(
    'section',
    { class: 'steps' },
    element('h3', {}, words.stepsTried),
    steps.length === 0 ? element('p', { class: 'soft' }, words.noSteps) : element('ol', {}, ...steps),
  );
}
