/** The agents' page around its tickets in a real browser, against a desk in memory: the queue, figures, calls and who may what. */

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ticketLike } from '#test/fixtures/fake-tickets.ts';
import { afterAnswer } from './after-answer.ts';
import { NOW, OPEN, OWN, said, useConsole } from './console-visit.ts';
import { browserRunsHere } from './launch-browser.ts';

describe.runIf(browserRunsHere)('the console', () => {
  const { browser, world, serve, look, lookAt } = useConsole();

  it('finds tickets by words, heap and pick, and says how to go on when there is none', async () => {
    const desk = await serve();
    desk.put(OPEN);
    desk.put(ticketLike({ ...OWN, number: 'T1002', model: 'A920', priority: 'P1' }));
    desk.put(ticketLike({ ...OPEN, number: 'T1003', status: 'resolved' }));
    const { page } = await look(desk);
    const rows = () => page.locator('.row strong').allTextContents();
    await expect.poll(rows).toEqual(['T1001', 'T1002']);
    await page.click('.filters >> text=我的');
    await expect.poll(rows).toEqual(['T1002']);
    await page.click('.filters >> text=已结束');
    await expect.poll(rows).toEqual(['T1003']);
    await page.click('.filters >> text=待接单');
    await expect.poll(rows).toEqual(['T1001']);
    await page.click('.filters >> text=未结束');
    await page.fill('#search', 'T1003');
    await expect.poll(rows).toEqual(['T1003']);
    await page.fill('#search', 'A920');
    await expect.poll(rows).toEqual(['T1002']);
    await page.click('.picks summary');
    await page.selectOption('select[name=priority]', 'P4');
    await expect.poll(() => page.textContent('#empty')).toContain('没有符合条件的工单');
    await page.click('text=清除条件');
    await expect.poll(rows).toEqual(['T1001', 'T1002']);
    await page.click('.filters >> text=待接单');
    await page.fill('#search', 'T1003');
    await page.click('text=在全部工单里找');
    await expect.poll(rows).toEqual(['T1003']);
  });

  it('says how long a merchant has not answered, and how many tickets nobody has', async () => {
    const desk = await serve();
    desk.put({ ...OWN, status: 'waiting', updatedAtMs: NOW - 50 * 3_600_000 });
    desk.put({ ...OPEN, number: 'T1002' });
    const { page } = await look(desk);
    await page.waitForSelector('.row >> text=商户 2 天没回');
    await expect
      .poll(() => page.locator('#filters button').allInnerTexts())
      .toEqual(['未结束 2', '待接单 1', '我的 1', '已结束']);
  });

  it('follows what happens while it is open', async () => {
    const desk = await serve();
    const { page } = await look(desk);
    await page.waitForSelector('#empty:visible');
    desk.put(OPEN);
    await page.waitForSelector('.row >> text=T1001');
    await expect.poll(() => page.title()).toBe('⏰ (1) 客服台');
    desk.put({ ...OPEN, answerDueMs: NOW + 3_600_000 });
    await expect.poll(() => page.title()).toBe('(1) 客服台');
  });

  it('hides what the role does not reach', async () => {
    const desk = await serve(['look']);
    desk.put(OPEN);
    const { page } = await look(desk, '#/T1001');
    await page.waitForSelector('.ticket-head');
    await expect.poll(() => page.locator('#composer').count()).toBe(0);
    const places = await page.locator('.places a').allTextContents();
    expect(places).toEqual(expect.arrayContaining(['工单', '我的账号']));
    for (const hidden of ['报表', '知识库', '运行', '人员']) expect(places).not.toContain(hidden);
  });

  it('shows figures, trees with statistics, problems with their place, unread lines for export, people', async () => {
    const desk = await serve();
    const place = { file: 'symptoms/network.yaml', line: 12, column: 7 };
    desk.content = { revision: 'a', problems: [{ ...place, message: '没有这个步骤', remedy: '改成 restart' }] };
    desk.unmatched = { lines: [{ conversationId: 'c', seq: 1, atMs: NOW, channel: 'wechat', text: '机子抽风了' }] };
    const { page } = await look(desk, '#/reports');
    await page.waitForSelector('.tile >> text=75 %');
    await page.goto(`${desk.url}/#/content/net-host-unreachable`);
    await page.waitForSelector('text=symptoms/network.yaml:12:7');
    await page.waitForSelector('.drawing >> text=到过 40 · 修好 22 · 放弃 3');
    desk.content = { revision: 'b', problems: [] };
    await page.waitForSelector('text=symptoms/network.yaml:12:7', { state: 'detached' });
    await page.waitForSelector('.drawing >> text=到过 40');
    await page.goto(`${desk.url}/#/operations`);
    await page.getByLabel('「机子抽风了」是什么故障').selectOption('prn-blank');
    const saved = page.waitForEvent('download');
    await page.click('text=导出 1 句');
    expect((await saved).suggestedFilename()).toBe('unmatched.jsonl');
    await page.waitForSelector('text=2 条记录，链条完整。');
    await page.goto(`${desk.url}/#/people`);
    await page.waitForSelector('text=单点登录');
  });

  it('finds what merchants say and what steps say, each with its file and line, and tells how the bot takes it', async () => {
    const desk = await serve();
    const { page, barriers } = await look(desk, '#/content');
    await page.getByLabel('找名称、步骤、商户的说法…').fill('主机失败');
    await page.waitForSelector('.heard >> text=连不上主机');
    await expect
      .poll(() => page.locator('.hit').allInnerTexts())
      .toEqual(['商户说法 连接主机失败 symptoms/network.yaml:98']);
    await page.click('.heard a');
    expect(await page.evaluate('getSelection().toString()')).toBe('');
    await page.waitForSelector('.standing >> text=symptoms/network.yaml:98');
    await page.click('text=商户会怎么说（3）');
    await page.waitForSelector('.flow-text >> text=cannot connect to host');
    await page.click('text=每一步在文件的哪一行（5）');
    await page.waitForSelector('.flow-text >> text=symptoms/network.yaml:110');
    expect(await barriers()).toEqual([]);
    await page.getByLabel('找名称、步骤、商户的说法…').fill('没有这句');
    await page.waitForSelector('text=机器人听不懂这句。');
    await page.getByLabel('找名称、步骤、商户的说法…').fill('');
    await page.waitForSelector('.browser nav >> text=打印空白');
  });

  it('keeps what was found while more is typed, and says when it could not be looked for', async () => {
    const desk = await serve();
    const { page } = await look(desk, '#/content');
    const field = page.getByLabel('找名称、步骤、商户的说法…');
    await field.fill('主机');
    await page.waitForSelector('.hit');
    const wholeList = page.locator('.browser nav >> text=打印空白');
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/knowledge?*', async (route) => {
      await held;
      await route.abort();
    });
    const asked = page.waitForRequest((request) => request.url().endsWith(encodeURIComponent('主机失败')));
    await field.fill('主机失败');
    await asked;
    expect([await page.locator('.hit').count(), await wholeList.count()]).toEqual([1, 0]);
    release();
    await page.waitForSelector('text=没有读到，请检查网络。');
    expect(await wholeList.count()).toBe(0);
    await page.unroute('**/api/knowledge?*');
    await page.click('text=再试一次');
    await page.waitForSelector('.hit >> text=连接主机失败');
  });

  it('lets messages put aside be tried again or discarded, the latter after a second thought', async () => {
    const desk = await serve();
    const letter = { conversationId: 'c', channel: 'wechat', atMs: NOW, ticket: 'T1001' };
    desk.letters = [
      { ...letter, id: 7, text: '毒一' },
      { ...letter, id: 8, text: '毒二' },
    ];
    const { page } = await look(desk, '#/operations');
    await page.getByRole('button', { name: '再试一次：毒一' }).click();
    await expect.poll(() => desk.letters.map(({ id }) => id)).toEqual([8]);
    await page.getByRole('button', { name: '放弃：毒二' }).click();
    expect(desk.letters).toHaveLength(1);
    await page.getByRole('button', { name: '确定放弃' }).click();
    await expect.poll(() => page.getByText('处理不了的消息 (').count()).toBe(0);
    expect(desk.letters).toEqual([]);
  });

  it('takes the matcher’s guess for an unread line by one tap', async () => {
    const desk = await serve();
    const line = { conversationId: 'c', atMs: NOW, channel: 'wechat' };
    desk.unmatched = {
      lines: [
        { ...line, seq: 1, text: '机子抽风了', suggested: 'net-host-unreachable' },
        { ...line, seq: 2, text: '今天天气', suggested: 'ctl-oos' },
      ],
    };
    const { page } = await look(desk, '#/operations');
    await page.getByRole('button', { name: '猜：连不上主机（「机子抽风了」）' }).click();
    await expect.poll(() => page.getByLabel('「机子抽风了」是什么故障').inputValue()).toBe('net-host-unreachable');
    await page.getByRole('button', { name: '猜：ctl-oos（「今天天气」）' }).click();
    const saved = page.waitForEvent('download');
    await page.click('text=导出 2 句');
    const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\n');
    expect(lines.map((json) => JSON.parse(json))).toEqual([
      { text: '机子抽风了', label: 'net-host-unreachable' },
      { text: '今天天气', label: 'ctl-oos' },
    ]);
  });

  it('loads less than 300 KB of script before it can be used', async () => {
    const desk = await serve();
    const page = await browser().pages.newPage();
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/assets/') && /\.(ts|mjs)$/.test(response.url())) scripts.push(response.body());
    });
    await look(desk, '', page);
    await page.waitForLoadState('networkidle');
    const bytes = (await Promise.all(scripts)).reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThan(300_000);
  });

  it('asks who one is before phone numbers are shown, and shows them after that', async () => {
    const { page } = await lookAt({ masked: true }, { ...OWN, contactPhone: '138****8000' });
    await page.getByRole('button', { name: '显示完整电话' }).click();
    await page.waitForSelector('dialog[open]');
    await page.getByLabel('密码').fill('wrong');
    await page.getByRole('button', { name: '确认' }).click();
    await page.waitForSelector('dialog >> text=不对');
    await page.getByLabel('密码').fill('right');
    await page.getByRole('button', { name: '确认' }).click();
    await page.waitForSelector('.unmasked >> text=13800138000');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
  });

  it('shows what a merchant wrote in the other script beside it, and what a reply becomes before it goes out', async () => {
    const hant = { ...OWN, language: 'zh-Hant' as const, merchantWords: '機器斷網了' };
    const { page } = await lookAt({ transcript: [said('merchant', '機器斷網了')] }, hant);
    await page.waitForSelector('#transcript .other-script >> text=机器断网了');
    await expect.poll(() => page.textContent('#transcript .words')).toBe('機器斷網了');
    await page.waitForSelector('blockquote .other-script >> text=机器断网了');
    await page.getByRole('radio', { name: '回复商户' }).check();
    await page.fill('#text', '请重启机器');
    await page.waitForSelector('.script-preview >> text=請重新啟動機器');
    await page.click('button.send.reply');
    await expect
      .poll(() => world()?.acts.map(({ action }) => action))
      .toEqual([{ kind: 'reply', text: '請重新啟動機器' }]);
    await page.fill('#text', '请重启机器');
    await page.waitForSelector('.script-preview >> text=請重新啟動機器');
    await page.getByLabel('按我写的发送').check();
    await page.click('button.send.reply');
    await expect.poll(() => world()?.acts.at(-1)?.action).toEqual({ kind: 'reply', text: '请重启机器' });
    await expect.poll(() => page.inputValue('#text')).toBe('');
    await afterAnswer(page, '/api/convert', () => page.fill('#text', '好的'), '好的');
    expect(await page.locator('.script-preview').count()).toBe(0);
  });

  it('does not send a reply that could not be put into the merchant’s script', async () => {
    const { page } = await lookAt({}, { ...OWN, language: 'zh-Hant' });
    await page.getByRole('radio', { name: '回复商户' }).check();
    await page.route('**/api/convert', (route) => route.abort());
    await page.fill('#text', '请重启机器');
    await page.click('button.send.reply');
    await expect.poll(() => page.textContent('#problem')).toContain('没有连上服务器');
    expect(world()?.acts).toEqual([]);
    await expect.poll(() => page.inputValue('#text')).toBe('请重启机器');
  });

  it('calls the agent once for a ticket that comes in, where the agent wants it', async () => {
    const desk = await serve();
    const { page } = await look(desk);
    await page.evaluate(
      "globalThis.tones = 0; globalThis.AudioContext = class { constructor() { tones += 1; throw new Error('silent'); } }",
    );
    await page.waitForSelector('#empty:visible');
    desk.put(OPEN);
    await page.waitForSelector('.row >> text=T1001');
    await expect.poll(() => page.evaluate('tones')).toBe(0);
    await page.click('text=设置');
    await page.getByLabel('来工单或商户回话时响一声').check();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('tones')).toBe(1);
    desk.put({ ...OPEN, number: 'T1002' });
    await expect.poll(() => page.evaluate('tones')).toBe(2);
    await afterAnswer(page, '/api/tickets', async () => desk.wake());
    expect(await page.evaluate('tones')).toBe(2);
  });

  it('says above everything whose answer is due, and calls once more when the promise is broken', async () => {
    const desk = await serve();
    const { page } = await look(desk);
    await page.waitForSelector('#empty:visible');
    await expect.poll(() => page.locator('.promises').count()).toBe(0);
    await page.evaluate(
      "globalThis.tones = 0; globalThis.AudioContext = class { constructor() { tones += 1; throw new Error('silent'); } }",
    );
    const nearly = { ...OWN, answerDueMs: Date.now() + 10 * 60_000 };
    desk.put(nearly);
    await page.waitForSelector('.promises:not(.late) a >> text=T1001');
    await expect.poll(() => page.title()).toContain('⏰');
    await page.click('text=打开提示音和通知');
    await expect.poll(() => page.evaluate('tones')).toBe(1);
    await page.evaluate('{ const now = Date.now; Date.now = () => now() + 11 * 60_000; }');
    await page.waitForSelector('.promises.late >> text=已超时');
    await expect.poll(() => page.evaluate('tones')).toBe(2);
    desk.put({ ...nearly, status: 'waiting', firstAnswerAtMs: Date.now() });
    await expect.poll(() => page.locator('.promises').count()).toBe(0);
    await expect.poll(() => page.title()).not.toContain('⏰');
  });
});
