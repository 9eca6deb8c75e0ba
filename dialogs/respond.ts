/** One turn of the dialog: state and event in, replies, effects and the reasons out. Pure. */

import type { Guide } from '#knowledge/guide.ts';
import { act } from './act.ts';
import { adoptGuide } from './adopt-guide.ts';
import { advance } from './advance.ts';
import { keepComplaint } from './case.ts';
import {
  addEffect,
  addFlag,
  addPhrase,
  addTrace,
  type Desk,
  type Draft,
  flowFrame,
  newDraft,
  patch,
  pushFrame,
} from './draft.ts';
import { PIN_SHOWN } from './end-flow.ts';
import { handToPerson, openTicketNow } from './handoff.ts';
import { type Hearing, hear } from './hear.ts';
import type { Intent, Reading } from './intent.ts';
import { greetDevice, recogniseDevice } from './known-devices.ts';
import { detectLocale, offeredLocale } from './locale.ts';
import { lookUpForAgent } from './look-up-device.ts';
import type { Instant, Reply } from './message.ts';
import { forgetPieces } from './number-in-pieces.ts';
import { isOpen } from './opening-hours.ts';
import { nameLinks } from './page-links.ts';
import { isSameLabel, offeredButtons } from './readers/tap.ts';
import type { SensitiveKind } from './redact/sensitive-kind.ts';
import { askVisitAfter } from './renewal/look-up-renewal.ts';
import { tellNews } from './renewal/tell-news.ts';
import { composeReply, sayPhrase } from './say.ts';
import { type DialogState, type Frame, newState, topFrame } from './state.ts';
import { takeFacts } from './take-facts.ts';
import { draftTicket } from './ticket-draft.ts';
import type { DialogEvent, TimerKind, TurnResult } from './turn.ts';
import { understand } from './understand.ts';

/** A merchant who stops in the middle of leaving the details gets the ticket anyway after this long. */
const COLLECT_SILENCE_MS = 10 * 60_000;
/** A merchant who leaves a question unanswered for this long is reminded, once. */
const REMINDER_MS = 2 * 60 * 60_000;
/** Misunderstandings in a row after which a person takes over; at a question with buttons a person is offered first. */
const MISSES = 2;
const MISSES_IN_WALK = 3;
/** What is noted without leading anywhere is half a misunderstanding. */
const MISS_OF_REMARK = 0.5;

/**
 * Works out one turn. `state` is absent on a conversation's first message. Never throws for anything a merchant can
 * send; every message gets at least one reply.
 */
export function respond(state: DialogState | undefined, event: DialogEvent, guide: Guide, now: Instant): TurnResult {
  const register = event.kind === 'message' ? event.found?.register : undefined;
  const room = event.kind === 'message' ? event.room : undefined;
  const renewals = event.kind === 'message' ? event.found?.renewals : undefined;
  const known = renewals ? { renewals } : {};
  const bound = event.kind === 'message' ? (event.found?.bound ?? []) : [];
  const desk: Desk = {
    guide,
    now,
    ...(bound.length > 0 ? { bound } : {}),
    ...known,
    ...(register ? { register } : {}),
    ...(room === undefined ? {} : { room }),
  };
  const before = state ? adoptGuide(state, guide) : undefined;
  if (event.kind === 'renewal') return tellNews(before ?? newState(guide, 'zh-Hans', 'unknown'), event.news, desk);
  const draft = answer(before, event, desk);
  return finish(before, event.kind === 'message' ? traceNext(draft) : draft, event, desk);
}

function answer(before: DialogState | undefined, event: HeardEvent, desk: Desk): Draft {
  if (event.kind === 'message') return answerMessage(before, event, desk);
  const state = before ?? newState(desk.guide, 'zh-Hans', 'unknown');
  return event.kind === 'timer'
    ? answerTimer(newDraft(state), event.timer, desk)
    : answerAgent(newDraft(state), event, desk);
}

type MessageEvent = Extract<DialogEvent, { kind: 'message' }>;
/** Events that go through the dialog itself; news of a renewal are only told. */
type HeardEvent = Exclude<DialogEvent, { kind: 'renewal' }>;

function answerMessage(before: DialogState | undefined, event: MessageEvent, desk: Desk): Draft {
  const { message } = event;
  const known = recogniseDevice(before ?? newState(desk.guide, message.locale ?? 'zh-Hans', message.channel), desk);
  const heard = hear(event, known, desk);
  // "One sale" would be pinyin, were it not on a button.
  const button = message.choiceId !== undefined || isButton(message.text, known, desk);
  const spoken = button
    ? undefined
    : detectLocale(heard.ownWords, heard.utterance.normal, before?.locale ?? message.locale);
  const state = { ...known, locale: offeredLocale(spoken ?? known.locale, desk.guide.institution.languages) };
  const warned = warnOfCardData(greetDevice(newDraft(state), before, desk), event.sensitive, desk);
  const reading = understand(heard, state, desk);
  const facts = takeFacts(traceMatch(warned, heard, reading), heard, desk);
  const owesReading = event.sensitive.length === 0 && !standsUnasked(facts.state);
  if (!reading && !owesReading && facts.state.frames.length > 0) return advance(facts, desk);
  if (!reading) return missed(facts, heard, desk);
  const { intent } = reading;
  const misses = intent.kind === 'remark' ? facts.state.misses + MISS_OF_REMARK : 0;
  const traced = addTrace(patch(facts, { misses }), reading.reader, sayIntent(intent, heard));
  const acted = act(traced, intent, heard, desk);
  return acted.next === 'advance' ? advance(acted.draft, desk) : acted.draft;
}

/** Whether the message is the label of a button in the language in which it was shown. */
function isButton(text: string, state: DialogState, desk: Desk): boolean {
  const said = text.trim().toLowerCase();
  return offeredButtons(state, desk).some(({ label }) => isSameLabel(label, said));
}

/** The content changed and took away the question that the message may have answered. */
function standsUnasked(state: DialogState): boolean {
  const frame = topFrame(state);
  return frame?.kind === 'flow' && frame.asked === 0;
}

/** Symptoms less likely than this are not worth a line of the trace. */
const LIKELY = 0.05;
const MOST_LIKELY = 4;

/** What the words alone would mean, and what was therefore left aside by the reader that decided. */
function traceMatch(draft: Draft, { message, match }: Hearing, reading: Reading | undefined): Draft {
  if (message.choiceId || match.ranked.length === 0) return draft;
  const taken = reading?.intent.kind === 'symptoms' ? reading.intent.ids : [];
  const others = match.ranked.filter(({ id, score }) => score >= LIKELY && !taken.includes(id)).slice(0, MOST_LIKELY);
  if (others.length === 0) return draft;
  const listed = others.map(({ id, score }) => `${id} ${score.toFixed(2)}`).join(', ');
  const why = reading ? `${reading.reader} came first` : match.because;
  return addTrace(draft, 'excluded', `${listed} (${match.decision}; ${why})`);
}

/** Which question the merchant now has in front of them. */
function traceNext(draft: Draft): Draft {
  const frame = topFrame(draft.state);
  if (!frame) return draft;
  const waits =
    frame.kind === 'flow'
      ? `${frame.flow}/${frame.step}`
      : frame.kind === 'slot' || frame.kind === 'confirm'
        ? `${frame.kind} ${frame.slot}`
        : frame.kind;
  return addTrace(draft, 'next', `waits at ${waits}`);
}

function sayIntent(intent: Intent, heard: Hearing): string {
  const what = intent.kind === 'symptoms' ? `${intent.ids.join(', ')} (${intent.because})` : intent.kind;
  const detail =
    intent.kind === 'result' ? ` ${intent.outcome}` : intent.kind === 'choose' ? ` ${intent.choice.id}` : '';
  return `${what}${detail} — read "${heard.utterance.normal.slice(0, 80)}"`;
}

function warnOfCardData(draft: Draft, sensitive: readonly SensitiveKind[], desk: Desk): Draft {
  if (sensitive.length === 0) return draft;
  const warned = addPhrase(draft, desk, draft.state.flags.includes('card_data') ? 'card-data.again' : 'card-data');
  const event = { kind: 'securityEvent', type: 'card_data_in_chat', count: sensitive.length } as const;
  const traced = addTrace(warned, 'redact', `took out ${sensitive.join(', ')}`);
  const marked = addFlag(forgetPieces(traced), 'card_data');
  return addEffect(sensitive.includes('pin') ? addFlag(marked, PIN_SHOWN) : marked, event);
}

function missed(draft: Draft, heard: Hearing, desk: Desk): Draft {
  const misses = draft.state.misses + 1;
  const counted = patch(addTrace(draft, 'no-match', `nobody could read "${heard.utterance.normal.slice(0, 80)}"`), {
    misses,
  });
  // What is said while a ticket waits is for the agent; an optional question is not pressed.
  if (counted.state.ticketNumber && waitsForNothing(counted.state)) return addPhrase(counted, desk, 'ticket.noted');
  const told =
    counted.state.frames.length === 0 || topFrame(counted.state)?.kind === 'open'
      ? keepComplaint(counted, heard, desk)
      : counted;
  if (misses >= (hasButtons(told.state) ? MISSES_IN_WALK : MISSES)) {
    return advance(handToPerson(addPhrase(patch(told, { misses: 0 }), desk, 'miss.person'), desk, 'no-match'), desk);
  }
  const clarified =
    topFrame(told.state)?.kind === 'clarify' ? patch(told, { frames: told.state.frames.slice(0, -1) }) : told;
  const sorry = addPhrase(clarified, desk, 'miss');
  return advance(sorry.state.frames.length === 0 ? pushFrame(sorry, { kind: 'open', asked: 1 }) : sorry, desk);
}

/** Whether something is being asked that a merchant who is stuck is helped with. */
function hasButtons(state: DialogState): boolean {
  const kind = topFrame(state)?.kind;
  return kind === 'flow' || kind === 'result' || kind === 'slot';
}

function waitsForNothing(state: DialogState): boolean {
  const frame = topFrame(state);
  return !frame || (frame.kind === 'slot' && frame.optional) || frame.kind === 'open';
}

function answerTimer(draft: Draft, timer: TimerKind, desk: Desk): Draft {
  if (timer === 'reminder') return remind(draft, desk);
  const collecting = draft.state.frames.some((frame) => frame.kind === 'handoff');
  if (!collecting || draft.state.ticketNumber) return draft;
  return openTicketNow(
    addTrace(draft, 'timer', 'no answer while collecting; the ticket opens with what is known'),
    desk,
  );
}

/** Reminds once, gently, and only while people are awake; the question stays as it was. */
function remind(draft: Draft, desk: Desk): Draft {
  if (!waitsForMerchant(draft.state) || !isOpen(desk.guide.institution.hours, desk.now)) return draft;
  const traced = addTrace(patch(draft, { reminded: true }), 'timer', 'silence; one reminder, the question stays');
  return addPhrase(traced, desk, 'reminder');
}

/** Whether the bot has asked something and nobody else is about to answer. */
function waitsForMerchant(state: DialogState): boolean {
  return state.frames.length > 0 && state.ticketNumber === undefined && state.reminded !== true;
}

function answerAgent(draft: Draft, event: Extract<DialogEvent, { kind: 'agent' }>, desk: Desk): Draft {
  if (event.action === 'claim') return addPhrase(draft, desk, 'agent.joined');
  if (event.action === 'resolve') {
    const told = addPhrase(draft, desk, 'agent.resolved');
    const { ticketNumber: _number, answerDueMs: _due, ...rest } = told.state;
    return { ...told, state: { ...rest, frames: [], ended: 'resolved' } };
  }
  if (event.action !== 'handback') return draft;
  // Nobody is about to answer any more; the next handoff makes a new promise.
  const { answerDueMs: _due, ...rest } = draft.state;
  const flow = rest.symptom === undefined ? undefined : desk.guide.flows.get(rest.symptom);
  // The walk passes over what is known and tried, so it goes on where it was.
  const fresh: readonly Frame[] = flow ? [flowFrame(flow)] : [{ kind: 'open', asked: 0 }];
  const frames = rest.frames.some((frame) => frame.kind === 'flow') ? rest.frames : fresh;
  return advance(addPhrase({ ...draft, state: { ...rest, frames } }, desk, 'agent.handback'), desk);
}

function finish(before: DialogState | undefined, draft: Draft, event: DialogEvent, desk: Desk): TurnResult {
  const looked = lookUpForAgent(event.kind === 'message' ? askVisitAfter(draft, desk) : draft, desk);
  const timed = keepReminder(before, keepTimer(before, looked, desk), event, desk);
  const updated = updateTicket(before, timed, desk);
  return {
    state: updated.state,
    replies: repliesOf(updated, event, desk),
    effects: updated.effects,
    trace: updated.trace,
  };
}

function isCollecting(state: DialogState | undefined): boolean {
  return state !== undefined && !state.ticketNumber && state.frames.some((frame) => frame.kind === 'handoff');
}

function keepTimer(before: DialogState | undefined, draft: Draft, desk: Desk): Draft {
  const timer = 'collect-silence';
  if (isCollecting(draft.state)) {
    return addEffect(draft, { kind: 'setTimer', timer, dueAtMs: desk.now + COLLECT_SILENCE_MS });
  }
  return isCollecting(before) ? addEffect(draft, { kind: 'clearTimer', timer }) : draft;
}

/** A merchant who does not answer is reminded once; every message puts that off. */
function keepReminder(before: DialogState | undefined, draft: Draft, event: DialogEvent, desk: Desk): Draft {
  if (event.kind === 'timer') return draft;
  const timer = 'reminder';
  const { state } = draft;
  if (waitsForMerchant(state) && !isCollecting(state)) {
    return addEffect(draft, { kind: 'setTimer', timer, dueAtMs: desk.now + REMINDER_MS });
  }
  return before && waitsForMerchant(before) ? addEffect(draft, { kind: 'clearTimer', timer }) : draft;
}

/** Brings an open ticket up to date with what this turn learnt. */
function updateTicket(before: DialogState | undefined, draft: Draft, desk: Desk): Draft {
  const opened = draft.effects.some((effect) => effect.kind === 'openTicket');
  if (opened || !before?.ticketNumber || !draft.state.ticketNumber) {
    if (!opened) return draft;
    const ticket = draftTicket(draft.state, desk.guide, desk.now);
    const effects = draft.effects.map((effect) =>
      effect.kind === 'openTicket' ? { ...effect, draft: ticket } : effect,
    );
    return { ...draft, effects };
  }
  if (draft.effects.some((effect) => effect.kind === 'updateTicket')) return draft;
  const ticket = draftTicket(draft.state, desk.guide, desk.now);
  if (JSON.stringify(ticket) === JSON.stringify(draftTicket(before, desk.guide, desk.now))) return draft;
  return addEffect(draft, { kind: 'updateTicket', draft: ticket });
}

function repliesOf(draft: Draft, event: DialogEvent, desk: Desk): readonly Reply[] {
  const reply = composeReply(draft.lines, draft.choices);
  if (!reply) {
    if (event.kind !== 'message') return [];
    return [{ kind: 'text', text: sayPhrase('ack', draft.state, desk.guide, desk.now) }];
  }
  const text = nameLinks(reply.text, event.kind === 'message' ? event.pages : undefined);
  return [draft.receipt ? { kind: 'receipt', text, receipt: draft.receipt } : { ...reply, text }];
}
