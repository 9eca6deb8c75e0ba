/** Takes the README's pictures from a running posdesk: `node docs/images/take-pictures.ts`, on a machine with a Chinese font. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createApp } from '#bot/app.ts';
import { readConfig } from '#bot/config.ts';
import { type BrowserOptions, launchBrowser } from '#test/browser/launch-browser.ts';
import { openMerchantPage } from '#test/browser/merchant-page.ts';

const PHONE: BrowserOptions = { width: 390, height: 844 };
const DESKTOP: BrowserOptions = { width: 1280, height: 800 };

/** The merchants who wait at the desk. */
const OTHERS = [
  ['屏幕上写着设备被触发 还有一把锁', '没有 突然就这样', '没有别的办法', '百富 A920', '0821456790', '跳过'],
  ['今天有一笔钱扣了客人的 机器显示失败', '没有成功记录', '已经给了', '跳过', '没有', '没有', '跳过', '跳过'],
  ['the paper does not come out', 'call a person please', 'Verifone X990', 'skip', 'skip'],
];
const WHOLE_TREE = [
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
  '不留',
];
const ROUTER = ['pos机断网了 客人等着呢', 'wifi', '手机也上不了', '等一下 我去拔'];

const folder = mkdtempSync(join(tmpdir(), 'posdesk-pictures-'));
const app = createApp(readConfig({ PORT: '0', DESK_PORT: '0', DATABASE_URL: `file:${join(folder, 'posdesk.db')}` }));

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(import.meta.dirname, name) });
}

async function write(url: string, lines: readonly string[], name?: string): Promise<void> {
  const browser = await launchBrowser(PHONE);
  const page = await browser.pages.newPage();
  const merchant = await openMerchantPage(page, url);
  for (const line of lines) {
    const before = (await merchant.messages()).length;
    await merchant.write(line);
    await page.waitForFunction((count) => document.querySelectorAll('.line').length >= count, before + 2);
  }
  if (name !== undefined) await picture(page, name);
  await browser.close();
}

async function openDesk(signInUrl: string): Promise<void> {
  const browser = await launchBrowser(DESKTOP);
  const page = await browser.pages.newPage();
  await page.goto(signInUrl);
  await page.click('button');
  await page.click('text=T1004');
  await picture(page, 'console-ticket.png');
  await browser.close();
}

try {
  const { publicUrl, signInUrl } = await app.start();
  for (const lines of OTHERS) await write(publicUrl, lines);
  await write(publicUrl, WHOLE_TREE);
  await write(publicUrl, ROUTER, 'merchant.png');
  await openDesk(signInUrl ?? '');
} finally {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
}
