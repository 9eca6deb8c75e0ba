/** Hands a case to people: what is still collected, when the ticket opens, and what the merchant is told. */

import type { Guide } from '#knowledge/guide.ts';
import { addEffect, addFlag, addLine, addPhrase, addTrace, type Desk, type Draft, patch, popFrame } from './draft.ts';
import { TICKET_NUMBER } from './name-ticket.ts';
import { missingSlots, nextNeed } from './needs.ts';
import { answerDue, isOpen } from './opening-hours.ts';
import { rateCase } from './priority.ts';
import { sayPhrase } from './say.ts';
import { confirmSerial, deviceWords } from './slots.ts';
import type { Frame } from './state.ts';
import { draftTicket } from './ticket-draft.ts';

/** Where collecting goes next: another question, or nothing more. */
export type HandoffStep =
  | { readonly kind: 'ask'; readonly draft: Draft; readonly frame: Frame }
  | { readonly kind: 'over'; readonly draft: Draft };

const slotFrame = (slot: string, optional: boolean): Frame => ({ kind: 'slot', slot, asked: 0, optional });

/** Takes the handoff one step further. Opens the ticket as soon as nothing more has to be asked first. */
export function continueHandoff(draft: Draft, desk: Desk): HandoffStep {
  if (draft.state.ticketNumber === undefined && !opensAtOnce(draft, desk)) {
    const question = questionBefore(draft, desk);
    if (question) return { kind: 'ask', draft: echoSerial(draft, desk, question), frame: question };
  }
  const isNew = draft.state.ticketNumber === undefined;
  const waits = !isNew && draft.state.answerDueMs !== undefined;
  const opened = isNew ? openTicket(draft, desk) : waits ? draft : returnTicket(draft, desk);
  const question = questionAfter(opened, desk);
  if (question) return { kind: 'ask', draft: opened, frame: question };
  const over = popFrame(opened);
  return { kind: 'over', draft: isNew ? over : addPromise(over, desk) };
}

/** Reasons to pass a case on at once, whatever is known of it. */
export type AtOnce = 'human' | 'no-match' | 'irritated' | 'repeat';
const AT_ONCE: readonly string[] = ['human', 'no-match', 'irritated', 'repeat'] satisfies AtOnce[];

function wantsPerson(draft: Draft): boolean {
  return draft.state.frames.some((frame) => frame.kind === 'handoff' && AT_ONCE.includes(frame.reason));
}

/** A danger, money in flight, or a person who wants a person: the ticket must not wait for answers. */
function opensAtOnce(draft: Draft, desk: Desk): boolean {
  return wantsPerson(draft) || rateCase(draft.state, desk.guide, desk.now).priority === 'P1';
}

/** Stands among what was declined when the read-back of the serial got no answer. */
export const READ_BACK = 'sn-read-back';

function questionBefore(draft: Draft, desk: Desk): Frame | undefined {
  const need = nextNeed(draft.state, desk.guide);
  if (need) return slotFrame(need, need === 'mid' || need === 'tid');
  const sn = draft.state.slots.sn;
  const asks = sn && !sn.confirmed && !draft.state.declined.includes(READ_BACK);
  return asks ? { kind: 'confirm', slot: 'sn', asked: 0 } : undefined;
}

/** A serial is read back with the question that follows it; going on without an objection confirms it. */
function echoSerial(draft: Draft, desk: Desk, question: Frame): Draft {
  const sn = draft.state.slots.sn;
  if (!sn || sn.confirmed || question.kind !== 'slot') return draft;
  return confirmSerial(addPhrase(draft, desk, 'confirm.echo', deviceWords(draft.state)));
}

/** What may still be left while the merchant waits; never a condition. */
function questionAfter(draft: Draft, desk: Desk): Frame | undefined {
  const { state } = draft;
  const declined = (slot: string): boolean => state.declined.includes(slot);
  if (state.symptoms.length === 0 && !state.merchantWords && !declined('account')) return { kind: 'open', asked: 0 };
  const lacksDevice = missingSlots(state, desk.guide).some((slot) => slot === 'model' || slot === 'sn');
  if (lacksDevice && !declined('device') && !declined('sn') && state.attachments.length === 0) {
    return slotFrame('device', true);
  }
  const wantsLookup = state.slots.model !== undefined && state.slots.sn === undefined && !state.slots.mid;
  if (wantsLookup && !declined('mid') && state.attachments.length === 0) return slotFrame('mid', true);
  return state.slots.phone || declined('phone') ? undefined : slotFrame('phone', true);
}

function openTicket(draft: Draft, desk: Desk): Draft {
  const ticket = draftTicket(draft.state, desk.guide, desk.now);
  const answerDueMs = answerDue(desk.guide.institution, ticket.priority, desk.now);
  const open = isOpen(desk.guide.institution.hours, desk.now);
  const numbered = patch(open ? draft : addFlag(draft, 'after_hours'), {
    ticketNumber: TICKET_NUMBER,
    ...(answerDueMs === undefined ? {} : { answerDueMs }),
  });
  const told = tellTicket(
    addTrace(numbered, 'handoff', `ticket opened, ${ticket.priority}: ${ticket.priorityReason}`),
    desk,
  );
  const effect = { kind: 'openTicket', draft: ticket, answerDueMs: answerDueMs ?? desk.now } as const;
  return addEffect({ ...told, receipt: receiptOf(told, desk) }, effect);
}

/** Puts a ticket that an agent had handed back into the queue again, with a new promise. */
function returnTicket(draft: Draft, desk: Desk): Draft {
  const ticket = draftTicket(draft.state, desk.guide, desk.now);
  const answerDueMs = answerDue(desk.guide.institution, ticket.priority, desk.now) ?? desk.now;
  const promised = patch(addTrace(draft, 'handoff', 'the ticket goes back to the queue'), { answerDueMs });
  const told = addPhrase(promised, desk, 'handoff.again');
  return addEffect(told, { kind: 'updateTicket', draft: ticket, answerDueMs });
}

function symptomTitle(draft: Draft, guide: Guide): string | undefined {
  const flow = draft.state.symptom ? guide.flows.get(draft.state.symptom) : undefined;
  return flow?.title[draft.state.locale];
}

function recap(draft: Draft, desk: Desk): Record<string, string | undefined> {
  const { model, serial } = deviceWords(draft.state);
  const phrase = (key: string, extra: Record<string, string | undefined>): string =>
    sayPhrase(key, draft.state, desk.guide, desk.now, extra);
  const parts = [
    symptomTitle(draft, desk.guide),
    model,
    serial && phrase('recap.serial', { serial }),
    draft.state.slots.mid && phrase('recap.mid', {}),
    draft.state.slots.phone && phrase('recap.phone', {}),
  ].filter(Boolean);
  return { recap: parts.join(draft.state.locale === 'en' ? ', ' : '，') || undefined };
}

/** Number, what the agent will read, and an honest time. */
function tellTicket(draft: Draft, desk: Desk): Draft {
  const asked = wantsPerson(draft);
  const known = recap(draft, desk);
  const key = asked ? 'handoff.human' : known.recap ? 'handoff.opened' : 'handoff.opened-bare';
  const numbered = addPhrase(draft, desk, key, known);
  const timed = addPhrase(numbered, desk, dueKey(draft, desk));
  return isOpen(desk.guide.institution.hours, desk.now) ? timed : addPhrase(timed, desk, 'handoff.meanwhile');
}

function dueKey(draft: Draft, desk: Desk): string {
  if (draft.state.answerDueMs === undefined) return 'handoff.due-unknown';
  return isOpen(desk.guide.institution.hours, desk.now) ? 'handoff.due' : 'handoff.due-closed';
}

function receiptOf(draft: Draft, desk: Desk): NonNullable<Draft['receipt']> {
  const due = sayPhrase('receipt.due', draft.state, desk.guide, desk.now);
  const { model, serial } = deviceWords(draft.state);
  const device = [model, serial].filter(Boolean).join(' · ');
  return {
    ticketNumber: draft.state.ticketNumber ?? TICKET_NUMBER,
    lines: [symptomTitle(draft, desk.guide) ?? '', device, due].filter((line) => line !== ''),
  };
}

/** Says what a turn has added to the ticket that already waits. */
export function addAdded(draft: Draft, desk: Desk): Draft {
  const { model, sn, mid, phone } = draft.state.slots;
  // The trouble alone is nothing that was added.
  if (!(model || sn || mid || phone)) return addPhrase(draft, desk, 'ticket.noted');
  return addPhrase(draft, desk, 'handoff.added', recap(draft, desk));
}

/** When somebody answers, once more; with the number, unless this turn has just said it. */
function addPromise(draft: Draft, desk: Desk): Draft {
  if (draft.lines.includes(sayPhrase('handoff.again', draft.state, desk.guide, desk.now))) return draft;
  return addPhrase(draft, desk, draft.lines.length > 0 ? 'handoff.due' : 'handoff.again');
}

/** Opens the ticket with what is known and stops asking. */
export function openTicketNow(draft: Draft, desk: Desk): Draft {
  return openTicket(patch(draft, { frames: [] }), desk);
}

/** Moves to the handoff without collecting first; the walk is over. */
export function handToPerson(draft: Draft, desk: Desk, reason: AtOnce): Draft {
  const flagged = reason === 'human' ? addFlag(draft, 'asked_human') : draft;
  const asked = patch(addTrace(flagged, 'handoff', reason), {
    handoffReason: draft.state.handoffReason ?? reason,
    frames: [{ kind: 'handoff', reason }],
  });
  const waits = draft.state.ticketNumber !== undefined && draft.state.answerDueMs !== undefined;
  if (!waits) return asked;
  return addLine(asked, sayPhrase('handoff.again', asked.state, desk.guide, desk.now));
}
