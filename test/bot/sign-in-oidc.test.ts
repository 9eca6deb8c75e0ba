/** Single sign-on against a real OpenID provider on this machine. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { readRole } from '#bot/sign-ins/oidc.ts';
import { readOidcConfig } from '#bot/sign-ins/oidc-config.ts';
import { cookieOf, type RunningConsole, runConsole } from '#test/fixtures/running-console.ts';

const CLIENT = { client_id: 'posdesk', client_secret: 'a-secret-of-the-test-only-0123456789' };

beforeAll(() => {
  // The provider warns of keys and cookies that only fit a test.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.spyOn(console, 'info').mockImplementation(() => {});
});

/** A provider that knows whoever signs in, with the role that stands before the dot of the name. */
async function runProvider(callback: () => string) {
  let provider: Provider | undefined;
  const server = createServer((request, response) => void provider?.callback()(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const start = (): void => {
    provider = new Provider(issuer, {
      clients: [{ ...CLIENT, redirect_uris: [callback()] }],
      pkce: { required: () => true },
      claims: { openid: ['sub', 'posdesk_role'], profile: ['name'] },
      cookies: { keys: ['for-this-test-only'] },
      findAccount: async (_ctx, sub) => ({
        accountId: sub,
        claims: async () => ({ sub, name: `Name of ${sub}`, posdesk_role: sub.split('.')[0] }),
      }),
    });
  };
  return { issuer, start };
}

/** A browser: cookies of each host, and redirects one by one. */
function createBrowser() {
  const jar = new Map<string, Map<string, string>>();
  return async (url: string, form?: Record<string, string>): Promise<Response> => {
    const { host } = new URL(url);
    const cookies = jar.get(host) ?? new Map<string, string>();
    jar.set(host, cookies);
    const Cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url, {
      headers: { Cookie },
      redirect: 'manual',
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
}

type Browser = ReturnType<typeof createBrowser>;

const next = (response: Response, from: string): string => new URL(response.headers.get('location') ?? '', from).href;

/** Walks through the provider's pages as `sub`, up to the address that it sends the browser back to. */
async function signInAtProvider(browse: Browser, start: string, sub: string): Promise<string> {
  let url = start;
  for (let hops = 0; hops < 12; hops += 1) {
    if (url.includes('/sign-in/oidc/callback')) return url;
    const response = await browse(url);
    if (response.status === 200) {
      const prompt = /name="prompt" value="(\w+)"/.exec(await response.text())?.[1] ?? '';
      const sent = await browse(url, prompt === 'login' ? { prompt, login: sub, password: 'x' } : { prompt });
      url = next(sent, url);
    } else url = next(response, url);
  }
  throw new Error(`The provider does not come to an end: ${url}`);
}

async function withProvider(): Promise<{ console: RunningConsole; browse: Browser }> {
  let deskUrl = '';
  const provider = await runProvider(() => `${deskUrl}/sign-in/oidc/callback`);
  const oidc = { issuer: provider.issuer, clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret };
  const console = await runConsole({
    signIn: { oidc: { ...oidc, roleClaim: 'posdesk_role' }, deskUrl: () => deskUrl },
    // The provider's tokens carry the real time.
    clock: Date.now,
  });
  deskUrl = console.url;
  provider.start();
  return { console, browse: createBrowser() };
}

async function callbackOf({ console, browse }: Awaited<ReturnType<typeof withProvider>>, sub: string) {
  const begun = await browse(`${console.url}/sign-in/oidc`);
  expect(begun.status).toBe(303);
  const url = next(begun, console.url);
  const { searchParams } = new URL(url);
  expect(searchParams.get('code_challenge_method')).toBe('S256');
  expect(searchParams.get('state')).toBeTruthy();
  expect(searchParams.get('nonce')).toBeTruthy();
  return await signInAtProvider(browse, url, sub);
}

describe('single sign-on', () => {
  it('signs in whom the provider vouches for, with the role it says', async () => {
    const opened = await withProvider();
    const back = await opened.browse(await callbackOf(opened, 'lead.7'));
    expect([back.status, back.headers.get('location')]).toEqual([303, '/']);
    const me = await opened.browse(`${opened.console.url}/api/me`);
    expect(await me.json()).toMatchObject({ name: 'Name of lead.7', role: 'lead' });
    const { store } = opened.console.running;
    expect((await store.auditEntries({ limit: 5 }))[0]).toMatchObject({
      action: 'sign-in.oidc',
      user: 'Name of lead.7',
    });
  });

  it('knows the same person again by issuer and subject, and takes nobody’s account by a name', async () => {
    const opened = await withProvider();
    const { signIns, store } = opened.console.running;
    await signIns.redeem(await signIns.issueLink({ name: 'Name of agent.1', role: 'admin' }), { address: '' });
    for (let times = 0; times < 2; times += 1) {
      const browse = createBrowser();
      await browse(await callbackOf({ ...opened, browse }, 'agent.1'));
      const me = await browse(`${opened.console.url}/api/me`);
      expect(await me.json()).toMatchObject({ name: 'Name of agent.1 (2)', role: 'agent' });
    }
    expect((await store.accounts()).map(({ name }) => name)).toEqual(['Name of agent.1', 'Name of agent.1 (2)']);
  });

  it('refuses somebody without a role of ours, and answers that were not asked for', async () => {
    const opened = await withProvider();
    const { console } = opened;
    expect((await opened.browse(await callbackOf(opened, 'guest.1'))).status).toBe(401);
    const callback = await callbackOf({ ...opened, browse: createBrowser() }, 'admin.1');
    // Somebody else's answer in this browser: no cookie of the same beginning (login CSRF).
    const stranger = await fetch(callback, { redirect: 'manual' });
    expect([stranger.status, cookieOf(stranger)]).toEqual([401, 'posdesk_oidc=']);
    const begun = await fetch(`${console.url}/sign-in/oidc`, { redirect: 'manual' });
    const other = await fetch(callback, { headers: { Cookie: cookieOf(begun) }, redirect: 'manual' });
    expect(other.status).toBe(401);
    for (const cookie of ['posdesk_oidc=', 'posdesk_oidc=x', `posdesk_oidc=${'A'.repeat(3_000)}`]) {
      const refused = await fetch(callback, { headers: { Cookie: cookie }, redirect: 'manual' });
      expect(refused.status).toBe(401);
    }
  });

  it('lets nobody in who has been disabled here', async () => {
    const opened = await withProvider();
    await opened.browse(await callbackOf(opened, 'agent.9'));
    const { accounts } = opened.console.running;
    const person = { name: 'Name of agent.9', role: 'agent', signedInAtMs: Date.now() } as const;
    // A password of one's own would outlive one's account at the provider.
    const refused = { kind: 'refused', reason: 'not-allowed' };
    expect(await accounts.setPassword(person, { password: 'seven brave otters swim' })).toEqual(refused);
    expect(await accounts.setTotp(person)).toEqual(refused);
    const admin = { name: 'a', role: 'admin' } as const;
    await accounts.change(admin, 'Name of agent.9', { disabled: true });
    const browse = createBrowser();
    expect((await browse(await callbackOf({ ...opened, browse }, 'agent.9'))).status).toBe(401);
  });
});

describe('the role', () => {
  it('is read from a claim, from lists and from inside, and only when it is one of ours', () => {
    expect(readRole({ posdesk_role: 'agent' }, 'posdesk_role')).toBe('agent');
    expect(readRole({ groups: ['all', 'lead', 'viewer'] }, 'groups')).toBe('lead');
    expect(readRole({ realm_access: { roles: ['admin'] } }, 'realm_access.roles')).toBe('admin');
    for (const claims of [{}, { posdesk_role: 'root' }, { posdesk_role: { admin: true } }, { posdesk_role: 'ADMIN' }]) {
      expect(readRole(claims, 'posdesk_role')).toBeUndefined();
    }
    expect(readRole({}, '__proto__.constructor')).toBeUndefined();
  });
});

describe('its settings', () => {
  const whole = { OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'posdesk', OIDC_CLIENT_SECRET: 's' };

  it('are on together or not at all', () => {
    expect(readOidcConfig({})).toBeUndefined();
    expect(readOidcConfig(whole)).toEqual({
      issuer: 'https://id.example',
      clientId: 'posdesk',
      clientSecret: 's',
      roleClaim: 'posdesk_role',
    });
    expect(() => readOidcConfig({ ...whole, OIDC_CLIENT_SECRET: '' })).toThrow('OIDC_CLIENT_SECRET missing');
    expect(() => readOidcConfig({ ...whole, OIDC_ISSUER: 'http://id.example' })).toThrow('OIDC_ISSUER');
  });
});
