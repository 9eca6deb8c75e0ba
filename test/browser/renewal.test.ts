/** A renewal in a real browser, as merchant on a phone and agent on a laptop: from the terminal's message to its end. */

import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type App, createApp } from '#bot/app.ts';
import { photoOf } from '#test/bot/renewal-world.ts';
import { leaveTrainedGuide } from '#test/fixtures/built-in-guide.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { type ConsolePage, openConsolePage } from './console-page.ts';
import { browserRunsHere, createBrowsers, type LaunchedBrowser } from './launch-browser.ts';
import { type MerchantPage, openMerchantPage } from './merchant-page.ts';

const ANYWHERE = { host: '127.0.0.1', port: 0 };
const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1280, height: 800 };
const DAY_MS = 86_400_000;
/** A folder for pictures of what was shown; left out, none are taken. */
const PICTURES = process.env.PICTURES;

const browsers = createBrowsers();
afterAll(browsers.close);
let endings: (() => Promise<void>)[] = [];
let aheadMs = 0;

afterEach(async () => {
  for (const end of endings.reverse()) await end();
  endings = [];
  aheadMs = 0;
});

async function browse(size: typeof PHONE, colorScheme: 'light' | 'dark' = 'light'): Promise<LaunchedBrowser> {
  const browser = await browsers.open({ ...size, colorScheme });
  endings.push(() => browser.close());
  return browser;
}

async function startApp(renewalKey?: Uint8Array) {
  const databasePath = join(temporaryFolder(), 'posdesk.db');
  await leaveTrainedGuide(databasePath);
  const config = { publicListener: ANYWHERE, deskListener: ANYWHERE, databasePath };
  const app: App = createApp(
    { ...config, ...(renewalKey ? { renewalKey } : {}) },
    { clock: () => Date.now() + aheadMs },
  );
  endings.push(() => app.stop());
  return await app.start();
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

async function lastAnswer(merchant: MerchantPage): Promise<string> {
  return (await merchant.messages()).findLast((line) => line.startsWith('bot')) ?? '';
}

/** Writes, and resolves with what the bot says to it. */
async function ask(merchant: MerchantPage, text: string): Promise<string> {
  const count = async (): Promise<number> =>
    (await merchant.messages()).filter((line) => line.startsWith('bot')).length;
  const before = await count();
  await merchant.write(text);
  await expect.poll(count).toBeGreaterThan(before);
  return await lastAnswer(merchant);
}

function linkIn(text: string): string {
  return /https?:\/\/\S+?\/renewal\/[\w.-]+/.exec(text)?.[0] ?? '';
}

async function add(page: Page, material: string, shade: number, place = 1): Promise<void> {
  const file = { name: '../../x.svg', mimeType: 'image/svg+xml', buffer: photoOf(shade, 64) };
  await page.setInputFiles(`input[data-material="${material}"]`, file);
  await page.waitForSelector(`[data-id="${material}"] li:nth-child(${place}) img`);
}

/** From the words on the terminal to the link, as somebody who acts for the owner. */
async function reachForm(merchant: MerchantPage): Promise<string> {
  let answer = await ask(merchant, '机器显示租赁期届满');
  for (const [asked, said] of [
    ['几台', '只有这一台'],
    ['上次', '跳过'],
    ['都不行', '都不行'],
    ['由谁来办', '受托代办'],
    ['SN', '跳过'],
  ] as const) {
    if (answer.includes(asked)) answer = await ask(merchant, said);
  }
  expect(answer).toContain('还缺');
  return linkIn(answer);
}

async function signIn(url: string): Promise<ConsolePage> {
  const { pages } = await browse(LAPTOP);
  const agent = await openConsolePage(await pages.newPage(), url);
  await agent.page.click('button');
  await agent.page.click('nav.places >> text=续期');
  return agent;
}

describe.runIf(browserRunsHere)('a renewal in a browser', () => {
  it('goes from the terminal’s message through upload, a missing letter, approval and a visit to its end', async () => {
    const { publicUrl, signInUrl = '' } = await startApp(randomBytes(32));
    const phone = await browse(PHONE);
    const merchant = await openMerchantPage(await phone.pages.newPage(), publicUrl);
    const form = await phone.pages.newPage();
    const complaints: string[] = [];
    form.on('pageerror', (error) => complaints.push(error.message));
    form.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await form.goto(await reachForm(merchant));
    await form.waitForSelector('#submit');
    await expect.poll(() => form.isDisabled('#submit')).toBe(true);
    await picture(form, 'form-empty');
    for (const [at, id] of ['business-licence', 'owner-id', 'authorisation-letter', 'agent-id'].entries())
      await add(form, id, 40 * at + 20);
    for (const [at, id] of ['account-proof', 'terminal-photo', 'shop-photo'].entries())
      await add(form, id, 30 * at + 90);
    expect(await form.textContent('[data-id="owner-id"] .mark')).toBe('有 1 张，共要 2 张');
    expect(await form.textContent('#left')).toContain('法人身份证正反面（有 1 张，共要 2 张）');
    expect(await form.isDisabled('#submit')).toBe(true);
    await picture(form, 'form-half');
    for (const [at, id] of ['owner-id', 'agent-id', 'terminal-photo', 'shop-photo'].entries())
      await add(form, id, 12 * at + 200, 2);
    await picture(form, 'form-full');
    await expect.poll(() => form.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await form.click('#submit');
    await expect.poll(() => form.textContent('#status')).toBe('已提交');
    await expect.poll(() => lastAnswer(merchant)).toContain('已提交');

    const agent = await signIn(signInUrl);
    await agent.page.waitForSelector('text=R1001');
    await picture(agent.page, 'review-list');
    await agent.page.click('.renewal-link');
    await agent.page.click('[data-act=begin]');
    await agent.page.click('#show-papers');
    await expect.poll(() => agent.page.locator('.paper-photos img').count()).toBe(11);
    await picture(agent.page, 'review');
    expect(await agent.barriers()).toEqual([]);
    await agent.page.click('[data-act=ask-more]');
    await agent.page.check('input[value=authorisation-letter]');
    await agent.page.fill('#reason', '授权书没有法人签字，请补签后重拍');
    await picture(agent.page, 'review-ask-more');
    await agent.page.click('#send-form');
    await expect.poll(() => agent.page.textContent('#renewal-status')).toBe('待补件');
    await expect.poll(() => lastAnswer(merchant)).toContain('没有法人签字');

    await form.goto(linkIn(await lastAnswer(merchant)));
    await form.waitForSelector('.why');
    await picture(form, 'form-more-papers');
    await expect.poll(() => form.isDisabled('#submit')).toBe(true);
    await form.setInputFiles('input[data-material="authorisation-letter"]', {
      name: 'a.png',
      mimeType: 'image/png',
      buffer: photoOf(200, 64),
    });
    await expect.poll(() => form.isDisabled('#submit')).toBe(false);
    await form.click('#submit');
    await expect.poll(() => form.textContent('#status')).toBe('已提交');

    await agent.page.click('[data-act=begin]');
    await agent.page.click('[data-act=approve]');
    await agent.page.click('[data-act=offer]');
    await picture(agent.page, 'review-offer');
    await agent.page.click('#send-form');
    await expect.poll(merchant.choices).toHaveLength(3);
    await picture(merchant.page, 'chat-offer');
    await form.reload();
    await form.waitForSelector('.slot');
    await picture(form, 'form-slots');
    await merchant.tap('14:00–17:00');
    await expect.poll(() => lastAnswer(merchant)).toContain('14:00–17:00 上门');
    await agent.page.click('[data-act=dispatch]');
    await agent.page.fill('#technician', '王师傅');
    await agent.page.click('#send-form');
    await expect.poll(() => agent.page.textContent('#renewal-status')).toBe('已派工');

    expect(await ask(merchant, '我的续期到哪一步了')).toContain('已派工');
    await agent.page.click('[data-act=complete]');
    await expect.poll(() => agent.page.textContent('#renewal-status')).toBe('已完成');
    await expect.poll(() => lastAnswer(merchant)).toContain('办完了');
    await picture(agent.page, 'review-done');
    expect(await agent.fits()).toBe(true);
    // A day later the agent is signed out.
    aheadMs = DAY_MS;
    expect(await ask(merchant, '我的续期到哪一步了')).toContain('办完了');
    await form.reload();
    await expect.poll(() => form.textContent('#status')).toBe('已完成');
    await picture(form, 'form-done');
    expect([...complaints, ...agent.complaints, ...merchant.complaints]).toEqual([]);
  });

  it('says plainly that papers go by hand where no key is set, and that a link which is old does not work', async () => {
    const { publicUrl } = await startApp();
    const { pages } = await browse(PHONE, 'dark');
    const merchant = await openMerchantPage(await pages.newPage(), publicUrl);
    await ask(merchant, '我要续期');
    await ask(merchant, '还能用');
    await ask(merchant, '法人本人');
    const answer = await ask(merchant, '跳过');
    expect(answer).toContain('网上还不能传材料');
    const form = await pages.newPage();
    await form.goto(linkIn(answer));
    await form.waitForSelector('.by-hand');
    await expect.poll(() => form.locator('input[type=file]').count()).toBe(0);
    await picture(form, 'form-by-hand-dark');
    aheadMs = 8 * DAY_MS;
    await form.reload();
    await form.waitForSelector('.fault');
    await expect.poll(() => form.textContent('.fault')).toContain('过期');
    await form.click('text=EN');
    await expect.poll(() => form.textContent('.fault')).toContain('expired');
    await picture(form, 'form-expired-dark');
  });

  it('is reviewed on a phone, and filled in on a laptop', async () => {
    const { publicUrl, signInUrl = '' } = await startApp(randomBytes(32));
    const laptop = await browse(LAPTOP);
    const merchant = await openMerchantPage(await laptop.pages.newPage(), publicUrl);
    for (const text of ['我要续期', '还能用', '法人本人']) await ask(merchant, text);
    const watched = await openConsolePage(await laptop.pages.newPage(), linkIn(await ask(merchant, '跳过')));
    const form = watched.page;
    await add(form, 'business-licence', 50);
    expect(await watched.barriers()).toEqual([]);
    expect(await watched.fits()).toBe(true);
    await form.click('text=受托代办');
    await form.waitForSelector('[data-id=authorisation-letter]');
    await picture(form, 'form-laptop');
    await form.click('.remove');
    await expect.poll(() => form.locator('.photo').count()).toBe(0);
    const { pages } = await browse(PHONE);
    const agent = await openConsolePage(await pages.newPage(), signInUrl);
    await agent.page.click('button');
    await agent.page.waitForSelector('nav.places');
    await agent.page.goto(`${new URL(signInUrl).origin}/#/renewals/R1001`);
    await agent.page.waitForSelector('#renewal-status');
    await picture(agent.page, 'review-phone');
    expect(await agent.fits()).toBe(true);
    expect(await agent.barriers()).toEqual([]);
  });
});
