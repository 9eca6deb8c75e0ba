/** What every channel must do with the whole house behind it: allowances, crashes, slow answers. */

import { describe, expect, it, onTestFinished } from 'vitest';
import type { Channel, ChannelLimits } from '#adapters/contract.ts';
import type { Store } from '#bot/store/store.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { type RunningPipeline, runPipeline } from '#test/fixtures/running-pipeline.ts';
import type { ChannelUnderTest, OpenChannel } from './channel.contract.ts';

const AGENT = { name: 'Li', role: 'agent' } as const;
const LEASE_MS = 90_001;

/** A channel on a running pipeline. */
interface House extends RunningPipeline {
  readonly under: ChannelUnderTest;
  /** The merchant writes; resolves when everything that comes of it has been tried. */
  write(text: string): Promise<void>;
  /** What the platform showed since the start, in order. */
  shown(): readonly string[];
  /** Event lines, as the agent sees them. */
  events(): Promise<readonly string[]>;
}

async function openHouse(open: OpenChannel, wrapStore?: (store: Store) => Store): Promise<House> {
  let under: ChannelUnderTest | undefined;
  let conversationId: ConversationId | undefined;
  const house = await runPipeline({
    ...(wrapStore ? { wrapStore } : {}),
    async openChannel(desk): Promise<Channel> {
      under = await open({
        ...desk,
        receive(message) {
          conversationId = message.conversationId;
          return desk.receive(message);
        },
      });
      return under.channel;
    },
  });
  const opened = under;
  if (!opened) throw new Error('The channel was not opened.');
  onTestFinished(opened.close);
  let written = 0;
  const read = () =>
    house.store.transcript(conversationId as ConversationId, { after: 0, limit: 500, forMerchant: false });
  return {
    ...house,
    under: opened,
    async write(text) {
      written += 1;
      const before =
        conversationId === undefined ? 0 : (await read()).filter((line) => line.from === 'merchant').length;
      const response = await opened.send({ id: `00000000-0000-4000-8000-${String(written).padStart(12, '0')}`, text });
      await response.arrayBuffer();
      expect(response.ok).toBe(true);
      await expect.poll(async () => (await read()).filter((line) => line.from === 'merchant').length).toBe(before + 1);
      await house.settle();
    },
    shown: () => opened.platform?.shown().map((one) => one.text) ?? [],
    events: async () => (await read()).filter((line) => line.from === 'event').map((line) => line.text),
  };
}

/** Runs the suite; `open` opens the channel as for the other ones. Channels without a platform of their own need it not. */
export function describeChannelInHouse(name: string, open: OpenChannel): void {
  describe(`${name} in the house`, () => {
    it('answers, and an agent answers, each once', async () => {
      const { write, desk, settle, shown } = await openHouse(open);
      await write('ticket');
      await desk.act(AGENT, 'T1001', { kind: 'claim' });
      await desk.act(AGENT, 'T1001', { kind: 'reply', text: 'Please restart it.' });
      await settle();
      expect(shown()).toEqual(['Your ticket is T1001.', 'Please restart it.']);
    });

    it('keeps answers beyond the quota for the next message, loses none and breaks no rule', async ({ skip }) => {
      const { write, desk, settle, shown, under, events } = await openHouse(open);
      const { quota } = under.channel.limits;
      if (quota === undefined) return skip('this platform has no quota');
      await write('ticket');
      await desk.act(AGENT, 'T1001', { kind: 'claim' });
      const answers = Array.from({ length: quota + 2 }, (_, index) => `answer ${index + 1}`);
      for (const answer of answers) await desk.act(AGENT, 'T1001', { kind: 'reply', text: answer });
      await settle();
      expect(shown().length).toBeLessThan(answers.length + 1);
      expect((await events()).filter((line) => line.includes('when the merchant writes again'))).toHaveLength(1);
      for (let time = 0; time < 3; time += 1) await write(`more ${time}`);
      expect(shown().filter((text) => text.startsWith('answer'))).toEqual(answers);
      expect(under.platform?.violations()).toEqual([]);
    });

    it('keeps an answer when the window has closed, and the next message brings it', async ({ skip }) => {
      const { write, desk, settle, shown, under, advance } = await openHouse(open);
      const { replyWindowMs }: ChannelLimits = under.channel.limits;
      if (replyWindowMs === undefined) return skip('this platform closes no window');
      await write('ticket');
      await desk.act(AGENT, 'T1001', { kind: 'claim' });
      advance(replyWindowMs + 1_000);
      await desk.act(AGENT, 'T1001', { kind: 'reply', text: 'We have found it.' });
      await settle();
      expect(shown()).not.toContain('We have found it.');
      await write('any news?');
      expect(shown()).toContain('We have found it.');
      expect(under.platform?.violations()).toEqual([]);
    });

    it('delivers again after a crash between sending and marking, in order, and never a third time', async () => {
      let crashes = 1;
      const { write, catchUp, advance, shown, under } = await openHouse(open, (store) => ({
        ...store,
        async settle(...settlement) {
          crashes -= 1;
          if (crashes >= 0) throw new Error('the process died here');
          await store.settle(...settlement);
        },
      }));
      await write('one');
      await write('two');
      advance(LEASE_MS);
      await catchUp();
      const texts = shown();
      const once = ['echo: one', 'echo: two'];
      const twice = ['echo: one', ...once];
      expect([once, ...(under.platform?.idempotent ? [] : [twice])]).toContainEqual(texts);
    });

    it('tries again when the platform fails, and the order holds', async ({ skip }) => {
      const { write, catchUp, advance, shown, under } = await openHouse(open);
      const faults = Object.values(under.platform?.faults ?? {}).filter((fault) => fault.result === 'retry');
      const [fault] = faults;
      if (!fault) return skip('nothing that passes can go wrong on this platform');
      fault.arrange();
      await write('one');
      await write('two');
      for (let time = 0; time < 3; time += 1) {
        advance(3_600_000 / 4);
        await catchUp();
      }
      expect(shown()).toEqual(['echo: one', 'echo: two']);
    });
  });
}
