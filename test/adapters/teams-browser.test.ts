/** Teams as a person sees it: Agents Playground in Chromium, from the first line to a tap and its card. */

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Transcript } from '#bot/cli/chat/play-transcript.ts';
import { browserRunsHere, type LaunchedBrowser, launchBrowser } from '#test/browser/launch-browser.ts';
import type { OpenChannel } from '#test/contracts/channel.contract.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { openPlayground, shownIn } from '#test/fixtures/fake-teams-playground.ts';
import { playOverChannel } from '#test/fixtures/play-over-channel.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const TRANSCRIPT: Transcript = {
  title: 'A router restart, by buttons',
  channel: 'teams',
  turns: [
    { merchant: 'pos机断网了 客人等着呢', says: '收款码', offers: 'WiFi' },
    { tap: 'WiFi', says: '手机' },
    { merchant: '手机也上不了', says: '路由器' },
  ],
};

/** Where the picture goes: into the documentation when it is asked for, else where it is thrown away. */
function picturePath(): string {
  return process.env.TAKE_PICTURES === undefined
    ? join(temporaryFolder(), 'teams.png')
    : join(import.meta.dirname, '../../docs/images/channel-teams.png');
}

async function openPage(url: string): Promise<{ browser: LaunchedBrowser; page: Page }> {
  const browser = await launchBrowser({ width: 1_320, height: 900 });
  const page = await browser.pages.newPage();
  // Fonts would come from Microsoft's servers.
  await page.route(/^https:/, (route) => route.abort());
  await page.goto(url);
  return { browser, page };
}

async function write(page: Page, text: string): Promise<Response> {
  await page.locator('[data-lexical-editor=true]').click();
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
  return new Response();
}

const open: OpenChannel = async (desk) => {
  // Whoever opens the chat is welcomed, which the written conversation does not know; how is tested without a browser.
  const { channel, playground, close } = await openPlayground({
    ...desk,
    receive: async (message) =>
      message.id.startsWith('hello@') ? { kind: 'duplicate', seq: 0 } : await desk.receive(message),
  });
  const { browser, page } = await openPage(playground.url);
  return {
    channel,
    send: ({ text }) => write(page, text),
    async tap({ label }) {
      await page.getByRole('button', { name: label, exact: true }).last().click();
      await page.getByText(`✓ ${label}`).waitFor();
      return new Response();
    },
    broken: {},
    platform: shownIn(playground),
    async close() {
      await page.getByText('路由器').first().waitFor();
      await page.screenshot({ path: picturePath() });
      await browser.close();
      await close();
    },
  };
};

describe.runIf(browserRunsHere)('Teams in a browser', () => {
  it('shows questions as cards, takes a tap, and goes on', async () => {
    const { deviations, missing } = await playOverChannel(await loadBuiltInGuide(), TRANSCRIPT, open);
    expect(deviations).toEqual([]);
    expect(missing).toEqual([]);
  });
});
