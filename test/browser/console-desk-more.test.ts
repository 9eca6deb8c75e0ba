/** What a desk has to stand on a real day: lost networks, no mouse, colleagues, doubles, pictures, the other script. */

import { afterEach, describe, expect, it } from 'vitest';
import { PHOTO } from '#test/fixtures/photos.ts';
import { type ConsolePage, openConsolePage } from './console-page.ts';
import { createDeskCase, invite, LAPTOP, PHONE, reply, say } from './desk-case.ts';
import { browserRunsHere } from './launch-browser.ts';
import { type MerchantPage, openMerchantPage } from './merchant-page.ts';

const { startApp, browse, signIn, end } = createDeskCase();
afterEach(end);

const PICTURE = { name: '标签.png', mimeType: 'image/png', buffer: Buffer.from(PHOTO.bytes) };

async function openCase(locale?: string): Promise<{ merchant: MerchantPage; agent: ConsolePage; deskUrl: string }> {
  const { publicUrl, deskUrl, signInUrl = '' } = await startApp();
  const merchant = await openMerchantPage(await browse(PHONE, locale), publicUrl);
  await say(merchant, '转人工');
  const agent = await signIn(signInUrl);
  await agent.page.waitForSelector('.row >> text=T1001');
  return { merchant, agent, deskUrl };
}

describe.runIf(browserRunsHere)('a day at the desk', () => {
  it('goes on after the agent’s network was away: nothing lost, nothing sent twice, the draft kept over a reload', async () => {
    const { merchant, agent } = await openCase();
    const { page } = agent;
    await agent.open('T1001');
    await page.click('button.claim');
    await page.waitForSelector('button.resolve');
    await page.getByRole('radio', { name: /^回复商户/ }).check();
    await page.fill('#text', '我在看后台');
    await page.context().setOffline(true);
    await page.click('button.send.reply');
    await expect.poll(() => page.textContent('#problem')).toContain('没有连上服务器');
    await merchant.write('还在吗');
    await page.context().setOffline(false);
    await expect.poll(agent.lines).toContain('merchant: 还在吗');
    await page.reload();
    await expect.poll(() => page.inputValue('#text')).toBe('我在看后台');
    await expect.poll(() => page.getByRole('radio', { name: /^回复商户/ }).isChecked()).toBe(true);
    await page.click('button.send.reply');
    await expect.poll(merchant.messages).toContain('agent: 我在看后台');
    await merchant.page.reload();
    await expect.poll(merchant.messages).toContain('agent: 我在看后台');
    await expect
      .poll(async () => (await merchant.messages()).filter((line) => line === 'agent: 我在看后台'))
      .toHaveLength(1);
    await expect.poll(async () => (await agent.lines()).filter((line) => line === 'agent: 我在看后台')).toHaveLength(1);
    expect([...merchant.complaints, ...agent.complaints]).toEqual([]);
  });

  it('is worked from the list to the end without a mouse', async () => {
    const { merchant, agent } = await openCase();
    const { page } = agent;
    const { keyboard } = page;
    await keyboard.press('j');
    await keyboard.press('Enter');
    await page.waitForSelector('.ticket-head >> text=T1001');
    await keyboard.press('c');
    await page.waitForSelector('button.resolve');
    await keyboard.press('r');
    await keyboard.type('/');
    await page.waitForSelector('#macros [role=option]');
    await keyboard.press('Enter');
    await expect.poll(() => page.inputValue('#text')).not.toMatch(/^\/?$/);
    const said = await page.inputValue('#text');
    await keyboard.press('Control+Enter');
    await expect.poll(merchant.messages).toContain(`agent: ${said}`);
    await keyboard.press('Escape');
    await page.focus('#text');
    const visited: string[] = [];
    for (let step = 0; step < 25 && visited.at(-1) !== 'resolve'; step += 1) {
      await keyboard.press('Tab');
      visited.push(
        String(await page.evaluate('document.activeElement.classList[0] ?? document.activeElement.tagName')),
      );
      if (visited.at(-1) === 'SELECT') await keyboard.press('ArrowDown');
    }
    expect(visited).toContain('resolve');
    await keyboard.press('Enter');
    await page.waitForSelector('.ticket-head .status.resolved');
    await keyboard.press('u');
    await expect.poll(() => page.locator('.ticket-head').count()).toBe(0);
    expect(agent.complaints).toEqual([]);
  });

  it('passes a ticket to a colleague with a word, who sees it come in and can answer', async () => {
    const { merchant, agent, deskUrl } = await openCase();
    const colleague = await signIn(await invite(agent, deskUrl, '小李'));
    await agent.open('T1001');
    await agent.page.click('button.claim');
    await agent.page.waitForSelector('button.resolve');
    await agent.page.click('.more-actions summary');
    const knowing = agent.page.locator('option', { hasText: '小李' });
    await agent.page.locator('.more-list select', { has: knowing }).selectOption('小李');
    await agent.page.getByLabel('给同事的话').fill('这台要查押金');
    await agent.page.getByRole('button', { name: '转交', exact: true }).click();
    await expect.poll(() => agent.page.textContent('.ticket-head')).toContain('小李');
    await colleague.open('T1001');
    await expect.poll(colleague.lines).toContain('note: 这台要查押金');
    await reply(colleague, '我接着给您看');
    await expect.poll(merchant.messages).toContain('agent: 我接着给您看');
    expect((await merchant.messages()).join()).not.toContain('押金');
    expect([...agent.complaints, ...colleague.complaints]).toEqual([]);
  });

  it('merges the double of a merchant who wrote again from another phone, and says so to both', async () => {
    const { publicUrl, signInUrl = '' } = await startApp();
    const [first, second] = [await browse(PHONE), await browse(PHONE)];
    for (const page of [first, second]) {
      const merchant = await openMerchantPage(page, publicUrl);
      await say(merchant, '转人工');
      await say(merchant, '商户号 898310057220003 机器打不开');
    }
    const agent = await signIn(signInUrl);
    const { page } = agent;
    await agent.open('T1002');
    await expect.poll(() => page.textContent('#details')).toContain('898310057220003');
    await page.waitForSelector('.related >> text=T1001');
    await page.click('.more-actions summary');
    await page.getByLabel('合并到').fill('t1001');
    await page.getByRole('button', { name: '合并', exact: true }).click();
    await page.waitForSelector('.ticket-head .status.resolved');
    await page.click('.ticket-head .reason a >> text=T1001');
    await page.waitForSelector('.ticket-head h2 >> text=T1001');
    await page.waitForSelector('.related >> text=T1002');
    await expect.poll(() => second.textContent('body')).toContain('T1001');
    expect(agent.complaints).toEqual([]);
  });

  it('carries pictures both ways', async () => {
    const { merchant, agent } = await openCase();
    const { page } = agent;
    await agent.open('T1001');
    await page.click('button.claim');
    await page.waitForSelector('button.resolve');
    await merchant.page.setInputFiles('#photo', PICTURE);
    await page.waitForSelector('#transcript .said.merchant img.photo');
    const shown = page.locator('#transcript img.photo').first();
    await shown.scrollIntoViewIfNeeded();
    await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    await page.getByRole('radio', { name: /^回复商户/ }).check();
    await page.setInputFiles('.picture-line input[type=file]', PICTURE);
    await page.waitForSelector('.picture-line >> text=标签.png');
    await page.fill('#text', '按这张图接线');
    await page.click('button.send.reply');
    await expect.poll(merchant.messages).toContain('agent: 按这张图接线');
    const received = merchant.page.locator('.line.agent img').last();
    await expect.poll(() => received.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    const svg = { name: 'x.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg onload="alert(1)"/>') };
    await page.setInputFiles('.picture-line input[type=file]', svg);
    await page.waitForSelector('.picture-line .problem');
    expect([...merchant.complaints, ...agent.complaints]).toEqual([]);
  });

  it('attaches a screenshot that is pasted', async () => {
    const { agent } = await openCase();
    const { page } = agent;
    await agent.open('T1001');
    await page.click('button.claim');
    await page.waitForSelector('button.resolve');
    await page.getByRole('radio', { name: /^回复商户/ }).check();
    await page.waitForSelector('.picture-line');
    const paste = `(() => {
      const bytes = Uint8Array.from(atob('${Buffer.from(PHOTO.bytes).toString('base64')}'), (one) => one.charCodeAt(0));
      const files = new DataTransfer();
      files.items.add(new File([bytes], 'shot.png', { type: 'image/png' }));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: files, bubbles: true }));
    })()`;
    const attached = page.locator('.picture-line >> text=shot.png');
    // The field listens some time after it has been drawn; a person would paste again.
    const pasted = async (): Promise<number> => {
      if ((await attached.count()) === 0) await page.evaluate(paste);
      return attached.count();
    };
    await expect.poll(pasted, { interval: 500 }).toBeGreaterThan(0);
    expect(agent.complaints).toEqual([]);
  });

  it('speaks to a merchant of the other script in theirs', async () => {
    const { publicUrl, signInUrl = '' } = await startApp();
    const merchant = await openMerchantPage(await browse(PHONE, 'zh-TW'), publicUrl);
    await say(merchant, '轉人工');
    await say(merchant, '機器斷網了，連不上網路');
    const agent = await signIn(signInUrl);
    const { page } = agent;
    await agent.open('T1001');
    await page.waitForSelector('#transcript .other-script >> text=机器断网了');
    await page.click('button.claim');
    await page.waitForSelector('button.resolve');
    await page.getByRole('radio', { name: /^回复商户/ }).check();
    await page.fill('#text', '请重启机器后再打印一张小票');
    await page.waitForSelector('.script-preview >> text=請重新啟動機器後再列印一張簽單');
    expect(await agent.barriers()).toEqual([]);
    await page.click('button.send.reply');
    await expect.poll(merchant.messages).toContain('agent: 請重新啟動機器後再列印一張簽單');
  });

  it('tells the agent on every page when the server is away, and goes on by itself', async () => {
    const { agent, deskUrl } = await openCase();
    const other = await openConsolePage(await agent.page.context().newPage(), `${deskUrl}/#/T1001`);
    await other.page.setViewportSize(LAPTOP);
    await other.page.waitForSelector('.ticket-head');
    await agent.page.context().setOffline(true);
    await other.page.evaluate("window.dispatchEvent(new Event('offline'))");
    await agent.page.context().setOffline(false);
    await agent.open('T1001');
    await agent.page.click('button.claim');
    await expect.poll(() => other.page.textContent('.ticket-head')).toContain('admin');
    expect(other.complaints).toEqual([]);
  });
});
