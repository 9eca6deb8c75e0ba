/** The console over real HTTP, on a real desk. */

import { describe, expect, it } from 'vitest';
import { PHOTO } from '#test/fixtures/photos.ts';
import { cookieOf, NAMES, redeem, runConsole } from '#test/fixtures/running-console.ts';

async function withTicket() {
  const console = await runConsole();
  await console.running.say('ticket', { receivedAtMs: 0 });
  return console;
}

it('tells what ids are called, to those who have signed in', async () => {
  const { get, signIn } = await runConsole();
  expect((await get('/api/names')).status).toBe(401);
  expect(await (await get('/api/names', await signIn('小王', 'agent'))).json()).toEqual(NAMES);
});

it('tells who one is and what one may do', async () => {
  const { get, signIn } = await runConsole();
  const me = await (await get('/api/me', await signIn('小王', 'agent'))).json();
  expect(me).toMatchObject({ name: '小王', role: 'agent', may: ['look', 'work'] });
});

describe('signing in by a link', () => {
  it('does not use the link up when something only looks at it', async () => {
    const { url, link, get } = await runConsole();
    const token = await link('小王', 'agent');
    const preview = await get(`/sign-in?token=${token}`);
    expect(await preview.text()).toContain(`value="${token}"`);
    expect(preview.headers.getSetCookie()).toEqual([]);
    const response = await redeem(url, token);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
  });

  it('sets a cookie that scripts cannot read, bound to this host over HTTPS', async () => {
    const plain = await runConsole();
    const cookie = (await redeem(plain.url, await plain.link('Li', 'agent'))).headers.getSetCookie()[0];
    expect(cookie).toMatch(/^posdesk_desk=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/);
    const secure = await runConsole({ secureCookies: true });
    const bound = (await redeem(secure.url, await secure.link('Li', 'agent'))).headers.getSetCookie()[0];
    expect(bound).toMatch(/^__Host-posdesk_desk=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  it('works once per link', async () => {
    const { url, link } = await runConsole();
    const token = await link('Li', 'agent');
    await redeem(url, token);
    const again = await redeem(url, token);
    expect([again.status, again.headers.getSetCookie()]).toEqual([401, []]);
  });

  it('cannot be started by another site', async () => {
    const { url, link } = await runConsole();
    const token = await link('Li', 'agent');
    expect((await redeem(url, token, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await redeem(url, token, { Origin: 'null' })).status).toBe(403);
    expect((await redeem(url, token, { Origin: url })).status).toBe(303);
  });

  it('gives every sign-in a new id and ends the one before, so that a planted cookie is worth nothing (CWE-384)', async () => {
    const { url, link, signIn, get } = await runConsole();
    const planted = await signIn('Mallory', 'agent');
    const response = await redeem(url, await link('Li', 'agent'), { Cookie: planted });
    expect(cookieOf(response)).not.toBe(planted);
    expect((await get('/api/me', planted)).status).toBe(401);
    expect(await (await get('/api/me', cookieOf(response))).json()).toMatchObject({ name: 'Li' });
  });

  it('is needed for everything else', async () => {
    const { get, post, url } = await withTicket();
    for (const path of [
      '/api/me',
      '/api/tickets',
      '/api/tickets/T1001',
      '/api/events',
      '/api/audit',
      '/api/accounts',
    ]) {
      const response = await get(path, 'posdesk_desk=guess');
      expect([path, response.status]).toEqual([path, 401]);
      expect(await response.json(), path).toMatchObject({ error: { code: 'signed-out' } });
    }
    expect((await post('/api/tickets/T1001/claim', '')).status).toBe(401);
    expect((await fetch(url, { redirect: 'manual' })).headers.get('location')).toBe('/sign-in');
  });

  it('ends when the agent signs out', async () => {
    const { signIn, post, get } = await runConsole();
    const cookie = await signIn('Li', 'agent');
    expect((await post('/api/sign-out', cookie)).status).toBe(204);
    expect((await get('/api/me', cookie)).status).toBe(401);
  });
});

describe('tickets', () => {
  it('are listed by what the page filters, page by page', async () => {
    const { running, get, signIn, post } = await withTicket();
    await running.say('urgent', { conversationId: 'test:m2' as never, senderId: 'm2' });
    const cookie = await signIn('Li', 'agent');
    const list = async (query: string) => {
      const response = await get(`/api/tickets${query}`, cookie);
      const answer: { tickets?: { number: string }[] } = await response.json();
      return answer.tickets?.map(({ number }) => number) ?? response.status;
    };
    expect(await list('')).toEqual(['T1002', 'T1001']);
    expect(await list('?priority=P1')).toEqual(['T1002']);
    expect(await list('?search=t1001')).toEqual(['T1001']);
    expect(await list('?search=%25')).toEqual([]);
    await post('/api/tickets/T1001/claim', cookie);
    expect(await list('?agent=me')).toEqual(['T1001']);
    expect(await list('?agent=none')).toEqual(['T1002']);
    expect(await list('?status=nonsense')).toBe(400);
    expect(await list('?status=open&status=resolved')).toBe(400);
    expect(await list('?limit=0')).toBe(400);
    const first: { next?: string } = await (await get('/api/tickets?limit=1', cookie)).json();
    expect(await list(`?limit=1&cursor=${first.next}`)).toEqual(['T1001']);
  });

  it('are shown with the whole transcript, notes included', async () => {
    const { get, post, signIn } = await withTicket();
    const cookie = await signIn('Li', 'agent');
    await post('/api/tickets/T1001/note', cookie, { text: '老客户' });
    const response = await get('/api/tickets/T1001', cookie);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const view = await response.json();
    expect(view.transcript.map(({ from }: { from: string }) => from)).toEqual(['merchant', 'bot', 'note']);
    expect(view.trace[0].lines[0]).toMatchObject({ by: 'script' });
    expect((await get('/api/tickets/T9', cookie)).status).toBe(404);
  });

  it('name the colleague who was quicker', async () => {
    const { post, signIn } = await withTicket();
    const [li, wang] = [await signIn('Li', 'agent'), await signIn('Wang', 'agent')];
    const answers = await Promise.all([post('/api/tickets/T1001/claim', li), post('/api/tickets/T1001/claim', wang)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(await refused?.json()).toMatchObject({ error: { code: 'claimed-by-other', who: expect.any(String) } });
  });

  it('say who else looks at them, and what they write', async () => {
    const { post, signIn, advance } = await withTicket();
    const [li, wang] = [await signIn('Li', 'agent'), await signIn('Wang', 'agent')];
    const look = async (cookie: string, body = {}) =>
      await (await post('/api/tickets/T1001/presence', cookie, body)).json();
    expect(await look(li)).toEqual({ others: [] });
    expect(await look(wang)).toEqual({ others: [{ name: 'Li' }] });
    await look(li, { writing: 'reply' });
    expect(await look(wang)).toEqual({ others: [{ name: 'Li', writing: 'reply' }] });
    expect((await post('/api/tickets/T1001/presence', li, { writing: '<b>' })).status).toBe(400);
    advance(60_000);
    expect(await look(wang)).toEqual({ others: [] });
  });

  it('are not changed by other sites, forms, unknown actions or bodies of another shape', async () => {
    const { post, get, signIn } = await withTicket();
    const cookie = await signIn('Li', 'agent');
    const refused = [
      await post('/api/tickets/T1001/claim', cookie, {}, { 'Sec-Fetch-Site': 'same-site' }),
      await post('/api/tickets/T1001/claim', cookie, {}, { Origin: 'https://evil.example' }),
      await post('/api/tickets/T1001/claim', cookie, {}, { 'Content-Type': 'text/plain' }),
      await post('/api/tickets/T1001/delete', cookie),
      await post('/api/tickets/T1001/note', cookie, { text: { $gt: '' } }),
      await post('/api/tickets/T1001/note', cookie, ['text']),
      await post('/api/tickets/T9/claim', cookie),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 415, 404, 400, 400, 404]);
    expect(await (await get('/api/tickets/T1001', cookie)).json()).toMatchObject({ ticket: { status: 'open' } });
  });

  it('wake the pages of agents when they change, without saying what changed', async () => {
    const { url, running, signIn } = await runConsole();
    const abort = new AbortController();
    const headers = { Cookie: await signIn('Li', 'agent') };
    const response = await fetch(`${url}/api/events`, { headers, signal: abort.signal });
    await running.say('ticket');
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += new TextDecoder().decode(chunk);
      if (text.includes('event: wake')) break;
    }
    abort.abort();
    expect(text).toContain('event: wake');
    expect(text).not.toContain('offline');
  });
});

describe('pictures', () => {
  it('are shown to those who have signed in, as pictures and nothing else', async () => {
    const { running, get, signIn } = await runConsole();
    const path = `/api/media/${encodeURIComponent(await running.forChannels.media.put(PHOTO))}`;
    expect((await get(path)).status).toBe(401);
    const cookie = await signIn('Li', 'agent');
    const shown = await get(path, cookie);
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(new Uint8Array(PHOTO.bytes));
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    });
    expect((await get('/api/media/media:none', cookie)).status).toBe(404);
  });

  it('that turn out to be pages are handed out as files (CVE-2026-20172)', async () => {
    const { running, get, signIn } = await runConsole();
    const cookie = await signIn('Li', 'agent');
    for (const contentType of ['text/html', 'image/svg+xml', 'audio/amr', 'application/pdf']) {
      const ref = await running.forChannels.media.put({ bytes: Buffer.from('<script>alert(1)</script>'), contentType });
      const { headers } = await get(`/api/media/${encodeURIComponent(ref)}`, cookie);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('content-disposition')).toBe('attachment');
    }
  });

  it('can be put on the shelf by those who answer merchants, when they are pictures', async () => {
    const { url, signIn } = await runConsole();
    const put = (cookie: string, body: Uint8Array) =>
      fetch(`${url}/api/media`, {
        method: 'POST',
        headers: { Cookie: cookie, 'Content-Type': 'image/png' },
        body: Buffer.from(body),
      });
    const agent = await signIn('Li', 'agent');
    expect(await (await put(agent, PHOTO.bytes)).json()).toEqual({ ref: expect.stringMatching(/^media:/) });
    expect((await put(agent, Buffer.from('<svg onload=alert(1)>'))).status).toBe(415);
    expect((await put(await signIn('Eye', 'viewer'), PHOTO.bytes)).status).toBe(403);
  });
});

it('allows no inline script or style and no framing', async () => {
  const { get, signIn } = await runConsole();
  const policy = (await get('/', await signIn('Li', 'agent'))).headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(policy).toContain("frame-ancestors 'none'");
});
