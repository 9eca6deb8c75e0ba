/** From a merchant's first line to the end of the case, with merchant and agents each on their own page. */

import { afterEach, describe, expect, it } from 'vitest';
import { clockFrom, createDeskCase, invite, NIGHT, PHONE, reply, say, tell } from './desk-case.ts';
import { browserRunsHere } from './launch-browser.ts';
import { openMerchantPage } from './merchant-page.ts';

const { startApp, browse, signIn, end } = createDeskCase();
afterEach(end);

const C02 = [
  '机器连不上 说连接主机失败',
  '信号满的 用的流量卡',
  '就这一台 没有代码',
  '重启了 一样',
  '热点也不行',
  '签到也失败',
  '时间对的 没有更新',
  '新大陆 N910',
  '0N9112300778',
  '对',
  '13800138000',
];

describe.runIf(browserRunsHere)('a case at the desk', () => {
  it('C02: goes down the whole tree, is claimed, answered, handed back, taken again, resolved and reopened', async () => {
    const { publicUrl, signInUrl = '' } = await startApp();
    const merchant = await openMerchantPage(await browse(PHONE), publicUrl);
    const agent = await signIn(signInUrl);
    const { page } = agent;
    await tell(merchant, C02);
    await agent.open('T1001');
    const facts = (await page.textContent('#details')) ?? '';
    for (const part of ['N910', '0N9112300778', '商户已确认', '流量卡', '连接主机失败', '138'])
      expect(facts).toContain(part);
    await expect.poll(() => page.locator('.steps > ol > li').count()).toBeGreaterThanOrEqual(3);

    await page.keyboard.press('c');
    await page.waitForSelector('button.handback');
    await reply(agent, '您好，我来查一下后台');
    await expect.poll(merchant.messages).toContain('agent: 您好，我来查一下后台');
    await merchant.write('好的 麻烦快点');
    await expect.poll(agent.lines).toContain('merchant: 好的 麻烦快点');

    await page.click('button.handback');
    await page.waitForSelector('button.claim');
    await page.click('button.claim');
    await page.waitForSelector('button.resolve');
    await page.getByLabel('怎样解决的').selectOption('fixed-by-us');
    await page.click('button.resolve');
    await page.waitForSelector('.ticket-head .status.resolved');
    // The button is gone, and whoever works by keyboard goes on from the ticket.
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('ticket-pane');
    await page.click('button.reopen');
    await page.waitForSelector('.ticket-head .status.reopened');
    await page.click('text=处理经过');
    await expect.poll(() => page.textContent('.happened')).toContain('重新打开');
    expect([...merchant.complaints, ...agent.complaints]).toEqual([]);
  });

  it('C05: reaches a person at once; of two agents one has it, and the other sees who', async () => {
    const { publicUrl, deskUrl, signInUrl = '' } = await startApp();
    const merchant = await openMerchantPage(await browse(PHONE), publicUrl);
    const first = await signIn(signInUrl);
    const second = await signIn(await invite(first, deskUrl, '小李'));
    await say(merchant, '转人工');
    await merchant.write('莫跟我扯 机子用不起 找个活人来');
    for (const agent of [first, second]) {
      await agent.page.waitForSelector('.row >> text=T1001');
      await agent.open('T1001');
    }
    await expect.poll(first.lines).toContain('merchant: 莫跟我扯 机子用不起 找个活人来');
    await expect.poll(() => first.page.textContent('.missing')).toContain('序列号');
    await first.page.waitForSelector('.present >> text=小李');

    await Promise.all(
      [first.page.click('button.claim'), second.page.click('button.claim')].map((one) => one.catch(() => {})),
    );
    const barred = ({ page }: typeof first) => page.getByRole('radio', { name: '回复商户' }).isDisabled();
    await expect.poll(async () => (await barred(first)) !== (await barred(second))).toBe(true);
    const [winner, loser] = (await barred(second)) ? [first, second] : [second, first];
    await expect.poll(() => loser.page.textContent('.ticket-head')).toContain(winner === first ? 'admin' : '小李');
    await expect.poll(() => barred(loser)).toBe(true);
    await reply(winner, '我在，您说');
    await expect.poll(merchant.messages).toContain('agent: 我在，您说');
    await expect.poll(loser.lines).toContain('agent: 我在，您说');
    await loser.page.fill('#text', '这家上周也来过');
    await loser.page.click('button.send.note');
    await expect.poll(winner.lines).toContain('note: 这家上周也来过');
    expect((await merchant.messages()).join()).not.toContain('上周');
    await winner.page.click('button.resolve');
    await expect.poll(() => loser.page.textContent('.ticket-head')).toContain('已解决');
    await loser.page.click('button.reopen');
    await winner.page.waitForSelector('.ticket-head .status.reopened');
    await loser.page.click('button.claim');
    await loser.page.waitForSelector('button.handback');
    await loser.page.click('button.handback');
    await winner.page.waitForSelector('.ticket-head .status.waiting');
    await say(merchant, '那我说说 机器开不了机');
    expect([...merchant.complaints, ...first.complaints, ...second.complaints]).toEqual([]);
  });

  it('C14: comes after hours in English, waits till morning with an honest time, and is worked on a phone', async () => {
    const { publicUrl, signInUrl = '' } = await startApp({ clock: clockFrom(NIGHT) });
    const merchant = await openMerchantPage(await browse(PHONE, 'en-GB'), publicUrl);
    await tell(merchant, [
      'hi anyone there? 11pm and my terminal shows DEVICE TAMPERED',
      'my kid dropped it. can I still take cards tomorrow?',
      'is there a human?',
      'Ingenico Move 5000. S/N is worn off',
      'merchant no. 898000057220003',
      'ok call me in the morning 07700 900456',
    ]);
    const agent = await signIn(signInUrl, PHONE);
    const { page } = agent;
    await agent.open('T1001');
    const facts = (await page.textContent('#ticket-pane')) ?? '';
    for (const part of ['P1', 'Move 5000', '898000057220003', 'DEVICE TAMPERED']) expect(facts).toContain(part);
    expect(await agent.fits()).toBe(true);
    await page.click('button.claim');
    await page.waitForSelector('button.resolve');
    await page.reload();
    await page.waitForSelector('button.resolve');
    await reply(agent, 'A new terminal is on its way to you');
    await expect.poll(merchant.messages).toContain('agent: A new terminal is on its way to you');
    await page.click('button.handback');
    await page.waitForSelector('button.claim');
    await expect.poll(() => page.locator('.ticket-head .status.waiting').count()).toBe(1);
    await page.click('button.claim');
    await page.waitForSelector('button.resolve');
    await page.click('button.resolve');
    await page.waitForSelector('.ticket-head .status.resolved');
    await page.click('button.reopen');
    await page.waitForSelector('.ticket-head .status.reopened');
    expect(await agent.barriers()).toEqual([]);
    expect([...merchant.complaints, ...agent.complaints]).toEqual([]);
  });

  it('lets people set a password, sign in by it, and export while that is fresh', async () => {
    const { deskUrl, signInUrl = '' } = await startApp();
    const { page, complaints } = await signIn(signInUrl);
    await page.goto(`${deskUrl}/#/account`);
    await page.getByLabel('新密码').fill('short');
    await page.click('text=保存密码');
    await page.waitForSelector('text=这个密码太短');
    await page.getByLabel('新密码').fill('四月的雨下在旧书店的玻璃屋顶上');
    await page.click('text=保存密码');
    await page.waitForSelector('text=密码已保存');
    await page.click('#sign-out');
    await page.waitForSelector('#password-form:visible');
    await page.getByLabel('姓名').fill('admin');
    await page.getByLabel('密码').fill('wrong wrong wrong wrong');
    await page.click('button.main');
    await page.waitForSelector('text=请再试');
    await page.getByLabel('密码').fill('四月的雨下在旧书店的玻璃屋顶上');
    await page.click('button.main');
    await page.waitForSelector('#sign-out');
    await page.goto(`${deskUrl}/#/reports`);
    const saved = page.waitForEvent('download');
    await page.click('text=导出工单');
    expect((await saved).suggestedFilename()).toBe('tickets.csv');
    expect(complaints).toEqual([]);
  });
});
