/** A visit to the merchant's page in a browser and against a desk in memory, new for each test of a file. */

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import type { FakeDesk } from '#test/fixtures/fake-desk.ts';
import { type Listening, listen } from '#test/fixtures/listen.ts';
import { createBrowsers, type LaunchedBrowser } from './launch-browser.ts';
import { type MerchantPage, openMerchantPage } from './merchant-page.ts';

/** How a served web chat differs from the usual one. */
export type Serving = Partial<Parameters<typeof createWebchatChannel>[0]> & { readonly port?: number };

/** What a test does with the web chat. */
export interface WebchatVisit {
  browser(): LaunchedBrowser;
  /** Serves a desk; the address. */
  serve(desk: FakeDesk, serving?: Serving): Promise<string>;
  /** Opens an address on a page. */
  visit(page: Page, url: string): Promise<MerchantPage>;
  /** Serves a desk and opens it, ready to write. */
  open(desk: FakeDesk, serving?: Serving): Promise<MerchantPage>;
  /** Ends the server; the port that it had. */
  leave(): Promise<number>;
  /** Takes complaints of the page with these words as said by the browser itself. */
  forgive(words: string): void;
}

/** Opens a browser for each test, with nothing in it of the tests before; a page that complained fails its test. */
export function useWebchat(): WebchatVisit {
  const browsers = createBrowsers();
  let browser: LaunchedBrowser | undefined;
  let server: Listening | undefined;
  let opened: MerchantPage | undefined;
  let forgiven: readonly string[] = [];

  beforeEach(async () => {
    browser = await browsers.open({ width: 390, height: 844 });
  });
  afterAll(browsers.close);
  afterEach(async () => {
    const unforgiven = opened?.complaints.filter((text) => !forgiven.some((words) => text.includes(words)));
    await browser?.close();
    await server?.close();
    opened = undefined;
    forgiven = [];
    expect(unforgiven ?? []).toEqual([]);
  });

  const launched = (): LaunchedBrowser => {
    if (!browser) throw new Error('The browser is not open yet.');
    return browser;
  };
  const serve: WebchatVisit['serve'] = async (desk, { port = 0, ...settings } = {}) => {
    const channel = createWebchatChannel({ secureCookies: false, now: Date.now, ...settings }, desk);
    server = await listen(channel.handler, port);
    return server.url;
  };
  const visit: WebchatVisit['visit'] = async (page, url) => {
    opened = await openMerchantPage(page, url);
    return opened;
  };
  return {
    browser: launched,
    serve,
    visit,
    async open(desk, serving) {
      const merchant = await visit(await launched().pages.newPage(), await serve(desk, serving));
      await merchant.page.waitForSelector('.starter:visible');
      return merchant;
    },
    async leave() {
      const port = Number(new URL(server?.url ?? '').port);
      await server?.close();
      return port;
    },
    forgive(words) {
      forgiven = [...forgiven, words];
    },
  };
}
