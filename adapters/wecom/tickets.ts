/** Tickets in a WeCom group: the robot says what is new, due soon and late, with a link for one use to claim it. */

import type { TicketLinks } from '#adapters/tickets/chat-agents.ts';
import type { SinkDependencies, SinkJob, SinkResult, TicketSink } from '#adapters/tickets/sink-contract.ts';
import { describeTicket } from '#adapters/tickets/ticket-words.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Locale } from '#knowledge/guide.ts';
import { createGroupRobot, type GroupRobotConfig, type TicketAlert } from './robot.ts';

/** Where tickets go. */
export interface WecomTicketsConfig extends GroupRobotConfig {
  /** In which instants are written; `Asia/Shanghai` when absent. */
  readonly timeZone?: string;
}

/** What the robot's sink needs. */
export interface WecomTicketsDependencies extends SinkDependencies {
  readonly links: TicketLinks;
}

/** A link in a group is seen by everybody in it and for as long as the group lives. */
const LINK_MS = 12 * 60 * 60_000;
const ALERTS: Readonly<Partial<Record<SinkJob['events'][number]['kind'], TicketAlert['kind']>>> = {
  opened: 'new',
  reopened: 'new',
  dueSoon: 'due-soon',
  overdue: 'breached',
};

/** The sink `wecom`. Robots take no taps and tell nothing of their cards, so a card once sent stays as it is. */
export function createWecomTickets(config: WecomTicketsConfig, dependencies: WecomTicketsDependencies): TicketSink {
  const robot = createGroupRobot(config, dependencies);
  return {
    name: 'wecom',
    takes: 'each',
    check: () => robot.check(),
    async deliver(job): Promise<SinkResult> {
      const alert = await alertOf(job, config, dependencies);
      if (alert === undefined) return { kind: 'done' };
      const result = await robot.notify(alert);
      if (result.kind === 'delivered') return { kind: 'done' };
      // Whatever the group does not take now, it does not take of other tickets either.
      return result.kind === 'retry' ? { ...result, whole: true } : { kind: 'refused', reason: result.reason };
    },
  };
}

/** What the group is told of an event; undefined for what it need not look at, or no longer. */
async function alertOf(
  { events, ticket, url }: SinkJob,
  { timeZone = 'Asia/Shanghai' }: WecomTicketsConfig,
  { links, locale, now }: WecomTicketsDependencies,
): Promise<TicketAlert | undefined> {
  const kind = events[0] && ALERTS[events[0].kind];
  if (kind === undefined || isOver(ticket) || isSettled(kind, ticket)) return undefined;
  const { number, priority, agent, answerDueMs } = ticket;
  const { summary } = describeTicket(ticket, locale);
  return {
    kind,
    ticketNumber: number,
    title: summary[0] ?? number,
    priority: agent === undefined ? priority : `${priority} · ${agent}`,
    summary: summary.slice(1),
    due: sayInstant(answerDueMs, timeZone, locale),
    // Who has the ticket needs no link that claims it.
    url: agent === undefined ? await links.claimLink(number, now() + LINK_MS) : url,
    locale,
  };
}

function isOver({ status }: Ticket): boolean {
  return status === 'resolved' || status === 'cancelled';
}

/** Somebody was faster than the group, or the next word is the merchant's. */
function isSettled(kind: TicketAlert['kind'], { agent, status }: Ticket): boolean {
  return kind === 'new' ? agent !== undefined || status === 'waiting' : status === 'waiting';
}

function sayInstant(atMs: number, timeZone: string, locale: Locale): string {
  const format = {
    timeZone,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  } as const;
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, format).format(atMs);
}
