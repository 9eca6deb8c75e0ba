/** Waits until a page has drawn what it makes of an answer of the server: for what must not appear, there is nothing else to wait for. */

import type { Page } from 'playwright-core';

/**
 * Does something that makes the page ask at `path`, and resolves when the answer is there and drawn; `words` tells the
 * question from others that the page may have on their way there.
 */
export async function afterAnswer(page: Page, path: string, act: () => Promise<unknown>, words = ''): Promise<void> {
  const answered = page.waitForResponse(
    (response) => new URL(response.url()).pathname === path && (response.request().postData() ?? '').includes(words),
  );
  await act();
  await (await answered).finished();
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}
