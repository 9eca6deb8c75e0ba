/** One change of an application, as a turn of its conversation: the application, what the merchant is told, the ticket. Pure. */

import type { ChannelLimits } from '#adapters/contract.ts';
import type { DeskUser } from '#adapters/desk-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { RenewalView } from '#dialogs/renewal/ask-office.ts';
import { type Renewal, type RenewalAction, statusAfter } from '#dialogs/renewal.ts';
import { type DialogState, newState } from '#dialogs/state.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { AuditNote } from '../audit.ts';
import type { Respond } from '../run-turn.ts';
import type { RenewalWrites } from '../store/renewal-store.ts';
import type { NewLine, TurnDecision, TurnWork, TurnWrites } from '../store/store.ts';
import { fitTurn } from '../turns/merge-lines.ts';
import { keepTurn, putTicket, writeTurn } from '../turns/turn-writes.ts';
import { eventWords } from './event-words.ts';
import { liveTicketOf, ticketAfter } from './ticket-of-renewal.ts';
import { newsOf, waitsForDesk } from './view-renewal.ts';

/** One change, ready to be decided. `Refusal` are the reasons that its own rules may give. */
export interface RenewalChange<Refusal extends string> {
  readonly action: RenewalAction | 'revoke';
  /** The application with what the action changes besides its status, or why it cannot be. */
  readonly change: (renewal: Renewal) => Renewal | Refusal;
  /** The agent; absent: the merchant. */
  readonly by?: DeskUser;
  /** The agent's reason, for the history. */
  readonly note?: string;
  /** False where the merchant knows already, or need not. */
  readonly tells: boolean;
  readonly photo?: RenewalWrites['photo'];
  readonly dropped?: readonly string[];
}

/** What came of a change. */
export type Changed<Refusal extends string> =
  | { readonly kind: 'ok'; readonly renewal: Renewal }
  | { readonly kind: 'refused'; readonly reason: Refusal | 'not-now' | 'not-found' };

/** What deciding needs. */
export interface ChangeDependencies {
  readonly now: Instant;
  readonly guide: Guide;
  readonly respond: Respond;
  readonly limitsOf: (channel: string) => ChannelLimits | undefined;
  readonly viewOf: (renewal: Renewal) => RenewalView;
}

/** What a change comes to, inside the transaction that sees the application as it is. */
export function decideChange<Refusal extends string>(
  work: TurnWork,
  change: RenewalChange<Refusal>,
  dependencies: ChangeDependencies,
): TurnDecision<Changed<Refusal>> {
  const { renewal: before } = work;
  const refuse = (reason: Refusal | 'not-now' | 'not-found'): TurnDecision<Changed<Refusal>> => ({
    result: { kind: 'refused', reason },
    audit: auditOf(change, before?.number ?? '', reason, dependencies.now),
  });
  if (!before) return refuse('not-found');
  const status = change.action === 'revoke' ? before.status : statusAfter(before.status, change.action);
  if (status === undefined) return refuse('not-now');
  const changed = change.change(before);
  if (typeof changed === 'string') return refuse(changed);
  const { now } = dependencies;
  const agent = change.by === undefined ? {} : { agent: change.by.name };
  const next: Renewal = { ...changed, status, updatedAtMs: now, ...agent };
  const { turn, renewal } = change.tells
    ? tell(work, next, change, dependencies)
    : keep(work, next, change, dependencies);
  const event =
    change.action === 'fill' || change.action === 'revoke' ? {} : { event: eventOf(change, change.action, now) };
  const { photo, dropped } = change;
  const renewed: RenewalWrites = { renewal, ...event, ...(photo ? { photo } : {}), ...(dropped ? { dropped } : {}) };
  const by = change.by === undefined ? {} : { by: change.by.name };
  return {
    writes: { ...turn, renewal: renewed, ...by },
    result: { kind: 'ok', renewal },
    audit: auditOf(change, renewal.number, 'ok', now),
  };
}

function auditOf(
  { by, action }: Pick<RenewalChange<string>, 'by' | 'action'>,
  number: string,
  outcome: string,
  atMs: Instant,
): readonly AuditNote[] {
  if (!by) return [];
  return [{ atMs, user: by.name, role: by.role, action: `renewal.${action}`, subject: number, outcome }];
}

function eventOf({ by, note }: RenewalChange<string>, kind: RenewalAction, atMs: Instant) {
  return { kind, atMs, ...(by === undefined ? {} : { by: by.name }), ...(note === undefined ? {} : { note }) };
}

interface Told {
  readonly turn: TurnWrites;
  readonly renewal: Renewal;
}

function linesOf(renewal: Renewal, change: RenewalChange<string>): readonly NewLine[] {
  const text = eventWords(renewal, change);
  return text === '' ? [] : [{ from: 'event', text, ...(change.by === undefined ? {} : { author: change.by.name }) }];
}

/** The tickets after the change, and the one among them that it is about. */
function ticketsAfter(
  work: TurnWork,
  renewal: Renewal,
  change: RenewalChange<string>,
  { now, guide }: ChangeDependencies,
) {
  const live = liveTicketOf(work, renewal);
  const ticket = live && ticketAfter(live, renewal, change.by?.name, guide, now);
  return { ticket, tickets: ticket ? putTicket(work.tickets, ticket) : work.tickets };
}

function keep(work: TurnWork, renewal: Renewal, change: RenewalChange<string>, dependencies: ChangeDependencies): Told {
  const moves = change.action !== 'fill' && change.action !== 'revoke';
  const { ticket } = moves ? ticketsAfter(work, renewal, change, dependencies) : {};
  const changes = { lines: linesOf(renewal, change), tickets: ticket ? [ticket] : [] };
  return { turn: keepTurn(work, changes), renewal };
}

/** A ticket that ends with the application is no longer the conversation's. */
function withoutTicket(state: DialogState, ticket: Ticket | undefined): DialogState {
  if (!ticket || state.ticketNumber !== ticket.number) return state;
  if (ticket.status !== 'resolved') return { ...state, answerDueMs: ticket.answerDueMs };
  const { ticketNumber: _number, answerDueMs: _due, ...rest } = state;
  return { ...rest, frames: [], ended: 'resolved' };
}

function tell(work: TurnWork, renewal: Renewal, change: RenewalChange<string>, dependencies: ChangeDependencies): Told {
  const { now, guide, respond, limitsOf, viewOf } = dependencies;
  const { conversation, sending } = work;
  const { ticket, tickets } = ticketsAfter(work, renewal, change, dependencies);
  const known = conversation.state ?? newState(guide, renewal.language, conversation.channel);
  const news = newsOf(renewal, viewOf(renewal), waitsForDesk(renewal) && ticket === undefined);
  const result = respond(withoutTicket(known, ticket), { kind: 'renewal', news }, guide, now);
  const opens = result.effects.some((effect) => effect.kind === 'openTicket');
  const number = opens ? work.nextTicketNumber : (ticket?.number ?? renewal.ticketNumber);
  const named = number === undefined ? renewal : { ...renewal, ticketNumber: number };
  const free = conversation.owner === 'nobody' ? 'nobody' : 'bot';
  const turn = writeTurn(work, result, now, { tickets, lines: linesOf(named, change), free });
  return { turn: fitTurn(turn, sending, limitsOf(conversation.channel), now), renewal: named };
}
