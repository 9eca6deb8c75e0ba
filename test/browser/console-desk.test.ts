/** From a merchant's first line to the end of the case, with merchant and agents each on their own page. */

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { type Addresses, createApp } from '#bot/app.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { type ConsolePage, openConsolePage } from './console-page.ts';
import { browserRunsHere, launchBrowser } from './launch-browser.ts';
import { type MerchantPage, openMerchantPage } from './merchant-page.ts';

const ANYWHERE = { host: '127.0.0.1', port: 0 };
const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1280, height: 860 };
/** A Monday in Shanghai. */
const MORNING = Date.parse('2026-11-23T10:00:00+08:00');
const NIGHT = Date.parse('2026-11-23T23:00:00+08:00');
/** On a busy machine a turn, its commit and the page's look at it take their time. */
const SOON = { timeout: 10_000 };

let endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.reverse()) await end();
  endings = [];
});

async function startApp(startMs = MORNING): Promise<Addresses> {
  const began = Date.now();
  const clock = (): number => startMs + Date.now() - began;
  const databasePath = join(temporaryFolder(), 'posdesk.db');
  const app = createApp({ publicListener: ANYWHERE, deskListener: ANYWHERE, databasePath }, { clock });
  const addresses = await app.start();
  endings.push(() => app.stop());
  return addresses;
}

async function browse(size: typeof PHONE, locale = 'zh-CN'): Promise<Page> {
  const browser = await launchBrowser({ ...size, locale });
  endings.push(() => browser.close());
  return browser.pages.newPage();
}

/** Opens the console as whoever the link is for. */
async function signIn(link: string, size = LAPTOP): Promise<ConsolePage> {
  const page = await browse(size);
  const agent = await openConsolePage(page, link);
  await page.click('button');
  await page.waitForSelector('#sign-out');
  return agent;
}

/** The merchant writes a line and waits until the bot has answered it. */
async function say(merchant: MerchantPage, text: string): Promise<void> {
  const answers = async () => (await merchant.messages()).filter((line) => line.startsWith('bot')).length;
  const before = await answers();
  await merchant.write(text);
  await expect.poll(answers, SOON).toBeGreaterThan(before);
}

async function tell(merchant: MerchantPage, lines: readonly string[]): Promise<void> {
  for (const line of lines) await say(merchant, line);
}

async function reply({ page }: ConsolePage, text: string): Promise<void> {
  await page.getByRole('radio', { name: /^(回复商户|Reply)/ }).check();
  await page.fill('#text', text);
  await page.click('button.send.reply');
}

async function invite({ page }: ConsolePage, deskUrl: string, name: string): Promise<string> {
  await page.goto(`${deskUrl}/#/people`);
  await page.getByLabel('姓名').fill(name);
  await page.click('text=生成登录链接');
  await page.waitForSelector('input.link');
  const link = await page.inputValue('input.link');
  await page.goto(`${deskUrl}/#/`);
  return link;
}

const C02 = [
  '机器连不上 说连接主机失败',
  '信号满的 用的流量卡',
  '就这一台 没有代码',
  '重启了 一样',
  '热点也不行',
  '签到也失败',
  '时间对的 没有更新',
  '新大陆 N910',
  '0N9112300778',
  '对',
  '13800138000',
];

describe.runIf(browserRunsHere)('a case at the desk', { timeout: 120_000 }, () => {
  it('C02: goes down the whole tree, is claimed, answered, handed back, taken again, resolved and reopened', async () => {
    const { publicUrl, signInUrl = '' } = await startApp();
    const merchant = await openMerchantPage(await browse(PHONE), publicUrl);
    const agent = await signIn(signInUrl);
    const { page } = agent;
    await tell(merchant, C02);
    await agent.open('T1001');
    const facts = (await page.textContent('#details')) ?? '';
    for (const part of ['N910', '0N9112300778', '商户已确认', '流量卡', '连接主机失败', '138'])
      expect(facts).toContain(part);
    expect(await page.locator('.steps > ol > li').count()).toBeGreaterThanOrEqual(3);

    await page.keyboard.press('c');
    await page.waitForSelector('button.handback');
    await reply(agent, '您好，我来查一下后台');
    await expect.poll(merchant.messages, SOON).toContain('agent: 您好，我来查一下后台');
    await merchant.write('好的 麻烦快点');
    await expect.poll(agent.lines, SOON).toContain('merchant: 好的 麻烦快点');

    await page.click('button.handback');
    await page.waitForSelector('button.claim', SOON);
    await page.click('button.claim');
    await page.waitForSelector('button.resolve', SOON);
    await page.getByLabel('怎样解决的').selectOption('fixed-by-us');
    await page.click('button.resolve');
    await page.waitForSelector('.ticket-head .status.resolved', SOON);
    await page.click('button.reopen');
    await page.waitForSelector('.ticket-head .status.reopened', SOON);
    await page.click('text=处理经过');
    expect(await page.textContent('.happened')).toContain('重新打开');
    expect([...merchant.complaints, ...agent.complaints]).toEqual([]);
  });

  it('C05: reaches a person at once; of two agents one has it, and the other sees who', async () => {
    const { publicUrl, deskUrl, signInUrl = '' } = await startApp();
    const merchant = await openMerchantPage(await browse(PHONE), publicUrl);
    const first = await signIn(signInUrl);
    const second = await signIn(await invite(first, deskUrl, '小李'));
    await say(merchant, '转人工');
    await merchant.write('莫跟我扯 机子用不起 找个活人来');
    for (const agent of [first, second]) {
      await agent.page.waitForSelector('.row >> text=T1001', SOON);
      await agent.open('T1001');
    }
    await expect.poll(first.lines, SOON).toContain('merchant: 莫跟我扯 机子用不起 找个活人来');
    expect(await first.page.textContent('.missing')).toContain('序列号');
    await first.page.waitForSelector('.present >> text=小李', { timeout: 30_000 });

    await Promise.all(
      [first.page.click('button.claim'), second.page.click('button.claim')].map((one) => one.catch(() => {})),
    );
    await expect.poll(() => first.page.textContent('.ticket-head'), SOON).toContain('接单');
    const winner = (await first.page.textContent('.ticket-head'))?.includes('admin') === true ? first : second;
    const loser = winner === first ? second : first;
    await expect
      .poll(() => loser.page.textContent('.ticket-head'), SOON)
      .toContain(winner === first ? 'admin' : '小李');
    expect(await loser.page.getByRole('radio', { name: '回复商户' }).isDisabled()).toBe(true);
    await reply(winner, '我在，您说');
    await expect.poll(merchant.messages, SOON).toContain('agent: 我在，您说');
    await expect.poll(loser.lines, SOON).toContain('agent: 我在，您说');
    await loser.page.fill('#text', '这家上周也来过');
    await loser.page.click('button.send.note');
    await expect.poll(winner.lines, SOON).toContain('note: 这家上周也来过');
    expect((await merchant.messages()).join()).not.toContain('上周');
    await winner.page.click('button.resolve');
    await expect.poll(() => loser.page.textContent('.ticket-head'), SOON).toContain('已解决');
    expect([...merchant.complaints, ...first.complaints, ...second.complaints]).toEqual([]);
  });

  it('C14: comes after hours in English, waits till morning with an honest time, and is worked on a phone', async () => {
    const { publicUrl, signInUrl = '' } = await startApp(NIGHT);
    const merchant = await openMerchantPage(await browse(PHONE, 'en-GB'), publicUrl);
    await tell(merchant, [
      'hi anyone there? 11pm and my terminal shows DEVICE TAMPERED',
      'my kid dropped it. can I still take cards tomorrow?',
      'is there a human?',
      'Ingenico Move 5000. S/N is worn off',
      'merchant no. 898000057220003',
      'ok call me in the morning 07700 900456',
    ]);
    const agent = await signIn(signInUrl, PHONE);
    const { page } = agent;
    await agent.open('T1001');
    const facts = (await page.textContent('#ticket-pane')) ?? '';
    for (const part of ['P1', 'Move 5000', '898000057220003', 'DEVICE TAMPERED']) expect(facts).toContain(part);
    expect(await agent.fits()).toBe(true);
    await page.click('button.claim');
    await page.waitForSelector('button.resolve', SOON);
    await page.reload();
    await page.waitForSelector('button.resolve', SOON);
    await reply(agent, 'A new terminal is on its way to you');
    await expect.poll(merchant.messages, SOON).toContain('agent: A new terminal is on its way to you');
    await page.click('button.resolve');
    await page.waitForSelector('.ticket-head .status.resolved', SOON);
    expect([...merchant.complaints, ...agent.complaints]).toEqual([]);
  });

  it('lets people set a password, sign in by it, and export while that is fresh', async () => {
    const { deskUrl, signInUrl = '' } = await startApp();
    const { page, complaints } = await signIn(signInUrl);
    await page.goto(`${deskUrl}/#/account`);
    await page.getByLabel('新密码').fill('short');
    await page.click('text=保存密码');
    await page.waitForSelector('text=这个密码太短');
    await page.getByLabel('新密码').fill('四月的雨下在旧书店的玻璃屋顶上');
    await page.click('text=保存密码');
    await page.waitForSelector('text=密码已保存', SOON);
    await page.click('#sign-out');
    await page.waitForSelector('#password-form:visible', SOON);
    await page.getByLabel('姓名').fill('admin');
    await page.getByLabel('密码').fill('wrong wrong wrong wrong');
    await page.click('button.main');
    await page.waitForSelector('text=请再试', SOON);
    await page.getByLabel('密码').fill('四月的雨下在旧书店的玻璃屋顶上');
    await page.click('button.main');
    await page.waitForSelector('#sign-out', SOON);
    await page.goto(`${deskUrl}/#/reports`);
    const saved = page.waitForEvent('download');
    await page.click('text=导出工单');
    expect((await saved).suggestedFilename()).toBe('tickets.csv');
    expect(complaints).toEqual([]);
  });
});
