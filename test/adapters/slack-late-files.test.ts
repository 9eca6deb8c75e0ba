/** Files that take longer than Slack waits: the words first, the files after them, neither lost nor doubled. */

import { afterEach, describe, expect, it } from 'vitest';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';
import { type ServedSlack, serveSlack } from '#test/fixtures/fake-slack-channel.ts';
import { messageEvent, postEvent } from '#test/fixtures/fake-slack-requests.ts';

const PATIENCE = { filesWithinMs: 20 };
const served: ServedSlack[] = [];

afterEach(async () => {
  for (const one of served.splice(0)) await one.close();
});

/** The channel with one photo at Slack that nobody gets before `release`. */
async function openSlow(desk: FakeDesk, changes: Record<string, unknown> = {}) {
  const one = await serveSlack(desk, { ...PATIENCE, ...changes });
  served.push(one);
  const { slack, url, channel } = one;
  const slow = Promise.withResolvers<void>();
  slack.holdFiles(slow.promise);
  const photo = slack.putFile('label.jpg', 'image/jpeg', Buffer.from('photo'));
  const file = { id: 'F1', name: 'label.jpg', mimetype: 'image/jpeg', url_private: photo };
  const share = async (text: string, second = 1) => {
    const fields = { ts: `176360400${second}.000100`, subtype: 'file_share', text, files: [file] };
    return (await postEvent(url, messageEvent(fields), { atMs: desk.now() })).status;
  };
  slack.answer('files.info', () => ({ ok: true, file }));
  return { slack, channel, share, release: slow.resolve };
}

const told = (desk: FakeDesk) =>
  desk.received.map(({ text, attachments }) => [text, attachments.map(({ ref }) => ref)]);
const notes = async (desk: FakeDesk) => (await desk.notebook.list('slack:files:')).map(({ value }) => value);

describe('a photo that is slow to come', () => {
  it('does not keep Slack waiting: the words are stored, and the photo follows them', async () => {
    const desk = createFakeDesk();
    const { share, release } = await openSlow(desk);
    expect(await share('屏幕是这样')).toBe(200);
    expect(told(desk)).toEqual([['屏幕是这样', []]]);
    release();
    await expect
      .poll(() => told(desk))
      .toEqual([
        ['屏幕是这样', []],
        ['', ['media:1']],
      ]);
    await expect.poll(() => notes(desk)).toEqual([]);
  });

  it('without words is one message, however often Slack brings it', async () => {
    const desk = createFakeDesk();
    const { share, release } = await openSlow(desk);
    expect([await share(''), await share('')]).toEqual([200, 200]);
    expect(told(desk)).toEqual([]);
    release();
    await expect.poll(() => told(desk)).toEqual([['', ['media:1']]]);
    expect(await share('')).toBe(200);
    expect(desk.received).toHaveLength(1);
  });

  it('is fetched after a crash, and once though Slack brings the message again', async () => {
    const desk = createFakeDesk();
    const before = await openSlow(desk);
    expect(await before.share('屏幕是这样')).toBe(200);
    // The process is gone; nobody stops it in order.
    const after = await openSlow(desk);
    const stop = await after.channel.start?.();
    expect(await after.share('屏幕是这样')).toBe(200);
    after.release();
    await expect
      .poll(() => told(desk))
      .toEqual([
        ['屏幕是这样', []],
        ['', ['media:1']],
      ]);
    await expect.poll(() => notes(desk)).toEqual([]);
    await stop?.();
    before.release();
  });

  it('is left to the next start when the channel stops in the middle', async () => {
    const desk = createFakeDesk();
    const { share, channel } = await openSlow(desk);
    const stop = await channel.start?.();
    await share('');
    await stop?.();
    expect(desk.received).toEqual([]);
    expect(await notes(desk)).toHaveLength(1);
  });

  it('is brought by Slack with its words when those could not be stored', async () => {
    const desk = createFakeDesk();
    const { share, release } = await openSlow(desk);
    desk.answerNext(async () => ({ kind: 'overloaded', retryAfterMs: 10 }));
    expect(await share('屏幕是这样')).toBe(503);
    expect(await notes(desk)).toEqual([]);
    release();
    expect(await share('屏幕是这样')).toBe(200);
    await expect.poll(() => desk.received.flatMap(({ attachments }) => attachments)).toHaveLength(1);
    expect(desk.received.map(({ text }) => text).join('')).toBe('屏幕是这样');
  });

  it('is noted without a word of the merchant', async () => {
    const desk = createFakeDesk();
    const { share, release } = await openSlow(desk);
    await share('卡号 4111 1111 1111 1111');
    expect((await notes(desk)).join()).not.toMatch(/4111|卡号|label/);
    release();
  });
});
