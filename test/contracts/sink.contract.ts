/** What every sink must do, whatever stands behind it: one external ticket for each of ours, told of all that happens. */

import { describe, expect, it } from 'vitest';
import type { SinkDependencies, TicketSink } from '#adapters/tickets/sink-contract.ts';
import { conversationOf, START_MS } from '#test/fixtures/merchant-message.ts';
import { openTicket } from '#test/fixtures/open-ticket.ts';
import { LI, type RunningSinks, runSinks } from '#test/fixtures/running-sinks.ts';

/** A ticket as it can be seen behind the sink: everything that was ever said of it, in order. */
export interface SeenOutside {
  readonly text: string;
}

/** A sink and the world behind it. */
export interface SinkUnderTest {
  readonly sink: TicketSink;
  /** What stands there, one for each ticket (for a sink without tickets of its own: each message). */
  seen(): readonly SeenOutside[];
  /** Makes the next request that changes something go wrong, by what goes wrong. */
  readonly faults: Readonly<Record<string, () => void>>;
  /** Refuses everything from now on, in a way that trying again does not help; with false, no more. */
  refuse(on: boolean): void;
  /** False where one event may be seen twice when an answer gets lost, because nothing can be looked up there. */
  readonly onlyOnce: boolean;
  /** It rings a bell about new and late tickets and follows them no further. */
  readonly alertsOnly?: true;
}

const HOUR_MS = 3_600_000;

interface World extends RunningSinks {
  readonly under: SinkUnderTest;
}

/** Runs the suite on what `open` makes of the dependencies; it is called once for each test. */
export function describeSink(
  name: string,
  open: () => Promise<(dependencies: SinkDependencies) => SinkUnderTest>,
): void {
  const run = async (): Promise<World> => {
    const make = await open();
    let under: SinkUnderTest | undefined;
    const running = await runSinks((dependencies) => {
      under = make(dependencies);
      return [under.sink];
    });
    if (!under) throw new Error('The sink was not opened.');
    return { ...running, under };
  };
  const standing = async ({ desk }: World) => (await openTicket(desk)).sinks?.[0];
  /** A sink that keeps no tickets of its own is not shown once it has been told everything. */
  const stateOf = async (world: World) => (await standing(world))?.state ?? 'current';

  describe(`${name} as a sink`, () => {
    it('shows a ticket once, with its number and the way to the desk', async () => {
      const world = await run();
      await world.say('ticket');
      await world.told();
      const seen = world.under.seen();
      expect(seen).toHaveLength(1);
      expect(seen[0]?.text).toContain('T1001');
      expect(seen[0]?.text).toContain('https://desk.example.com/');
      expect(await stateOf(world)).toBe('current');
    });

    it('hears what happens to the ticket later', async ({ skip }) => {
      const world = await run();
      skip(world.under.alertsOnly === true, 'it rings a bell about new and late tickets only');
      await world.say('ticket');
      await world.told();
      await world.desk.act(LI, 'T1001', { kind: 'claim' });
      await world.desk.act(LI, 'T1001', { kind: 'resolve', text: 'Restarted the host.' });
      await world.told();
      const said = world.under
        .seen()
        .map(({ text }) => text)
        .join('\n');
      expect(said).toContain('Li');
      expect(said.toLowerCase()).toContain('resolved');
    });

    it('keeps tickets of two merchants apart', async () => {
      const world = await run();
      await world.say('ticket');
      await world.say('ticket', { conversationId: conversationOf('m2'), senderId: 'm2' });
      await world.told();
      const seen = world.under.seen();
      expect(seen).toHaveLength(2);
      expect(seen.map(({ text }) => /T100[12]/.exec(text)?.[0]).toSorted()).toEqual(['T1001', 'T1002']);
    });

    it('never keeps a merchant waiting, however badly it does', async () => {
      const world = await run();
      world.under.refuse(true);
      await world.say('ticket');
      expect(await world.lines()).toContain('bot: Your ticket is T1001.');
    });

    it('says at the ticket that it failed and why, and comes again when somebody asks for it', async () => {
      const world = await run();
      world.under.refuse(true);
      await world.say('ticket');
      await world.told();
      const failed = await standing(world);
      expect(failed).toMatchObject({ state: 'failed' });
      expect(failed?.reason).toBeTruthy();
      expect(world.under.seen()).toEqual([]);
      world.under.refuse(false);
      await world.desk.act(LI, 'T1001', { kind: 'retrySink', sink: world.under.sink.name });
      await world.told();
      expect(world.under.seen()).toHaveLength(1);
      expect(await stateOf(world)).toBe('current');
    });

    it('has nothing of a ticket that was over before it began to follow', async () => {
      const world = await run();
      await world.stopSinks();
      await world.say('ticket');
      await world.store.beginSinks([], true);
      await world.store.beginSinks([world.under.sink.name], true);
      await world.told();
      expect(world.under.seen()).toEqual([]);
    });

    it('ends within its time when it is told to stop', async () => {
      const world = await run();
      await world.say('ticket');
      await world.stopSinks();
      expect((await world.store.sinkCounts()).every(({ failed }) => failed === 0)).toBe(true);
    });
  });

  describe(`${name} when it misbehaves`, () => {
    it('has exactly one ticket after every fault', async () => {
      const faults = Object.keys((await run()).under.faults);
      expect(faults.length).toBeGreaterThan(0);
      for (const fault of faults) {
        const world = await run();
        world.under.faults[fault]?.();
        await world.say('ticket');
        await world.told();
        for (let hour = 0; hour < 3; hour += 1) await world.wait(HOUR_MS);
        if (world.under.onlyOnce) expect(world.under.seen(), fault).toHaveLength(1);
        else expect(world.under.seen().length, fault).toBeGreaterThan(0);
        expect(await stateOf(world), fault).toBe('current');
      }
    });

    it('hears of every change in the end, whatever fault comes between', async () => {
      const faults = Object.keys((await run()).under.faults);
      for (const fault of faults) {
        const world = await run();
        await world.say('ticket');
        await world.told();
        world.under.faults[fault]?.();
        await world.desk.act(LI, 'T1001', { kind: 'note', text: 'unmistakable note' });
        await world.desk.act(LI, 'T1001', { kind: 'claim' });
        await world.told();
        await world.wait(HOUR_MS);
        await world.wait(HOUR_MS);
        const said = world.under
          .seen()
          .map(({ text }) => text)
          .join('\n');
        if (!world.under.alertsOnly) expect(said, fault).toContain('Li');
        expect(await stateOf(world), fault).toBe('current');
      }
    });

    it('waits in between, and is not asked again at once', async () => {
      const world = await run();
      const [fault] = Object.keys(world.under.faults);
      world.under.faults[fault ?? '']?.();
      await world.say('ticket');
      await world.told();
      const due = await standing(world);
      expect(due).toMatchObject({ state: 'due', attempts: 1 });
      expect(due?.nextAtMs).toBeGreaterThan(START_MS);
    });
  });
}
