/** What a merchant does and sees on the web chat, for tests in a browser. */

import type { Page } from 'playwright-core';

/** The page in a merchant's hands. */
export interface MerchantPage {
  readonly page: Page;
  /** Types a text and sends it. */
  write(text: string): Promise<void>;
  /** Every message on the page, oldest first: `who: text`. */
  messages(): Promise<readonly string[]>;
  /** Labels of the choices that can be tapped now. */
  choices(): Promise<readonly string[]>;
  tap(label: string): Promise<void>;
  /** Errors and policy violations that the browser reported. */
  readonly complaints: readonly string[];
}

/** Opens the web chat. */
export async function openMerchantPage(page: Page, url: string): Promise<MerchantPage> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A connection that is refused while a server is down is what some tests are about.
    if (message.type() === 'error' && !message.text().includes('net::ERR_')) complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  return {
    page,
    complaints,
    async write(text) {
      await page.fill('#text', text);
      await page.press('#text', 'Enter');
    },
    messages: () =>
      page
        .locator('.line')
        .evaluateAll((lines) =>
          lines.map((line) => `${line.classList[1]}: ${line.querySelector('.bubble')?.textContent ?? ''}`),
        ),
    choices: () => page.locator('.choices.open .choice span:last-child').allTextContents(),
    tap: (label) => page.locator('.choices.open .choice', { hasText: label }).first().click(),
  };
}
