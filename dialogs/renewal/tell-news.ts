/** Tells a merchant what has become of an application, and opens the ticket of people who have work with it. */

import type { Guide } from '#knowledge/guide.ts';
import { addEffect, addTrace, type Desk, type Draft, newDraft, patch, setSlot } from '../draft.ts';
import { TICKET_NUMBER } from '../name-ticket.ts';
import { answerDue } from '../opening-hours.ts';
import { composeReply } from '../say.ts';
import { type DialogState, newCase, topFrame } from '../state.ts';
import { draftTicket } from '../ticket-draft.ts';
import type { TurnResult } from '../turn.ts';
import type { RenewalNews } from './ask-office.ts';
import { visitButtons } from './choose-visit.ts';
import { askVisit, tellStatus } from './say-renewal.ts';

/** The symptom that a renewal's ticket is about. */
const SYMPTOM = 'exp-renew-apply';

/** Works out the turn of such news. A walk that is under way stays where it is; a choice of times comes before its question. */
export function tellNews(state: DialogState, news: RenewalNews, desk: Desk): TurnResult {
  const told = tellStatus(addTrace(newDraft(state), 'renewal', traceOf(news)), desk, news.renewal);
  const asked = askVisit(told, news.renewal);
  const done = news.wantsPeople ? openTicket(asked, news, desk) : asked;
  const top = topFrame(done.state);
  const choices = top?.kind === 'visit' ? visitButtons(top, done.state, desk) : [];
  const reply = composeReply(done.lines, choices);
  const opened = done.effects.some((effect) => effect.kind === 'openTicket');
  const receipt = { ticketNumber: TICKET_NUMBER, lines: receiptLines(done, desk.guide) };
  return {
    state: done.state,
    replies: reply ? [opened ? { kind: 'receipt', text: reply.text, receipt } : reply] : [],
    effects: done.effects,
    trace: done.trace,
  };
}

function traceOf({ renewal }: RenewalNews): string {
  return `${renewal.number}: ${renewal.status}`;
}

function receiptLines({ state }: Draft, guide: Guide): readonly string[] {
  const title = guide.flows.get(SYMPTOM)?.title[state.locale];
  return title === undefined ? [] : [title];
}

/** The case of the application by itself, beside whatever the conversation is about now. */
function caseOf(state: DialogState, { facts, stopped, renewal }: RenewalNews, desk: Desk): DialogState {
  const own = state.symptom === SYMPTOM ? state : newCase(state, desk.guide);
  const named = patch(newDraft(own), {
    symptom: SYMPTOM,
    symptoms: own.symptoms.includes(SYMPTOM) ? own.symptoms : [...own.symptoms, SYMPTOM],
    // The first part is the phrase `reason.renewal`, in whatever language the agent reads.
    handoffReason: `renewal / ${renewal.number}`,
    flags: [...new Set([...own.flags, ...(stopped ? ['priority_P2'] : [])])],
  });
  return Object.entries(facts).reduce(
    (next, [slot, value]) =>
      next.state.slots[slot] ? next : setSlot(next, slot, { value, source: 'typed', confirmed: true }),
    named,
  ).state;
}

/** Opens a ticket; the conversation's own, unless it is in the middle of something else. */
function openTicket(draft: Draft, news: RenewalNews, desk: Desk): Draft {
  const about = caseOf(draft.state, news, desk);
  const ticket = draftTicket(about, desk.guide, desk.now);
  const answerDueMs = answerDue(desk.guide.institution, ticket.priority, desk.now) ?? desk.now;
  const opened = addEffect(draft, { kind: 'openTicket', draft: ticket, answerDueMs });
  if (draft.state.frames.some(({ kind }) => kind !== 'visit') || draft.state.ticketNumber !== undefined) return opened;
  const { ended: _, ...rest } = about;
  return { ...opened, state: { ...rest, frames: draft.state.frames, ticketNumber: TICKET_NUMBER, answerDueMs } };
}
