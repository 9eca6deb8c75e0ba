/** Every route of the console against every role: who gets in, who does not, and what foreign ids give. */

import { describe, expect, it } from 'vitest';
import type { DeskRole } from '#adapters/desk-contract.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';
import { cookieOf, type RunningConsole, runConsole } from '#test/fixtures/running-console.ts';

const ROLES: readonly DeskRole[] = ['viewer', 'agent', 'lead', 'operator', 'admin'];
const RANGE = `from=${START_MS - 1_000}&to=${START_MS + 1_000}`;
const PASSWORD = 'seven brave otters swim';

async function openConsole(): Promise<RunningConsole & { readonly cookies: ReadonlyMap<DeskRole, string> }> {
  const console = await runConsole();
  await console.running.say('ticket');
  const cookies = new Map<DeskRole, string>();
  for (const role of ROLES) cookies.set(role, await console.signIn(role, role));
  return { ...console, cookies };
}

/** For each route the roles that it serves; everybody else gets 403. */
const READS: readonly (readonly [string, readonly DeskRole[]])[] = [
  ['/api/me', ROLES],
  ['/api/choices', ROLES],
  ['/api/tickets', ROLES],
  ['/api/tickets/T1001', ROLES],
  ['/api/flows', ROLES],
  ['/api/sign-ins', ROLES],
  ['/api/content', ['operator', 'admin']],
  ['/api/unmatched', ['operator', 'admin']],
  ['/api/dead-letters', ['operator', 'admin']],
  ['/api/names', ROLES],
  ['/api/health', ['lead', 'operator', 'admin']],
  [`/api/reports?${RANGE}`, ['lead', 'operator', 'admin']],
  ['/api/audit', ['operator', 'admin']],
  [`/api/export/tickets.csv?${RANGE}`, ['lead', 'admin']],
  ['/api/accounts', ['admin']],
];

const WRITES: readonly (readonly [string, unknown, readonly DeskRole[]])[] = [
  ['/api/tickets/T1001/note', { text: 'x' }, ['agent', 'lead', 'admin']],
  ['/api/tickets/T1001/setPriority', { priority: 'P2', reason: 'x' }, ['agent', 'lead', 'admin']],
  ['/api/tickets/T1001/unmask', {}, ['lead', 'operator', 'admin']],
  ['/api/tickets/T1001/presence', {}, ROLES],
  ['/api/convert', { texts: ['断网'], to: 'zh-Hant' }, ROLES],
  ['/api/accounts/invite', { name: 'New', role: 'viewer' }, ['admin']],
  ['/api/accounts/change', { name: 'viewer', role: 'viewer' }, ['admin']],
];

describe('a route', () => {
  it('that reads serves its roles and refuses the others (CVE-2026-40591)', async () => {
    const { get, cookies } = await openConsole();
    for (const [path, roles] of READS) {
      for (const [role, cookie] of cookies) {
        const { status } = await get(path, cookie);
        expect([path, role, status]).toEqual([path, role, roles.includes(role) ? 200 : 403]);
      }
      expect([path, (await get(path)).status]).toEqual([path, 401]);
    }
  });

  it('that writes serves its roles and refuses the others', async () => {
    const { post, cookies } = await openConsole();
    for (const [path, body, roles] of WRITES) {
      for (const [role, cookie] of cookies) {
        const { status } = await post(path, cookie, body);
        expect([path, role, status < 300]).toEqual([path, role, roles.includes(role)]);
        if (!roles.includes(role)) expect([path, role, status]).toEqual([path, role, 403]);
      }
      expect([path, (await post(path, '', body)).status]).toEqual([path, 401]);
    }
  });

  it('says 404 of foreign and impossible ids to everybody, and never 500 (CVE-2026-115725)', async () => {
    const { get, post, cookies } = await openConsole();
    const ids = ['T9999', 'T1001%27--', '..%2f..%2fetc', '%00', 'constructor', '__proto__', 'T1001%0d%0aX: y'];
    for (const id of ids) {
      for (const path of [`/api/tickets/${id}`, `/api/flows/${id}`, `/api/media/${id}`]) {
        expect([path, (await get(path, cookies.get('admin'))).status]).toEqual([path, 404]);
      }
      const acted = await post(`/api/tickets/${id}/note`, cookies.get('admin') ?? '', { text: 'x' });
      expect([id, acted.status]).toEqual([id, 404]);
    }
  });

  it('takes objects where texts are meant for what they are: malformed (CVE-2026-45689)', async () => {
    const { post, get, cookies } = await openConsole();
    const admin = cookies.get('admin') ?? '';
    const bodies: readonly (readonly [string, unknown])[] = [
      ['/api/tickets/T1001/assign', { agent: { $ne: null } }],
      ['/api/tickets/T1001/merge', { into: ['T1001'] }],
      ['/api/tickets/T1001/resolve', { code: 'nonsense' }],
      ['/api/tickets/T1001/setPriority', { priority: 'P0', reason: 'x' }],
      ['/api/tickets/T1001/retryDelivery', { lineSeq: '1 or 1=1' }],
      ['/api/accounts/invite', { name: 'x', role: 'root' }],
      ['/api/accounts/change', { name: 'x', disabled: 'yes' }],
      ['/api/sign-ins/revoke', { ref: '' }],
      ['/api/me/password', { password: { length: 20 } }],
      ['/api/convert', { texts: { length: 1 }, to: 'zh-Hant' }],
      ['/api/dead-letters/1%20or%201=1/discard', {}],
    ];
    for (const [path, body] of bodies) expect([path, (await post(path, admin, body)).status]).toEqual([path, 400]);
    for (const query of ['limit[]=1', 'before=-1', 'user[$ne]=x']) {
      expect([query, (await get(`/api/audit?${query}`, admin)).status < 500]).toEqual([query, true]);
    }
    expect((await get('/api/reports?from=0&to=x', admin)).status).toBe(400);
    expect((await get('/api/reports?from=0&to=99999999999999', admin)).status).toBe(400);
  });

  it('that changes something refuses another site, whatever cookie comes along (CSRF)', async () => {
    const { post, cookies } = await openConsole();
    const admin = cookies.get('admin') ?? '';
    for (const [path, body] of [...WRITES, ['/api/sign-out', {}, ROLES] as const]) {
      for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://evil.example' }]) {
        expect([path, (await post(path, admin, body, headers)).status]).toEqual([path, 403]);
      }
    }
  });
});

describe('an invite', () => {
  it('leads from the link to a password, and from there back in', async () => {
    const { url, post, get, signIn } = await runConsole();
    const admin = await signIn('admin', 'admin');
    const invited = await post('/api/accounts/invite', admin, { name: '王小明', role: 'agent' });
    const link: { url: string } = await invited.json();
    expect(link.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in\?token=[\w-]{43}$/);
    const token = new URL(link.url).searchParams.get('token') ?? '';
    const form = { method: 'POST', body: new URLSearchParams({ token }), redirect: 'manual' } as const;
    const first = cookieOf(await fetch(`${url}/sign-in`, form));
    expect((await post('/api/me/password', first, { password: 'short' })).status).toBe(400);
    expect((await post('/api/me/password', first, { password: PASSWORD })).status).toBe(204);
    expect((await post('/sign-in/password', '', { name: '王小明', password: 'wrong' })).status).toBe(401);
    const again = await post('/sign-in/password', first, { name: '王小明', password: PASSWORD });
    expect(again.status).toBe(204);
    expect((await get('/api/me', first)).status).toBe(401);
    expect(await (await get('/api/me', cookieOf(again))).json()).toMatchObject({ name: '王小明', role: 'agent' });
    const shown = await post('/api/me/totp', cookieOf(again));
    expect(await shown.json()).toEqual({
      uri: expect.stringMatching(/^otpauth:\/\/totp\//),
      svg: expect.stringContaining('<svg'),
    });
  });

  it('shows which ways in there are, before anybody has signed in', async () => {
    const { get } = await runConsole();
    expect(await (await get('/sign-in/methods')).json()).toEqual({ password: true, oidc: false });
  });
});

describe('guessing passwords', () => {
  it('is slowed down, with a time to come back', async () => {
    const { post } = await runConsole();
    const attempt = () => post('/sign-in/password', '', { name: 'admin', password: 'x' });
    for (let tries = 0; tries < 10; tries += 1) expect((await attempt()).status).toBe(401);
    const slowed = await attempt();
    expect([slowed.status, slowed.headers.get('retry-after')]).toEqual([429, '900']);
  });

  it('from another site or by a form is refused', async () => {
    const { post } = await runConsole();
    const body = { name: 'admin', password: 'x' };
    expect((await post('/sign-in/password', '', body, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await post('/sign-in/password', '', body, { 'Content-Type': 'text/plain' })).status).toBe(415);
  });
});
