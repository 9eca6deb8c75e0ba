/** The whole of posdesk, from the merchant's page to the agent's console, in a real browser. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { PageLine } from '#adapters/webchat/wire.ts';
import { type Addresses, type App, createApp } from '#bot/app.ts';
import { leaveTrainedGuide } from '#test/fixtures/built-in-guide.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { browserRunsHere, createBrowsers, type LaunchedBrowser } from './launch-browser.ts';
import { type MerchantPage, openMerchantPage } from './merchant-page.ts';
import { type SpawnedApp, spawnApp } from './spawn-app.ts';

const ANYWHERE = { host: '127.0.0.1', port: 0 };
const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1280, height: 800 };

const browsers = createBrowsers();
afterAll(browsers.close);
let endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.reverse()) await end();
  endings = [];
});

async function browse(size: typeof PHONE): Promise<LaunchedBrowser> {
  const browser = await browsers.open(size);
  endings.push(() => browser.close());
  return browser;
}

async function startApp(): Promise<Addresses> {
  const databasePath = join(temporaryFolder(), 'posdesk.db');
  await leaveTrainedGuide(databasePath);
  const app: App = createApp({ publicListener: ANYWHERE, deskListener: ANYWHERE, databasePath });
  const addresses = await app.start();
  endings.push(() => app.stop());
  return addresses;
}

async function spawned(databasePath: string, port: number, mode: 'answer' | 'hold'): Promise<SpawnedApp> {
  const app = await spawnApp(databasePath, port, mode);
  endings.push(() => app.kill());
  return app;
}

async function answerCount(merchant: MerchantPage): Promise<number> {
  return (await merchant.messages()).filter((line) => line.startsWith('bot')).length;
}

/** What another merchant, for whom nothing goes wrong, is answered. */
async function answersTo(publicUrl: string, text: string): Promise<readonly string[]> {
  const body = JSON.stringify({ id: randomUUID(), text, locale: 'zh-Hans' });
  const headers = { 'Content-Type': 'application/json', Prefer: 'wait=10' };
  for (;;) {
    const response = await fetch(`${publicUrl}/chat/messages`, { method: 'POST', headers, body });
    const { replies }: { replies: readonly PageLine[] } = await response.json();
    // After ten seconds the page is told without an answer; brought again, the same message waits for the same one.
    if (replies.length > 0) return replies.map((reply) => `${reply.from}: ${reply.text}`);
  }
}

describe.runIf(browserRunsHere)('posdesk in a browser', () => {
  it.each([
    ['a phone', PHONE],
    ['a laptop', LAPTOP],
  ])('walks a merchant on %s through a problem and keeps the conversation', async (_, size) => {
    const { publicUrl } = await startApp();
    const { pages } = await browse(size);
    const merchant = await openMerchantPage(await pages.newPage(), publicUrl);
    await merchant.page.click('.starter >> text=机器断网了');
    await expect.poll(merchant.choices).not.toEqual([]);
    const [first = ''] = await merchant.choices();
    const answers = await answerCount(merchant);
    await merchant.tap(first);
    await expect.poll(() => answerCount(merchant)).toBeGreaterThan(answers);
    await expect.poll(() => merchant.messages()).toContain(`merchant: ${first}`);

    await merchant.page.click('text=EN');
    await expect.poll(() => merchant.page.textContent('#privacy')).toContain('PIN');
    const before = await merchant.messages();
    await merchant.page.reload();
    await expect.poll(merchant.messages).toEqual(before);
    await expect.poll(() => merchant.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(merchant.complaints).toEqual([]);
  });

  it('answers once, on the page that is open, when the server dies between acknowledgement and reply', async () => {
    const databasePath = join(temporaryFolder(), 'posdesk.db');
    const dying = await spawned(databasePath, 0, 'hold');
    const { publicUrl } = dying.addresses;
    const { pages } = await browse(PHONE);
    const merchant = await openMerchantPage(await pages.newPage(), publicUrl);
    await merchant.page.waitForSelector('.starter:visible');
    await merchant.page.evaluate('window.sameDocument = true');
    const acknowledged = merchant.page.waitForResponse((response) => response.url().endsWith('/chat/messages'));
    await merchant.write('开不了机');
    expect((await acknowledged).status()).toBe(202);
    await dying.kill();
    expect(await answerCount(merchant)).toBe(0);

    await spawned(databasePath, Number(new URL(publicUrl).port), 'answer');
    const undisturbed = await answersTo(publicUrl, '开不了机');
    await expect.poll(merchant.messages).toEqual(['merchant: 开不了机', ...undisturbed]);
    await merchant.write('等一下');
    await expect.poll(() => answerCount(merchant)).toBeGreaterThan(undisturbed.length);
    const sameSoFar = (await merchant.messages()).slice(0, undisturbed.length + 2);
    expect(sameSoFar).toEqual(['merchant: 开不了机', ...undisturbed, 'merchant: 等一下']);
    await expect.poll(() => merchant.page.evaluate('window.sameDocument')).toBe(true);
    expect(merchant.complaints).toEqual([]);
  });

  it('keeps a draft for each ticket, and claims before it answers', async () => {
    const { publicUrl, signInUrl = '' } = await startApp();
    const { pages } = await browse(LAPTOP);
    await answersTo(publicUrl, '转人工');
    const merchant = await openMerchantPage(await pages.newPage(), publicUrl);
    await merchant.write('转人工');
    await expect.poll(() => answerCount(merchant)).toBeGreaterThan(0);
    const agent = await pages.newPage();
    await agent.goto(signInUrl);
    await agent.click('button');
    await agent.click('.row >> text=T1001');
    await agent.waitForSelector('.ticket-head >> text=T1001');
    await expect.poll(() => agent.locator('button.send').isDisabled()).toBe(true);
    await agent.fill('#text', '给同事看的');
    await agent.click('.row >> text=T1002');
    await expect.poll(() => agent.inputValue('#text')).toBe('');
    await agent.getByRole('radio', { name: '回复商户 · 网页聊天' }).check();
    await agent.fill('#text', '您好');
    await agent.press('#text', 'Control+Enter');
    await expect.poll(merchant.messages).toContain('agent: 您好');
    await expect.poll(() => agent.textContent('.ticket-head')).toContain('等商户');
    await agent.click('.row >> text=T1001');
    await expect.poll(() => agent.inputValue('#text')).toBe('给同事看的');
    await expect.poll(() => agent.getByRole('radio', { name: '内部备注' }).isChecked()).toBe(true);
    await expect.poll(() => agent.textContent('.ticket-head')).toContain('待接单');
  });

  it('brings merchant and agent together, live and without a note slipping through', async () => {
    const { publicUrl, signInUrl = '' } = await startApp();
    const { pages } = await browse(PHONE);
    const merchant = await openMerchantPage(await pages.newPage(), publicUrl);
    const agent = await pages.newPage();
    await agent.goto(signInUrl);
    await agent.click('button');
    await agent.waitForSelector('#empty:visible');

    const hostile = '机器打不开 <img src=x onerror=alert(1)>';
    await merchant.write(hostile);
    await expect.poll(() => answerCount(merchant)).toBeGreaterThan(0);
    await merchant.write('转人工');
    await agent.waitForSelector('.row');
    await agent.click('.row');
    await agent.click('button.claim');
    await agent.waitForSelector('button.resolve');
    await agent.fill('#text', '<b>别忘了</b>查押金');
    await expect.poll(() => agent.getByRole('radio', { name: '内部备注' }).isChecked()).toBe(true);
    await agent.press('#text', 'Control+Enter');
    await expect.poll(() => agent.textContent('#transcript')).toContain('<b>别忘了</b>查押金');
    await agent.getByRole('radio', { name: '回复商户 · 网页聊天' }).check();
    await agent.fill('#text', '您好，我是人工客服');
    await agent.click('button.send.reply');

    await expect.poll(merchant.messages).toContain('agent: 您好，我是人工客服');
    expect((await merchant.messages()).join()).not.toContain('押金');
    await expect.poll(() => agent.textContent('#transcript')).toContain(hostile);
    expect(await agent.locator('#ticket-pane img').count()).toBe(0);

    await agent.click('button.resolve');
    await expect.poll(() => agent.textContent('.ticket-head')).toContain('已解决');
    expect(merchant.complaints).toEqual([]);
  });
});
