/** Turns wording into what the merchant reads: placeholders filled, pieces joined into one message. */

import type { Choice, Guide, Institution, Locale, Wording } from '#knowledge/guide.ts';
import type { Reply, ReplyChoice } from './message.ts';
import { sayHours, sayInstant } from './opening-hours.ts';
import { PAGES } from './pages.ts';
import type { DialogState } from './state.ts';

/** Sentences with their closing mark, so that one with an unknown placeholder can be left out whole. */
// A full stop inside a number or a name (2.4 GHz) ends nothing.
const SENTENCE = /(?:[^。！？!?\n.]|\.(?=\S))+(?:[。！？!?\n]+|\.(?=\s|$))?\s*/gu;
const PLACEHOLDER = /\{([A-Za-z][\w.]*)\}/g;

/** Fills `{name}` from `values`; a sentence that names something unknown is left out. */
export function fillPlaceholders(text: string, values: Readonly<Record<string, string | undefined>>): string {
  if (!text.includes('{')) return text;
  const sentences = text.match(SENTENCE) ?? [text];
  return sentences
    .filter((sentence) => [...sentence.matchAll(PLACEHOLDER)].every(([, name]) => values[name ?? '']))
    .map((sentence) => sentence.replace(PLACEHOLDER, (_, name: string) => values[name] ?? ''))
    .join('')
    .trim();
}

function institutionValues(institution: Institution, locale: Locale): Record<string, string | undefined> {
  return {
    institution: institution.name[locale] || undefined,
    hotline: institution.hotline || undefined,
    website: institution.website || undefined,
    hours: sayHours(institution.hours, locale) || undefined,
    renewalMaterials:
      institution.renewalMaterials.map((words) => words[locale]).join(locale === 'en' ? ', ' : '、') || undefined,
    renewalLink: institution.links.renewal || undefined,
    portalLink: institution.links.portal || undefined,
    fees: institution.fees[locale] || undefined,
  };
}

/** Links to pages stay placeholders until the turn is over: `nameLinks` fills them in. */
const PAGE_MARKS = Object.fromEntries(PAGES.map((page) => [`page.${page}`, `{page.${page}}`]));

/** What the institution has published for the merchant's model: the phrase `notice.<model>`, such as `notice.A920`. */
function noticeFor({ slots, locale }: DialogState, { phrases }: Guide): string | undefined {
  return slots.model && phrases.get(`notice.${slots.model.value.replace(/\s+/g, '-')}`)?.[locale];
}

/** How many questions of the quiz were answered right. */
function countRight({ slots }: DialogState): number {
  return Object.entries(slots).filter(([slot, { value }]) => /^quiz\d$/.test(slot) && value === 'right').length;
}

/** What a placeholder may stand for in a conversation: its slots, its ticket and the institution's own facts. */
function knownValues(state: DialogState, guide: Guide, now: number): Record<string, string | undefined> {
  const slots = Object.fromEntries(Object.entries(state.slots).map(([slot, value]) => [slot, value.value]));
  const due = state.answerDueMs;
  const zone = guide.institution.hours.timeZone;
  return {
    ...slots,
    ...institutionValues(guide.institution, state.locale),
    ...PAGE_MARKS,
    updateNotice: noticeFor(state, guide),
    quizScore: String(countRight(state)),
    // Stays a placeholder until the store has numbered the ticket.
    ticketNumber: state.ticketNumber,
    answerDue: due === undefined ? undefined : sayInstant(zone, due, now, state.locale),
  };
}

/** A wording in the merchant's language with what is known filled in; empty when nothing of it can be said. */
export function sayWording(
  wording: Wording,
  state: DialogState,
  guide: Guide,
  now: number,
  extra: Readonly<Record<string, string | undefined>> = {},
): string {
  const text = wording[state.locale];
  return text.includes('{') ? fillPlaceholders(text, { ...knownValues(state, guide, now), ...extra }) : text;
}

/** A phrase by its key; the key itself when the content lacks it, so that a gap shows and nothing breaks. */
export function sayPhrase(
  key: string,
  state: DialogState,
  guide: Guide,
  now: number,
  extra: Readonly<Record<string, string | undefined>> = {},
): string {
  const wording = guide.phrases.get(key);
  return wording ? sayWording(wording, state, guide, now, extra) : key;
}

/** Choices as buttons; the id names its question, so that a late tap is recognised. */
export function buttons(step: string, choices: readonly Pick<Choice, 'id' | 'label'>[], locale: Locale): ReplyChoice[] {
  return choices.map((choice) => ({ id: `${step}:${choice.id}`, label: choice.label[locale] }));
}

/** One message out of the pieces of a turn. */
export function composeReply(lines: readonly string[], choices: readonly ReplyChoice[]): Reply | undefined {
  const text = lines.filter((line) => line !== '').join('\n');
  if (text === '') return undefined;
  return choices.length > 0 ? { kind: 'choices', text, choices } : { kind: 'text', text };
}
