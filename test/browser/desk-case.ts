/** A whole posdesk with merchants and agents each on a page of their own, for tests of cases from end to end. */

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { type Addresses, createApp } from '#bot/app.ts';
import type { Config } from '#bot/config.ts';
import type { AppDependencies } from '#bot/opening.ts';
import { leaveTrainedGuide } from '#test/fixtures/built-in-guide.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { type ConsolePage, openConsolePage } from './console-page.ts';
import { createBrowsers } from './launch-browser.ts';
import type { MerchantPage } from './merchant-page.ts';

const ANYWHERE = { host: '127.0.0.1', port: 0 };
/** Sizes of screens. */
export const PHONE = { width: 390, height: 844 };
export const LAPTOP = { width: 1280, height: 860 };
/** Instants of a Monday in Shanghai. */
export const MORNING = Date.parse('2026-11-23T10:00:00+08:00');
export const NIGHT = Date.parse('2026-11-23T23:00:00+08:00');

/** A clock that runs from an instant on. */
export function clockFrom(startMs: number): () => number {
  const began = Date.now();
  return () => startMs + Date.now() - began;
}

/** Everything that a test has opened, and its end. */
export interface DeskCase {
  startApp(dependencies?: AppDependencies, config?: Partial<Config>): Promise<Addresses>;
  /** A page of a browser of its own, as if on another machine. */
  browse(size: typeof PHONE, locale?: string): Promise<Page>;
  /** Opens the console as whoever the link is for. */
  signIn(link: string, size?: typeof PHONE): Promise<ConsolePage>;
  /** Closes all of it, the last first. */
  end(): Promise<void>;
}

/** Nothing opened yet; for all tests of a file. */
export function createDeskCase(): DeskCase {
  const browsers = createBrowsers();
  afterAll(browsers.close);
  let endings: (() => Promise<void>)[] = [];
  const browse: DeskCase['browse'] = async (size, locale = 'zh-CN') => {
    const browser = await browsers.open({ ...size, locale });
    endings.push(() => browser.close());
    return browser.pages.newPage();
  };
  return {
    browse,
    async startApp(dependencies = { clock: clockFrom(MORNING) }, config = {}) {
      const databasePath = join(temporaryFolder(), 'posdesk.db');
      const listeners = { publicListener: ANYWHERE, deskListener: ANYWHERE };
      await leaveTrainedGuide(databasePath);
      const app = createApp({ ...listeners, databasePath, ...config }, dependencies);
      const addresses = await app.start();
      endings.push(() => app.stop());
      return addresses;
    },
    async signIn(link, size = LAPTOP) {
      const page = await browse(size);
      const agent = await openConsolePage(page, link);
      await page.click('button');
      await page.waitForSelector('#sign-out');
      return agent;
    },
    async end() {
      for (const end of endings.reverse()) await end();
      endings = [];
    },
  };
}

/** The merchant writes a line and waits until the bot has answered it. */
export async function say(merchant: MerchantPage, text: string): Promise<void> {
  const answers = async () => (await merchant.messages()).filter((line) => line.startsWith('bot')).length;
  const before = await answers();
  await merchant.write(text);
  await expect.poll(answers).toBeGreaterThan(before);
}

/** The merchant writes line after line, each after the answer to the one before. */
export async function tell(merchant: MerchantPage, lines: readonly string[]): Promise<void> {
  for (const line of lines) await say(merchant, line);
}

/** The agent answers the merchant. */
export async function reply({ page }: ConsolePage, text: string): Promise<void> {
  await page.getByRole('radio', { name: /^(回复商户|Reply)/ }).check();
  await page.fill('#text', text);
  await page.click('button.send.reply');
}

/** An administrator asks somebody to the desk as an agent; their link. */
export async function invite({ page }: ConsolePage, deskUrl: string, name: string): Promise<string> {
  await page.goto(`${deskUrl}/#/people`);
  await page.getByLabel('姓名').fill(name);
  await page.click('text=生成登录链接');
  await page.waitForSelector('input.link');
  const link = await page.inputValue('input.link');
  await page.goto(`${deskUrl}/#/`);
  return link;
}
