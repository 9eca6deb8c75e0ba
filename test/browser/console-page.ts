/** What an agent does and sees on the console, for tests in a browser. */

import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** The console in an agent's hands. */
export interface ConsolePage {
  readonly page: Page;
  /** Opens a ticket by its number. */
  open(number: string): Promise<void>;
  /** The lines of the transcript, oldest first: `who: text`. */
  lines(): Promise<readonly string[]>;
  /** Serious accessibility problems of what is shown now, by axe: rule and first place. */
  barriers(): Promise<readonly string[]>;
  /** True when nothing has to be scrolled sideways. */
  fits(): Promise<boolean>;
  /** Errors, dialogs and policy violations that the browser reported. */
  readonly complaints: readonly string[];
}

/** Watches a page and opens the console on it. */
export async function openConsolePage(page: Page, url: string): Promise<ConsolePage> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Refused requests and lost connections are what some tests are about.
    if (message.type() === 'error' && !/net::ERR_|status of 4/.test(message.text())) complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  return {
    page,
    complaints,
    async open(number) {
      await page.click(`.row >> text=${number}`);
      await page.waitForSelector(`.ticket-head >> text=${number}`);
    },
    lines: () =>
      page
        .locator('#transcript > li')
        .evaluateAll((items) =>
          items.map((item) => `${item.classList[1]}: ${item.querySelector('.words')?.textContent ?? ''}`),
        ),
    barriers: () => findBarriers(page),
    fits: async () => (await page.evaluate('document.documentElement.scrollWidth <= innerWidth')) === true,
  };
}

/** Serious accessibility problems of what a page shows now, by axe: rule and first places. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  // What is still fading in has not the colours that it will have.
  await page.evaluate(`Promise.all(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
    .map((one) => one.finished.catch(() => {})))`);
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(' | ')))`,
  );
  return Array.isArray(found) ? found.map(String) : [];
}
