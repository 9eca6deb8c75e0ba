/** What the merchant answered besides the named facts: question and answer, in the agent's language where it has one. */

import type { Ticket } from '#dialogs/ticket.ts';
import { html, type Markup } from '../html.ts';
import { currentSettings, inWords } from '../settings.ts';
import { nameOf } from '../signed-in.ts';

const say = inWords({ title: '商户还说了' }, { title: 'Also said' });

/** The answers; nothing where nothing else was asked. */
export function Answers({ ticket }: { readonly ticket: Ticket }): Markup {
  const { answers = [], language } = ticket;
  // What was put in the agent's own language is shown as it was put.
  const isOwn = language === currentSettings().locale;
  const named = (id: string, text: string): string => (isOwn ? text : (nameOf(id) ?? text));
  if (answers.length === 0) return null;
  return html`<section class="answers">
    <h3>${say().title}</h3>
    <dl>
      ${answers.map(({ slot, value, asked, said }) => [
        html`<dt key=${slot}>${named(`ask.${slot}`, asked)}</dt>`,
        html`<dd>${named(`${slot}.${value}`, said)}</dd>`,
      ])}
    </dl>
  </section>`;
}
