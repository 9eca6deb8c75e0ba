/** The console over real HTTP. */

import { afterEach, describe, expect, it } from 'vitest';
import { createConsole } from '#adapters/console/console.ts';
import type { DeskUser } from '#adapters/contract.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { createFakeTickets, type FakeTickets, ticketLike } from '#test/fixtures/fake-tickets.ts';
import { type Listening, listen } from '#test/fixtures/listen.ts';
import { PHOTO } from '#test/fixtures/photos.ts';

const AGENT: DeskUser = { name: '小王', role: 'agent' };
const NAMES = { 'net-offline': { 'zh-Hans': '断网', 'zh-Hant': '斷網', en: 'Offline' } };

let server: Listening | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(fake: FakeTickets, secureCookies = false): Promise<string> {
  server = await listen(createConsole({ secureCookies, now: () => 0 }, { ...fake, names: () => NAMES }));
  return server.url;
}

function redeem(url: string, token: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/sign-in`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ token }),
    redirect: 'manual',
  });
}

async function signIn(url: string, fake: FakeTickets, user = AGENT): Promise<string> {
  const response = await redeem(url, fake.link(user));
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

function act(url: string, cookie: string, path: string, body: unknown = {}, headers: Record<string, string> = {}) {
  return fetch(`${url}/api/tickets/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookie, ...headers },
    body: JSON.stringify(body),
  });
}

it('tells what ids are called, to those who have signed in', async () => {
  const fake = createFakeTickets();
  const url = await serve(fake);
  expect((await fetch(`${url}/api/names`)).status).toBe(401);
  const cookie = await signIn(url, fake);
  const response = await fetch(`${url}/api/names`, { headers: { Cookie: cookie } });
  expect(await response.json()).toEqual(NAMES);
});

describe('signing in', () => {
  it('does not use the link up when something only looks at it', async () => {
    const fake = createFakeTickets();
    const url = await serve(fake);
    const token = fake.link(AGENT);
    const preview = await fetch(`${url}/sign-in?token=${token}`);
    expect(await preview.text()).toContain(`value="${token}"`);
    expect(preview.headers.getSetCookie()).toEqual([]);
    const response = await redeem(url, token);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
  });

  it('sets a cookie that scripts cannot read, bound to this host over HTTPS', async () => {
    const fake = createFakeTickets();
    const plain = await redeem(await serve(fake), fake.link(AGENT));
    expect(plain.headers.getSetCookie()[0]).toMatch(/^posdesk_desk=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/);
    await server?.close();
    const secure = await redeem(await serve(fake, true), fake.link(AGENT));
    expect(secure.headers.getSetCookie()[0]).toMatch(
      /^__Host-posdesk_desk=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it('works once per link', async () => {
    const fake = createFakeTickets();
    const url = await serve(fake);
    const token = fake.link(AGENT);
    await redeem(url, token);
    const again = await redeem(url, token);
    expect(again.status).toBe(401);
    expect(again.headers.getSetCookie()).toEqual([]);
    expect(await again.text()).toContain('链接已失效');
  });

  it('cannot be started by another site', async () => {
    const fake = createFakeTickets();
    const url = await serve(fake);
    const token = fake.link(AGENT);
    expect((await redeem(url, token, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await redeem(url, token, { Origin: 'null' })).status).toBe(403);
    expect((await redeem(url, token, { Origin: url })).status).toBe(303);
  });

  it('puts the token into the page as text', async () => {
    const url = await serve(createFakeTickets());
    const html = await (await fetch(`${url}/sign-in?token=${encodeURIComponent('"><script>')}`)).text();
    expect(html).toContain('value="&quot;>&lt;script>"');
  });

  it('is needed for everything else', async () => {
    const fake = createFakeTickets();
    fake.put(ticketLike());
    const url = await serve(fake);
    for (const path of ['/api/me', '/api/tickets', '/api/tickets/T1001', '/api/events']) {
      const response = await fetch(url + path, { headers: { Cookie: 'posdesk_desk=guess' } });
      expect(response.status, path).toBe(401);
      expect(await response.json(), path).toMatchObject({ error: { code: 'signed-out' } });
    }
    expect((await act(url, '', 'T1001/claim')).status).toBe(401);
    const page = await fetch(url, { redirect: 'manual' });
    expect(page.headers.get('location')).toBe('/sign-in');
    expect(await (await fetch(url)).text()).toContain('请打开您的登录链接');
  });

  it('ends when the agent signs out', async () => {
    const fake = createFakeTickets();
    const url = await serve(fake);
    const cookie = await signIn(url, fake);
    const response = await fetch(`${url}/api/sign-out`, { method: 'POST', headers: { Cookie: cookie } });
    expect(response.status).toBe(204);
    expect((await fetch(`${url}/api/me`, { headers: { Cookie: cookie } })).status).toBe(401);
  });
});

describe('tickets', () => {
  it('are listed by status', async () => {
    const fake = createFakeTickets();
    fake.put(ticketLike());
    fake.put(ticketLike({ number: 'T1002', status: 'resolved' }));
    const url = await serve(fake);
    const cookie = await signIn(url, fake);
    const list = async (query: string) => {
      const response = await fetch(`${url}/api/tickets${query}`, { headers: { Cookie: cookie } });
      const answer: { tickets?: { number: string }[] } = await response.json();
      return answer.tickets?.map(({ number }) => number) ?? response.status;
    };
    expect(await list('')).toEqual(['T1001', 'T1002']);
    expect(await list('?status=resolved')).toEqual(['T1002']);
    expect(await list('?status=nonsense')).toBe(400);
    expect(await list('?status=open&status=resolved')).toBe(400);
    expect(await list('?limit=0')).toBe(400);
  });

  it('are shown with the whole transcript, notes included', async () => {
    const fake = createFakeTickets();
    fake.put(ticketLike(), { from: 'merchant', text: '断网了' }, { from: 'note', text: '老客户' });
    const url = await serve(fake);
    const cookie = await signIn(url, fake);
    const response = await fetch(`${url}/api/tickets/T1001`, { headers: { Cookie: cookie } });
    expect(await response.json()).toMatchObject({
      ticket: { number: 'T1001', sn: '0N9112300778', snConfirmed: true },
      transcript: [{ text: '断网了' }, { from: 'note', text: '老客户' }],
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const missing = await fetch(`${url}/api/tickets/T9`, { headers: { Cookie: cookie } });
    expect(missing.status).toBe(404);
  });

  it('are claimed, answered and resolved under the name of the agent', async () => {
    const fake = createFakeTickets();
    fake.put(ticketLike());
    const url = await serve(fake);
    const cookie = await signIn(url, fake);
    expect((await act(url, cookie, 'T1001/reply', { text: '您好' })).status).toBe(409);
    await act(url, cookie, 'T1001/claim', { user: 'somebody else' });
    await act(url, cookie, 'T1001/reply', { text: '您好' });
    const resolved = await act(url, cookie, 'T1001/resolve');
    expect(await resolved.json()).toMatchObject({ ticket: { status: 'resolved', agent: '小王' } });
    expect(fake.acts).toEqual([
      { user: '小王', action: 'claim', text: '' },
      { user: '小王', action: 'reply', text: '您好' },
      { user: '小王', action: 'resolve', text: '' },
    ]);
  });

  it('are not changed by viewers, other sites, forms or unknown actions', async () => {
    const fake = createFakeTickets();
    fake.put(ticketLike());
    const url = await serve(fake);
    const cookie = await signIn(url, fake);
    const viewer = await signIn(url, fake, { name: 'eye', role: 'viewer' });
    const refused = [
      await act(url, viewer, 'T1001/claim'),
      await act(url, cookie, 'T1001/claim', {}, { 'Sec-Fetch-Site': 'same-site' }),
      await act(url, cookie, 'T1001/claim', {}, { Origin: 'https://evil.example' }),
      await act(url, cookie, 'T1001/claim', {}, { 'Content-Type': 'text/plain' }),
      await act(url, cookie, 'T1001/delete'),
      await act(url, cookie, 'T1001/note', { text: { $gt: '' } }),
      await act(url, cookie, 'T9/claim'),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 415, 404, 400, 404]);
    expect(fake.acts).toEqual([]);
  });

  it('wake the pages of agents when they change', async () => {
    const fake = createFakeTickets();
    const url = await serve(fake);
    const cookie = await signIn(url, fake);
    const abort = new AbortController();
    const response = await fetch(`${url}/api/events`, { headers: { Cookie: cookie }, signal: abort.signal });
    fake.put(ticketLike({ summary: '不在流里' }));
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += new TextDecoder().decode(chunk);
      if (text.includes('event: wake')) break;
    }
    abort.abort();
    expect(text).toContain('event: wake');
    expect(text).not.toContain('不在流里');
  });
});

describe('photos', () => {
  async function servePhotos() {
    const fake = createFakeTickets();
    const { media } = createFakeDesk();
    server = await listen(
      createConsole({ secureCookies: false, now: () => 0 }, { ...fake, names: () => NAMES, media }),
    );
    const { url } = server;
    const read = (ref: string, cookie = '') =>
      fetch(`${url}/api/media/${encodeURIComponent(ref)}`, { headers: { Cookie: cookie } });
    return { fake, media, url, read };
  }

  it('are shown to those who have signed in, as pictures and nothing else', async () => {
    const { fake, media, url, read } = await servePhotos();
    const ref = await media.put(PHOTO);
    expect((await read(ref)).status).toBe(401);
    const cookie = await signIn(url, fake);
    const shown = await read(ref, cookie);
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(PHOTO.bytes);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    });
    expect((await read('media:none', cookie)).status).toBe(404);
  });

  it('that turn out to be pages are handed out as files', async () => {
    const { fake, media, url, read } = await servePhotos();
    const cookie = await signIn(url, fake);
    for (const contentType of ['text/html', 'image/svg+xml', 'audio/amr', 'application/pdf']) {
      const ref = await media.put({ bytes: Buffer.from('<script>alert(1)</script>'), contentType });
      const { headers } = await read(ref, cookie);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('content-disposition')).toBe('attachment');
    }
  });
});

describe('the page of the console', () => {
  it('allows no inline script or style and no framing', async () => {
    const fake = createFakeTickets();
    const url = await serve(fake);
    const response = await fetch(url, { headers: { Cookie: await signIn(url, fake) } });
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(await response.text()).toMatch(/console\/web\/main\.ts/);
  });
});
