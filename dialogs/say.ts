/** Turns wording into what the merchant reads: placeholders filled, pieces joined into one message. */

import type { Choice, Guide, Institution, Locale, Wording } from '#knowledge/guide.ts';
import { remember } from '#knowledge/text/remember.ts';
import type { Reply, ReplyChoice } from './message.ts';
import { sayHours, sayInstant } from './opening-hours.ts';
import { PAGES } from './pages.ts';
import type { DialogState } from './state.ts';

/** Sentences with their closing mark, so that one with an unknown placeholder can be left out whole. */
// A full stop inside a number or a name (2.4 GHz) ends nothing.
const SENTENCE = /(?:[^。！？!?\n.]|\.(?=\S))+(?:[。！？!?\n]+|\.(?=\s|$))?\s*/gu;
const PLACEHOLDER = /\{([A-Za-z][\w.]*)\}/g;

/** What a placeholder stands for; `undefined` when nobody knows. */
type LookUp = (name: string) => string | undefined;

/** Fills `{name}` from `values`; a sentence that names something unknown is left out. */
export function fillPlaceholders(text: string, values: Readonly<Record<string, string | undefined>>): string {
  return fill(text, (name) => values[name]);
}

function fill(text: string, lookUp: LookUp): string {
  if (!text.includes('{')) return text;
  return sentencesOf(text)
    .filter(({ names }) => names.every(lookUp))
    .map(({ sentence, names }) =>
      names.length === 0 ? sentence : sentence.replace(PLACEHOLDER, (_, name: string) => lookUp(name) ?? ''),
    )
    .join('')
    .trim();
}

/** A sentence with the names of its placeholders. */
interface Sentence {
  readonly sentence: string;
  readonly names: readonly string[];
}

/** Content holds a few hundred wordings with placeholders, and every turn fills some of them. */
const sentencesOf = remember((text: string): readonly Sentence[] =>
  (text.match(SENTENCE) ?? [text]).map((sentence) => ({
    sentence,
    names: [...sentence.matchAll(PLACEHOLDER)].map(([, name]) => name ?? ''),
  })),
);

/** The institution's own facts, each worked out when a wording asks for it. */
const INSTITUTION_VALUES: Readonly<Record<string, (institution: Institution, locale: Locale) => string | undefined>> = {
  institution: ({ name }, locale) => name[locale],
  hotline: ({ hotline }) => hotline,
  website: ({ website }) => website,
  hours: ({ hours }, locale) => sayHours(hours, locale),
  renewalMaterials: ({ renewalMaterials }, locale) =>
    renewalMaterials.map((words) => words[locale]).join(locale === 'en' ? ', ' : '、'),
  renewalLink: ({ links }) => links.renewal,
  portalLink: ({ links }) => links.portal,
  fees: ({ fees }, locale) => fees[locale],
};

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

/** What a placeholder stands for in a conversation: a slot, the ticket or one of the institution's own facts. */
function valueIn(name: string, state: DialogState, guide: Guide, now: number): string | undefined {
  const { institution } = guide;
  if (name === 'answerDue') {
    const due = state.answerDueMs;
    return due === undefined ? undefined : sayInstant(institution.hours.timeZone, due, now, state.locale);
  }
  // Stays a placeholder until the store has numbered the ticket.
  if (name === 'ticketNumber') return state.ticketNumber;
  if (name === 'quizScore') return String(countRight(state));
  if (name === 'updateNotice') return noticeFor(state, guide);
  if (Object.hasOwn(PAGE_MARKS, name)) return PAGE_MARKS[name];
  if (Object.hasOwn(INSTITUTION_VALUES, name)) {
    return INSTITUTION_VALUES[name]?.(institution, state.locale) || undefined;
  }
  return state.slots[name]?.value;
}

/** A wording in the merchant's language with what is known filled in; empty when nothing of it can be said. */
export function sayWording(
  wording: Wording,
  state: DialogState,
  guide: Guide,
  now: number,
  extra: Readonly<Record<string, string | undefined>> = {},
): string {
  return fill(wording[state.locale], (name) =>
    Object.hasOwn(extra, name) ? extra[name] : valueIn(name, state, guide, now),
  );
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
