/** What happened to a ticket between two of its shapes: the events and the edit history. Pure. */

import type { TicketChange, TicketEvent } from '#adapters/desk-contract.ts';
import type { Ticket } from '#dialogs/ticket.ts';

/** An event before the store numbers it. */
export type NewEvent = Pick<TicketEvent, 'kind' | 'by' | 'changes'>;

/** Fields whose every change is kept. What is worded from them, such as the summary, is not. */
const TRACKED = [
  'status',
  'agent',
  'priority',
  'symptoms',
  'sn',
  'model',
  'tid',
  'mid',
  'iccid',
  'code',
  'screenText',
  'contactName',
  'contactPhone',
  'callWindow',
  'network',
  'carrier',
  'scope',
  'impact',
  'fallback',
  'since',
  'expiryType',
  'answerDueMs',
  'resolution',
  'rating',
  'mergedInto',
] as const satisfies readonly (keyof Ticket)[];

function say(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function changesOf(before: Ticket, after: Ticket): readonly TicketChange[] {
  return TRACKED.flatMap((field) => {
    const [from, to] = [say(before[field]), say(after[field])];
    if (from === to) return [];
    return [{ field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}

function kindOfStatus(after: Ticket, by: string | undefined): TicketEvent['kind'] {
  switch (after.status) {
    case 'claimed':
      return by === undefined || by === after.agent ? 'claimed' : 'assigned';
    case 'waiting':
      return after.agent === undefined ? 'handedBack' : 'waiting';
    case 'resolved':
      return after.mergedInto === undefined ? 'resolved' : 'merged';
    case 'open':
      return 'changed';
    default:
      return after.status;
  }
}

function kindOf(before: Ticket, after: Ticket, by: string | undefined): TicketEvent['kind'] {
  // A merchant's line brings a waiting ticket back to its agent, which is no new claim.
  const returned = before.status === 'waiting' && after.status === 'claimed' && before.agent === after.agent;
  if (before.status !== after.status && !returned) return kindOfStatus(after, by);
  if (before.agent !== after.agent && after.agent !== undefined) return 'assigned';
  return before.rating === after.rating ? 'changed' : 'rated';
}

function isSame(before: Ticket, after: Ticket): boolean {
  const { updatedAtMs: _before, ...one } = before;
  const { updatedAtMs: _after, ...other } = after;
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What happened; nothing when only the time of the last change differs. */
export function diffTicket(before: Ticket | undefined, after: Ticket, by?: string): readonly NewEvent[] {
  const who = by === undefined ? {} : { by };
  if (!before) return [{ kind: 'opened', ...who }];
  if (isSame(before, after)) return [];
  const changes = changesOf(before, after);
  return [{ kind: kindOf(before, after, by), ...who, ...(changes.length > 0 ? { changes } : {}) }];
}
