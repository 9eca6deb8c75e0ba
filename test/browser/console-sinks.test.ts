/** The panel of other systems on the ticket's page, in a real browser. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SinkStanding } from '#adapters/desk-contract.ts';
import { ticketLike } from '#test/fixtures/fake-tickets.ts';
import { openConsolePage } from './console-page.ts';
import { openConsoleWorld } from './console-world.ts';
import { browserRunsHere, type LaunchedBrowser, launchBrowser } from './launch-browser.ts';

const STANDINGS: readonly SinkStanding[] = [
  { sink: 'redmine', state: 'current', attempts: 0, url: 'https://redmine.example/issues/17', externalId: '17' },
  { sink: 'webhook', state: 'failed', attempts: 20, reason: 'it answered 422: <b>Subject</b>' },
  {
    sink: 'email',
    state: 'due',
    attempts: 2,
    reason: 'the mail server did not take it',
    nextAtMs: Date.now() + 60_000,
  },
  { sink: 'slack', state: 'due', attempts: 0, nextAtMs: Date.now() },
  { sink: 'zammad', state: 'current', attempts: 0, url: 'javascript:alert(1)', externalId: '9' },
];

describe.runIf(browserRunsHere)('the panel of other systems', () => {
  let browser: LaunchedBrowser;
  beforeAll(async () => {
    browser = await launchBrowser({ width: 390, height: 844 });
  });
  afterAll(() => browser?.close());

  async function lookAt(sinks: readonly SinkStanding[]) {
    const world = await openConsoleWorld();
    world.put(ticketLike({ status: 'claimed', agent: '小王' }), { sinks });
    const opened = await openConsolePage(await browser.pages.newPage(), `${world.url}/#/T1001`);
    await opened.page.waitForSelector('.ticket-head');
    const close = async (): Promise<void> => {
      expect(opened.complaints).toEqual([]);
      await opened.page.close();
      await world.close();
    };
    return { ...opened, world, close };
  }

  it('leads to the ticket there, and to no address that is none of the web', async () => {
    const { page, close, fits, barriers } = await lookAt(STANDINGS);
    const links = page.locator('.sinks a');
    await expect
      .poll(() => links.evaluateAll((all) => all.map((link) => link.getAttribute('href'))))
      .toEqual(['https://redmine.example/issues/17']);
    await expect.poll(() => links.first().getAttribute('rel')).toContain('noopener');
    await expect.poll(() => page.locator('.sinks b').count()).toBe(0);
    expect(await fits()).toBe(true);
    expect(await barriers()).toEqual([]);
    if (process.env.PICTURES) await page.locator('.sinks').screenshot({ path: `${process.env.PICTURES}/sinks.png` });
    await close();
  });

  it('says why one was not told, and tries again at a press', async () => {
    const { page, close, world } = await lookAt(STANDINGS);
    const failed = page.locator('.sinks li', { hasText: 'Webhook' });
    await expect.poll(() => failed.textContent()).toContain('对方拒绝或出错 422');
    await failed.getByRole('button').click();
    await expect.poll(() => world.acts).toEqual([{ number: 'T1001', action: { kind: 'retrySink', sink: 'webhook' } }]);
    await expect.poll(() => page.locator('.sinks li', { hasText: 'Slack' }).getByRole('button').count()).toBe(0);
    await close();
  });

  it('is not there while the ticket is known nowhere else', async () => {
    const { page, close } = await lookAt([]);
    await expect.poll(() => page.locator('.sinks').count()).toBe(0);
    await close();
  });
});
