/** Single sign-on in a browser, through the pages of a real OpenID provider on this machine. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import type { Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ConsolePage, openConsolePage } from './console-page.ts';
import { createDeskCase, LAPTOP } from './desk-case.ts';
import { browserRunsHere } from './launch-browser.ts';

const { startApp, browse, end } = createDeskCase();
const CLIENT = { client_id: 'posdesk', client_secret: 'a-secret-of-the-test-only-0123456789' };

let closeProvider: (() => void) | undefined;
afterEach(async () => {
  await end();
  closeProvider?.();
});
beforeAll(() => {
  // The provider warns of keys and cookies that only fit a test.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.spyOn(console, 'info').mockImplementation(() => {});
});

/** A provider whose people have the role that stands before the dot of their name. */
async function listenAsProvider() {
  let provider: Provider | undefined;
  const server = createServer((request, response) => void provider?.callback()(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeProvider = () => {
    server.closeAllConnections();
    server.close();
  };
  // Another host name than the desk's, so that each keeps its own cookies.
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const serve = (callback: string): void => {
    provider = new Provider(issuer, {
      clients: [{ ...CLIENT, redirect_uris: [callback] }],
      pkce: { required: () => true },
      claims: { openid: ['sub', 'posdesk_role'], profile: ['name'] },
      cookies: { keys: ['for-this-test-only'] },
      findAccount: async (_ctx, sub) => ({
        accountId: sub,
        claims: async () => ({ sub, name: `Name of ${sub}`, posdesk_role: sub.split('.')[0] }),
      }),
    });
  };
  return { issuer, serve };
}

async function openDesk(): Promise<string> {
  const { issuer, serve } = await listenAsProvider();
  const oidc = { issuer, clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret, roleClaim: 'posdesk_role' };
  // The provider's tokens carry the real time.
  const { deskUrl } = await startApp({ clock: Date.now }, { oidc });
  serve(`${deskUrl}/sign-in/oidc/callback`);
  return deskUrl;
}

async function begin(deskUrl: string): Promise<ConsolePage> {
  const agent = await openConsolePage(await browse(LAPTOP), deskUrl);
  await agent.page.waitForURL('**/sign-in');
  expect(await agent.barriers()).toEqual([]);
  await agent.page.click('#oidc');
  await agent.page.waitForSelector('input[name=login]');
  return agent;
}

async function passProvider(page: Page, login: string): Promise<void> {
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', 'x');
  await page.click('button[type=submit]');
  await page.waitForSelector('form:not(:has(input[name=login])) button[type=submit]');
  await page.click('button[type=submit]');
}

describe.runIf(browserRunsHere)('single sign-on in a browser', () => {
  it('leads through the provider to the console, with the role that the provider says, and out again', async () => {
    const deskUrl = await openDesk();
    const { page, complaints } = await begin(deskUrl);
    await passProvider(page, 'lead.wang');
    await page.waitForSelector('#sign-out');
    expect(new URL(page.url()).search).toBe('');
    await expect.poll(() => page.textContent('#user')).toBe('Name of lead.wang');
    const places = await page.locator('.places a').allTextContents();
    expect(places).toEqual(expect.arrayContaining(['工单', '报表', '我的账号']));
    expect(places).not.toContain('人员');
    await page.click('#sign-out');
    await page.waitForURL('**/sign-in');
    await page.goto(deskUrl);
    await page.waitForURL('**/sign-in');
    expect(complaints).toEqual([]);
  });

  it('leaves those outside to whom the provider gives no role', async () => {
    const { page } = await begin(await openDesk());
    await passProvider(page, 'stranger');
    await page.waitForURL('**/sign-in/oidc/callback**');
    await expect.poll(() => page.textContent('h1')).toBe('单点登录没有成功');
    await page.click('text=重新登录');
    await page.waitForSelector('#oidc');
    await expect.poll(() => page.locator('#sign-out').count()).toBe(0);
    await expect
      .poll(async () => (await page.context().cookies()).map(({ name }) => name))
      .not.toContain('posdesk_desk');
  });

  it('says so when the provider is away, and leaves the other ways in', async () => {
    const deskUrl = await openDesk();
    closeProvider?.();
    const agent = await openConsolePage(await browse(LAPTOP), deskUrl);
    await agent.page.click('#oidc');
    await agent.page.waitForSelector('h1 >> text=单点登录没有成功');
    expect(await agent.barriers()).toEqual([]);
    await agent.page.click('text=重新登录');
    await agent.page.waitForSelector('#password-form:visible');
  });

  it('refuses a callback that was begun in another browser, and one that is used twice (98)', async () => {
    const deskUrl = await openDesk();
    const { page } = await begin(deskUrl);
    const callback = page.waitForRequest((request) => request.url().includes('/sign-in/oidc/callback'));
    await passProvider(page, 'agent.li');
    const url = (await callback).url();
    await page.waitForSelector('#sign-out');
    for (const somebody of [await browse(LAPTOP), await page.context().newPage()]) {
      const answer = await somebody.goto(url);
      expect(answer?.status()).toBe(401);
    }
  });
});
