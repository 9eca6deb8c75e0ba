/** Attacks on the console's sign-in, and words that would be code somewhere: cases I and A of the attack list. */

import { describe, expect, it } from 'vitest';
import { START_MS } from '#test/fixtures/merchant-message.ts';
import { cookieOf, redeem, runConsole } from '#test/fixtures/running-console.ts';

const HOUR_MS = 3_600_000;
const RANGE = `from=${START_MS - 1_000}&to=${START_MS + 1_000}`;
/** Every way to read something, the stream and the pictures included, which are transports of their own. */
const WAYS = [
  '/',
  '/api/me',
  '/api/names',
  '/api/choices',
  '/api/events',
  '/api/tickets',
  '/api/tickets/T1001',
  '/api/media/media:x',
  '/api/flows',
  '/api/content',
  '/api/unmatched',
  '/api/dead-letters',
  '/api/health',
  '/api/accounts',
  '/api/sign-ins',
  `/api/reports?${RANGE}`,
  '/api/audit',
  `/api/export/tickets.csv?${RANGE}`,
  '/api/nothing-of-the-kind',
];
/** Every way to change something. */
const CHANGES = [
  '/api/tickets/T1001/claim',
  '/api/tickets/T1001/reply',
  '/api/tickets/T1001/unmask',
  '/api/tickets/T1001/presence',
  '/api/convert',
  '/api/dead-letters/1/discard',
  '/api/accounts/invite',
  '/api/accounts/change',
  '/api/sign-ins/revoke',
  '/api/me/password',
  '/api/me/totp',
  '/api/media',
];

type Desk = Awaited<ReturnType<typeof runConsole>>;

async function expectLockedOut(desk: Desk, cookie: string): Promise<void> {
  for (const path of WAYS) {
    const { status } = await desk.get(path, cookie);
    expect([path, status]).toEqual([path, path === '/' ? 303 : 401]);
  }
  for (const path of CHANGES) expect([path, (await desk.post(path, cookie)).status]).toEqual([path, 401]);
}

describe('whoever is not signed in gets nothing, by no way (A97; CVE-2026-28514, CVE-2026-30831)', () => {
  it('without a cookie, with an invented one, and with one of another shape', async () => {
    const desk = await runConsole();
    await desk.running.say('ticket');
    for (const cookie of ['', 'posdesk_desk=', `posdesk_desk=${'A'.repeat(43)}`, "posdesk_desk=' or 1=1 --"])
      await expectLockedOut(desk, cookie);
  });

  it('after signing out', async () => {
    const desk = await runConsole();
    const cookie = await desk.signIn('Li', 'admin');
    expect((await desk.get('/api/me', cookie)).status).toBe(200);
    await desk.post('/api/sign-out', cookie);
    await expectLockedOut(desk, cookie);
  });

  it('after half an hour without use, and after twelve hours of it', async () => {
    const desk = await runConsole();
    const [idle, busy] = [await desk.signIn('Li', 'admin'), await desk.signIn('Wang', 'admin')];
    for (let minutes = 0; minutes < 12 * 60; minutes += 20) {
      desk.advance(20 * 60_000);
      if (minutes < 11 * 60) expect((await desk.get('/api/me', busy)).status).toBe(200);
    }
    desk.advance(60_000);
    await expectLockedOut(desk, idle);
    await expectLockedOut(desk, busy);
  });

  it('once an administrator has disabled them, by cookie, password or a link that was made before', async () => {
    const desk = await runConsole();
    const admin = await desk.signIn('admin', 'admin');
    const li = await desk.signIn('Li', 'agent');
    const password = 'seven brave otters swim';
    expect((await desk.post('/api/me/password', li, { password })).status).toBe(204);
    const link = await desk.link('Li', 'agent');
    expect((await desk.post('/api/accounts/change', admin, { name: 'Li', disabled: true })).status).toBe(204);
    await expectLockedOut(desk, li);
    expect((await desk.post('/sign-in/password', '', { name: 'Li', password })).status).toBe(401);
    const late = await redeem(desk.url, link);
    expect([late.status, cookieOf(late)]).toEqual([401, '']);
  });

  it('with a wrong password, as JSON, as a form, in the address or as basic authentication', async () => {
    const desk = await runConsole();
    const cookie = await desk.signIn('Li', 'agent');
    const password = 'seven brave otters swim';
    await desk.post('/api/me/password', cookie, { password });
    const form = (body: Record<string, string>) =>
      fetch(`${desk.url}/sign-in/password`, { method: 'POST', body: new URLSearchParams(body) });
    const basic = { Authorization: `Basic ${Buffer.from(`Li:${password}`).toString('base64')}` };
    const tries = [
      await desk.post('/sign-in/password', '', { name: 'Li', password: `${password}!` }),
      await desk.post('/sign-in/password', '', { name: 'Li', password: '' }),
      await desk.post('/sign-in/password', '', { name: 'Li', password: [password] }),
      await form({ name: 'Li', password }),
      await desk.get(`/sign-in/password?name=Li&password=${encodeURIComponent(password)}`),
      await fetch(`${desk.url}/api/me`, { headers: basic, redirect: 'manual' }),
    ];
    for (const answer of tries) {
      expect(answer.status).toBeGreaterThanOrEqual(300);
      expect(cookieOf(answer)).toBe('');
    }
    expect((await desk.post('/sign-in/password', '', { name: 'Li', password })).status).toBe(204);
  });
});

describe('a browser of another site', () => {
  it('reads nothing, not even the stream: no answer allows another origin (A97)', async () => {
    const desk = await runConsole();
    const cookie = await desk.signIn('Li', 'admin');
    const headers = { Cookie: cookie, Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    for (const path of ['/api/me', '/api/tickets', '/sign-in/methods']) {
      const answer = await fetch(desk.url + path, { headers });
      expect([path, answer.headers.get('access-control-allow-origin')]).toEqual([path, null]);
      await answer.body?.cancel();
    }
    const stop = new AbortController();
    const stream = await fetch(`${desk.url}/api/events`, { headers, signal: stop.signal });
    expect(stream.headers.get('access-control-allow-origin')).toBeNull();
    stop.abort();
    const preflight = await fetch(`${desk.url}/api/tickets/T1001/claim`, { method: 'OPTIONS', headers });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each([
    ['same-site', { 'Sec-Fetch-Site': 'same-site' }],
    ['cross-site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a foreign origin', { Origin: 'https://evil.example' }],
    ['no origin to speak of', { Origin: 'null' }],
    ['a look-alike', { Origin: 'http://127.0.0.1.evil.example' }],
  ])('changes nothing: %s (A97, CSRF)', async (_, headers) => {
    const desk = await runConsole();
    await desk.running.say('ticket');
    const cookie = await desk.signIn('Li', 'admin');
    for (const path of CHANGES) {
      const { status } = await desk.post(path, cookie, { text: 'x', name: 'x', role: 'admin' }, headers);
      expect([path, status]).toEqual([path, 403]);
    }
    expect((await desk.post('/sign-in', '', {}, headers)).status).toBe(403);
  });
});

describe('an invitation', () => {
  const invite = async (desk: Desk, name: string) => {
    const admin = await desk.signIn('admin', 'admin');
    const { url, untilMs } = await (await desk.post('/api/accounts/invite', admin, { name, role: 'agent' })).json();
    return { token: new URL(url).searchParams.get('token') ?? '', untilMs };
  };

  it('works once, also when two use it at the same moment, and for a day at most (A98; CVE-2026-41902)', async () => {
    const desk = await runConsole();
    const { token, untilMs } = await invite(desk, 'Li');
    expect(untilMs - START_MS).toBeLessThanOrEqual(24 * HOUR_MS);
    const both = await Promise.all([redeem(desk.url, token), redeem(desk.url, token)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([303, 401]);
    const late = await invite(desk, 'Wang');
    desk.advance(24 * HOUR_MS + 1);
    expect((await redeem(desk.url, late.token)).status).toBe(401);
  });

  it('cannot be guessed: 256 random bits, alike in nothing (A98; CVE-2026-27637)', async () => {
    const desk = await runConsole();
    const tokens: string[] = [];
    for (let count = 0; count < 12; count += 1) tokens.push((await invite(desk, 'Li')).token);
    expect(new Set(tokens).size).toBe(12);
    for (const token of tokens) {
      expect(Buffer.from(token, 'base64url')).toHaveLength(32);
      expect((await redeem(desk.url, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).status).toBe(401);
    }
    for (let at = 0; at < 20; at += 1) expect(new Set(tokens.map((token) => token[at])).size).toBeGreaterThan(1);
  });

  it('gives no more than the role that was invited, whatever the form says', async () => {
    const desk = await runConsole();
    const { token } = await invite(desk, 'Li');
    const response = await fetch(`${desk.url}/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ token, role: 'admin', name: 'admin' }),
      redirect: 'manual',
    });
    expect(await (await desk.get('/api/me', cookieOf(response))).json()).toMatchObject({ name: 'Li', role: 'agent' });
  });

  it('is audited, and so are sign-ins that fail', async () => {
    const desk = await runConsole();
    await invite(desk, 'Li');
    await desk.post('/sign-in/password', '', { name: 'admin', password: 'wrong wrong wrong' });
    const admin = await desk.signIn('admin', 'admin');
    const { entries } = await (await desk.get('/api/audit', admin)).json();
    const actions = entries.map(({ action, outcome }: { action: string; outcome: string }) => `${action} ${outcome}`);
    expect(actions).toEqual(expect.arrayContaining(['account.invite ok', 'sign-in.password wrong', 'sign-in.link ok']));
  });
});

describe('words of strangers', () => {
  it('with a NUL are refused in a search and kept without it in a note (I25)', async () => {
    const desk = await runConsole();
    await desk.running.say('ticket');
    const cookie = await desk.signIn('Li', 'admin');
    for (const path of ['/api/tickets?search=%00', '/api/tickets?agent=a%00', '/api/audit?user=%00'])
      expect([path, (await desk.get(path, cookie)).status]).toEqual([path, 400]);
    expect((await desk.post('/api/tickets/T1001/note', cookie, { text: 'a\u0000b' })).status).toBe(200);
    expect(await desk.running.lines()).toContain('note: ab');
  });

  it.each(["' OR '1'='1", '%', '_', "'; drop table tickets; --", '\\', '"}'])(
    'are searched for as they stand: %j (I25)',
    async (search) => {
      const desk = await runConsole();
      await desk.running.say('ticket');
      const cookie = await desk.signIn('Li', 'agent');
      const found = await desk.get(`/api/tickets?search=${encodeURIComponent(search)}`, cookie);
      expect(found.status).toBe(200);
      expect((await found.json()).tickets).toEqual([]);
      expect((await desk.get('/api/tickets/T1001', cookie)).status).toBe(200);
    },
  );

  it('come to the page as JSON that no browser takes for a page (I25; CVE-2021-3741)', async () => {
    const desk = await runConsole();
    await desk.running.say('<script>alert(1)</script> ticket');
    const cookie = await desk.signIn('Li', 'agent');
    const answer = await desk.get('/api/tickets/T1001', cookie);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('lead nobody to another site after signing in', async () => {
    const desk = await runConsole();
    for (const path of ['/sign-in?token=x&next=https://evil.example', '//evil.example/', '/sign-in/%5cevil.example']) {
      const answer = await desk.get(path);
      expect([path, answer.headers.get('location') ?? '/sign-in']).toEqual([path, '/sign-in']);
    }
  });
});
