/** The console's menu on a phone, where it is wider than the screen. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleWorld, openConsoleWorld } from './console-world.ts';
import { PHONE } from './desk-case.ts';
import { browserRunsHere, type LaunchedBrowser, launchBrowser } from './launch-browser.ts';

let world: ConsoleWorld;
let browser: LaunchedBrowser;

describe.skipIf(!browserRunsHere)('the menu on a phone', () => {
  beforeAll(async () => {
    world = await openConsoleWorld();
    browser = await launchBrowser(PHONE);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  it('shows where one is, also when the page was opened there', async () => {
    const page = await browser.pages.newPage();
    await page.goto(`${world.url}/#/account`);
    const current = page.locator('nav.places [aria-current]');
    await current.waitFor();
    const inSight = async (): Promise<boolean> => {
      const [box, menu] = [await current.boundingBox(), await page.locator('nav.places').boundingBox()];
      if (box === null || menu === null) return false;
      return box.x >= menu.x && box.x + box.width <= menu.x + menu.width;
    };
    await expect.poll(inSight).toBe(true);
  });
});
