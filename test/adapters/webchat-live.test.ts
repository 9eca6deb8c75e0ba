/** What a page of the web chat reads over real HTTP: the live transcript and the history. */

import { describe, expect, it } from 'vitest';
import type { PageLine } from '#adapters/webchat/wire.ts';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';
import { NOW, newCookie, post, serveWebchat as serve, UUID } from '#test/fixtures/served-webchat.ts';

/** Lines from an event stream until there are `count`, then hangs up. */
async function readLines(url: string, cookie: string, count: number, headers: Record<string, string> = {}) {
  const abort = new AbortController();
  const response = await fetch(url, { headers: { Cookie: cookie, ...headers }, signal: abort.signal });
  const lines: PageLine[] = [];
  const ids: string[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const json = /^data: (\{"seq".*)$/m.exec(event)?.[1];
      if (json !== undefined) lines.push(JSON.parse(json));
      const id = /^id: (.*)$/m.exec(event)?.[1];
      if (id !== undefined) ids.push(id);
    }
    if (lines.length >= count) break;
  }
  abort.abort();
  return { lines, ids, type: response.headers.get('content-type') };
}

describe('live pages', () => {
  const serveFew = async (streams: { readonly perVisitor: number; readonly inAll: number }) => {
    const desk = createFakeDesk();
    return { desk, ...(await serve(desk, { streams })) };
  };
  const follow = (url: string, cookie: string, abort: AbortController) =>
    fetch(`${url}/chat/events?after=0`, { headers: { Cookie: cookie }, signal: abort.signal });
  const told = async (response: Response) => [
    response.status,
    response.headers.get('retry-after'),
    ((await response.json()) as { error: { code: string } }).error.code,
  ];

  it('beyond what a process bears are refused until there is room, and read new lines meanwhile', async () => {
    const { desk, url } = await serveFew({ perVisitor: 6, inAll: 1 });
    const [one, other] = [new AbortController(), new AbortController()];
    const cookie = await newCookie(url);
    expect((await follow(url, await newCookie(url), one)).status).toBe(200);
    expect(await told(await follow(url, cookie, other))).toEqual([503, '15', 'no-room']);
    desk.onMessage(() => [{ kind: 'text', text: 'first' }]);
    await post(url, cookie, { id: UUID, text: 'hello' });
    const newer = async (query: string) => {
      const response = await fetch(`${url}/chat/history?${query}`, { headers: { Cookie: cookie } });
      return ((await response.json()) as { lines: readonly PageLine[] }).lines?.map(({ text }) => text);
    };
    expect(await newer('after=0')).toEqual(['hello', 'first']);
    expect(await newer('after=1')).toEqual(['first']);
    expect(await newer('after=2')).toEqual([]);
    expect(await newer('after=x')).toBeUndefined();
    one.abort();
    await expect.poll(async () => (await follow(url, cookie, other)).status).toBe(200);
    other.abort();
  });

  it('of one merchant beyond a few are that merchant alone', async () => {
    const { url } = await serveFew({ perVisitor: 1, inAll: 5 });
    const abort = new AbortController();
    const cookie = await newCookie(url);
    await follow(url, cookie, abort);
    expect(await told(await follow(url, cookie, abort))).toEqual([429, '15', 'too-many-streams']);
    expect((await follow(url, await newCookie(url), abort)).status).toBe(200);
    abort.abort();
  });
});

describe('the live transcript', () => {
  const write = async (url: string, cookie: string, desk: FakeDesk) => {
    await post(url, cookie, { id: UUID, text: '机器断网了' });
    const conversationId = desk.received[0]?.conversationId;
    if (conversationId === undefined) throw new Error('Nothing was received.');
    return conversationId;
  };

  it('replays what the page has not seen and goes on with what follows', async () => {
    const desk = createFakeDesk();
    const { url } = await serve(desk);
    const cookie = await newCookie(url);
    const conversationId = await write(url, cookie, desk);
    desk.say(conversationId, { kind: 'text', text: 'one' });
    const reading = readLines(`${url}/chat/events?after=1`, cookie, 3);
    await expect.poll(() => desk.watchers()).toBe(1);
    desk.say(conversationId, { kind: 'text', text: 'two' }, { kind: 'text', text: 'three' });
    const { lines, ids, type } = await reading;
    expect(type).toBe('text/event-stream; charset=utf-8');
    expect(lines.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(ids).toEqual(['2', '3', '4']);
    await expect.poll(() => desk.watchers()).toBe(0);
  });

  it('goes on after the last line that a reconnecting browser has', async () => {
    const desk = createFakeDesk();
    const { url } = await serve(desk);
    const cookie = await newCookie(url);
    const conversationId = await write(url, cookie, desk);
    desk.say(conversationId, ...['a', 'b', 'c'].map((text) => ({ kind: 'text' as const, text })));
    const { lines } = await readLines(`${url}/chat/events?after=0`, cookie, 1, { 'Last-Event-ID': '3' });
    expect(lines).toMatchObject([{ seq: 4, text: 'c' }]);
  });

  it('tells the page which of its messages a line is, and never shows notes, events or the trace', async () => {
    const desk = createFakeDesk();
    const { url } = await serve(desk);
    const cookie = await newCookie(url);
    const conversationId = await write(url, cookie, desk);
    desk.write(
      conversationId,
      { from: 'note', text: 'rude merchant', author: 'Wang' },
      { from: 'event', text: 'claimed by Wang' },
      { from: 'agent', text: '您好', author: '小王' },
    );
    const { lines } = await readLines(`${url}/chat/events`, cookie, 2);
    expect(lines).toEqual([
      { seq: 1, atMs: NOW, from: 'merchant', text: '机器断网了', messageId: UUID },
      { seq: 4, atMs: NOW, from: 'agent', text: '您好', author: '小王' },
    ]);
    const history = await fetch(`${url}/chat/history`, { headers: { Cookie: cookie } });
    expect(await history.json()).toEqual({ lines });
  });

  it('opens a few streams for one visitor and no more', async () => {
    const { url } = await serve(createFakeDesk());
    const cookie = await newCookie(url);
    const abort = new AbortController();
    const statuses: number[] = [];
    for (let count = 0; count < 7; count += 1) {
      const response = await fetch(`${url}/chat/events`, { headers: { Cookie: cookie }, signal: abort.signal });
      statuses.push(response.status);
    }
    abort.abort();
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429]);
  });
});

describe('the history', () => {
  it('comes in pages, newest first, without gaps or doubles', async () => {
    const desk = createFakeDesk();
    const { url } = await serve(desk);
    const cookie = await newCookie(url);
    await post(url, cookie, { id: UUID, text: 'line 1' });
    const conversationId = desk.received[0]?.conversationId;
    if (conversationId === undefined) throw new Error('Nothing was received.');
    for (let seq = 2; seq <= 450; seq += 1) {
      const internal = seq % 7 === 0 || (seq > 120 && seq < 260);
      desk.write(conversationId, { from: internal ? 'event' : 'bot', text: `line ${seq}` });
    }
    const seen: number[] = [];
    for (let before: number | undefined = 1e9; before !== undefined; ) {
      const response = await fetch(`${url}/chat/history?before=${before}`, { headers: { Cookie: cookie } });
      const page: { lines: PageLine[]; before?: number } = await response.json();
      expect(page.lines.length).toBeLessThanOrEqual(100);
      seen.unshift(...page.lines.map(({ seq }) => seq));
      before = page.before;
    }
    const visible = Array.from({ length: 450 }, (_, index) => index + 1).filter(
      (seq) => !(seq % 7 === 0 || (seq > 120 && seq < 260)),
    );
    expect(seen).toEqual(visible);
  });
});
