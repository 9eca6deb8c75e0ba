/** Tickets that are closed and reopened here and there: neither side turns the other back. */

import { describe, expect, it } from 'vitest';
import { createRedmine } from '#adapters/helpdesk/redmine.ts';
import { FAKE_KEY } from '#test/fixtures/fake-helpdesk-world.ts';
import { openTicket } from '#test/fixtures/open-ticket.ts';
import { PRODUCTS, runHelpdesk } from '#test/fixtures/running-helpdesk.ts';
import { LI } from '#test/fixtures/running-sinks.ts';

/** Statuses of which is not told whether they are over. */
const OWN: Readonly<Record<string, string>> = { 'Request Tracker': 'deleted', Zammad: 'removed' };
/** Statuses that close and are not the ones that we choose. */
const CLOSING: Readonly<Record<string, string>> = {
  ...{ 'Request Tracker': 'rejected', Redmine: '6' },
  ...{ Zendesk: 'closed', Zammad: 'paid back' },
};

for (const [name, create] of Object.entries(PRODUCTS)) {
  describe(`a ticket in ${name}`, () => {
    const begin = async () => {
      const world = await runHelpdesk(create);
      await world.say('it is dark');
      await world.say('ticket');
      await world.told();
      const [ticket] = world.fake.tickets;
      if (!ticket) throw new Error('There is no ticket.');
      return { ...world, ticket };
    };
    const statusOf = async (desk: Parameters<typeof openTicket>[0]) => (await openTicket(desk)).ticket.status;

    it('closes ours when somebody closes it there, whoever has it here, once', async () => {
      const { fake, ticket, helpdesk, read, told, desk, lines } = await begin();
      const by = `Anna (${helpdesk.title})`;
      const before = (await lines()).length;
      fake.turn(ticket, true);
      await read();
      const { ticket: ours } = await openTicket(desk);
      expect(ours).toMatchObject({ status: 'resolved', resolution: { by } });
      const since = (await lines()).slice(before);
      expect(since).toEqual([expect.stringContaining(`resolved by ${by}`)]);
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

    it('is not closed again by what somebody did before, where the helpdesk does not let us open it', async () => {
      const { fake, ticket, read, told, desk } = await begin();
      fake.turn(ticket, true);
      await read();
      await told();
      fake.lock();
      await desk.act(LI, 'T1001', { kind: 'reopen' });
      await told();
      await read();
      await desk.act(LI, 'T1001', { kind: 'claim' });
      await told();
      await read();
      expect([ticket.closed, await statusOf(desk)]).toEqual([true, 'claimed']);
      fake.turn(ticket, false);
      fake.turn(ticket, true);
      await read();
      expect(await statusOf(desk)).toBe('resolved');
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

    const own = OWN[name];
    if (own !== undefined) {
      it('leaves ours as it is when theirs gets a status that does not say whether it is over', async () => {
        const { fake, ticket, read, told, desk } = await begin();
        await desk.act(LI, 'T1001', { kind: 'claim' });
        for (const [closed, expected] of [
          [false, 'claimed'],
          [true, 'resolved'],
        ] as const) {
          if (closed) await desk.act(LI, 'T1001', { kind: 'resolve' });
          await told();
          fake.stand(ticket, own);
          await read();
          expect(await statusOf(desk)).toBe(expected);
        }
      });
    }

    const closing = CLOSING[name] ?? '';
    it('knows other statuses that close, and leaves one that is there as it is', async () => {
      const { fake, ticket, read, told, desk } = await begin();
      await read();
      fake.setStatuses([1, 5, 6], [5, 6]);
      fake.stand(ticket, closing);
      await desk.act(LI, 'T1001', { kind: 'claim' });
      await desk.act(LI, 'T1001', { kind: 'resolve' });
      await told();
      expect(ticket.status).toBe(closing);
      await desk.act(LI, 'T1001', { kind: 'reopen' });
      await told();
      expect([ticket.status, ticket.closed]).toEqual([undefined, false]);
      fake.stand(ticket, closing);
      await read();
      expect(await statusOf(desk)).toBe('resolved');
    });

    if (name.startsWith('Z')) {
      it('leaves ours open when theirs is merged into another one', async () => {
        const { fake, ticket, read, told, desk } = await begin();
        await desk.act(LI, 'T1001', { kind: 'claim' });
        fake.merge(ticket);
        await read();
        expect(await statusOf(desk)).toBe('claimed');
        await desk.act(LI, 'T1001', { kind: 'resolve' });
        await told();
        await read();
        expect([ticket.status, await statusOf(desk)]).toEqual(['merged', 'resolved']);
      });
    }
  });
}

it('Redmine closes with a status that its workflow allows', async () => {
  const { say, told, desk, fake } = await runHelpdesk((url) => createRedmine({ url, key: FAKE_KEY, project: 'pos' }));
  fake.setStatuses([1, 6], [5, 6]);
  await say('ticket');
  await told();
  await desk.act(LI, 'T1001', { kind: 'claim' });
  await desk.act(LI, 'T1001', { kind: 'resolve' });
  await told();
  expect(fake.tickets[0]?.closed).toBe(true);
});
