/** Settling a pipeline: nothing that is due is still on its way when it says so. */

import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { createTestChannel } from '#test/fixtures/test-channel.ts';

const agent = { name: 'Li', role: 'agent' } as const;

describe('settling', () => {
  const aWhile = async (turns: number): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
  };

  it('waits for every message of a conversation, also when the next one is leased before it has looked', async () => {
    const channel = createTestChannel(async () => {
      await aWhile(200);
      return { kind: 'delivered' };
    });
    const desk = await runPipeline({
      channel,
      wrapStore: (store) => ({
        ...store,
        async nextDeliveryAt() {
          // As a busy store does: the outbox has taken the next message meanwhile.
          await aWhile(100);
          return await store.nextDeliveryAt();
        },
      }),
    });
    await desk.say('ticket');
    await desk.desk.act(agent, 'T1001', { kind: 'claim' });
    for (const text of ['one', 'two', 'three']) await desk.desk.act(agent, 'T1001', { kind: 'reply', text });
    await desk.settle();
    expect(channel.delivered().slice(-3)).toEqual(['one', 'two', 'three']);
  });
});
