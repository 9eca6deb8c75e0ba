/** A merchant sees that an agent writes to them, where the platform can show it. */

import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { serveSlack } from '#test/fixtures/fake-slack-channel.ts';
import { messageActivity } from '#test/fixtures/fake-teams-activity.ts';
import { serveTeams } from '#test/fixtures/fake-teams-channel.ts';
import { MERCHANT, openAccount } from '#test/fixtures/fake-weixin-account.ts';
import { listen } from '#test/fixtures/listen.ts';
import { runConsole } from '#test/fixtures/running-console.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

type Show = (conversationId: ConversationId) => void;

function openDesk() {
  const shows: Show[] = [];
  const desk = { ...createFakeDesk(), whileWriting: (show: Show) => void shows.push(show) };
  const write = (conversationId: string): void => {
    for (const show of shows) show(conversationId as ConversationId);
  };
  return { desk, write };
}

describe('an agent who writes', () => {
  it('is shown to the merchant of the ticket that they have, and of no other', async () => {
    const { say, desk, forChannels, tellWriting } = await runPipeline();
    const shown: string[] = [];
    forChannels.whileWriting?.((conversationId) => void shown.push(conversationId));
    await say('ticket');
    const li = { name: 'Li', role: 'agent' } as const;
    await tellWriting(li, 'T1001');
    await desk.act(li, 'T1001', { kind: 'claim' });
    await tellWriting({ name: 'Wang', role: 'agent' }, 'T1001');
    await tellWriting(li, 'T9999');
    expect(shown).toEqual([]);
    await tellWriting(li, 'T1001');
    expect(shown).toEqual(['test:m1']);
  });

  it('is told of by the console when an answer is written, and not for notes', async () => {
    const written: string[] = [];
    const opened = await runConsole({ onWriting: ({ name }, number) => void written.push(`${name} ${number}`) });
    const cookie = await opened.signIn('Li', 'agent');
    for (const body of [{}, { writing: 'note' }, { writing: 'reply' }]) {
      expect((await opened.post('/api/tickets/T1001/presence', cookie, body)).status).toBe(200);
    }
    expect(written).toEqual(['Li T1001']);
  });
});

describe('the web chat', () => {
  /** Names of the events of an open stream, as they come. */
  async function listenTo(url: string, cookie: string) {
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    const response = await fetch(`${url}/chat/events`, { headers: { Cookie: cookie }, signal: abort.signal });
    const names: string[] = [];
    const read = async (): Promise<void> => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        const text = decoder.decode(chunk, { stream: true });
        names.push(...[...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name ?? ''));
      }
    };
    read().catch(() => {});
    return { names, hangUp: () => abort.abort() };
  }

  it('tells every open page of the merchant, none of another one, and nobody who has left', async () => {
    const { desk, write } = openDesk();
    const { handler } = createWebchatChannel({ secureCookies: false, now: Date.now }, desk);
    const server = await listen(handler);
    onTestFinished(() => server.close());
    const enter = async (text: string) => {
      const page = await fetch(server.url);
      const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      await fetch(`${server.url}/chat/messages`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Cookie: cookie },
        body: JSON.stringify({ id: randomUUID(), text }),
      });
      return cookie;
    };
    const [mine, theirs] = [await enter('mine'), await enter('theirs')];
    const conversationId = desk.received.find(({ text }) => text === 'mine')?.conversationId ?? '';
    const [one, two] = [await listenTo(server.url, mine), await listenTo(server.url, mine)];
    const other = await listenTo(server.url, theirs);
    for (const { names } of [one, two, other]) await expect.poll(() => names).toEqual(['line']);
    write(conversationId);
    for (const { names } of [one, two]) await expect.poll(() => names).toEqual(['line', 'writing']);
    one.hangUp();
    write(conversationId);
    await expect.poll(() => two.names).toEqual(['line', 'writing', 'writing']);
    expect([one.names, other.names]).toEqual([['line', 'writing'], ['line']]);
  });
});

describe('Teams', () => {
  it('shows typing in the chat of whoever has written, and nothing elsewhere', async () => {
    const { desk, write } = openDesk();
    const { fake, signed, close } = await serveTeams(desk);
    onTestFinished(close);
    await signed(messageActivity(fake));
    write('teams-somebody-else');
    write(desk.received[0]?.conversationId ?? '');
    await expect.poll(() => fake.taken.map(({ activity }) => activity.type)).toEqual(['typing']);
  });
});

describe('Slack', () => {
  it('shows the status of the app in the thread of a merchant, in their language, and nothing outside of threads', async () => {
    const { desk, write } = openDesk();
    const { slack, close } = await serveSlack(desk);
    onTestFinished(close);
    const statuses: unknown[] = [];
    slack.answer('assistant.threads.setStatus', (fields) => {
      statuses.push(fields);
      return { ok: true };
    });
    slack.answer('users.info', () => ({ ok: true, user: { locale: 'en-US' } }));
    write('slack-T1-D1-U1');
    write('wechat-U1');
    write('slack-T1-C1-U1-1732300000.123456');
    await expect
      .poll(() => statuses)
      .toMatchObject([{ channel_id: 'C1', thread_ts: '1732300000.123456', status: 'is typing…' }]);
  });

  it('is not in the way where Slack does not take it', async () => {
    const { desk, write } = openDesk();
    const { slack, close } = await serveSlack(desk);
    onTestFinished(close);
    write('slack-T1-C1-U1-1732300000.123456');
    await expect.poll(() => slack.calls).toContain('assistant.threads.setStatus');
    expect(desk.warnings).toEqual([]);
  });
});

describe('WeChat', () => {
  it('shows typing to the follower, and to nobody of another channel', async () => {
    const { desk, write } = openDesk();
    const account = await openAccount(desk);
    onTestFinished(() => account.close());
    account.weixin.act(MERCHANT, 'message');
    write('slack-T-D-U');
    write(`wechat-${MERCHANT}`);
    await expect.poll(() => account.weixin.typing(MERCHANT)).toBe(true);
  });
});
