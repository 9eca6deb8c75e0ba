/** Writes the ticket from what the conversation knows. */

import { type Guide, LOCALES, type Locale, type Wording } from '#knowledge/guide.ts';
import { CODE_QUESTION } from './codes.ts';
import type { Instant } from './message.ts';
import { missingSlots } from './needs.ts';
import { rateCase } from './priority.ts';
import { sayPhrase, sayWording } from './say.ts';
import type { DialogState } from './state.ts';
import type { AgentTexts, TicketDraft } from './ticket.ts';
import { answersOf } from './ticket-answers.ts';

/** Longest quotation of the merchant in the summary, in characters. */
const QUOTE_CHARACTERS = 100;

/** The ticket as it stands now. Pure; a field not known is absent. */
export function draftTicket(state: DialogState, guide: Guide, now: Instant): TicketDraft {
  const { priority, reason } = rateCase(state, guide, now);
  const sn = state.slots.sn;
  const known = (slot: string): string | undefined => givenValue(state, slot);
  const answers = answersOf(state, guide, now);
  return dropAbsent({
    priority,
    priorityReason: reason,
    symptoms: labels(state),
    merchantWords: state.merchantWords,
    screenText: known('screenText'),
    code: known('code'),
    model: known('model'),
    sn: sn?.value,
    snSource: sn && sn.source !== 'default' ? sn.source : undefined,
    snConfirmed: sn?.confirmed,
    snHistory: state.snHistory.length > 0 ? state.snHistory : undefined,
    tid: known('tid'),
    mid: known('mid'),
    iccid: known('iccid'),
    contactName: known('contactName'),
    contactPhone: known('phone'),
    callWindow: known('callWindow'),
    network: known('network'),
    carrier: known('carrier'),
    scope: known('scope'),
    impact: impact(state, guide, now),
    fallback: known('fallback') ?? advisedFallback(state, guide, now),
    stepsTried: state.stepsTried,
    answers: answers.length > 0 ? answers : undefined,
    since: known('since'),
    expiryType: known('expiryType'),
    flags: flagsOf(state),
    summary: summarise(state, guide, now),
    forAgents: textsForAgents(state, guide, now),
    language: state.locale,
    channel: state.channel,
    attachments: state.attachments,
    missing: missingFields(state, guide),
  });
}

/** What the merchant said of a slot; "don't know" says nothing. */
function givenValue(state: DialogState, slot: string): string | undefined {
  const value = state.slots[slot]?.value;
  return value === 'unsure' ? undefined : value;
}

/** The question what to do meanwhile; its answer names other ways to take money. */
const CONTINGENCY = 'how-contingency';

/** What a merchant who asked was told to take money with meanwhile, without saying whether it is there. */
function advisedFallback(state: DialogState, guide: Guide, now: Instant): string | undefined {
  if (!state.symptoms.includes(CONTINGENCY) || !guide.phrases.has('fallback.advised')) return undefined;
  return sayPhrase('fallback.advised', state, guide, now);
}

/** The marks of the case, with what was lost to a fraud. */
function flagsOf({ flags, slots }: DialogState): string[] {
  const marks = flags.filter((flag) => !flag.startsWith('priority_'));
  if (slots.paidOrLeaked?.value !== 'yes') return marks;
  const amount = slots.paidAmount?.value;
  const by = slots.paidBy?.value;
  return [...marks, amount ? `fraud_loss ${amount}` : 'paid_or_leaked', ...(by ? [`paid_by ${by}`] : [])];
}

/** What an agent reads, in every language, whatever the merchant writes. */
function textsForAgents(state: DialogState, guide: Guide, now: Instant): TicketDraft['forAgents'] {
  const textsIn = (locale: Locale): AgentTexts => {
    const spoken = translateCase(state, locale, guide);
    return {
      priorityReason: rateCase(spoken, guide, now).reason,
      summary: summarise(spoken, guide, now),
      steps: spoken.stepsTried.map(({ title }) => title),
    };
  };
  return { 'zh-Hans': textsIn('zh-Hans'), 'zh-Hant': textsIn('zh-Hant'), en: textsIn('en') };
}

/** The same case as if it had been held in another language; quotations stay as they are. */
function translateCase(state: DialogState, locale: Locale, guide: Guide): DialogState {
  const { doTitles, reasons } = wordingsOf(guide);
  const reason = state.handoffReason
    ?.split(' / ')
    .map((one) => reasons.get(one)?.[locale] ?? one)
    .join(' / ');
  return {
    ...state,
    locale,
    stepsTried: state.stepsTried.map((tried) => ({
      ...tried,
      title: doTitles.get(tried.step)?.[locale] ?? tried.title,
    })),
    ...(reason === undefined ? {} : { handoffReason: reason }),
  };
}

interface Wordings {
  /** Titles of `do` steps by their id. */
  readonly doTitles: ReadonlyMap<string, Wording>;
  /** Reasons of handoffs by each of their languages. */
  readonly reasons: ReadonlyMap<string, Wording>;
}

const wordings = new WeakMap<Guide, Wordings>();

function wordingsOf(guide: Guide): Wordings {
  const known = wordings.get(guide);
  if (known) return known;
  const steps = [...guide.flows.values()].flatMap((flow) => flow.steps);
  const found = {
    doTitles: new Map(steps.flatMap((step) => (step.kind === 'do' ? [[step.id, step.title] as const] : []))),
    reasons: new Map(
      steps.flatMap((step) => {
        const reason = step.kind === 'outcome' ? step.reason : undefined;
        return reason ? LOCALES.map((locale) => [reason[locale], reason] as const) : [];
      }),
    ),
  };
  wordings.set(guide, found);
  return found;
}

type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };

function dropAbsent(fields: Loose<TicketDraft>): TicketDraft {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as unknown as TicketDraft;
}

/** The symptom being worked on first; a case that never got a symptom says so. */
function labels(state: DialogState): string[] {
  const others = state.symptoms.filter((id) => id !== state.symptom);
  const coded = state.slots.code && ![...others, state.symptom].includes(CODE_QUESTION) ? [CODE_QUESTION] : [];
  const named = state.symptom ? [state.symptom, ...others, ...coded] : others;
  if (named.length > 0) return named;
  return state.flags.includes('asked_human') ? ['ctl-human', 'unknown'] : ['unknown'];
}

function missingFields(state: DialogState, guide: Guide): string[] {
  const missing = [...missingSlots(state, guide)];
  return state.symptoms.length === 0 ? [...missing, 'symptom'] : missing;
}

function impact(state: DialogState, guide: Guide, now: Instant): string | undefined {
  const flow = state.symptom ? guide.flows.get(state.symptom) : undefined;
  return flow?.kind === 'symptom' && flow.impact ? sayWording(flow.impact, state, guide, now) : undefined;
}

/** Three lines that an agent reads first: what is wrong, what was tried, what is needed. */
function summarise(state: DialogState, guide: Guide, now: Instant): string {
  const say = (key: string, extra: Record<string, string | undefined> = {}): string =>
    sayPhrase(`summary.${key}`, state, guide, now, extra);
  const separator = state.locale === 'en' ? '; ' : '；';
  return [
    whatLine(state, guide, say, separator),
    triedLine(state, guide, say, separator),
    needLine(state, guide, say, separator),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

type Say = (key: string, extra?: Record<string, string | undefined>) => string;

function titles(state: DialogState, guide: Guide): string {
  const named = labels(state).flatMap((id) => guide.flows.get(id) ?? []);
  // What was asked in between is no trouble.
  const faults = named.filter((flow) => flow.kind === 'symptom' && !flow.informative);
  return (faults.length > 0 ? faults : named).map(({ title }) => title[state.locale]).join(' + ');
}

function whatLine(state: DialogState, guide: Guide, say: Say, separator: string): string {
  const value = (slot: string): string | undefined => {
    const known = givenValue(state, slot);
    return known && (guide.phrases.get(`value.${slot}.${known}`)?.[state.locale] ?? known);
  };
  const code = value('code');
  const words = quoted(state.merchantWords ?? '');
  // A complaint that quotes the screen has said it.
  const screen = words.includes(value('screenText') ?? '') ? undefined : value('screenText');
  const parts = [
    titles(state, guide) || say('unknown'),
    words && say('quote', { words }),
    screen && say('screen', { screen }),
    code && say('code', { code }),
    value('network'),
    value('scope'),
    value('recentChange'),
  ];
  return parts.filter(Boolean).join(separator);
}

/** The beginning of the complaint, on one line. */
function quoted(words: string): string {
  return words.replace(/\s+/g, ' ').slice(0, QUOTE_CHARACTERS);
}

function triedLine(state: DialogState, guide: Guide, say: Say, separator: string): string {
  if (state.stepsTried.length === 0) return say('nothing-tried');
  const steps = state.stepsTried.map((tried) => {
    const outcome = guide.phrases.get(`outcome.${tried.outcome}`)?.[state.locale] ?? tried.outcome;
    return state.locale === 'en' ? `${tried.title} (${outcome})` : `${tried.title}（${outcome}）`;
  });
  return say('tried', { steps: steps.join(separator) });
}

function needLine(state: DialogState, guide: Guide, say: Say, separator: string): string {
  const reasons = (state.handoffReason ?? 'steps-exhausted').split(' / ');
  const phrase = reasons.map((one) => guide.phrases.get(`reason.${one}`)?.[state.locale] ?? one).join(' / ');
  const missing = missingFields(state, guide).map((slot) => guide.phrases.get(`field.${slot}`)?.[state.locale] ?? slot);
  const { maker, model, sn, mid } = state.slots;
  // Without a serial the merchant number is what the terminal is found by.
  const device = [model?.value ?? maker?.value, sn ? `SN ${sn.value}` : mid && `MID ${mid.value}`].filter(Boolean);
  const parts = [
    phrase,
    device.join(' '),
    missing.length > 0 ? say('missing', { missing: missing.join(state.locale === 'en' ? ', ' : '、') }) : '',
    state.slots.remarks ? say('remarks', { words: quoted(state.slots.remarks.value) }) : '',
    state.slots.openQuestion ? say('asked', { words: quoted(state.slots.openQuestion.value) }) : '',
    state.slots.phone ? say('phone', { phone: state.slots.phone.value }) : '',
    state.slots.callWindow?.value,
  ];
  return parts.filter(Boolean).join(separator);
}
