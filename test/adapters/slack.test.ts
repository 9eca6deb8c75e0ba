/** Slack over real HTTP: threads, order, changes, files, taps, repetitions and what must not leak. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createLibraryLogger, loadBolt } from '#adapters/slack/bolt.ts';
import { createSlackChannel, type SlackConfig } from '#adapters/slack/channel.ts';
import type { ConversationId, InboundMessage, Reply } from '#dialogs/message.ts';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';
import { SLACK, showMessage } from '#test/fixtures/fake-slack.ts';
import { type ServedSlack, serveSlack } from '#test/fixtures/fake-slack-channel.ts';
import { messageEvent, postEvent, postTap, signSlack, tapOn } from '#test/fixtures/fake-slack-requests.ts';

let served: ServedSlack | undefined;

afterEach(async () => {
  await served?.close();
  served = undefined;
});

interface Opened extends ServedSlack {
  readonly desk: FakeDesk;
  /** Brings an event of the merchant; the status of the answer. */
  event(fields: Record<string, unknown>, envelope?: Record<string, unknown>): Promise<number>;
  deliver(
    reply: Reply,
    changes?: { id?: string; attempt?: number; to?: InboundMessage },
  ): ReturnType<ServedSlack['channel']['deliver']>;
}

async function open(changes: Partial<SlackConfig> = {}, desk = createFakeDesk()): Promise<Opened> {
  served = await serveSlack(desk, changes);
  const { url, channel } = served;
  return {
    ...served,
    desk,
    async event(fields, envelope) {
      const response = await postEvent(url, messageEvent(fields, envelope), { atMs: desk.now() });
      return response.status;
    },
    async deliver(reply, { id = '1', attempt = 1, to = desk.received[0] } = {}) {
      if (!to) throw new Error('Nobody has written yet.');
      const { conversationId, senderId, address } = to;
      return await channel.deliver({ id, conversationId, senderId, reply, attempt, ...(address ? { address } : {}) });
    },
  };
}

const IN_CHANNEL = { channel: SLACK.channel, channel_type: 'channel' };
const ts = (second: number): string => `17636040${String(second).padStart(2, '0')}.000100`;
const text = (words: string): Reply => ({ kind: 'text', text: words });
const textsOf = (desk: FakeDesk): readonly string[] => desk.received.map((message) => message.text);

describe('a thread in a channel', () => {
  it('begins with a mention, goes on without one, and is answered in the thread', async () => {
    const { desk, event, deliver, slack } = await open();
    await event({ ...IN_CHANNEL, ts: ts(1), text: '有人吗' });
    await event({ ...IN_CHANNEL, type: 'app_mention', ts: ts(2), text: `<@${SLACK.bot}> 断网了` });
    await event({ ...IN_CHANNEL, ts: ts(3), thread_ts: ts(2), text: '用的 WiFi' });
    expect(textsOf(desk)).toEqual(['断网了', '用的 WiFi']);
    expect(new Set(desk.received.map(({ conversationId }) => conversationId)).size).toBe(1);
    await deliver(text('请重启路由器'));
    expect(slack.posted).toMatchObject([{ channel: SLACK.channel, thread_ts: ts(2), text: '请重启路由器' }]);
  });

  it('goes on after a restart', async () => {
    const desk = createFakeDesk();
    const first = await open({}, desk);
    await first.event({ ...IN_CHANNEL, type: 'app_mention', ts: ts(2), text: `<@${SLACK.bot}> 断网了` });
    await first.close();
    const second = await open({}, desk);
    await second.event({ ...IN_CHANNEL, ts: ts(3), thread_ts: ts(2), text: '用的 WiFi' });
    expect(textsOf(desk)).toEqual(['断网了', '用的 WiFi']);
  });

  it('is a conversation for each person who calls, and none for those who only talk', async () => {
    const { desk, event } = await open();
    await event({ ...IN_CHANNEL, type: 'app_mention', ts: ts(2), text: `<@${SLACK.bot}> 断网了` });
    await event({ ...IN_CHANNEL, ts: ts(3), thread_ts: ts(2), user: 'U0LI', text: '我也是' });
    await event({ ...IN_CHANNEL, ts: ts(4), thread_ts: ts(2), user: 'U0LI', text: `我也是 <@${SLACK.bot}>` });
    expect(desk.received.map((one) => [one.senderId, one.text])).toEqual([
      [SLACK.merchant, '断网了'],
      ['U0LI', '我也是'],
    ]);
    expect(new Set(desk.received.map(({ conversationId }) => conversationId)).size).toBe(2);
  });

  it('brings a mention once, though Slack tells of it twice', async () => {
    const { desk, event } = await open();
    const mention = { ...IN_CHANNEL, ts: ts(2), text: `<@${SLACK.bot}> 断网了` };
    const statuses = await Promise.all([
      event({ ...mention, type: 'app_mention' }, { event_id: 'Ev1' }),
      event(mention, { event_id: 'Ev2' }),
    ]);
    expect(statuses).toEqual([200, 200]);
    expect(textsOf(desk)).toEqual(['断网了']);
  });
});

describe('repetitions', () => {
  it('are taken when the first try was never stored', async () => {
    const { desk, url } = await open();
    desk.answerNext(() => Promise.reject(new Error('disk full')));
    const payload = messageEvent({ ts: ts(1), text: '断网了' });
    const headers = { 'X-Slack-Retry-Num': '1', 'X-Slack-Retry-Reason': 'http_error' };
    expect((await postEvent(url, payload, { atMs: desk.now() })).status).toBe(503);
    expect((await postEvent(url, payload, { atMs: desk.now(), headers })).status).toBe(200);
    expect(textsOf(desk)).toEqual(['断网了']);
  });

  it('have no effect after a restart, the same request to the byte included', async () => {
    const desk = createFakeDesk();
    const first = await open({}, desk);
    await first.event({ ts: ts(1), text: '断网了' });
    await first.close();
    const second = await open({}, desk);
    expect(await second.event({ ts: ts(1), text: '断网了' })).toBe(200);
    expect(textsOf(desk)).toEqual(['断网了']);
  });

  it('have no effect when written in another way (CVE-2026-41395)', async () => {
    const { desk, url } = await open();
    const { event, ...envelope } = messageEvent({ ts: ts(1), text: '断网了' });
    const spaced = JSON.stringify({ event, ...envelope }, undefined, 2);
    for (const body of [JSON.stringify({ ...envelope, event }), spaced]) {
      expect((await postEvent(url, body, { atMs: desk.now() })).status).toBe(200);
    }
    expect(textsOf(desk)).toEqual(['断网了']);
  });
});

describe('order', () => {
  it('is kept in a conversation while the file of an earlier message comes in time', async () => {
    const { desk, event, slack } = await open({ filesWithinMs: 10_000 });
    const slow = Promise.withResolvers<void>();
    slack.holdFiles(slow.promise);
    const url = slack.putFile('label.jpg', 'image/jpeg', Buffer.from('jpeg'));
    const photo = event({
      ts: ts(1),
      subtype: 'file_share',
      text: '照片',
      files: [{ id: 'F1', name: 'label.jpg', url_private: url }],
    });
    await expect.poll(() => slack.filesAsked).toBe(1);
    const after = event({ ts: ts(2), text: '就是这台' });
    const elsewhere = await event({ ts: ts(3), text: '另一家店', user: 'U0LI', channel: 'D0LI' });
    expect(elsewhere).toBe(200);
    expect(textsOf(desk)).toEqual(['另一家店']);
    slow.resolve();
    expect(await Promise.all([photo, after])).toEqual([200, 200]);
    expect(textsOf(desk)).toEqual(['另一家店', '照片', '就是这台']);
  });
});

describe('a changed message', () => {
  const change = (of: number, words: string) => ({
    subtype: 'message_changed',
    user: undefined,
    ts: ts(50),
    message: { user: SLACK.merchant, ts: ts(of), text: words, edited: { user: SLACK.merchant, ts: ts(50) } },
    previous_message: { user: SLACK.merchant, ts: ts(of), text: 'before' },
  });
  const write = async ({ event, slack }: Opened, second: number, words: string) => {
    slack.hear({ channel: SLACK.direct, ts: ts(second), user: SLACK.merchant, text: words });
    await event({ ts: ts(second), text: words });
  };

  it('is heard when it is the latest, and not when the merchant has gone on', async () => {
    const opened = await open();
    await write(opened, 1, 'SN 1');
    await opened.deliver(text('对吗？'));
    await opened.event(change(1, 'SN 2'));
    await write(opened, 3, '对');
    await opened.event({ ...change(1, 'SN 3'), ts: ts(51) });
    expect(textsOf(opened.desk)).toEqual(['SN 1', 'SN 2', '对']);
  });

  it('is heard when Slack does not tell what came after', async () => {
    const opened = await open();
    await write(opened, 1, 'SN 1');
    opened.slack.fail('conversations.history', 'hang');
    await opened.event(change(1, 'SN 2'));
    expect(textsOf(opened.desk)).toEqual(['SN 1', 'SN 2']);
  });

  it('takes the place of the first wording when that comes later', async () => {
    const opened = await open();
    await opened.event(change(1, 'SN 2'));
    await write(opened, 1, 'SN 1');
    expect(textsOf(opened.desk)).toEqual(['SN 2']);
  });

  it('is not heard in a channel where nobody has called us', async () => {
    const opened = await open();
    await opened.event({ ...change(1, '午饭?'), ...IN_CHANNEL });
    expect(textsOf(opened.desk)).toEqual([]);
  });
});

describe('a tap', () => {
  const OFFER: Reply = { kind: 'choices', text: '用什么上网？', choices: [{ id: 'how:wifi', label: 'WiFi & <b>' }] };

  it('is answered when it is stored, and its buttons give way to the chosen text', async () => {
    const { desk, event, deliver, slack, url } = await open();
    await event({ ts: ts(1), text: '断网了' });
    await deliver(OFFER);
    const [question] = slack.posted;
    if (!question) throw new Error('Nothing was posted.');
    const tap = tapOn(question, 'how:wifi');
    const statuses = [await postTap(url, tap, { atMs: desk.now() }), await postTap(url, tap, { atMs: desk.now() })];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200]);
    expect(desk.received.slice(1)).toMatchObject([{ choiceId: 'how:wifi', text: 'WiFi & <b>' }]);
    await expect
      .poll(() => slack.posted.map(showMessage))
      .toEqual([{ text: '用什么上网？\n✓ WiFi & <b>', choices: [] }]);
  });

  it('is stored all the same when its buttons cannot be replaced', async () => {
    const { desk, event, deliver, slack, url } = await open();
    await event({ ts: ts(1), text: '断网了' });
    await deliver(OFFER);
    const [question] = slack.posted;
    if (!question) throw new Error('Nothing was posted.');
    slack.fail('chat.update', (response) => void response.json({ ok: false, error: 'cant_update_message' }));
    expect((await postTap(url, tapOn(question, 'how:wifi'), { atMs: desk.now() })).status).toBe(200);
    expect(desk.received[1]).toMatchObject({ choiceId: 'how:wifi' });
    await expect.poll(() => desk.warnings).toContain('slack-buttons-stay');
  });

  it('is brought again by Slack when it could not be stored', async () => {
    const { desk, event, deliver, slack, url } = await open();
    await event({ ts: ts(1), text: '断网了' });
    await deliver(OFFER);
    const [question] = slack.posted;
    if (!question) throw new Error('Nothing was posted.');
    desk.answerNext(async () => ({ kind: 'overloaded', retryAfterMs: 1_000 }));
    expect((await postTap(url, tapOn(question, 'how:wifi'), { atMs: desk.now() })).status).toBe(503);
    expect(slack.calls).not.toContain('chat.update');
  });
});

describe('files', () => {
  const share = (file: Record<string, unknown>) => ({
    ts: ts(1),
    subtype: 'file_share',
    text: '',
    files: [{ id: 'F1', name: 'label.jpg', mimetype: 'image/jpeg', ...file }],
  });

  it('are on the shelf before the message is stored, by kind', async () => {
    const { desk, event, slack } = await open();
    const voice = slack.putFile('voice.m4a', 'audio/mp4', Buffer.from('voice'));
    const photo = slack.putFile('label.jpg', 'application/octet-stream', Buffer.from('photo'));
    await event({ ...share({ url_private: photo }) });
    await event({ ...share({ id: 'F2', name: 'voice.m4a', mimetype: 'audio/mp4', url_private: voice }), ts: ts(2) });
    expect(desk.received.map(({ attachments }) => attachments)).toEqual([
      [{ kind: 'image', name: 'label.jpg', ref: 'media:1' }],
      [{ kind: 'voice', name: 'voice.m4a', ref: 'media:2' }],
    ]);
    expect(desk.shelf.get('media:1')).toEqual({ bytes: Buffer.from('photo'), contentType: 'image/jpeg' });
  });

  it('take the token to no other host, and nowhere by a redirect (CVE-2026-28481, CVE-2026-32913)', async () => {
    const { desk, event, slack } = await open();
    const port = new URL(slack.apiUrl).port;
    const away = [
      `http://127.0.0.1.evil.example:${port}/files-pri/x`,
      `http://127.0.0.1:1/files-pri/x`,
      `https://127.0.0.1:${port}/files-pri/x`,
      `http://localhost:${port}/files-pri/x`,
      `http://user@127.0.0.1:${port}/files-pri/x`,
      'https://files.slack.com.evil.example/x',
      'https://files.slack.com@evil.example/x',
      'http://files.slack.com/x',
      'https://files.slack.com:8443/x',
      'file:///etc/passwd',
      'not an address',
      `${slack.url}/redirect`,
    ];
    const asked: string[] = [];
    // The only way to see that nothing leaves for hosts that do not exist.
    const watch = (message: unknown): void => {
      const { request } = message as { readonly request: ClientRequest };
      const isApi = request.path.startsWith('/api/');
      if (request.hasHeader('authorization') && !isApi) asked.push(`${request.getHeader('host')}${request.path}`);
    };
    subscribe('http.client.request.start', watch);
    try {
      for (const [at, url] of away.entries()) await event({ ...share({ url_private: url }), ts: ts(at) });
    } finally {
      unsubscribe('http.client.request.start', watch);
    }
    expect(asked).toEqual([`127.0.0.1:${port}/redirect`]);
    expect(slack.filesAsked).toBe(0);
    expect(desk.received).toHaveLength(away.length);
    expect(desk.received[0]?.attachments).toEqual([{ kind: 'image', name: 'label.jpg', ref: 'slack:F1' }]);
    expect(desk.shelf.size).toBe(0);
  });

  it('keep their place in the message when they cannot be had', async () => {
    const { desk, event, slack } = await open();
    const page = slack.putFile('page', 'text/html', Buffer.from('<html>Sign in</html>'));
    const cases = [
      { url_private: `${slack.url}/files-pri/missing` },
      { url_private: page },
      { url_private: page, size: 500_000_000 },
      { url_private: page, mode: 'external', is_external: true },
      { url_private: undefined, file_access: 'check_file_info' },
    ];
    for (const [at, file] of cases.entries()) await event({ ...share(file), ts: ts(at) });
    expect(desk.received.map(({ attachments }) => attachments[0]?.ref)).toEqual(cases.map(() => 'slack:F1'));
    expect(desk.warnings).toEqual(cases.map(() => 'slack-file-not-fetched'));
  });

  it('of another workspace are asked for by id', async () => {
    const { desk, event, slack } = await open();
    const url = slack.putFile('label.jpg', 'image/jpeg', Buffer.from('photo'));
    slack.answer('files.info', () => ({ ok: true, file: { url_private: url } }));
    await event(share({ file_access: 'check_file_info' }));
    expect(desk.received[0]?.attachments[0]?.ref).toBe('media:1');
  });
});

describe('deliveries', () => {
  it('that Slack took without telling are not posted twice', async () => {
    const { event, deliver, slack } = await open();
    await event({ ts: ts(1), text: '断网了' });
    slack.fail('chat.postMessage', 'hang-after');
    expect((await deliver(text('请重启机器'))).kind).toBe('retry');
    expect((await deliver(text('请重启机器'), { attempt: 2 })).kind).toBe('delivered');
    expect(slack.posted.map((message) => message.text)).toEqual(['请重启机器']);
  });

  it('wait while Slack cannot tell whether they stand there already, and go out when it never can', async () => {
    const { event, deliver, slack } = await open();
    await event({ ts: ts(1), text: '断网了' });
    const answer = text('请重启机器');
    await deliver(answer);
    slack.fail('conversations.history', 'hang', 'hang');
    expect((await deliver(answer, { attempt: 2 })).kind).toBe('retry');
    expect(slack.posted).toHaveLength(1);
    expect((await deliver(text('还在吗'), { attempt: 6 })).kind).toBe('delivered');
    expect((await deliver(answer, { attempt: 3 })).kind).toBe('delivered');
    expect(slack.posted.map((message) => message.text)).toEqual(['请重启机器', '还在吗']);
  });

  it('go on where they broke off', async () => {
    const { event, deliver, slack } = await open();
    await event({ ...IN_CHANNEL, type: 'app_mention', ts: ts(2), text: `<@${SLACK.bot}> 断网了` });
    const long = text(Array.from({ length: 400 }, (_, at) => `第${at}步，把机器关掉再打开，等灯亮。`).join(''));
    slack.fail('chat.postMessage', 'none', (response) => void response.json({ ok: false, error: 'internal_error' }));
    expect((await deliver(long)).kind).toBe('retry');
    slack.fail('chat.postMessage', (response) => void response.json({ ok: false, error: 'internal_error' }));
    expect((await deliver(long, { attempt: 2 })).kind).toBe('retry');
    expect((await deliver(long, { attempt: 3 })).kind).toBe('delivered');
    expect(slack.posted.map((message) => message.text).join('')).toBe(long.text);
  });

  it('of an older database with the same number are not taken for this one', async () => {
    const { event, deliver, slack } = await open();
    await event({ ts: ts(1), text: '断网了' });
    await deliver(text('旧的回答'));
    await deliver(text('新的回答'), { attempt: 2 });
    expect(slack.posted.map((message) => message.text)).toEqual(['旧的回答', '新的回答']);
  });

  it('wait as long as Slack asks, within reason', async () => {
    const { event, deliver, slack } = await open();
    await event({ ts: ts(1), text: '断网了' });
    const waits: unknown[] = [];
    for (const after of ['3', '0', '-5', '99999999']) {
      slack.fail('chat.postMessage', (response) => void response.status(429).set('Retry-After', after).end());
      waits.push(await deliver(text('x')));
    }
    expect(waits).toMatchObject([{ afterMs: 3_000 }, { afterMs: 0 }, { afterMs: 0 }, { afterMs: 900_000 }]);
  });

  it('show a list when Slack refuses the blocks', async () => {
    const { event, deliver, slack } = await open();
    await event({ ts: ts(1), text: '断网了' });
    slack.fail('chat.postMessage', (response) => void response.json({ ok: false, error: 'invalid_blocks' }));
    const offer: Reply = { kind: 'choices', text: '用什么？', choices: [{ id: 'a', label: 'WiFi' }] };
    expect((await deliver(offer)).kind).toBe('delivered');
    expect(slack.posted.map(showMessage)).toEqual([{ text: '用什么？\n1. WiFi', choices: [] }]);
  });

  it('raise an alarm when the token was revoked', async () => {
    const { desk, event, deliver, slack } = await open();
    await event({ ts: ts(1), text: '断网了' });
    slack.fail('chat.postMessage', (response) => void response.json({ ok: false, error: 'token_revoked' }));
    expect(await deliver(text('x'))).toEqual({ kind: 'refused', reason: 'the bot token was revoked (token_revoked)' });
    expect(desk.warnings).toContain('slack-settings');
  });

  it('go to the conversation that they are for when nobody remembers an address', async () => {
    const { channel, slack } = await open();
    const conversationId = `slack-T0SHOP-C0HELP-U0WANG-${ts(2)}` as ConversationId;
    const delivery = { id: '1', conversationId, senderId: 'U0WANG', reply: text('您好'), attempt: 1 };
    expect((await channel.deliver(delivery)).kind).toBe('delivered');
    expect(slack.posted).toMatchObject([{ channel: 'C0HELP', thread_ts: ts(2) }]);
  });
});

describe('the door', () => {
  it('answers the question that Slack asks when the address is entered, and only when it is signed', async () => {
    const { desk, url } = await open();
    const body = JSON.stringify({ type: 'url_verification', challenge: '3eZbrw1a', token: 'x' });
    const headers = { 'Content-Type': 'application/json' };
    const signed = await fetch(url, {
      method: 'POST',
      headers: { ...headers, ...signSlack(body, { atMs: desk.now() }) },
      body,
    });
    expect(await signed.json()).toEqual({ challenge: '3eZbrw1a' });
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(401);
  });

  it('takes what is 299 seconds old or ahead', async () => {
    const { desk, url } = await open();
    for (const [at, seconds] of [-299, 299].entries()) {
      const payload = messageEvent({ ts: ts(at), text: '断网了' });
      expect((await postEvent(url, payload, { atMs: desk.now() + seconds * 1_000 })).status).toBe(200);
    }
  });

  it('turns away who cannot sign before it reads what they send (CVE-2026-41405)', async () => {
    const { url } = await open();
    let read = 0;
    const body = new ReadableStream({
      pull(controller) {
        read += 1;
        if (read > 200) controller.close();
        else controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const response = await fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit).catch(() => undefined);
    expect(response?.status ?? 401).toBe(401);
    expect(read).toBeLessThan(200);
  });

  it('does not open without a secret (CVE-2026-44109)', () => {
    for (const secret of ['', '  ']) {
      const config = { signingSecret: secret, botToken: SLACK.botToken };
      expect(() => createSlackChannel(config, createFakeDesk())).toThrow('signing secret');
    }
  });

  it('knows its own words by its name when Slack does not say that a program wrote them', async () => {
    const { desk, event } = await open();
    await event({ ts: ts(1), text: '您好', user: SLACK.bot }, { authorizations: [] });
    expect(desk.received).toEqual([]);
  });

  it('reads messages while Slack does not say who we are', async () => {
    const { desk, event, slack } = await open();
    slack.fail('auth.test', 'hang');
    expect(await event({ ts: ts(1), text: '断网了' })).toBe(200);
    expect(textsOf(desk)).toEqual(['断网了']);
  });
});

describe('the check of the settings', () => {
  it('names what is missing and where to mend it', async () => {
    const { channel, slack } = await open({ appToken: 'xapp-1-A0POSDESK-1-x', signingSecret: 'not the right form' });
    slack.grant(['chat:write', 'im:history']);
    const findings = (await channel.check?.()) ?? [];
    expect(findings.map(({ ok }) => ok)).toEqual([true, false, false, false]);
    expect(findings[1]?.what).toContain('files:read');
    expect(findings.filter(({ ok }) => !ok).every(({ remedy = '' }) => /[\u4e00-\u9fff].* · [A-Z]/.test(remedy))).toBe(
      true,
    );
  });

  it('says when the token is unknown, and when Slack cannot be reached', async () => {
    const wrong = await open({ botToken: 'xoxb-wrong' });
    expect((await wrong.channel.check?.())?.[0]).toMatchObject({ ok: false, remedy: expect.stringContaining('OAuth') });
    await wrong.close();
    const away = await open({ apiUrl: 'http://127.0.0.1:9/api', appToken: SLACK.appToken });
    const failed = ((await away.channel.check?.()) ?? []).filter(({ ok }) => !ok);
    expect(failed).toHaveLength(2);
    for (const { remedy } of failed) expect(remedy).toContain('SLACK_API_URL');
  });
});

describe('the log', () => {
  it('passes on what the library warns of, short and without tokens', async () => {
    const said: string[] = [];
    const logger = createLibraryLogger(await loadBolt(), (event, { says }) => void said.push(`${event} ${says}`));
    logger.warn('sent xoxb-1-2-abc, xapp-1-A0-2-ef and xoxe.xoxp-1-abc', new Error('4111111111111111'));
    logger.error('x'.repeat(5_000));
    logger.info('断网了');
    logger.debug('断网了');
    expect(said).toEqual(['slack-library sent ***, *** and *** Error', `slack-library ${'x'.repeat(200)}`]);
  });

  it('holds no token and no words of merchants, whatever fails', async () => {
    const said: string[] = [];
    const desk: FakeDesk = {
      ...createFakeDesk(),
      warn: (event, fields) => void said.push(`${event} ${JSON.stringify(fields)}`),
    };
    const { event, channel, slack } = await open({}, desk);
    const failures = ['hang', (response: { destroy(): unknown }) => void response.destroy()] as const;
    for (const fault of failures) slack.fail('auth.test', fault);
    desk.answerNext(() => Promise.reject(new Error(`4111111111111111 ${SLACK.botToken}`)));
    await event({
      ts: ts(1),
      text: '卡号 4111111111111111',
      subtype: 'file_share',
      files: [{ id: 'F1', name: '4111111111111111.jpg', url_private: 'http://127.0.0.1:1/4111111111111111' }],
    });
    const conversationId = 'slack-T0SHOP-D0WANG-U0WANG' as ConversationId;
    for (const error of ['invalid_auth', `4111111111111111 ${SLACK.botToken}`]) {
      slack.fail('chat.postMessage', (response) => void response.json({ ok: false, error }));
      await channel.deliver({
        id: '1',
        conversationId,
        senderId: 'U0WANG',
        reply: text('卡号 4111111111111111'),
        attempt: 1,
      });
    }
    expect(said.length).toBeGreaterThan(1);
    expect(said.join('\n')).not.toMatch(/4111|xoxb|卡号/);
  });
});
