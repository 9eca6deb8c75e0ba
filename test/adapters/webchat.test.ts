/** The web chat over real HTTP. */

import { afterEach, describe, expect, it } from 'vitest';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import type { PageLine } from '#adapters/webchat/wire.ts';
import { describeChannel, type OpenChannel } from '#test/contracts/channel.contract.ts';
import { describeTranscripts } from '#test/contracts/channel-transcripts.contract.ts';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';
import { type Listening, listen } from '#test/fixtures/listen.ts';

const NOW = Date.UTC(2026, 10, 20, 2, 0);
const UUID = '11111111-1111-4111-8111-111111111111';

let server: Listening | undefined;

async function serve(
  desk: Pick<FakeDesk, 'receive' | 'transcripts' | 'media'>,
  secureCookies = false,
  now = () => NOW,
) {
  const channel = createWebchatChannel({ secureCookies, now }, desk);
  server = await listen(channel.handler);
  return { channel, url: server.url };
}

afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe('live pages', () => {
  const serveFew = async (streams: { readonly perVisitor: number; readonly inAll: number }) => {
    const desk = createFakeDesk();
    server = await listen(createWebchatChannel({ secureCookies: false, now: () => NOW, streams }, desk).handler);
    return { desk, url: server.url };
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

async function newCookie(url: string): Promise<string> {
  const response = await fetch(url);
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

function post(url: string, cookie: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/chat/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookie, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

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

const openWebchat: OpenChannel = async (desk) => {
  const { channel, url } = await serve(desk, false, desk.now);
  const cookie = await newCookie(url);
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  return {
    channel,
    send: ({ id, text }) => post(url, cookie, { id, text }),
    tap: ({ id, choiceId, label }) => post(url, cookie, { id, choiceId, text: label }),
    photo: ({ id, name, media }) =>
      fetch(`${url}/chat/images?${new URLSearchParams({ id, name })}`, {
        method: 'POST',
        headers: { 'Content-Type': media.contentType, Cookie: cookie },
        body: Buffer.from(media.bytes),
      }),
    broken: {
      'no JSON': () => post(url, cookie, '{'),
      'a number': () => post(url, cookie, '7'),
      'deep arrays': () => post(url, cookie, deep),
      'no id': () => post(url, cookie, { text: 'x' }),
      'an id that is no UUID': () => post(url, cookie, { id: '1', text: 'x' }),
      'an object for a text': () => post(url, cookie, { id: UUID, text: { $ne: '' } }),
      'an unknown language': () => post(url, cookie, { id: UUID, text: 'x', locale: 'fr' }),
      'nothing but blanks': () => post(url, cookie, { id: UUID, text: ' \u0000\n' }),
      'too much text': () => post(url, cookie, { id: UUID, text: 'x'.repeat(16 * 1024 + 1) }),
      'a huge body': () => post(url, cookie, { id: UUID, text: 'x'.repeat(300_000) }),
      'a form': () => post(url, cookie, `id=${UUID}&text=x`, { 'Content-Type': 'application/x-www-form-urlencoded' }),
      'another site, by its fetch metadata': () =>
        post(url, cookie, { id: UUID, text: 'x' }, { 'Sec-Fetch-Site': 'cross-site' }),
      'another site, by its origin': () =>
        post(url, cookie, { id: UUID, text: 'x' }, { Origin: 'https://evil.example' }),
      'a position that is no number': () => fetch(`${url}/chat/history?before=-1`),
      'two positions': () => fetch(`${url}/chat/events?after=1&after=2`),
      'an unknown route': () => fetch(`${url}/chat/admin`),
    },
    close: async () => undefined,
  };
};

describeChannel('webchat', openWebchat);
describeTranscripts('webchat', openWebchat);

describe('a visitor', () => {
  it('is known by a cookie that scripts cannot read and other sites do not get', async () => {
    const { url } = await serve(createFakeDesk());
    const [cookie] = (await fetch(url)).headers.getSetCookie();
    expect(cookie).toMatch(/^posdesk_visitor=[\w-]{43}; Max-Age=15552000; Path=\/;.*HttpOnly; SameSite=Lax$/);
  });

  it('gets a cookie bound to this host and HTTPS when the page is served over HTTPS', async () => {
    const { url } = await serve(createFakeDesk(), true);
    const [cookie] = (await fetch(url)).headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-posdesk_visitor=.*HttpOnly; Secure; SameSite=Lax$/);
  });

  it('cannot choose a cookie, and its cookie is not stored', async () => {
    const desk = createFakeDesk();
    const { url } = await serve(desk);
    const response = await post(url, 'posdesk_visitor=guess', { id: UUID, text: '你好' });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(cookie).not.toBe('posdesk_visitor=guess');
    const message = desk.received[0];
    expect(message?.conversationId).toMatch(/^webchat-[0-9a-f]{32}$/);
    expect(JSON.stringify(message)).not.toContain(cookie.slice('posdesk_visitor='.length));
  });

  it('cannot make the message of another visitor a duplicate by using its id first', async () => {
    const desk = createFakeDesk();
    const { url } = await serve(desk);
    await post(url, await newCookie(url), { id: UUID, text: 'one' });
    await post(url, await newCookie(url), { id: UUID, text: 'two' });
    expect(new Set(desk.received.map(({ id }) => id)).size).toBe(2);
  });

  it('sees no line of another visitor', async () => {
    const desk = createFakeDesk();
    const { url } = await serve(desk);
    await post(url, await newCookie(url), { id: UUID, text: 'secret' });
    const other = await fetch(`${url}/chat/history`, { headers: { Cookie: await newCookie(url) } });
    expect(await other.json()).toEqual({ lines: [] });
  });
});

describe('a message', () => {
  it('is acknowledged with its place in the transcript', async () => {
    const { url } = await serve(createFakeDesk());
    const response = await post(url, await newCookie(url), { id: UUID, text: '你好', locale: 'zh-Hant' });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ seq: 1 });
  });

  it('keeps the tapped choice and the language, and loses control characters', async () => {
    const desk = createFakeDesk();
    const { url } = await serve(desk);
    await post(url, await newCookie(url), { id: UUID, text: 'W\u0000i\ud800Fi\r\n', choiceId: 'wifi', locale: 'en' });
    expect(desk.received).toMatchObject([{ text: 'WiFi', choiceId: 'wifi', locale: 'en', sentAtMs: NOW }]);
  });

  it('is answered with the replies when the client prefers to wait', async () => {
    const desk = createFakeDesk();
    desk.onMessage(() => [{ kind: 'choices', text: '怎么连网?', choices: [{ id: 'wifi', label: 'WiFi' }] }]);
    const { url } = await serve(desk);
    const response = await post(url, await newCookie(url), { id: UUID, text: '断网' }, { Prefer: 'wait=10' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      seq: 1,
      replies: [{ seq: 2, atMs: NOW, from: 'bot', text: '怎么连网?', choices: [{ id: 'wifi', label: 'WiFi' }] }],
    });
    expect(desk.watchers()).toBe(0);
  });

  it('is refused for a while when a visitor floods the desk, and others are not', async () => {
    const { url } = await serve(createFakeDesk());
    const [cookie, other] = [await newCookie(url), await newCookie(url)];
    const statuses = new Set<number>();
    for (let count = 0; count < 80; count += 1) statuses.add((await post(url, cookie, { text: '' })).status);
    expect(statuses).toEqual(new Set([400, 429]));
    const refused = await post(url, cookie, { text: '' });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toEqual({ error: { code: 'too-many', message: expect.any(String) } });
    expect((await post(url, other, { id: UUID, text: 'x' })).status).toBe(202);
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

describe('the page', () => {
  it('allows no inline script or style and no framing', async () => {
    const { url } = await serve(createFakeDesk());
    const response = await fetch(url);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).not.toMatch(/<script>|<style| style=| on\w+=/);
  });

  it('escapes the name of the service', async () => {
    const name = '"><script>alert(1)</script>';
    const serviceName = { 'zh-Hans': name, 'zh-Hant': name, en: name };
    const channel = createWebchatChannel({ secureCookies: false, now: () => NOW, serviceName }, createFakeDesk());
    server = await listen(channel.handler);
    const html = await (await fetch(server.url)).text();
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script>alert');
  });

  it('loads less than 60 KB of script, all of it as JavaScript that may be cached for ever', async () => {
    const { url } = await serve(createFakeDesk());
    const html = await (await fetch(url)).text();
    const main = /src="([^"]+\/main\.ts)"/.exec(html)?.[1] ?? '';
    const waiting = [new URL(main, url).href];
    const loaded = new Map<string, string>();
    for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
      if (loaded.has(address)) continue;
      const response = await fetch(address);
      expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(response.headers.get('cache-control')).toContain('immutable');
      const script = await response.text();
      loaded.set(address, script);
      for (const [, path] of script.matchAll(/from\s+'([^']+)'/g)) waiting.push(new URL(path ?? '', address).href);
    }
    const bytes = [...loaded.values()].reduce((sum, script) => sum + Buffer.byteLength(script), 0);
    expect(loaded.size).toBeGreaterThan(8);
    expect(bytes).toBeLessThan(60_000);
    expect([...loaded.values()].join('\n')).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });

  it('serves nothing but its own files', async () => {
    const { url } = await serve(createFakeDesk());
    const base = /src="([^"]+)\/webchat\/web\/main\.ts"/.exec(await (await fetch(url)).text())?.[1] ?? '';
    for (const path of ['/webchat/channel.ts', '/webchat/web/../channel.ts', '/webchat/web/%2e%2e/receive.ts']) {
      expect((await fetch(`${url}${base}${path}`)).status, path).toBe(404);
    }
  });
});
