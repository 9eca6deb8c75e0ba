/** The queue of a whole desk as an agent with many tickets meets it: what comes first, and where the keyboard is. */

import { afterEach, describe, expect, it } from 'vitest';
import { createWebVisitor } from '#test/fixtures/web-visitor.ts';
import { createDeskCase, reply } from './desk-case.ts';
import { browserRunsHere } from './launch-browser.ts';

const { startApp, signIn, end } = createDeskCase();
afterEach(end);

const TROUBLES = ['机器显示 DEVICE TAMPERED', '打印机卡纸', '刷卡扣了两次钱'];

describe.runIf(browserRunsHere)('the queue', () => {
  it('puts what waits for merchants below the rest; the keyboard stays where it was, and goes on with the next', async () => {
    const { publicUrl, signInUrl = '' } = await startApp();
    for (const trouble of TROUBLES) {
      const visitor = createWebVisitor();
      for (const text of [trouble, '转人工']) expect(await visitor.send(publicUrl, text)).toBe(202);
    }
    const agent = await signIn(signInUrl);
    const { page } = agent;
    await expect.poll(() => page.locator('.row').count()).toBe(TROUBLES.length);
    const numbers = () => page.locator('.row strong').allTextContents();
    const [first = '', ...others] = await numbers();
    await expect.poll(() => page.locator('.section').count()).toBe(0);

    await page.keyboard.press('j');
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    const focused = () => page.locator('.row:focus strong').allTextContents();
    await expect.poll(focused).toEqual([first]);

    await agent.open(first);
    await reply(agent, '您好，我在看');
    await expect.poll(numbers).toEqual([...others, first]);
    await expect.poll(() => page.locator('.section').allTextContents()).toEqual(['等商户或机器人 1']);
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await expect.poll(focused).toEqual([others[0]]);

    await page.locator('.row', { hasText: first }).click();
    await page.click('button.resolve');
    await expect.poll(numbers).toEqual(others);
    await page.fill('#search', 'T100');
    await expect.poll(numbers).toEqual([...others, first]);
    await expect.poll(() => page.locator('.section').allTextContents()).toEqual(['已结束 1']);
    await expect.poll(() => page.locator('#filters button').first().innerText()).toBe('未结束 2');
    expect(agent.complaints).toEqual([]);
  });
});
