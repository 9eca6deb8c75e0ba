/** What an action on a ticket comes to, inside the transaction that sees the ticket as it is. Pure. */

import type { ChannelLimits } from '#adapters/contract.ts';
import type { ActionResult } from '#adapters/desk-contract.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { TurnResult } from '#dialogs/turn.ts';
import type { AuditNote } from '../audit.ts';
import { describeError, type Logger } from '../log.ts';
import type { Respond } from '../run-turn.ts';
import type { TurnDecision, TurnWork, TurnWrites } from '../store/store.ts';
import { fitTurn } from '../turns/merge-lines.ts';
import { type Beginning, isLive, keepTurn, ownerOf, putTicket, writeTurn } from '../turns/turn-writes.ts';
import { type Act, actLines, changeTicket, refuseAct, textOf } from './act.ts';
import { addQuestion, ratingQuestion } from './rating.ts';
import { tellMerchant } from './tell-merchant.ts';

/** What deciding needs besides the action. */
export interface Deciding {
  readonly respond: Respond;
  readonly limitsOf: (channel: string) => ChannelLimits | undefined;
  readonly log: Logger;
}

/** The entry of an action in the audit log; texts stay out of it. */
export function noteAct(
  { user, action, now }: Pick<Act, 'user' | 'now'> & { readonly action: { readonly kind: string } },
  number: string,
  outcome: string,
): AuditNote {
  return { atMs: now, user: user.name, role: user.role, action: `ticket.${action.kind}`, subject: number, outcome };
}

/** The answer with the question for a rating; the ticket then says that it was asked. */
function askRating(result: TurnResult, ticket: Ticket, act: Act): readonly [TurnResult, Ticket] {
  const question = act.action.kind === 'resolve' ? ratingQuestion(ticket, act.guide) : undefined;
  if (!question) return [result, ticket];
  return [
    { ...result, replies: addQuestion(result.replies, question) },
    { ...ticket, ratingAskedAtMs: act.now },
  ];
}

/** The dialog's answer to an action; a defect there must not keep an agent from working. */
function tellDialog(
  work: TurnWork,
  act: Act,
  changed: Ticket,
  said: 'claim' | 'resolve' | 'handback',
  { respond, limitsOf, log }: Deciding,
): TurnWrites | undefined {
  const { guide, now } = act;
  const { conversation, sending } = work;
  try {
    const event = { kind: 'agent', action: said, text: textOf(act.action) } as const;
    const [result, ticket] = askRating(respond(conversation.state, event, guide, now), changed, act);
    const beginning: Beginning = {
      tickets: putTicket(work.tickets, ticket),
      lines: actLines(act, changed.number),
      free: said === 'handback' ? 'bot' : 'nobody',
    };
    return fitTurn(writeTurn(work, result, now, beginning), sending, limitsOf(conversation.channel), now);
  } catch (error) {
    log.error('turn-failed', { conversationId: conversation.id, action: said, ...describeError(error) });
    return undefined;
  }
}

/** What the dialog is told of an action; undefined: nothing. */
function toldOf({ action }: Act, before: Ticket): 'claim' | 'resolve' | 'handback' | undefined {
  switch (action.kind) {
    case 'claim':
    case 'assign':
      // The merchant hears once that somebody has joined.
      return before.agent === undefined ? 'claim' : undefined;
    case 'resolve':
    case 'handback':
      return action.kind;
    default:
      return undefined;
  }
}

/** The dialog's memory after an action that it is not told of. */
function remember(state: DialogState | undefined, act: Act, ticket: Ticket): DialogState | undefined {
  if (!state) return undefined;
  if (act.action.kind === 'reopen') {
    const { ended: _, ...rest } = state;
    return { ...rest, frames: [], ticketNumber: ticket.number, answerDueMs: ticket.answerDueMs };
  }
  if (act.action.kind !== 'merge' || state.ticketNumber !== ticket.number) return state;
  const { ticketNumber: _number, answerDueMs: _due, ...rest } = state;
  const here = act.into?.conversationId === ticket.conversationId && isLive(act.into) ? act.into : undefined;
  return here
    ? { ...rest, ticketNumber: here.number, answerDueMs: here.answerDueMs }
    : { ...rest, frames: [], ended: 'answered' };
}

function ownerAfter(work: TurnWork, act: Act, tickets: readonly Ticket[]): TurnWrites['owner'] {
  const { kind } = act.action;
  if (kind === 'note' || kind === 'setPriority') return work.conversation.owner;
  return ownerOf(tickets, kind === 'handback' ? 'bot' : 'nobody');
}

function keepQuiet(work: TurnWork, act: Act, before: Ticket, changed: Ticket): TurnWrites {
  return keepTurn(work, {
    owner: ownerAfter(work, act, putTicket(work.tickets, changed)),
    state: remember(work.conversation.state, act, changed),
    lines: [...actLines(act, changed.number), ...tellMerchant(act, before, changed, work)],
    tickets: [changed],
  });
}

/** What an action comes to. */
export function decideAct(work: TurnWork, number: string, act: Act, deciding: Deciding): TurnDecision<ActionResult> {
  const ticket = work.tickets.find((one) => one.number === number);
  const refusal = ticket ? refuseAct(ticket, act) : ({ kind: 'refused', reason: 'closed' } as const);
  if (!ticket || refusal) {
    const result = refusal ?? { kind: 'refused', reason: 'closed' };
    return { result, audit: [noteAct(act, number, result.reason)] };
  }
  const audit = [noteAct(act, number, 'ok')];
  if (act.action.kind === 'claim' && ticket.agent === act.user.name) return { result: { kind: 'ok', ticket }, audit };
  const changed = changeTicket(ticket, act);
  const told = toldOf(act, ticket);
  const answer = told && tellDialog(work, act, changed, told, deciding);
  const writes = { ...(answer ?? keepQuiet(work, act, ticket, changed)), by: act.user.name };
  const stored = writes.tickets.find((one) => one.number === number) ?? changed;
  return { writes, result: { kind: 'ok', ticket: stored }, audit };
}
