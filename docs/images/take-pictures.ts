/** Takes the merchant's picture of the README from a running posdesk: `node docs/images/take-pictures.ts`, on a machine with a Chinese font. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createApp } from '#bot/app.ts';
import { readConfig } from '#bot/config.ts';
import { type BrowserOptions, launchBrowser } from '#test/browser/launch-browser.ts';
import { openMerchantPage } from '#test/browser/merchant-page.ts';
import { makeOwnedFolder } from '#test/fixtures/owned-folder.ts';

const PHONE: BrowserOptions = { width: 390, height: 844 };

const ROUTER = ['pos机断网了 客人等着呢', 'wifi', '手机也上不了', '等一下 我去拔'];

const folder = makeOwnedFolder('pictures');
const app = createApp(readConfig({ PORT: '0', DESK_PORT: '0', DATABASE_URL: `file:${join(folder, 'posdesk.db')}` }));

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(import.meta.dirname, name) });
}

async function write(url: string, lines: readonly string[], name: string): Promise<void> {
  const browser = await launchBrowser(PHONE);
  const page = await browser.pages.newPage();
  const merchant = await openMerchantPage(page, url);
  for (const line of lines) {
    const before = (await merchant.messages()).length;
    await merchant.write(line);
    await page.waitForFunction((count) => document.querySelectorAll('.line').length >= count, before + 2);
  }
  await picture(page, name);
  await browser.close();
}

try {
  const { publicUrl } = await app.start();
  await write(publicUrl, ROUTER, 'merchant.png');
} finally {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
}
