/** The four helpdesks on a stand-in that misbehaves. */

import { describe, expect, it } from 'vitest';
import { checkHelpdesk } from '#adapters/helpdesk/check.ts';
import { createHelpdeskSink } from '#adapters/helpdesk/helpdesk.ts';
import { takesRound } from '#adapters/helpdesk/poll-tickets.ts';
import { describeSink } from '#test/contracts/sink.contract.ts';
import { type FakeHelpdesk, type HelpdeskFault, startFakeHelpdesk } from '#test/fixtures/fake-helpdesk.ts';
import { conversationOf, START_MS } from '#test/fixtures/merchant-message.ts';
import { openTicket } from '#test/fixtures/open-ticket.ts';
import { PRODUCTS, runHelpdesk } from '#test/fixtures/running-helpdesk.ts';
import { LI } from '#test/fixtures/running-sinks.ts';

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
    const run = (own?: string) => runHelpdesk(create, own);
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
