/** Rounds over the tickets of a helpdesk: where they stop, and where the next one begins. */

import { expect, it } from 'vitest';
import type { Desk } from '#adapters/desk-contract.ts';
import type { Helpdesk } from '#adapters/helpdesk/helpdesk-product.ts';
import { readTickets } from '#adapters/helpdesk/poll-tickets.ts';
import { SinkFault } from '#adapters/tickets/sink-http.ts';
import { createMemoryNotebook } from '#test/fixtures/memory-notebook.ts';
import { conversationOf, START_MS } from '#test/fixtures/merchant-message.ts';

const COUNT = 100;
/** External tickets that the store lists at once. */
const PAGE = 30;

/** A helpdesk with a hundred open tickets, more than are listed at once, that takes `ticketMs` for each, and the first ticket that it refuses to read. */
function open({ ticketMs = 1, refusedAt = -1 } = {}) {
  let now = START_MS;
  let refused = refusedAt;
  const asked: number[] = [];
  const helpdesk = {
    ...{ name: 'redmine', title: 'Redmine' },
    async comments(id: string) {
      now += ticketMs;
      if (Number(id) === refused)
        throw new SinkFault({ kind: 'retry', whole: true, reason: 'we asked too often (429)' });
      asked.push(Number(id));
      return [];
    },
    isClosed: async () => false,
  } as Partial<Helpdesk> as Helpdesk;
  const followed = Array.from({ length: COUNT }, (_, at) => ({
    ...{ number: `T${1001 + at}`, conversationId: conversationOf(`m${at}`) },
    external: { id: String(at) },
  }));
  const page = async (_sink: string, _changedAfterMs: number, before?: string) => {
    const start = before === undefined ? 0 : followed.findIndex(({ number }) => number === before) + 1;
    return followed.slice(start, start + PAGE);
  };
  const polling = {
    desk: {} as Desk,
    externals: { numberOf: async () => undefined, ofTicket: async () => undefined, followed: page },
    ...{ notebook: createMemoryNotebook(), now: () => now, warn: () => {} },
  };
  const lift = () => {
    refused = -1;
  };
  return { asked, helpdesk, lift, polling, round: (from?: string) => readTickets(helpdesk, polling, from) };
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

it('a few rounds come to every ticket once, also to those that are not listed at once, and then begin anew', async () => {
  const { asked, round } = open();
  let from: string | undefined;
  for (let at = 0; at < 3; at += 1) from = await round(from);
  expect(asked).toEqual(upTo(COUNT));
  await round(from);
  expect(asked.slice(COUNT)).toEqual(upTo(40));
});

it('one that the helpdesk ends by asking for patience goes on where it stopped', async () => {
  const { asked, lift, round } = open({ refusedAt: 10 });
  const from = await round();
  lift();
  await round(from);
  expect(asked).toEqual(upTo(50));
});

it('one at a slow helpdesk ends before another process may begin the next, and is gone on with', async () => {
  const { asked, round } = open({ ticketMs: 10_000 });
  const from = await round();
  expect(asked.length).toBeLessThan(6);
  await round(from);
  expect(asked).toEqual(upTo(asked.length));
});

it('a long comment with a card number where it is cut off leaves nothing of the number', async () => {
  const kept: string[] = [];
  const { helpdesk, polling } = open();
  const text = `${'x'.repeat(3_985)} 6216261000000000018`;
  const desk = {
    async act(_user: unknown, _number: string, action: { readonly text?: string }) {
      kept.push(action.text ?? '');
      return { kind: 'ok' };
    },
  } as Partial<Desk> as Desk;
  const comments = async (id: string) => (id === '0' ? [{ id: 1, author: 'Li', text, ours: false }] : []);
  await readTickets({ ...helpdesk, comments } as Helpdesk, { ...polling, desk });
  expect(kept).toHaveLength(1);
  expect(kept[0]).toContain('621626****');
  expect(kept[0]).not.toContain('6216261');
});
