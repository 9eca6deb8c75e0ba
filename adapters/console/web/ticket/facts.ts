/** What is known of a ticket: device, contact, circumstances, and what is still missing. */

import { h } from 'preact';
import type { Ticket } from '#dialogs/ticket.ts';
import { html, type Markup } from '../html.ts';
import { nameOf } from '../signed-in.ts';
import { carrierName, fieldName, flagName } from '../value-names.ts';
import type { FactName, Words } from '../wording.ts';

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

/** A ticket and the words to show it in. */
export interface FactsProps {
  readonly ticket: Ticket;
  readonly words: Words;
}

/** What is missing, what stands out, and what is wrong, as chips. */
export function Marks({ ticket, words }: FactsProps): Markup {
  return html`
    ${chips(
      words.missing,
      ticket.missing.map((name) => fieldName(name, words.lang)),
      'missing',
    )}
    ${chips(
      words.flags,
      ticket.flags.map((flag) => flagName(flag, words.lang)),
      'flags',
    )}
    ${chips(
      words.symptoms,
      ticket.symptoms.map((id) => nameOf(id) ?? id),
      'symptoms',
    )}
  `;
}

function chips(label: string, values: readonly string[], kind: string): Markup {
  if (values.length === 0) return null;
  return html`<p class="chips ${kind}">
    <span class="label">${label}</span>
    ${values.map((value) => html`<span class="chip" key=${value}>${value}</span>`)}
  </p>`;
}

/** All facts in groups; a group of which nothing is known is left out. */
export function Facts({ ticket, words }: FactsProps): Markup {
  const groups = [
    [words.groups.device, DEVICE],
    [words.groups.contact, CONTACT],
    [words.groups.circumstances, CIRCUMSTANCES],
  ] as const;
  return html`<div class="groups">
    ${groups.map(([title, names]) => h(Group, { key: title, title, names, ticket, words }))}
  </div>`;
}

function Group({
  title,
  names,
  ticket,
  words,
}: FactsProps & { readonly title: string; readonly names: readonly FactName[] }): Markup {
  const known = names.filter((name) => ticket[name] !== undefined);
  if (known.length === 0) return null;
  return html`<section>
    <h3>${title}</h3>
    <dl>${known.map((name) => [html`<dt key=${name}>${words.facts[name]}</dt>`, html`<dd>${fact(name, ticket, words)}</dd>`])}</dl>
  </section>`;
}

function fact(name: FactName, ticket: Ticket, words: Words): Markup {
  const value = ticket[name] ?? '';
  if (name === 'contactPhone' && !value.includes('*'))
    return html`<a href="tel:${value.replaceAll(/[^\d+]/g, '')}">${value}</a>`;
  if (name === 'carrier') return carrierName(value, words.lang);
  if (name === 'code') return [html`<span class="serial">${value}</span>`, meaningOf(value)];
  if (name !== 'sn') return nameOf(`${name}.${value}`) ?? value;
  const confirmed = ticket.snConfirmed === true;
  const source = ticket.snSource === undefined ? '' : ` · ${words.source[ticket.snSource]}`;
  const earlier = ticket.snHistory ?? [];
  return [
    html`<span class="serial">${value}</span>`,
    html`<span class=${confirmed ? 'confirmed' : 'unconfirmed'}
      >${confirmed ? words.confirmed : words.unconfirmed}${source}</span
    >`,
    earlier.length === 0 ? null : html`<span class="soft">${words.earlierSerials}: ${earlier.join(', ')}</span>`,
  ];
}

/** What the table of codes says of one; nothing for a code that is not in it. */
function meaningOf(code: string): Markup {
  const meaning = nameOf(`code.${code}`);
  return meaning === undefined ? null : html`<span class="soft">${meaning}</span>`;
}
