/** One action on a ticket: whether it may be done, and what it makes of the ticket and the transcript. Pure. */

import type { DeskAction, DeskRefusal, DeskUser, Refused } from '#adapters/desk-contract.ts';
import type { Instant, Reply } from '#dialogs/message.ts';
import { answerDue } from '#dialogs/opening-hours.ts';
import type { Resolution, Ticket } from '#dialogs/ticket.ts';
import type { Guide, Locale } from '#knowledge/guide.ts';
import type { NewLine } from '../store/store.ts';
import { askAnew, isHeld, isLive } from '../turns/turn-writes.ts';
import { mayDo } from './permissions.ts';

/** Actions that change a ticket within its turn; trying again what did not go out does not. */
export type TurnAction = Exclude<DeskAction, { kind: 'retryDelivery' | 'retrySink' }>;

/** One action, ready to be decided. */
export interface Act {
  readonly user: DeskUser;
  /** Its texts have no secrets any more. */
  readonly action: TurnAction;
  readonly now: Instant;
  readonly guide: Guide;
  /** Names of those who can be given a ticket. */
  readonly agents: ReadonlySet<string>;
  /** The ticket that this one is to be merged into. */
  readonly into?: Ticket;
  /** What a picture is sent as. */
  readonly picture?: Extract<Reply, { kind: 'image' }>;
}

/** The text of an action; empty when it has none. */
export function textOf(action: DeskAction): string {
  return 'text' in action ? (action.text ?? '') : '';
}

function refused(reason: DeskRefusal, ticket?: Ticket): Refused {
  return { kind: 'refused', reason, ...(ticket?.agent === undefined ? {} : { who: ticket.agent }) };
}

function isOwn(ticket: Ticket, { user }: Act): boolean {
  return isHeld(ticket) && ticket.agent === user.name;
}

/** Why somebody who does not have the ticket may not touch it. */
function refuseForeign(ticket: Ticket, act: Act): Refused | undefined {
  if (!isHeld(ticket)) return refused('not-claimed');
  if (isOwn(ticket, act) || mayDo(act.user, 'direct')) return undefined;
  return refused('claimed-by-other', ticket);
}

function refuseMerge(ticket: Ticket, act: Act): Refused | undefined {
  const { into } = act;
  if (!into || into.number === ticket.number) return refused('not-found');
  // What is closed would swallow a trouble that is still there.
  if (!isLive(into)) return refused('closed');
  const same =
    into.conversationId === ticket.conversationId ||
    (ticket.sn !== undefined && ticket.sn === into.sn) ||
    (ticket.mid !== undefined && ticket.mid === into.mid);
  if (!same) return refused('other-merchant');
  return isHeld(ticket) ? refuseForeign(ticket, act) : undefined;
}

function refuseGift(ticket: Ticket, act: Act, agent: string): Refused | undefined {
  if (!act.agents.has(agent)) return refused('unknown-agent');
  if (act.action.kind === 'transfer') return refuseForeign(ticket, act);
  if (mayDo(act.user, 'direct') || isOwn(ticket, act)) return undefined;
  return agent === act.user.name && !isHeld(ticket) ? undefined : refused('not-allowed');
}

function refuseReply(ticket: Ticket, act: Act): Refused | undefined {
  if (textOf(act.action) === '' && !act.picture) return refused('empty');
  if (!isHeld(ticket)) return refused('not-claimed');
  // Not even a lead speaks to a merchant in the middle of a colleague's conversation.
  return isOwn(ticket, act) ? undefined : refused('claimed-by-other', ticket);
}

function isKnownStep(guide: Guide, id: string): boolean {
  for (const flow of guide.flows.values()) if (flow.steps.some((step) => step.id === id)) return true;
  return false;
}

function refuseLive(ticket: Ticket, act: Act): Refused | undefined {
  const { action, guide } = act;
  switch (action.kind) {
    case 'claim':
      return isHeld(ticket) && !isOwn(ticket, act) ? refused('claimed-by-other', ticket) : undefined;
    case 'assign':
    case 'transfer':
      return refuseGift(ticket, act, action.agent);
    case 'merge':
      return refuseMerge(ticket, act);
    case 'reply':
      return refuseReply(ticket, act);
    case 'setPriority':
      if (action.reason.trim() === '') return refused('empty');
      return isHeld(ticket) ? refuseForeign(ticket, act) : undefined;
    case 'resolve':
      if (action.fixedBy !== undefined && !isKnownStep(guide, action.fixedBy)) return refused('unknown-step');
      return action.elsewhere ? undefined : refuseForeign(ticket, act);
    case 'handback':
      return refuseForeign(ticket, act);
    case 'note':
    case 'reopen':
      return undefined;
  }
}

/** Why an action is refused; undefined when it may go on. */
export function refuseAct(ticket: Ticket, act: Act): Refused | undefined {
  const { action } = act;
  if (action.kind === 'note') return textOf(action) === '' ? refused('empty') : undefined;
  if (action.kind === 'reopen') return isLive(ticket) ? refused('not-closed') : undefined;
  if (action.kind === 'reply' && textOf(action) === '' && !act.picture) return refused('empty');
  return isLive(ticket) ? refuseLive(ticket, act) : refused('closed');
}

function withoutEnd(ticket: Ticket): Omit<Ticket, 'ratingAskedAtMs'> {
  const { agent: _agent, resolution: _resolution, mergedInto: _into, ...rest } = ticket;
  return askAnew(rest);
}

function setPriority(ticket: Ticket, act: Act, action: Extract<TurnAction, { kind: 'setPriority' }>): Ticket {
  const { priority } = action;
  const reason = action.reason.trim();
  const due = answerDue(act.guide.institution, priority, act.now) ?? ticket.answerDueMs;
  const texts = ticket.forAgents;
  const worded = (locale: Locale) => texts && { ...texts[locale], priorityReason: reason };
  const [hans, hant, en] = [worded('zh-Hans'), worded('zh-Hant'), worded('en')];
  return {
    ...ticket,
    priority,
    priorityReason: reason,
    prioritySet: true,
    // A promise that the merchant has heard is kept; a more urgent one comes earlier.
    answerDueMs: Math.min(due, ticket.answerDueMs),
    ...(hans && hant && en ? { forAgents: { 'zh-Hans': hans, 'zh-Hant': hant, en } } : {}),
  };
}

function resolve(ticket: Ticket, { user, now }: Act, how: Pick<Resolution, 'code' | 'fixedBy'>): Ticket {
  const { code, fixedBy } = how;
  const resolution: Resolution = {
    ...(code === undefined ? {} : { code }),
    ...(fixedBy === undefined ? {} : { fixedBy }),
    atMs: now,
    by: user.name,
  };
  return { ...ticket, status: 'resolved', resolution };
}

/** A promise that ran while the merchant was waited for is none that the next agent has broken. */
function giveTo(agent: string, ticket: Ticket, { guide, now }: Act): Ticket {
  const given: Ticket = { ...ticket, status: 'claimed', agent };
  if (ticket.status !== 'waiting') return given;
  return { ...given, answerDueMs: answerDue(guide.institution, ticket.priority, now) ?? ticket.answerDueMs };
}

function change(ticket: Ticket, act: Act): Ticket {
  const { action, user, now, guide } = act;
  switch (action.kind) {
    case 'claim':
      return giveTo(user.name, ticket, act);
    case 'assign':
    case 'transfer':
      return giveTo(action.agent, ticket, act);
    case 'merge':
      return { ...resolve(ticket, act, { code: 'duplicate' }), mergedInto: action.into };
    case 'reply':
      return { ...ticket, status: 'waiting', firstAnswerAtMs: ticket.firstAnswerAtMs ?? now };
    case 'resolve':
      return resolve(ticket, act, action);
    case 'reopen':
      return {
        ...withoutEnd(ticket),
        status: 'reopened',
        answerDueMs: answerDue(guide.institution, ticket.priority, now) ?? ticket.answerDueMs,
      };
    case 'handback': {
      const { agent: _, ...unclaimed } = ticket;
      return { ...unclaimed, status: 'waiting' };
    }
    case 'setPriority':
      return setPriority(ticket, act, action);
    case 'note':
      return ticket;
  }
}

/** The ticket after an action; a note leaves a live one as it is, which tells since when its merchant is waited for. */
export function changeTicket(ticket: Ticket, act: Act): Ticket {
  if (act.action.kind === 'note' && isLive(ticket)) return ticket;
  return { ...change(ticket, act), updatedAtMs: act.now };
}

/** What the transcript says of an action, for agents of either language. */
function eventWords({ action, user }: Act): string {
  switch (action.kind) {
    case 'claim':
      return `接单 · claimed by ${user.name}`;
    case 'assign':
      return `分配给 ${action.agent} · assigned to ${action.agent} by ${user.name}`;
    case 'transfer':
      return `转给 ${action.agent} · passed to ${action.agent} by ${user.name}`;
    case 'merge':
      return `并入 ${action.into} · merged into ${action.into} by ${user.name}`;
    case 'resolve':
      return `解决 · resolved by ${user.name}`;
    case 'reopen':
      return `重新打开 · reopened by ${user.name}`;
    case 'handback':
      return `交还机器人 · handed back by ${user.name}`;
    case 'setPriority':
      return `优先级改为 ${action.priority} · priority set to ${action.priority} by ${user.name}: ${action.reason.trim()}`;
    case 'note':
    case 'reply':
      return '';
  }
}

/** The transcript lines of an action. */
export function actLines(act: Act, number: string): readonly NewLine[] {
  const { action, user, picture } = act;
  const text = textOf(action);
  const note: NewLine = { from: 'note', text, author: user.name };
  if (action.kind === 'note') return [note];
  if (action.kind === 'reply')
    return [{ from: 'agent', text, author: user.name, ...(picture ? { reply: picture } : {}) }];
  const event: NewLine = { from: 'event', text: `${number} ${eventWords(act)}`, author: user.name };
  return text === '' ? [event] : [event, note];
}
