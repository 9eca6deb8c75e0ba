/** A desk and its sign-ins in memory: what the console's tests need. */

import type { Desk, DeskUser, SignIns, TicketAction } from '#adapters/contract.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { ConversationId } from '#dialogs/message.ts';
import type { Ticket } from '#dialogs/ticket.ts';

/** What the test sees and does behind the console. */
export interface FakeTickets {
  readonly desk: Desk;
  readonly signIns: SignIns;
  /** Every action that reached the desk. */
  readonly acts: readonly { readonly user: string; readonly action: TicketAction; readonly text: string }[];
  put(ticket: Ticket, ...lines: readonly Pick<TranscriptLine, 'from' | 'text'>[]): void;
  /** A link token that works once. */
  link(user: DeskUser): string;
}

/** A ticket with everything an agent could wish for; `changes` replace parts of it. */
export function ticketLike(changes: Partial<Ticket> = {}): Ticket {
  return {
    number: 'T1001',
    conversationId: 'webchat-1' as ConversationId,
    status: 'open',
    priority: 'P2',
    priorityReason: '不能刷卡收款',
    symptoms: ['net-host-unreachable'],
    merchantWords: '机器连不上 说连接主机失败',
    screenText: '连接主机失败',
    model: 'N910',
    sn: '0N9112300778',
    snSource: 'typed',
    snConfirmed: true,
    contactPhone: '13800138000',
    network: 'cellular',
    stepsTried: [
      { step: 'restart', title: '重启机器', outcome: 'not-fixed', atMs: 0, words: '重启了 一样' },
      { step: 'hotspot', title: '换手机热点', outcome: 'not-fixed', atMs: 0 },
    ],
    flags: [],
    summary: '连接主机失败，只有这一台，用流量卡。\n重启、换热点、重新签到都没用。\n需要技术支持检查终端入网状态。',
    language: 'zh-Hans',
    channel: 'webchat',
    attachments: [],
    missing: ['tid'],
    openedAtMs: 0,
    updatedAtMs: 0,
    answerDueMs: 600_000,
    ...changes,
  };
}

/** An empty desk. */
export function createFakeTickets(): FakeTickets {
  const tickets = new Map<string, { ticket: Ticket; readonly transcript: TranscriptLine[] }>();
  const wakes = new Set<() => void>();
  const links = new Map<string, DeskUser>();
  const signedIn = new Map<string, DeskUser>();
  const acts: { user: string; action: TicketAction; text: string }[] = [];
  let issued = 0;
  const wakeAll = (): void => {
    for (const wake of wakes) wake();
  };
  return {
    acts,
    put(ticket, ...lines) {
      const transcript = lines.map((line, index) => ({ ...line, seq: index + 1, atMs: ticket.openedAtMs }));
      tickets.set(ticket.number, { ticket, transcript });
      wakeAll();
    },
    link(user) {
      issued += 1;
      links.set(`link-${issued}`, user);
      return `link-${issued}`;
    },
    desk: {
      tickets: async ({ status, limit }) =>
        [...tickets.values()]
          .map(({ ticket }) => ticket)
          .filter((ticket) => status === undefined || ticket.status === status)
          .slice(0, limit),
      ticket: async (number) => tickets.get(number),
      async act(user, number, action, text) {
        const kept = tickets.get(number);
        if (kept === undefined) return { kind: 'refused', reason: 'not-found' };
        if (action === 'reply' && kept.ticket.agent !== user.name) return { kind: 'refused', reason: 'not-claimed' };
        acts.push({ user: user.name, action, text });
        const updatedAtMs = kept.ticket.updatedAtMs + 1;
        if (action === 'claim') kept.ticket = { ...kept.ticket, status: 'claimed', agent: user.name, updatedAtMs };
        else if (action === 'resolve') kept.ticket = { ...kept.ticket, status: 'resolved', updatedAtMs };
        else {
          const from = action === 'reply' ? ('agent' as const) : ('note' as const);
          kept.transcript.push({ seq: kept.transcript.length + 1, atMs: updatedAtMs, from, text, author: user.name });
        }
        wakeAll();
        return { kind: 'ok', ticket: kept.ticket };
      },
      subscribe(wake) {
        wakes.add(wake);
        return () => void wakes.delete(wake);
      },
    },
    signIns: {
      async redeem(token) {
        const user = links.get(token);
        links.delete(token);
        if (user === undefined) return undefined;
        const id = `id-of-${token}`;
        signedIn.set(id, user);
        return { id, user };
      },
      user: async (id) => signedIn.get(id),
      signOut: async (id) => void signedIn.delete(id),
    },
  };
}
