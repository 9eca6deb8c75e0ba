/** The web chat over real HTTP. */

import { describe, expect, it } from 'vitest';
import { describeChannel, type OpenChannel } from '#test/contracts/channel.contract.ts';
import { describeTranscripts } from '#test/contracts/channel-transcripts.contract.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { NOW, newCookie, post, serveWebchat as serve, UUID } from '#test/fixtures/served-webchat.ts';

const openWebchat: OpenChannel = async (desk) => {
  const { channel, url } = await serve(desk, { now: desk.now });
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
    const { url } = await serve(createFakeDesk(), { secureCookies: true });
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
    const { url } = await serve(createFakeDesk(), { serviceName });
    const html = await (await fetch(url)).text();
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
