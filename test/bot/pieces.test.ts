/** Merchants who press Enter at every breath are read as one message and answered once. */

import { describe, expect, it } from 'vitest';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { conversationOf, merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';
import { type RunningPipeline, runPipeline } from '#test/fixtures/running-pipeline.ts';

const guide = await loadBuiltInGuide();

async function write(pipeline: RunningPipeline, pieces: readonly string[], everyMs: number): Promise<void> {
  for (const [index, text] of pieces.entries()) {
    const at = START_MS + index * everyMs;
    await pipeline.receive(merchantMessage(text, { receivedAtMs: at, sentAtMs: at }));
    pipeline.advance(everyMs);
  }
}

async function botLines(pipeline: RunningPipeline): Promise<readonly string[]> {
  return (await pipeline.lines()).filter((line) => line.startsWith('bot:'));
}

const open = (): Promise<RunningPipeline> => runPipeline({ guide: () => guide, quietMs: 2_500 });

describe('pieces of a message', () => {
  it('five within ten seconds are one turn with one answer', async () => {
    const pipeline = await open();
    await write(pipeline, ['喂', '我的机器', 'pos那个', '上不了网', '急'], 2_400);
    await pipeline.settle();
    expect(await botLines(pipeline)).toEqual(['bot: echo: 喂\n我的机器\npos那个\n上不了网\n急']);
    expect((await pipeline.store.waitingConversations()).length).toBe(0);
  });

  it('after a pause are two messages', async () => {
    const pipeline = await open();
    await write(pipeline, ['我的机器'], 3_000);
    await pipeline.settle();
    await write(pipeline, ['上不了网'], 3_000);
    await pipeline.settle();
    expect(await botLines(pipeline)).toHaveLength(2);
  });

  it.each(['转人工', '不知道', 'WiFi', '我的POS机今天早上开始一直连不上网络', '机器坏了！'])(
    'are not waited for after %s',
    async (text) => {
      const pipeline = await open();
      // The clock stands still, so that a wait would never end.
      await pipeline.receive(merchantMessage(text));
      await pipeline.settle();
      expect(await botLines(pipeline)).toHaveLength(1);
    },
  );

  it('are taken up at once when a tap follows', async () => {
    const pipeline = await open();
    await pipeline.receive(merchantMessage('我的机器'));
    await pipeline.receive(merchantMessage('WiFi', { choiceId: 'a:b:wifi' }));
    await pipeline.settle();
    expect(await botLines(pipeline)).toEqual(['bot: echo: 我的机器', 'bot: echo: WiFi']);
  });

  it('are waited for in each conversation by itself', async () => {
    const pipeline = await open();
    await pipeline.receive(merchantMessage('我的机器'));
    const other = conversationOf('m2');
    await pipeline.receive(merchantMessage('转人工', { conversationId: other, senderId: 'm2' }));
    const answered = () => pipeline.store.transcript(other, { after: 1, limit: 1, forMerchant: true });
    await expect.poll(answered).toHaveLength(1);
    expect(await botLines(pipeline)).toEqual([]);
    pipeline.advance(5_000);
    await pipeline.settle();
    expect(await botLines(pipeline)).toHaveLength(1);
  });
});
