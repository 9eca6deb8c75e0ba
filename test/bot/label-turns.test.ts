/** Photos and lookups in the pipeline: stored first, found out outside any transaction, and nobody else waits. */

import { expect, it } from 'vitest';
import type { LabelReader } from '#bot/label-photo/label-reader.ts';
import type { Respond } from '#bot/run-turn.ts';
import { queryKey } from '#dialogs/device-record.ts';
import type { PhotoReading } from '#dialogs/photo.ts';
import { newState } from '#dialogs/state.ts';
import { conversationOf, merchantMessage } from '#test/fixtures/merchant-message.ts';
import { plainGuide } from '#test/fixtures/plain-guide.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';

/** A reader whose photos are read when the test says so. */
function heldReader(result: Partial<PhotoReading>) {
  let release: () => void = () => {};
  const held = new Promise<void>((resume) => {
    release = resume;
  });
  const labels: LabelReader = {
    async read(ref) {
      await held;
      return { ref, outcome: 'read', codes: [], unread: [], card: false, ...result };
    },
    close: async () => {},
  };
  return { labels, release };
}

/** A dialog that answers with what it was told of photos and devices. */
const tells: Respond = (state, event) => {
  const found = event.kind === 'message' ? event.found : undefined;
  const query = { serial: '0821998877' };
  const answer = found?.register?.get(queryKey(query));
  const cards = (found?.photos ?? []).filter(({ card }) => card);
  return {
    state: state ?? newState(plainGuide, 'zh-Hans', 'test'),
    replies: [{ kind: 'text', text: `photos ${found?.photos?.length ?? 0}, register ${answer?.kind}` } as const],
    effects: [
      { kind: 'lookupDevice', query } as const,
      ...cards.map(({ ref }) => ({ kind: 'deletePhoto', ref }) as const),
    ],
    trace: [],
  };
};

const photoOf = (ref: string) => ({ attachments: [{ kind: 'image', name: 'a.png', ref } as const] });
const MEDIA = { bytes: new Uint8Array([1, 2, 3]), contentType: 'image/png' };

it('a photo is acknowledged before it is read, others are answered meanwhile, and it is told with its message', async () => {
  const { labels, release } = heldReader({});
  const desk = await runPipeline({ labels, respond: tells });
  const ref = await desk.forChannels.media.put(MEDIA);
  expect((await desk.receive(merchantMessage('', photoOf(ref)))).kind).toBe('accepted');
  const other = conversationOf('m2');
  await desk.receive(merchantMessage('hello', { conversationId: other, senderId: 'm2' }));
  const answered = async () => (await desk.store.transcript(other, { after: 0, limit: 9, forMerchant: true })).length;
  await expect.poll(answered).toBe(2);
  expect(await desk.lines()).toHaveLength(1);
  release();
  await desk.settle();
  expect(await desk.lines()).toEqual(['merchant: ', 'bot: photos 1, register undefined']);
});

it('a photo with a card is off the shelf with its turn', async () => {
  const { labels, release } = heldReader({ card: true });
  release();
  const desk = await runPipeline({ labels, respond: tells });
  const ref = await desk.forChannels.media.put(MEDIA);
  await desk.say('', photoOf(ref));
  expect(await desk.forChannels.media.get(ref)).toBeUndefined();
});

it('what the dialog wants to look up is looked up once, and only the turn that knows the answer counts', async () => {
  const asked: unknown[] = [];
  const directory = {
    async lookup(query: unknown) {
      asked.push(query);
      return { kind: 'unknown' } as const;
    },
  };
  const desk = await runPipeline({ directory, respond: tells });
  await desk.say('hello');
  expect(asked).toEqual([{ serial: '0821998877' }]);
  expect(await desk.lines()).toEqual(['merchant: hello', 'bot: photos 0, register unknown']);
});

it('a register without a device is none', async () => {
  const directory = { isOn: () => false, lookup: async () => ({ kind: 'unknown' }) as const };
  const desk = await runPipeline({ directory, respond: (...turn) => ({ ...tells(...turn), effects: [] }) });
  await desk.say('hello');
  expect(await desk.lines()).toEqual(['merchant: hello', 'bot: photos 0, register undefined']);
});
