/** Draws the application: how far it is, what to do now, and the papers. */

import { type Child, element } from '#adapters/web/dom.ts';
import type { Applicant } from '#knowledge/guide.ts';
import { drawMaterial, type PaperActions, sayPart } from './draw-material.ts';
import type { Drawn } from './drawn.ts';
import { sayDate, sayMoment, sayVisit } from './times.ts';
import { WORDS } from './wording.ts';

/** What the merchant can do on the page. */
export interface PageActions extends PaperActions {
  readonly onApplicant: (applicant: Applicant) => void;
  readonly onSubmit: () => void;
  readonly onVisit: (slot?: string) => void;
}

function button(text: string, onClick: () => void, attributes: Readonly<Record<string, string | boolean>> = {}) {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', onClick);
  return made;
}

function drawStatus({ page, locale }: Drawn): HTMLElement {
  const words = WORDS[locale];
  const name = page.dispatched && page.status === 'approved' ? words.dispatched : words.status[page.status];
  const why =
    page.reason === undefined
      ? undefined
      : element('p', { class: 'why' }, `${words.why}${locale === 'en' ? ': ' : '：'}${page.reason}`);
  return element(
    'section',
    { class: `card status ${page.status}` },
    element('p', { class: 'badge', id: 'status' }, name),
    page.open && !page.uploads ? undefined : element('p', {}, words.next[page.status]),
    why,
  );
}

function drawVisit({ page, locale }: Drawn, { onVisit }: PageActions): Child {
  const words = WORDS[locale];
  if (page.status !== 'approved') return undefined;
  if (page.visit) {
    const when = sayVisit(page.visit, page.timeZone, locale);
    return element('section', { class: 'card' }, element('p', { class: 'visit', id: 'visit' }, words.visit(when)));
  }
  if (page.slots.length === 0) return element('section', { class: 'card' }, element('p', {}, words.noSlots));
  const times = page.slots.map((slot) =>
    button(sayVisit(slot, page.timeZone, locale), () => onVisit(slot.id), { class: 'slot' }),
  );
  return element(
    'section',
    { class: 'card' },
    element('h2', {}, words.visitQuestion),
    element(
      'div',
      { class: 'slots' },
      ...times,
      button(words.noVisit, () => onVisit(), { class: 'slot none' }),
    ),
  );
}

function drawApplicant({ page, locale }: Drawn, { onApplicant }: PageActions): Child {
  if (!page.open) return undefined;
  const words = WORDS[locale];
  const choice = (applicant: Applicant): HTMLElement => {
    const input = element('input', {
      type: 'radio',
      name: 'applicant',
      value: applicant,
      checked: page.applicant === applicant,
    });
    input.addEventListener('change', () => onApplicant(applicant));
    return element('label', { class: 'choice' }, input, element('span', {}, words.applicants[applicant]));
  };
  return element(
    'fieldset',
    { class: 'card applicants' },
    element('legend', {}, words.who),
    element('div', { class: 'choices' }, choice('owner'), choice('manager')),
  );
}

function drawMaterials(drawn: Drawn, actions: PageActions): Child {
  const { page, locale } = drawn;
  const words = WORDS[locale];
  const listed = page.materials.filter(({ applicants }) => applicants.includes(page.applicant));
  // Asked for more, the merchant finds what is wanted on top.
  const rank = (id: string): number => (page.status === 'more-papers' && page.missing.includes(id) ? 0 : 1);
  const own = [...listed].sort((one, other) => rank(one.id) - rank(other.id));
  const shown = page.open ? own : own.filter(({ id }) => page.papers.some(({ material }) => material === id));
  if (shown.length === 0) return undefined;
  return element(
    'section',
    { class: 'papers', 'aria-label': words.materials },
    element('h2', {}, words.materials),
    page.open && !page.uploads ? element('p', { class: 'card by-hand' }, words.byHand) : undefined,
    element('ul', {}, ...shown.map((material) => drawMaterial(material, drawn, actions))),
  );
}

function drawSubmit(drawn: Drawn, { onSubmit }: PageActions): Child {
  const { page, locale, sending } = drawn;
  if (!page.open || !page.uploads) return undefined;
  const words = WORDS[locale];
  const titles = page.materials
    .filter(({ id }) => page.missing.includes(id))
    .map((material) => {
      const title = material.title[locale];
      const part = sayPart(material, drawn);
      if (part === undefined) return title;
      return locale === 'en' ? `${title} (${part})` : `${title}（${part}）`;
    });
  const ready = titles.length === 0 && sending.size === 0;
  const left = titles.length === 0 ? words.complete : words.still(titles.join(locale === 'en' ? '; ' : '、'));
  return element(
    'section',
    { class: 'card submit' },
    element('p', { id: 'left' }, left),
    button(words.submit, onSubmit, { class: 'primary', id: 'submit', disabled: !ready }),
  );
}

function drawHistory({ page, locale }: Drawn): HTMLElement {
  const words = WORDS[locale];
  const steps = page.history.map(({ atMs, status }) =>
    element(
      'li',
      {},
      element('span', {}, words.status[status]),
      element('time', {}, sayMoment(atMs, page.timeZone, locale)),
    ),
  );
  return element('section', { class: 'card history' }, element('h2', {}, words.history), element('ol', {}, ...steps));
}

/** The parts of the page, from top to bottom. */
export function drawPage(drawn: Drawn, actions: PageActions): readonly HTMLElement[] {
  const { page, locale } = drawn;
  const words = WORDS[locale];
  const small = element(
    'p',
    { class: 'quiet' },
    page.uploads ? `${words.safe} ` : '',
    words.until(sayDate(page.linkUntilMs, page.timeZone, locale)),
  );
  const parts: readonly Child[] = [
    drawStatus(drawn),
    drawVisit(drawn, actions),
    drawApplicant(drawn, actions),
    drawMaterials(drawn, actions),
    drawSubmit(drawn, actions),
    drawHistory(drawn),
    small,
  ];
  return parts.filter((part) => part instanceof HTMLElement);
}
