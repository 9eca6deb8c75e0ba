/** The four helpdesks on a stand-in that misbehaves. */

import { describe, expect, it } from 'vitest';
import { checkHelpdesk } from '#adapters/helpdesk/check.ts';
import { createHelpdeskSink } from '#adapters/helpdesk/helpdesk.ts';
import type { Helpdesk } from '#adapters/helpdesk/helpdesk-product.ts';
import { readTickets, takesRound } from '#adapters/helpdesk/poll-tickets.ts';
import { createRedmine } from '#adapters/helpdesk/redmine.ts';
import { createRequestTracker } from '#adapters/helpdesk/request-tracker.ts';
import { createZammad } from '#adapters/helpdesk/zammad.ts';
import { createZendesk } from '#adapters/helpdesk/zendesk.ts';
import { describeSink } from '#test/contracts/sink.contract.ts';
import { FAKE_KEY, type FakeHelpdesk, type HelpdeskFault, startFakeHelpdesk } from '#test/fixtures/fake-helpdesk.ts';
import { conversationOf, START_MS } from '#test/fixtures/merchant-message.ts';
import { openTicket } from '#test/fixtures/open-ticket.ts';
import { LI, runSinks } from '#test/fixtures/running-sinks.ts';

const key = FAKE_KEY;
const PRODUCTS: Readonly<Record<string, (url: string, key?: string) => Helpdesk>> = {
  Redmine: (url, own = key) => createRedmine({ url, key: own, project: 'pos' }),
  'Request Tracker': (url, own = key) => createRequestTracker({ url, token: own, queue: 'POS' }),
  Zendesk: (url, own = key) => createZendesk({ url, email: 'desk@example.com', token: own }),
  Zammad: (url, own = key) => createZammad({ url, token: own, group: 'Users' }),
};
const FAULTS: readonly HelpdeskFault[] = [
  'lost answer after commit',
  'cut JSON after commit',
  'page with 200',
  'rate limit',
  'inner fault',
  'gateway away',
  'key revoked',
  'connection reset',
];

function seen({ tickets }: FakeHelpdesk) {
  return tickets.map(({ subject, body, comments }) => ({
    text: [subject, body, ...comments.map(({ text }) => text)].join('\n'),
  }));
}

/** What a product calls itself in names. */
function helpdeskTitle(name: string): string {
  return PRODUCTS[name]?.('https://helpdesk.example.com').title ?? '';
}

for (const [name, create] of Object.entries(PRODUCTS)) {
  describeSink(name, async () => {
    const fake = await startFakeHelpdesk();
    return (dependencies) => ({
      sink: createHelpdeskSink(create(fake.url), dependencies),
      seen: () => seen(fake),
      faults: Object.fromEntries(FAULTS.map((fault) => [fault, () => fake.fail(fault)])),
      refuse: fake.refuse,
      onlyOnce: true,
    });
  });

  describe(`${name} as a helpdesk`, () => {
    const run = async (own?: string) => {
      const fake = await startFakeHelpdesk();
      const helpdesk = create(fake.url, own);
      const sinks = await runSinks((dependencies) => [createHelpdeskSink(helpdesk, dependencies)]);
      const polling = {
        ...{ desk: sinks.desk, externals: sinks.store, notebook: sinks.forChannels.notebook },
        ...{ now: () => START_MS, warn: () => {} },
      };
      return { ...sinks, fake, helpdesk, read: () => readTickets(helpdesk, polling) };
    };
    const notes = (lines: readonly string[]) => lines.filter((line) => line.startsWith('note: '));

    it('gets what the merchant and the desk say, each line once, and is closed with the ticket', async () => {
      const { say, told, desk, fake } = await run();
      await say('it is dark');
      await say('ticket');
      await told();
      await desk.act(LI, 'T1001', { kind: 'claim' });
      await desk.act(LI, 'T1001', { kind: 'reply', text: 'Please restart it.' });
      await say('that helped');
      await desk.act(LI, 'T1001', { kind: 'resolve' });
      await told();
      const [ticket] = fake.tickets;
      const said = ticket?.comments.map(({ text }) => text).join('\n') ?? '';
      for (const line of ['Merchant: it is dark', 'Agent Li: Please restart it.', 'Merchant: that helped']) {
        expect(said.split(line), line).toHaveLength(2);
      }
      expect(ticket?.closed).toBe(true);
      await desk.act(LI, 'T1001', { kind: 'reopen' });
      await told();
      expect(ticket?.closed).toBe(false);
    });

    it('is closed also when the answer to that was lost after the comment, which is not said twice', async () => {
      const { say, told, wait, desk, fake } = await run();
      await say('ticket');
      await told();
      await desk.act(LI, 'T1001', { kind: 'claim' });
      await told();
      fake.failSecond('connection reset');
      await desk.act(LI, 'T1001', { kind: 'resolve', text: 'New host.' });
      await told();
      await wait(3_600_000);
      const [ticket] = fake.tickets;
      expect(ticket?.closed).toBe(true);
      expect(ticket?.comments.filter(({ text }) => text.includes('New host.'))).toHaveLength(1);
    });

    it('brings back what is written at a ticket with more than a hundred comments', async () => {
      const { say, told, fake, read, lines } = await run();
      await say('ticket');
      await told();
      const [ticket] = fake.tickets;
      if (!ticket) throw new Error('There is no ticket.');
      for (let at = 0; at < 110; at += 1) fake.write(ticket, '');
      fake.write(ticket, 'I call them at noon.');
      await read();
      expect(notes(await lines())).toEqual(['note: I call them at noon.']);
    });

    it('shows where the ticket is, at the ticket', async () => {
      const { say, told, desk, fake } = await run();
      await say('ticket');
      await told();
      const [standing] = (await openTicket(desk)).sinks ?? [];
      expect(standing?.url).toContain(fake.url);
      expect(standing?.url).toContain(String(fake.tickets[0]?.id));
    });

    it('brings comments of people back as notes, each once, and not its own', async () => {
      const { say, told, fake, read, lines } = await run();
      await say('ticket');
      await told();
      const [ticket] = fake.tickets;
      if (!ticket) throw new Error('There is no ticket.');
      fake.write(ticket, 'I call them at noon.');
      await read();
      await read();
      expect(notes(await lines())).toEqual(['note: I call them at noon.']);
      await told();
      expect(fake.tickets[0]?.comments.filter(({ text }) => text.includes('at noon'))).toHaveLength(1);
    });

    const begin = async () => {
      const world = await run();
      await world.say('it is dark');
      await world.say('ticket');
      await world.told();
      const [ticket] = world.fake.tickets;
      if (!ticket) throw new Error('There is no ticket.');
      return { ...world, ticket };
    };
    const statusOf = async (desk: Parameters<typeof openTicket>[0]) => (await openTicket(desk)).ticket.status;

    it('closes ours when somebody closes it there, whoever has it here, once', async () => {
      const { fake, ticket, read, told, desk, lines } = await begin();
      const before = (await lines()).length;
      fake.turn(ticket, true);
      await read();
      const { ticket: ours } = await openTicket(desk);
      expect(ours).toMatchObject({ status: 'resolved', resolution: { by: `Anna (${helpdeskTitle(name)})` } });
      const since = (await lines()).slice(before);
      expect(since).toEqual([expect.stringContaining(`resolved by Anna (${helpdeskTitle(name)})`)]);
      await told();
      await read();
      await told();
      expect((await lines()).slice(before)).toEqual(since);
      expect(ticket.turns).toHaveLength(1);
    });

    it('reopens ours when somebody reopens it there, and never turns it back by itself', async () => {
      const { fake, ticket, read, told, desk } = await begin();
      await desk.act(LI, 'T1001', { kind: 'claim' });
      await desk.act(LI, 'T1001', { kind: 'resolve' });
      await told();
      await read();
      expect(await statusOf(desk)).toBe('resolved');
      for (const closed of [false, true, false]) {
        fake.turn(ticket, closed);
        await read();
        await told();
        await read();
        expect(await statusOf(desk)).toBe(closed ? 'resolved' : 'reopened');
        expect(ticket.closed).toBe(closed);
      }
      expect(ticket.turns.map(({ author }) => author)).toEqual(['posdesk', 'Anna', 'Anna', 'Anna']);
    });

    it('is opened there when the desk reopens what was closed there, also while it is away', async () => {
      const { fake, ticket, read, told, wait, desk } = await begin();
      fake.turn(ticket, true);
      await read();
      fake.fail('gateway away');
      await desk.act(LI, 'T1001', { kind: 'reopen' });
      await told();
      // What is on its way to them is not taken for what they say.
      await read();
      await read();
      expect(await statusOf(desk)).toBe('reopened');
      await wait(3_600_000);
      await read();
      expect(await statusOf(desk)).toBe('reopened');
      expect(ticket.closed).toBe(false);
    });

    it('does not take its own closing, whose answer was lost, for theirs', async () => {
      const { fake, ticket, read, told, desk } = await begin();
      await desk.act(LI, 'T1001', { kind: 'claim' });
      await told();
      fake.fail('lost answer after commit', 2);
      fake.failSecond('lost answer after commit');
      await desk.act(LI, 'T1001', { kind: 'resolve' });
      await told();
      await desk.act(LI, 'T1001', { kind: 'reopen' });
      await read();
      expect(await statusOf(desk)).toBe('reopened');
      expect(ticket.turns.every(({ author }) => author === 'posdesk')).toBe(true);
    });

    it('says whether it is reached, knows us and lets us make tickets, and makes none for that', async () => {
      const fake = await startFakeHelpdesk();
      const check = (url: string, own?: string) => checkHelpdesk(create(url, own));
      const [signedIn, place] = await check(fake.url);
      expect([signedIn?.ok, place?.ok]).toEqual([true, true]);
      fake.permit('nothing');
      const refused = (await check(fake.url)).at(-1);
      expect(refused?.ok).toBe(false);
      expect(refused?.remedy).toMatch(/add_issues|CreateTicket|agent|create/);
      const revoked = await check(fake.url, 'revoked');
      expect(revoked).toMatchObject([{ ok: false, remedy: expect.stringMatching(/_(?:KEY|TOKEN)/) }]);
      expect(JSON.stringify(revoked)).not.toContain('revoked');
      const away = await check('http://127.0.0.1:9');
      expect(away).toMatchObject([{ ok: false, remedy: expect.stringContaining('_URL') }]);
      expect([fake.tickets.length, fake.writes()]).toEqual([0, 0]);
    });

    it('is asked by one of several processes in each round, and by another one when that is gone', async () => {
      const { helpdesk, forChannels, store, desk } = await run();
      const processAt = (now: number) => ({
        ...{ desk, externals: store, notebook: forChannels.notebook, warn: () => {}, now: () => now },
      });
      const turns = [START_MS, START_MS + 1_000, START_MS + 54_000, START_MS + 60_000, START_MS + 61_000];
      const taken: boolean[] = [];
      for (const at of turns) taken.push(await takesRound(helpdesk, processAt(at)));
      expect(taken).toEqual([true, false, false, true, false]);
    });

    it('rests as a whole when its key is refused, and says so at the ticket', async () => {
      const { say, told, desk, store } = await run('revoked');
      await say('ticket');
      await say('ticket', { conversationId: conversationOf('m2'), senderId: 'm2' });
      await told();
      const [standing] = (await openTicket(desk)).sinks ?? [];
      expect(standing).toMatchObject({ state: 'due', reason: 'it refuses our key (401)' });
      expect(JSON.stringify(await store.sinkStandings('T1001'))).not.toContain('revoked');
    });

    it('erases the ticket when its merchant is erased, also one that is away just then', async () => {
      const { say, told, wait, store, fake } = await run();
      await say('ticket');
      await told();
      fake.fail('gateway away');
      const receipt = await store.erase(conversationOf('m1'), START_MS);
      expect(receipt?.outside).toMatchObject([{ queued: true }]);
      expect(receipt?.links).toEqual([]);
      await told();
      expect(fake.tickets).toHaveLength(1);
      await wait(3_600_000);
      expect(fake.tickets).toEqual([]);
      expect(await store.sinkCounts()).toEqual([]);
    });
  });
}
