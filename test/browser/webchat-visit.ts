/** A visit to the merchant's page in one browser for all tests of a file, against a desk in memory for each. */

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import type { FakeDesk } from '#test/fixtures/fake-desk.ts';
import { type Listening, listen } from '#test/fixtures/listen.ts';
import { type LaunchedBrowser, launchBrowser } from './launch-browser.ts';
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

/** Opens the browser before the tests of a suite and closes it after them; a page that complained fails its test. */
export function useWebchat(): WebchatVisit {
  let browser: LaunchedBrowser | undefined;
  let server: Listening | undefined;
  let opened: MerchantPage | undefined;
  let forgiven: readonly string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser({ width: 390, height: 844 });
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    const unforgiven = opened?.complaints.filter((text) => !forgiven.some((words) => text.includes(words)));
    await opened?.page.close();
    await browser?.pages.clearCookies();
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
