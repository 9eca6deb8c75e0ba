/** A ticket on the agents' page in a real browser, against a desk in memory. */

import { describe, expect, it } from 'vitest';
import { NOW, OPEN, OWN, said, useConsole } from './console-visit.ts';
import { manyTickets } from './console-world.ts';
import { browserRunsHere } from './launch-browser.ts';

describe.runIf(browserRunsHere)('a ticket in the console', () => {
  const { browser, world, agent, serve, look, lookAt } = useConsole();

  it('shows the summary first, then what is known, what is missing and what was tried', async () => {
    const { page } = await lookAt();
    const text = (await page.textContent('#details')) ?? '';
    const places = ['连接主机失败，只有这一台', '终端号', '0N9112300778', '重启机器'].map((part) => text.indexOf(part));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('draws the way through the tree, with what came of each step', async () => {
    const { page } = await lookAt();
    await page.click('.tree summary');
    await page.waitForSelector('.drawing .box.not-fixed');
    await expect.poll(() => page.locator('.drawing .box.not-fixed').count()).toBe(2);
    await expect.poll(() => page.locator('.drawing .way.taken').count()).toBe(2);
  });

  it('says why the bot answered as it did when somebody asks', async () => {
    const lines = [{ by: 'symptom', says: '规则 连接主机失败' }];
    const { page } = await lookAt({ transcript: [said('bot', '信号满吗？')], trace: [{ seq: 1, atMs: NOW, lines }] });
    expect(await page.textContent('#transcript')).not.toContain('规则 连接主机失败');
    await page.getByRole('button', { name: '为什么这样回' }).click();
    await expect.poll(() => page.textContent('#transcript')).toContain('规则 连接主机失败');
  });

  it('names the conversation in full, as the command that erases a person takes it', async () => {
    const { page } = await lookAt();
    await expect.poll(() => page.textContent('#details .conversation-id')).toBe(`会话编号 ${OPEN.conversationId}`);
  });

  it('tells what happened, without changes that nobody could see', async () => {
    const at = { number: 'T1001', atMs: NOW };
    const minute = Math.floor(NOW / 60_000) * 60_000;
    const { page } = await lookAt({
      events: [
        { ...at, id: 1, kind: 'opened' },
        { ...at, id: 2, kind: 'changed' },
        { ...at, id: 3, kind: 'changed', changes: [{ field: 'contactPhone', to: '13800138000' }] },
        {
          ...at,
          id: 4,
          kind: 'reopened',
          changes: [
            { field: 'status', from: 'resolved', to: 'reopened' },
            { field: 'answerDueMs', from: String(minute + 1), to: String(minute + 2) },
          ],
        },
      ],
    });
    await page.click('text=处理经过');
    await expect
      .poll(() => page.locator('.happened li > span').allTextContents())
      .toEqual(['建单', '修改', '电话: 13800138000', '重新打开', '状态: 已解决 重新打开']);
    await expect.poll(() => page.textContent('.happened summary')).toBe('处理经过 (3)');
  });

  it('shows what has not arrived, and sends it again on request', async () => {
    const transcript = [said('agent', '您好'), said('event', '微信：超过 48 小时', 2)];
    const { page } = await lookAt({ transcript, undelivered: [{ seq: 1, state: 'refused' }] });
    await expect.poll(() => page.textContent('#transcript')).toContain('超过 48 小时');
    await page.getByRole('button', { name: '重新发送' }).click();
    await expect
      .poll(() => world()?.acts)
      .toEqual([{ number: 'T1001', action: { kind: 'retryDelivery', lineSeq: 1 } }]);
  });

  it('sends a note unless told otherwise, and says where a reply goes and what the platform still takes', async () => {
    const { page } = await lookAt({ room: { open: true, left: 3, waiting: 0 } });
    await expect.poll(() => page.textContent('#kind-hint')).toBe('只有客服看得到');
    await page.fill('#text', '查押金');
    await page.press('#text', 'Control+Enter');
    await expect.poll(() => world()?.acts).toEqual([{ number: 'T1001', action: { kind: 'note', text: '查押金' } }]);
    await page.getByRole('radio', { name: '回复商户 · 网页聊天' }).check();
    await expect.poll(() => page.textContent('#room')).toContain('3 条');
    await page.fill('#text', '您好');
    await page.click('button.send.reply');
    await expect.poll(() => world()?.acts.at(-1)?.action).toEqual({ kind: 'reply', text: '您好' });
    await expect.poll(() => page.inputValue('#text')).toBe('');
  });

  it('puts canned answers in the merchant’s own script into the text, and sends nothing by that', async () => {
    const { page } = await lookAt({}, { ...OWN, language: 'zh-Hant' });
    await page.focus('#text');
    await page.keyboard.type('/标签');
    await expect.poll(() => page.locator('#macros [role=option]').count()).toBe(1);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.inputValue('#text')).toBe('請拍一下機器背面的標籤。');
    await expect.poll(() => page.locator('#macros').count()).toBe(0);
    expect(world()?.acts).toEqual([]);
  });

  it('resolves with how it was solved and by which step, where the agent says so', async () => {
    const { page } = await lookAt();
    await page.getByLabel('怎样解决的').selectOption('replaced');
    await page.getByLabel('哪一步修好的').selectOption('hotspot');
    await page.click('button.resolve');
    const action = { kind: 'resolve', code: 'replaced', fixedBy: 'hotspot' };
    await expect.poll(() => world()?.acts).toEqual([{ number: 'T1001', action }]);
    await page.click('button.reopen');
    await expect.poll(() => page.textContent('.ticket-head')).toContain('重新打开');
  });

  it('tells the one of two agents who came second, and keeps the text', async () => {
    const { page } = await lookAt({}, OPEN);
    await page.getByRole('radio', { name: '回复商户 · 网页聊天' }).check();
    await page.fill('#text', '您好，马上来');
    world()?.refuseNext('claimed-by-other', '小李');
    world()?.put({ ...OPEN, status: 'claimed', agent: '小李' });
    await page.waitForSelector('.ticket-head >> text=小李');
    await expect.poll(() => page.textContent('#kind-hint')).toBe('同事已接单，您只能写备注');
    await expect.poll(() => page.inputValue('#text')).toBe('您好，马上来');
    await expect.poll(() => page.getByRole('radio', { name: '回复商户 · 网页聊天' }).isDisabled()).toBe(true);
    await page.click('button.send.note');
    await expect.poll(() => page.textContent('#problem')).toContain('小李');
    await expect.poll(() => page.inputValue('#text')).toBe('您好，马上来');
  });

  it('shows who else is here', async () => {
    const desk = await serve();
    desk.put(OWN);
    desk.others = [{ name: '小李' }];
    const { page } = await look(desk, '#/T1001');
    await page.waitForSelector('.present >> text=小李 也在看');
    desk.others = [{ name: '小李', writing: 'reply' }];
    desk.tellPresence('T1001');
    await page.waitForSelector('.present >> text=小李 正在回复商户');
  });

  it('tells colleagues what the agent writes, and when that has ended', async () => {
    const { page } = await lookAt();
    await page.fill('#text', '查押金');
    await expect.poll(() => world()?.writing).toBe('note');
    await page.press('#text', 'Control+Enter');
    await expect.poll(() => world()?.acts.length).toBe(1);
    await expect.poll(() => world()?.writing).toBeUndefined();
  });

  it('names the merchant’s answer while it is out of sight, and leads to it; what one has sent is in sight', async () => {
    const talk = Array.from({ length: 30 }, (_, index) =>
      said(index % 2 ? 'bot' : 'merchant', `第${index}句`, index + 1),
    );
    const { page } = await lookAt({ transcript: talk });
    await expect.poll(() => page.locator('.newest-said').count()).toBe(0);
    const asked = [...talk, said('agent', '哪个灯亮？', 31, { author: '小王' })];
    world()?.put(OWN, { transcript: asked });
    const inSight = (text: string) =>
      page.locator('.said', { hasText: text }).evaluate((line) => {
        const [box, area] = [line, line.closest('#reading')].map((one) => one?.getBoundingClientRect());
        return box !== undefined && area !== undefined && box.top < area.bottom && box.bottom > area.top;
      });
    await expect.poll(() => inSight('哪个灯亮？')).toBe(true);
    await page.locator('.ticket-head').scrollIntoViewIfNeeded();
    world()?.put(OWN, { transcript: [...asked, said('merchant', '红灯亮', 32)] });
    await page.waitForSelector('.newest-said >> text=红灯亮');
    await expect.poll(() => inSight('红灯亮')).toBe(false);
    await page.click('.newest-said');
    await expect.poll(() => inSight('红灯亮')).toBe(true);
    await expect.poll(() => page.locator('.newest-said').count()).toBe(0);
  });

  it('keeps a text over a reload, and goes on by itself after the network was lost', async () => {
    const { page } = await lookAt({ transcript: [said('merchant', '一')] });
    await page.fill('#text', '写到一半');
    await page.reload();
    await expect.poll(() => page.inputValue('#text')).toBe('写到一半');
    await browser().pages.setOffline(true);
    await page.evaluate("window.dispatchEvent(new Event('offline'))");
    await page.press('#text', 'Control+Enter');
    await expect.poll(() => page.textContent('#problem')).toContain('没有连上服务器');
    await expect.poll(() => page.inputValue('#text')).toBe('写到一半');
    world()?.put(OWN, { transcript: [said('merchant', '一'), said('merchant', '二', 2)] });
    await browser().pages.setOffline(false);
    await expect.poll(() => agent()?.lines()).toEqual(['merchant: 一', 'merchant: 二']);
    await page.press('#text', 'Control+Enter');
    await expect.poll(() => page.inputValue('#text')).toBe('');
    expect(world()?.acts).toEqual([{ number: 'T1001', action: { kind: 'note', text: '写到一半' } }]);
  });

  it('can be worked without a mouse', async () => {
    const desk = await serve();
    for (const ticket of manyTickets(3, NOW)) desk.put(ticket);
    const { page } = await look(desk);
    await page.waitForSelector('.row >> text=T1003');
    for (const key of ['j', 'j', 'k', 'j', 'Enter']) await page.keyboard.press(key);
    await page.waitForSelector('.ticket-head >> text=T1002');
    await page.keyboard.press('c');
    await page.waitForSelector('button.resolve');
    await page.keyboard.press('r');
    await page.keyboard.type('jck? 您好');
    await expect.poll(() => page.inputValue('#text')).toBe('jck? 您好');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => desk.acts.map(({ action }) => action.kind)).toEqual(['claim', 'reply']);
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await expect.poll(() => page.getByRole('radio', { name: '内部备注' }).isChecked()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open] >> text=接单');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    await page.keyboard.press('u');
    await expect.poll(() => page.locator('.ticket-head').count()).toBe(0);
  });
});
