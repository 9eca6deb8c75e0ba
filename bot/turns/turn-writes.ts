/** Turns what a dialog turn asked for into what the store writes: tickets, owner, timers, lines. Pure. */

import type { Owner } from '#dialogs/conversation.ts';
import type { Instant } from '#dialogs/message.ts';
import { nameTicket } from '#dialogs/name-ticket.ts';
import { answerDue, sayInstant } from '#dialogs/opening-hours.ts';
import { fillPlaceholders } from '#dialogs/say.ts';
import type { Ticket, TicketDraft } from '#dialogs/ticket.ts';
import type { Effect, TurnResult } from '#dialogs/turn.ts';
import type { Guide } from '#knowledge/guide.ts';
import { LOCALES } from '#knowledge/guide.ts';
import { deviceWrites } from '../directory/device-writes.ts';
import type { CaseOutcome, NewLine, TurnWork, TurnWrites } from '../store/store.ts';

/** True while a ticket is somebody's business. */
export function isLive(ticket: Ticket): boolean {
  return ticket.status !== 'resolved' && ticket.status !== 'cancelled';
}

/** True while a ticket has an agent who answers, the time that the agent waits for the merchant included. */
export function isHeld({ status, agent }: Ticket): boolean {
  return status === 'claimed' || (status === 'waiting' && agent !== undefined);
}

/** Who answers, given the conversation's tickets; `free` when none of them is waited or worked on. */
export function ownerOf(tickets: readonly Ticket[], free: Owner): Owner {
  if (tickets.some(isHeld)) return 'agent';
  return tickets.some((ticket) => ticket.status === 'open' || ticket.status === 'reopened') ? 'queue' : free;
}

/** The tickets with one of them put in place of its earlier shape, or in front when it is new. */
export function putTicket(tickets: readonly Ticket[], ticket: Ticket): readonly Ticket[] {
  const known = tickets.some((one) => one.number === ticket.number);
  return known ? tickets.map((one) => (one.number === ticket.number ? ticket : one)) : [ticket, ...tickets];
}

/** What has come of the effects so far. */
interface Progress extends Pick<TurnWrites, 'timers' | 'securityEvents'> {
  readonly tickets: readonly Ticket[];
  readonly deletedMedia: readonly string[];
  readonly outcome?: TurnWrites['outcome'];
}

type UpdateTicket = Extract<Effect, { kind: 'updateTicket' }>;

/** What people have added or decided, which a new draft does not take away. */
function deskFieldsOf(ticket: Ticket): Partial<Ticket> {
  const { firstAnswerAtMs, resolution, rating, ratingAskedAtMs, mergedInto, prioritySet } = ticket;
  const { priority, priorityReason } = ticket;
  return {
    ...(firstAnswerAtMs === undefined ? {} : { firstAnswerAtMs }),
    ...(resolution === undefined || !isLive(ticket) ? {} : { resolution }),
    ...(rating === undefined ? {} : { rating }),
    ...(ratingAskedAtMs === undefined ? {} : { ratingAskedAtMs }),
    ...(mergedInto === undefined ? {} : { mergedInto }),
    ...(prioritySet === undefined ? {} : { prioritySet, priority, priorityReason }),
  };
}

/** A ticket whose case goes on: a merchant who has not rated it is asked again when it ends. */
export function askAnew<Known extends Pick<Ticket, 'rating' | 'ratingAskedAtMs'>>(
  ticket: Known,
): Known | Omit<Known, 'ratingAskedAtMs'> {
  if (ticket.rating !== undefined) return ticket;
  const { ratingAskedAtMs: _, ...rest } = ticket;
  return rest;
}

/** An update that promises an answer puts a ticket that nobody waits for back into the queue. */
function updateTicket(ticket: Ticket, effect: UpdateTicket, now: Instant): Ticket {
  const { number, conversationId, status, openedAtMs, agent } = ticket;
  const kept = {
    ...effect.draft,
    ...deskFieldsOf(ticket),
    number,
    conversationId,
    openedAtMs,
    updatedAtMs: now,
  };
  const asleep = (status === 'waiting' && agent === undefined) || !isLive(ticket);
  if (asleep && effect.answerDueMs !== undefined) {
    return { ...askAnew(kept), status: 'reopened', answerDueMs: effect.answerDueMs };
  }
  const answerDueMs = effect.answerDueMs ?? ticket.answerDueMs;
  return { ...kept, status, answerDueMs, ...(agent === undefined ? {} : { agent }) };
}

function openTicket(work: TurnWork, draft: TicketDraft, answerDueMs: Instant, now: Instant): Ticket {
  const { nextTicketNumber: number, conversation } = work;
  return {
    ...draft,
    number,
    conversationId: conversation.id,
    status: 'open',
    openedAtMs: now,
    updatedAtMs: now,
    answerDueMs,
  };
}

function applyEffect(so: Progress, effect: Effect, work: TurnWork, now: Instant): Progress {
  const newest = so.tickets[0];
  switch (effect.kind) {
    case 'openTicket':
      if (newest?.number === work.nextTicketNumber) throw new Error('The dialog opened two tickets in one turn.');
      return { ...so, tickets: [openTicket(work, effect.draft, effect.answerDueMs, now), ...so.tickets] };
    case 'updateTicket':
      if (!newest) throw new Error('The dialog updated a ticket that was never opened.');
      return { ...so, tickets: putTicket(so.tickets, updateTicket(newest, effect, now)) };
    case 'cancelTicket':
      if (!newest || !isLive(newest)) return so;
      return { ...so, tickets: putTicket(so.tickets, { ...newest, status: 'cancelled', updatedAtMs: now }) };
    case 'setTimer':
      return { ...so, timers: [...so.timers, { kind: 'set', timer: effect.timer, dueAtMs: effect.dueAtMs }] };
    case 'clearTimer':
      return { ...so, timers: [...so.timers, { kind: 'clear', timer: effect.timer }] };
    case 'lookupDevice':
    case 'bindDevice':
    case 'registerMiss':
    case 'reminders':
    case 'askRenewals':
      return so;
    case 'deletePhoto':
      return { ...so, deletedMedia: [...so.deletedMedia, effect.ref] };
    case 'securityEvent':
      return { ...so, securityEvents: [...so.securityEvents, { type: effect.type, count: effect.count }] };
    case 'close':
      return { ...so, outcome: effect.outcome, tickets: closeHandedBack(so.tickets, effect.outcome, now) };
  }
}

/** A ticket that was handed back to the bot ends with the case that the bot has solved. */
function closeHandedBack(tickets: readonly Ticket[], outcome: CaseOutcome, now: Instant): readonly Ticket[] {
  const [newest] = tickets;
  if (newest?.status !== 'waiting' || isHeld(newest) || outcome === 'abandoned') return tickets;
  return putTicket(tickets, { ...newest, status: 'resolved', resolution: { atMs: now }, updatedAtMs: now });
}

function replyLine(reply: TurnResult['replies'][number]): NewLine {
  return { from: 'bot', text: reply.text, reply };
}

/** How a turn begins: tickets that the desk has already changed, and lines that come before the bot's. */
export interface Beginning {
  readonly tickets: readonly Ticket[];
  readonly lines: readonly NewLine[];
  /** Who answers when no ticket is waited or worked on. */
  readonly free: Owner;
}

/** What the store writes for a result of the dialog. Throws when the result contradicts the tickets there are. */
export function writeTurn(work: TurnWork, result: TurnResult, now: Instant, beginning?: Beginning): TurnWrites {
  const opens = result.effects.some((effect) => effect.kind === 'openTicket');
  const named = opens ? nameTicket(result, work.nextTicketNumber) : result;
  const start: Progress = {
    tickets: beginning?.tickets ?? work.tickets,
    timers: [],
    securityEvents: [],
    deletedMedia: [],
  };
  const end = named.effects.reduce((so, effect) => applyEffect(so, effect, work, now), start);
  const free = end.outcome === undefined ? (beginning?.free ?? 'bot') : 'nobody';
  return {
    owner: ownerOf(end.tickets, free),
    state: named.state,
    lines: [...(beginning?.lines ?? []), ...named.replies.map(replyLine)],
    tickets: end.tickets.filter((ticket) => !work.tickets.includes(ticket)),
    timers: end.timers,
    securityEvents: end.securityEvents,
    trace: named.trace,
    ...deviceWrites(named.effects),
    ...(end.deletedMedia.length === 0 ? {} : { deletedMedia: end.deletedMedia }),
    ...(end.outcome === undefined ? {} : { outcome: end.outcome }),
  };
}

/** What the store writes when a turn changes nothing but what `changes` say. */
export function keepTurn(work: TurnWork, changes: Partial<TurnWrites>): TurnWrites {
  const { owner, state } = work.conversation;
  return { owner, state, lines: [], tickets: [], timers: [], securityEvents: [], trace: [], ...changes };
}

const LAST_RESORT = 'Sorry, something went wrong here. / 抱歉,系统出了点问题。';

function defectDraft(work: TurnWork, guide: Guide): TicketDraft {
  const { state, channel } = work.conversation;
  const merchantWords = state?.merchantWords ?? work.arrival?.message.text;
  const symptoms = state?.symptoms ?? [];
  const known = (slot: string): boolean => state?.slots[slot] !== undefined;
  return {
    priority: 'P2',
    priorityReason: 'posdesk failed on this message, so nobody has helped this merchant yet',
    symptoms: symptoms.length > 0 ? symptoms : ['unknown'],
    ...(merchantWords === undefined ? {} : { merchantWords }),
    ...Object.fromEntries(
      (['model', 'sn', 'tid', 'mid'] as const).flatMap((slot) => {
        const value = state?.slots[slot]?.value;
        return value === undefined ? [] : [[slot, value]];
      }),
    ),
    stepsTried: state?.stepsTried ?? [],
    flags: [...(state?.flags ?? []), 'bot-error'],
    summary: `The bot failed on this merchant's message. Please read the conversation and answer.`,
    language: state?.locale ?? work.arrival?.message.locale ?? LOCALES[0] ?? 'zh-Hans',
    channel,
    attachments: state?.attachments ?? work.arrival?.message.attachments ?? [],
    missing: guide.institution.requiredSlots.filter((slot) => !known(slot)),
  };
}

/** What the store writes when the dialog failed: an apology, and a ticket unless a live one is there. */
export function apologise(work: TurnWork, guide: Guide, now: Instant): TurnWrites {
  const draft = defectDraft(work, guide);
  const { state } = work.conversation;
  const live = work.tickets.find(isLive);
  const due = answerDue(guide.institution, draft.priority, now) ?? now;
  const ticket = live ?? openTicket(work, draft, due, now);
  const wording = guide.phrases.get('error.apology')?.[draft.language] ?? LAST_RESORT;
  const text = fillPlaceholders(wording, {
    ticketNumber: ticket.number,
    hotline: guide.institution.hotline || undefined,
    answerDue: sayInstant(guide.institution.hours.timeZone, ticket.answerDueMs, now, draft.language),
  });
  const remembered = { ticketNumber: ticket.number, answerDueMs: ticket.answerDueMs };
  return keepTurn(work, {
    owner: ownerOf(putTicket(work.tickets, ticket), 'bot'),
    state: state && { ...state, ...remembered },
    lines: [replyLine({ kind: 'text', text: text || LAST_RESORT })],
    tickets: live ? [] : [ticket],
    trace: [{ by: 'run-turn', says: 'The dialog failed on this message; a person was offered.' }],
  });
}
