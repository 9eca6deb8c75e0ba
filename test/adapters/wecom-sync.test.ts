/** What comes in through sync_msg: history, cursors, crashes, files and events. */

import { describe, expect, it } from 'vitest';
import type { ChannelDependencies } from '#adapters/contract.ts';
import { type OpenedWecom, openWecom, PERSON, textFields } from '#test/fixtures/fake-qyapi-channel.ts';
import { listen } from '#test/fixtures/listen.ts';

const SYNC = '/cgi-bin/kf/sync_msg';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const received = ({ desk }: OpenedWecom) => desk.received.map(({ text }) => text);
const arrive = (opened: OpenedWecom, ...texts: readonly string[]) => expect.poll(() => received(opened)).toEqual(texts);

describe('history', () => {
  it('from before the desk was there is left alone, on all its pages, and what follows comes in', async () => {
    const opened = await openWecom();
    const { qyapi, now, pass, says } = opened;
    for (let count = 0; count < 2_100; count += 1) {
      qyapi.kf.write(PERSON, textFields(`old ${count}`), now() - HOUR_MS + count * 1_000);
    }
    pass(MINUTE_MS);
    await says('机器断网了');
    await arrive(opened, '机器断网了');
    expect(qyapi.kf.calls.get(SYNC)).toBe(3);
  });

  it('is not brought again when the cursor is lost', async () => {
    const opened = await openWecom();
    const { desk, qyapi, pass, says } = opened;
    await says('one');
    await arrive(opened, 'one');
    await desk.notebook.write(`wecom:cursor:${PERSON.kfId}`, 'c0');
    pass(HOUR_MS);
    await says('two');
    await arrive(opened, 'one', 'two');
    expect(qyapi.kf.violations).toEqual([]);
  });

  it('is not answered with welcomes, ratings or losses of long ago', async () => {
    const opened = await openWecom();
    const { desk, qyapi, pass, says } = opened;
    qyapi.kf.enter(PERSON);
    qyapi.kf.colleague(PERSON, 4);
    pass(HOUR_MS);
    await says('hello');
    await arrive(opened, 'hello');
    expect([qyapi.kf.greetings, desk.lost, qyapi.kf.calls.get('/cgi-bin/kf/send_msg_on_event')]).toEqual([
      [],
      [],
      undefined,
    ]);
  });
});

describe('a start', () => {
  it('fetches what came while the desk was down, of every account', async () => {
    const opened = await openWecom({ accounts: ['wkA', 'wkB'] });
    const { qyapi, says, pass, restart } = opened;
    await says('before');
    await arrive(opened, 'before');
    pass(20 * MINUTE_MS);
    qyapi.kf.write(PERSON, textFields('meanwhile'));
    qyapi.kf.write({ ...PERSON, kfId: 'wkB' }, textFields('elsewhere'));
    const stop = await restart().start?.();
    await expect.poll(() => received(opened).toSorted()).toEqual(['before', 'elsewhere', 'meanwhile']);
    await stop?.();
  });

  it('knows its accounts from before when the platform does not list them', async () => {
    const opened = await openWecom();
    const { desk, qyapi, says, restart } = opened;
    await says('before');
    await arrive(opened, 'before');
    qyapi.kf.write(PERSON, textFields('meanwhile'));
    qyapi.fail({ path: '/cgi-bin/kf/account/list', errcode: 48002 });
    const stop = await restart().start?.();
    await arrive(opened, 'before', 'meanwhile');
    expect(desk.warnings).toEqual(['wecom-accounts-unknown']);
    await stop?.();
  });

  it('does not wait for a platform that is down', async () => {
    const { channel } = await openWecom({ config: { apiUrl: 'http://127.0.0.1:9' } });
    const stop = await channel.start?.();
    await stop?.();
  });
});

describe('the cursor', () => {
  it('stays when a message could not be stored, and the page comes again', async () => {
    const opened = await openWecom();
    const { desk, says } = opened;
    desk.answerNext(() => Promise.reject(new Error('disk full')));
    await says('one');
    await expect.poll(() => desk.warnings).toEqual(['wecom-sync-stopped']);
    expect(await desk.notebook.read(`wecom:cursor:${PERSON.kfId}`)).toBeUndefined();
    await says('two');
    await arrive(opened, 'one', 'two');
  });

  it('stays when the desk has no room for a message, and the message comes later', async () => {
    const opened = await openWecom();
    const { desk, qyapi, says, call } = opened;
    desk.answerNext(async () => ({ kind: 'overloaded', retryAfterMs: 60_000 }));
    await says('one');
    await expect.poll(() => qyapi.kf.calls.get(SYNC)).toBe(1);
    await call();
    await arrive(opened, 'one');
    await expect.poll(() => desk.notebook.read(`wecom:cursor:${PERSON.kfId}`)).toBe('c1');
  });

  it('stays when the process dies after storing and before moving it: nothing is lost or doubled', async () => {
    const dying: Partial<ChannelDependencies> = {};
    const opened = await openWecom({ changes: dying });
    const { desk, qyapi, restart } = opened;
    const first = restart({
      notebook: {
        ...desk.notebook,
        write: (key, value) =>
          key.startsWith('wecom:cursor') ? new Promise(() => undefined) : desk.notebook.write(key, value),
      },
    });
    const server = await listen(first.handler);
    for (const words of ['one', 'two']) qyapi.kf.write(PERSON, textFields(words));
    await qyapi.callBack(server.url, PERSON.kfId);
    await arrive(opened, 'one', 'two');
    await server.close();
    qyapi.kf.write(PERSON, textFields('three'));
    const stop = await restart().start?.();
    await arrive(opened, 'one', 'two', 'three');
    await expect.poll(() => desk.notebook.read(`wecom:cursor:${PERSON.kfId}`)).toBe('c3');
    await stop?.();
  });

  it('moves on over empty pages that promise more', async () => {
    const opened = await openWecom();
    opened.qyapi.kf.emptyPages(3);
    await opened.says('one');
    await arrive(opened, 'one');
  });

  it('gives up for a while on a platform that promises more for ever', async () => {
    const opened = await openWecom();
    opened.qyapi.kf.emptyPages(1_000);
    await opened.says('one');
    await expect.poll(() => opened.qyapi.kf.calls.get(SYNC)).toBe(20);
    opened.qyapi.kf.emptyPages(0);
    await opened.call();
    await arrive(opened, 'one');
  });

  it('of each account is its own', async () => {
    const opened = await openWecom({ accounts: ['wkA', 'wkB'] });
    const { qyapi, desk, says, call } = opened;
    await says('one');
    qyapi.kf.write({ ...PERSON, kfId: 'wkB' }, textFields('two'));
    await call('wkB');
    await expect.poll(() => received(opened).toSorted()).toEqual(['one', 'two']);
    expect(new Set(desk.received.map(({ conversationId }) => conversationId)).size).toBe(2);
    expect(desk.received.map(({ address }) => address).toSorted()).toEqual(['wkA', 'wkB']);
  });
});

describe('fetching', () => {
  it('is done once at a time, and once more for all who called meanwhile', async () => {
    const opened = await openWecom();
    const { qyapi, desk, call } = opened;
    const held = Promise.withResolvers<void>();
    desk.answerNext(async () => {
      await held.promise;
      return { kind: 'accepted', seq: 1 };
    });
    qyapi.kf.write(PERSON, textFields('held'));
    await call();
    await expect.poll(() => qyapi.kf.calls.get(SYNC)).toBe(1);
    qyapi.kf.write(PERSON, textFields('meanwhile'));
    for (let count = 0; count < 30; count += 1) expect((await call()).status).toBe(200);
    expect(qyapi.kf.calls.get(SYNC)).toBe(1);
    held.resolve();
    await arrive(opened, 'meanwhile');
    expect(qyapi.kf.calls.get(SYNC)).toBe(2);
  });

  it('shows the token of the last call while it is good, and goes without once it is not', async () => {
    const opened = await openWecom();
    const { qyapi, says, pass, restart } = opened;
    // One after the other: a notice that comes while the one before is followed is followed once more, at some time.
    for (let count = 1; count <= 15; count += 1) {
      await says(`line ${count}`);
      await expect.poll(() => received(opened)).toHaveLength(count);
    }
    pass(11 * MINUTE_MS);
    const calls = qyapi.kf.calls.get(SYNC) ?? 0;
    qyapi.kf.write(PERSON, textFields('late'));
    const stop = await restart().start?.();
    await expect.poll(() => received(opened)).toContain('late');
    expect(qyapi.kf.calls.get(SYNC)).toBe(calls + 1);
    expect(opened.desk.warnings).toEqual([]);
    await stop?.();
  });

  it('goes without a token that the platform does not know', async () => {
    const opened = await openWecom();
    opened.qyapi.kf.write(PERSON, textFields('one'));
    await opened.qyapi.callBack(opened.server.url, PERSON.kfId, { token: 'unknown' });
    await arrive(opened, 'one');
  });

  it('renews an access token that was rejected, once for all calls', async () => {
    const opened = await openWecom({ accounts: ['wkA', 'wkB'] });
    const { qyapi, says, call } = opened;
    await says('one');
    await arrive(opened, 'one');
    qyapi.expireTokens();
    qyapi.kf.write({ ...PERSON, kfId: 'wkB' }, textFields('two'));
    await Promise.all([says('three'), call('wkB')]);
    await expect.poll(() => received(opened).toSorted()).toEqual(['one', 'three', 'two']);
    expect(qyapi.tokens()).toBe(2);
  });

  it('goes on at the next call after the platform has failed', async () => {
    const opened = await openWecom();
    const { qyapi, desk, says } = opened;
    qyapi.fail({ path: SYNC, status: 500 });
    qyapi.fail({ path: SYNC, hang: true });
    await says('one');
    await expect.poll(() => desk.warnings).toEqual(['wecom-sync-failed']);
    await says('two');
    await expect.poll(() => desk.warnings).toHaveLength(2);
    await says('three');
    await arrive(opened, 'one', 'two', 'three');
  });

  it('is not promised to the platform when the notice could not be written', async () => {
    const { desk, qyapi, restart } = await openWecom();
    const write = () => Promise.reject(new Error('disk full'));
    const server = await listen(restart({ notebook: { ...desk.notebook, write } }).handler);
    const response = await qyapi.callBack(server.url, PERSON.kfId);
    expect([response.status, await response.text()]).toEqual([500, '']);
    await server.close();
  });

  it('of one account is not held up by another', async () => {
    const opened = await openWecom({ accounts: ['wkA', 'wkB'] });
    const { qyapi, desk, says, call } = opened;
    desk.answerNext(() => new Promise(() => undefined));
    await says('held');
    await expect.poll(() => qyapi.kf.calls.get(SYNC)).toBe(1);
    qyapi.kf.write({ ...PERSON, kfId: 'wkB' }, textFields('through'));
    await call('wkB');
    await arrive(opened, 'through');
  });
});

describe('a file', () => {
  const photo = { bytes: new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]), contentType: 'image/jpeg' };

  it('is on our shelf before its message is handed over', async () => {
    const opened = await openWecom();
    const { qyapi, desk, call } = opened;
    qyapi.files.set('M1', photo);
    qyapi.files.set('M2', { bytes: new Uint8Array([35, 33]), contentType: 'audio/amr' });
    qyapi.kf.write(PERSON, { msgtype: 'image', image: { media_id: 'M1' } });
    qyapi.kf.write(PERSON, { msgtype: 'voice', voice: { media_id: 'M2' } });
    await call();
    await expect.poll(() => desk.received.length).toBe(2);
    expect(desk.received.map(({ attachments }) => attachments)).toEqual([
      [{ kind: 'image', name: 'image.jpg', ref: 'media:1' }],
      [{ kind: 'voice', name: 'voice.amr', ref: 'media:2' }],
    ]);
    const kept = desk.shelf.get('media:1');
    expect([...(kept?.bytes ?? [])]).toEqual([...photo.bytes]);
    expect(kept?.contentType).toBe('image/jpeg');
  });

  it('that the platform is slow to give is asked for again', async () => {
    const { qyapi, desk, call } = await openWecom();
    qyapi.files.set('M1', photo);
    qyapi.fail({ path: '/cgi-bin/media/get', status: 503, times: 2 });
    qyapi.kf.write(PERSON, { msgtype: 'image', image: { media_id: 'M1' } });
    await call();
    await expect.poll(() => desk.received[0]?.attachments[0]?.ref).toBe('media:1');
  });

  it('that the platform does not give leaves a message that says there was one', async () => {
    const { qyapi, desk, call } = await openWecom();
    qyapi.kf.write(PERSON, { msgtype: 'image', image: { media_id: 'gone' } });
    qyapi.kf.write(PERSON, textFields('看照片'));
    await call();
    await expect.poll(() => desk.received.length).toBe(2);
    expect(desk.received[0]?.attachments).toEqual([{ kind: 'image', name: 'image.jpg', ref: 'wecom:gone' }]);
    expect(desk.warnings).toEqual(['wecom-media-lost']);
  });

  it('that could not be kept is fetched again with its page', async () => {
    const { qyapi, desk, restart } = await openWecom();
    let fails = true;
    const put: ChannelDependencies['media']['put'] = (media) => {
      if (!fails) return desk.media.put(media);
      fails = false;
      return Promise.reject(new Error('disk full'));
    };
    const server = await listen(restart({ media: { ...desk.media, put } }).handler);
    qyapi.files.set('M1', photo);
    qyapi.kf.write(PERSON, { msgtype: 'image', image: { media_id: 'M1' } });
    await qyapi.callBack(server.url, PERSON.kfId);
    await expect.poll(() => desk.warnings).toEqual(['wecom-sync-stopped']);
    await qyapi.callBack(server.url, PERSON.kfId);
    await expect.poll(() => desk.received[0]?.attachments[0]?.ref).toBe('media:1');
    await server.close();
  });
});

describe('an event', () => {
  const ON_EVENT = '/cgi-bin/kf/send_msg_on_event';

  it('of somebody who opens the chat is answered with a welcome, once', async () => {
    const { qyapi, desk, call } = await openWecom();
    const code = qyapi.kf.enter(PERSON);
    await call();
    await expect.poll(() => qyapi.kf.greetings).toMatchObject([{ code, text: expect.stringContaining('POS 机') }]);
    await expect.poll(() => desk.notebook.read(`wecom:cursor:${PERSON.kfId}`)).toBe('c1');
    await desk.notebook.write(`wecom:cursor:${PERSON.kfId}`, 'c0');
    await call();
    await expect.poll(() => desk.warnings).toEqual(['wecom-event-unanswered']);
    expect(qyapi.kf.greetings).toHaveLength(1);
    expect(desk.received).toEqual([]);
  });

  it('that is older than its code is left alone', async () => {
    const { qyapi, desk, call, pass } = await openWecom();
    qyapi.kf.enter(PERSON);
    pass(21_000);
    await call();
    await expect.poll(() => desk.warnings).toEqual(['wecom-event-unanswered']);
    expect(qyapi.kf.calls.get(ON_EVENT)).toBeUndefined();
  });

  it('of a chat that a colleague ended asks whether it helped, and each answer reaches the desk in words', async () => {
    const opened = await openWecom();
    const { qyapi, call, says } = opened;
    await says('机器断网了');
    const code = qyapi.kf.colleague(PERSON, 4);
    await call();
    await expect.poll(() => qyapi.kf.greetings).toMatchObject([{ code, text: expect.stringContaining('解决') }]);
    qyapi.kf.write(PERSON, textFields('还是没解决', 'words:unsolved'));
    await call();
    await arrive(opened, '机器断网了', '还是没解决');
  });

  it('that cannot be answered holds nothing up', async () => {
    const opened = await openWecom();
    const { qyapi, says } = opened;
    qyapi.kf.enter(PERSON);
    qyapi.fail({ path: ON_EVENT, hang: true });
    await says('one');
    await arrive(opened, 'one');
  });
});
