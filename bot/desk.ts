/** The desk: what agents do with a ticket, each action one transaction with the dialog's answer to it. */

import type { ActionResult, ChannelLimits, Desk, DeskUser, ReplyRoom, TicketAction } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Redacted } from '#dialogs/redact.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { TurnResult } from '#dialogs/turn.ts';
import type { Guide } from '#knowledge/guide.ts';
import { replyRoom } from './allowance.ts';
import { describeError, type Logger } from './log.ts';
import { fitTurn } from './merge-lines.ts';
import type { Respond } from './run-turn.ts';
import type { NewLine, Store, TurnDecision, TurnWork, TurnWrites } from './store/store.ts';
import { type Beginning, isLive, keepTurn, ownerOf, putTicket, writeTurn } from './turn-writes.ts';

/** What the desk needs. */
export interface DeskDependencies {
  readonly store: Pick<Store, 'tickets' | 'ticket' | 'transcript' | 'sending' | 'runTurn' | 'onChange'>;
  readonly respond: Respond;
  readonly guide: () => Guide;
  /** The limits of a channel by its name; undefined for one that is off. */
  readonly limitsOf: (channel: string) => ChannelLimits | undefined;
  readonly clock: () => Instant;
  readonly redact: (text: string) => Redacted;
  readonly log: Logger;
}

/** Lines of a transcript that the console shows; a conversation has far fewer. */
const MOST_LINES = 5_000;

/** One action, ready to be decided. */
interface Act {
  readonly user: DeskUser;
  readonly action: TicketAction;
  readonly text: string;
  readonly now: Instant;
}

type Refusal = Extract<ActionResult, { kind: 'refused' }>['reason'];

/** May free a ticket that a colleague left claimed. */
function mayOverrule(user: DeskUser): boolean {
  return user.role === 'lead' || user.role === 'admin';
}

/** Why an action is refused; undefined when it may go on. */
function refuseAct(ticket: Ticket, { user, action, text }: Act): Refusal | undefined {
  if ((action === 'reply' || action === 'note') && text === '') return 'empty';
  if (action === 'note') return undefined;
  if (!isLive(ticket)) return 'closed';
  const claimed = ticket.status === 'claimed';
  if (action === 'claim') return claimed && ticket.agent !== user.name ? 'claimed-by-other' : undefined;
  if (!claimed) return 'not-claimed';
  if (ticket.agent === user.name) return undefined;
  return action !== 'reply' && mayOverrule(user) ? undefined : 'claimed-by-other';
}

function changeTicket(ticket: Ticket, { user, action, now }: Act): Ticket {
  const { agent: _, ...unclaimed } = ticket;
  switch (action) {
    case 'claim':
      return { ...ticket, status: 'claimed', agent: user.name, updatedAtMs: now };
    case 'handback':
      return { ...unclaimed, status: 'waiting', updatedAtMs: now };
    case 'resolve':
      return { ...ticket, status: 'resolved', updatedAtMs: now };
    case 'reply':
    case 'note':
      return { ...ticket, updatedAtMs: now };
  }
}

const EVENT_WORDS: Readonly<Record<'claim' | 'handback' | 'resolve', string>> = {
  claim: '接单 · claimed by',
  handback: '交还机器人 · handed back by',
  resolve: '解决 · resolved by',
};

function actLines({ user, action, text }: Act, number: string): readonly NewLine[] {
  if (action === 'reply') return [{ from: 'agent', text, author: user.name }];
  if (action === 'note') return [{ from: 'note', text, author: user.name }];
  const event: NewLine = { from: 'event', text: `${number} ${EVENT_WORDS[action]} ${user.name}`, author: user.name };
  return text === '' ? [event] : [event, { from: 'note', text, author: user.name }];
}

type Decisions = Pick<DeskDependencies, 'respond' | 'guide' | 'limitsOf' | 'log'>;

/** The dialog's answer to an action; a defect there must not keep an agent from working. */
function tellDialog(work: TurnWork, act: Act, beginning: Beginning, dependencies: Decisions): TurnWrites | undefined {
  const { respond, guide, limitsOf, log } = dependencies;
  const { action, text, now } = act;
  const { conversation, sending } = work;
  try {
    const result: TurnResult = respond(conversation.state, { kind: 'agent', action, text }, guide(), now);
    return fitTurn(writeTurn(work, result, now, beginning), sending, limitsOf(conversation.channel), now);
  } catch (error) {
    log.error('turn-failed', { conversationId: conversation.id, action, ...describeError(error) });
    return undefined;
  }
}

/** What an action comes to, inside the transaction that sees the ticket as it is. */
function decideAct(work: TurnWork, number: string, act: Act, dependencies: Decisions): TurnDecision<ActionResult> {
  const ticket = work.tickets.find((one) => one.number === number);
  if (!ticket) return { result: { kind: 'refused', reason: 'closed' } };
  const reason = refuseAct(ticket, act);
  if (reason !== undefined) return { result: { kind: 'refused', reason } };
  if (act.action === 'claim' && ticket.status === 'claimed') return { result: { kind: 'ok', ticket } };
  const changed = changeTicket(ticket, act);
  const lines = actLines(act, number);
  if (act.action === 'reply' || act.action === 'note') {
    return { writes: keepTurn(work, { lines, tickets: [changed] }), result: { kind: 'ok', ticket: changed } };
  }
  const free = act.action === 'handback' ? 'bot' : 'nobody';
  const tickets = putTicket(work.tickets, changed);
  const writes =
    tellDialog(work, act, { tickets, lines, free }, dependencies) ??
    keepTurn(work, { owner: ownerOf(tickets, free), lines, tickets: [changed] });
  const stored = writes.tickets.find((one) => one.number === number) ?? changed;
  return { writes, result: { kind: 'ok', ticket: stored } };
}

/** The desk over a store. */
export function createDesk(dependencies: DeskDependencies): Desk {
  const { store, clock, redact, limitsOf, log } = dependencies;
  const roomFor = async ({ conversationId, channel }: Ticket): Promise<ReplyRoom | undefined> => {
    const limits = limitsOf(channel);
    const sending = limits && (await store.sending(conversationId));
    return limits && sending && replyRoom(limits, sending, clock());
  };
  return {
    tickets: (query) => store.tickets(query),
    async ticket(number) {
      const ticket = await store.ticket(number);
      if (!ticket) return undefined;
      const all = { after: 0, limit: MOST_LINES, forMerchant: false };
      const room = await roomFor(ticket);
      const transcript = await store.transcript(ticket.conversationId, all);
      return { ticket, transcript, ...(room ? { room } : {}) };
    },
    async act(user, number, action, text) {
      const act: Act = { user, action, text: redact(text.toWellFormed().trim()).text, now: clock() };
      const source = { kind: 'ticket', number } as const;
      const result = await store.runTurn(source, act.now, (work) => decideAct(work, number, act, dependencies));
      if (result) log.info('desk-action', { number, action, user: user.name, kind: result.kind });
      return result ?? { kind: 'refused', reason: 'not-found' };
    },
    subscribe: (wake) => store.onChange((change) => (change.desk ? wake() : undefined)),
  };
}
