/** The agents' page in a real browser, against a desk in memory. */

import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TicketView } from '#adapters/console/wire.ts';
import type { DeskPermission } from '#adapters/desk-contract.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import { ticketLike } from '#test/fixtures/fake-tickets.ts';
import { type ConsolePage, openConsolePage } from './console-page.ts';
import { type ConsoleWorld, manyTickets, openConsoleWorld } from './console-world.ts';
import { browserRunsHere, type LaunchedBrowser, launchBrowser } from './launch-browser.ts';

const NOW = Date.now();
const OPEN = ticketLike({ openedAtMs: NOW, updatedAtMs: NOW, answerDueMs: NOW + 300_000 });
const OWN = ticketLike({ ...OPEN, status: 'claimed', agent: '小王' });

function said(from: TranscriptLine['from'], text: string, seq = 1, more: Partial<TranscriptLine> = {}): TranscriptLine {
  return { seq, atMs: NOW, from, text, ...more };
}

describe.runIf(browserRunsHere)('the console', () => {
  let browser: LaunchedBrowser;
  let world: ConsoleWorld | undefined;
  let agent: ConsolePage | undefined;

  beforeAll(async () => {
    browser = await launchBrowser({ width: 1280, height: 860 });
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    expect(agent?.complaints).toEqual([]);
    await agent?.page.close();
    await world?.close();
  });

  async function serve(may?: readonly DeskPermission[]): Promise<ConsoleWorld> {
    world = await openConsoleWorld(may);
    return world;
  }

  async function look(at: ConsoleWorld, path = ''): Promise<ConsolePage> {
    agent = await openConsolePage(await browser.pages.newPage(), `${at.url}/${path}`);
    await agent.page.waitForSelector('#sign-out');
    return agent;
  }

  async function lookAt(view: Partial<TicketView> = {}, ticket = OWN): Promise<ConsolePage> {
    const desk = await serve();
    desk.put(ticket, view);
    const page = await look(desk, `#/${ticket.number}`);
    await page.page.waitForSelector('.ticket-head');
    return page;
  }

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
    expect(await page.locator('.drawing .box.not-fixed').count()).toBe(2);
    expect(await page.locator('.drawing .way.taken').count()).toBe(2);
  });

  it('says why the bot answered as it did when somebody asks', async () => {
    const lines = [{ by: 'symptom', says: '规则 连接主机失败' }];
    const { page } = await lookAt({ transcript: [said('bot', '信号满吗？')], trace: [{ seq: 1, atMs: NOW, lines }] });
    expect(await page.textContent('#transcript')).not.toContain('规则 连接主机失败');
    await page.getByRole('button', { name: '为什么这样回' }).click();
    expect(await page.textContent('#transcript')).toContain('规则 连接主机失败');
  });

  it('shows what has not arrived, and sends it again on request', async () => {
    const transcript = [said('agent', '您好'), said('event', '微信：超过 48 小时', 2)];
    const { page } = await lookAt({ transcript, undelivered: [{ seq: 1, state: 'refused' }] });
    expect(await page.textContent('#transcript')).toContain('超过 48 小时');
    await page.getByRole('button', { name: '重新发送' }).click();
    await expect.poll(() => world?.acts).toEqual([{ number: 'T1001', action: { kind: 'retryDelivery', lineSeq: 1 } }]);
  });

  it('sends a note unless told otherwise, and says where a reply goes and what the platform still takes', async () => {
    const { page } = await lookAt({ room: { open: true, left: 3, waiting: 0 } });
    expect(await page.textContent('#kind-hint')).toBe('只有客服看得到');
    await page.fill('#text', '查押金');
    await page.press('#text', 'Control+Enter');
    await expect.poll(() => world?.acts).toEqual([{ number: 'T1001', action: { kind: 'note', text: '查押金' } }]);
    await page.getByRole('radio', { name: '回复商户 · 网页聊天' }).check();
    expect(await page.textContent('#room')).toContain('3 条');
    await page.fill('#text', '您好');
    await page.click('button.send.reply');
    await expect.poll(() => world?.acts.at(-1)?.action).toEqual({ kind: 'reply', text: '您好' });
    await expect.poll(() => page.inputValue('#text')).toBe('');
  });

  it('puts canned answers in the merchant’s own script into the text, and sends nothing by that', async () => {
    const { page } = await lookAt({}, { ...OWN, language: 'zh-Hant' });
    await page.focus('#text');
    await page.keyboard.type('/标签');
    await expect.poll(() => page.locator('#macros [role=option]').count()).toBe(1);
    await page.keyboard.press('Enter');
    expect(await page.inputValue('#text')).toBe('請拍一下機器背面的標籤。');
    expect(await page.locator('#macros').count()).toBe(0);
    expect(world?.acts).toEqual([]);
  });

  it('resolves with how it was solved and by which step, where the agent says so', async () => {
    const { page } = await lookAt();
    await page.getByLabel('怎样解决的').selectOption('replaced');
    await page.getByLabel('哪一步修好的').selectOption('hotspot');
    await page.click('button.resolve');
    const action = { kind: 'resolve', code: 'replaced', fixedBy: 'hotspot' };
    await expect.poll(() => world?.acts).toEqual([{ number: 'T1001', action }]);
    await page.click('button.reopen');
    await expect.poll(() => page.textContent('.ticket-head')).toContain('重新打开');
  });

  it('tells the one of two agents who came second, and keeps the text', async () => {
    const { page } = await lookAt({}, OPEN);
    await page.getByRole('radio', { name: '回复商户 · 网页聊天' }).check();
    await page.fill('#text', '您好，马上来');
    world?.refuseNext('claimed-by-other', '小李');
    world?.put({ ...OPEN, status: 'claimed', agent: '小李' });
    await page.waitForSelector('.ticket-head >> text=小李');
    expect(await page.textContent('#kind-hint')).toBe('同事已接单，您只能写备注');
    expect(await page.inputValue('#text')).toBe('您好，马上来');
    expect(await page.getByRole('radio', { name: '回复商户 · 网页聊天' }).isDisabled()).toBe(true);
    await page.click('button.send.note');
    await expect.poll(() => page.textContent('#problem')).toContain('小李');
    expect(await page.inputValue('#text')).toBe('您好，马上来');
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
    await expect.poll(() => world?.writing).toBe('note');
    await page.press('#text', 'Control+Enter');
    await expect.poll(() => world?.acts.length).toBe(1);
    await expect.poll(() => world?.writing).toBeUndefined();
  });

  it('names the merchant’s answer while it is out of sight, and leads to it; what one has sent is in sight', async () => {
    const talk = Array.from({ length: 30 }, (_, index) =>
      said(index % 2 ? 'bot' : 'merchant', `第${index}句`, index + 1),
    );
    const { page } = await lookAt({ transcript: talk });
    expect(await page.locator('.newest-said').count()).toBe(0);
    const asked = [...talk, said('agent', '哪个灯亮？', 31, { author: '小王' })];
    world?.put(OWN, { transcript: asked });
    const inSight = (text: string) =>
      page.locator('.said', { hasText: text }).evaluate((line) => {
        const [box, area] = [line, line.closest('#reading')].map((one) => one?.getBoundingClientRect());
        return box !== undefined && area !== undefined && box.top < area.bottom && box.bottom > area.top;
      });
    await expect.poll(() => inSight('哪个灯亮？')).toBe(true);
    await page.locator('.ticket-head').scrollIntoViewIfNeeded();
    world?.put(OWN, { transcript: [...asked, said('merchant', '红灯亮', 32)] });
    await page.waitForSelector('.newest-said >> text=红灯亮');
    expect(await inSight('红灯亮')).toBe(false);
    await page.click('.newest-said');
    await expect.poll(() => inSight('红灯亮')).toBe(true);
    await expect.poll(() => page.locator('.newest-said').count()).toBe(0);
  });

  it('keeps a text over a reload, and goes on by itself after the network was lost', async () => {
    const { page } = await lookAt({ transcript: [said('merchant', '一')] });
    await page.fill('#text', '写到一半');
    await page.reload();
    await expect.poll(() => page.inputValue('#text')).toBe('写到一半');
    await browser.pages.setOffline(true);
    await page.evaluate("window.dispatchEvent(new Event('offline'))");
    await page.press('#text', 'Control+Enter');
    await expect.poll(() => page.textContent('#problem')).toContain('没有连上服务器');
    expect(await page.inputValue('#text')).toBe('写到一半');
    world?.put(OWN, { transcript: [said('merchant', '一'), said('merchant', '二', 2)] });
    await browser.pages.setOffline(false);
    await expect.poll(() => agent?.lines()).toEqual(['merchant: 一', 'merchant: 二']);
    await page.press('#text', 'Control+Enter');
    await expect.poll(() => page.inputValue('#text')).toBe('');
    expect(world?.acts).toEqual([{ number: 'T1001', action: { kind: 'note', text: '写到一半' } }]);
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
    expect(await page.inputValue('#text')).toBe('jck? 您好');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => desk.acts.map(({ action }) => action.kind)).toEqual(['claim', 'reply']);
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    expect(await page.getByRole('radio', { name: '内部备注' }).isChecked()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open] >> text=接单');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    await page.keyboard.press('u');
    await expect.poll(() => page.locator('.ticket-head').count()).toBe(0);
  });

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
    expect(await page.locator('#composer').count()).toBe(0);
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
    await page.goto(`${desk.url}/#/operations`);
    await page.getByLabel('「机子抽风了」是什么故障').selectOption('prn-blank');
    const saved = page.waitForEvent('download');
    await page.click('text=导出 1 句');
    expect((await saved).suggestedFilename()).toBe('unmatched.jsonl');
    await page.waitForSelector('text=2 条记录，链条完整。');
    await page.goto(`${desk.url}/#/people`);
    await page.waitForSelector('text=单点登录');
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
    expect(await page.getByLabel('「机子抽风了」是什么故障').inputValue()).toBe('net-host-unreachable');
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
    const page = await browser.pages.newPage();
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/assets/') && /\.(ts|mjs)$/.test(response.url())) scripts.push(response.body());
    });
    agent = await openConsolePage(page, desk.url);
    await page.waitForSelector('#sign-out');
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
    expect(await page.locator('dialog').count()).toBe(0);
  });

  it('shows what a merchant wrote in the other script beside it, and what a reply becomes before it goes out', async () => {
    const hant = { ...OWN, language: 'zh-Hant' as const, merchantWords: '機器斷網了' };
    const { page } = await lookAt({ transcript: [said('merchant', '機器斷網了')] }, hant);
    await page.waitForSelector('#transcript .other-script >> text=机器断网了');
    expect(await page.textContent('#transcript .words')).toBe('機器斷網了');
    await page.waitForSelector('blockquote .other-script >> text=机器断网了');
    await page.getByRole('radio', { name: '回复商户' }).check();
    await page.fill('#text', '请重启机器');
    await page.waitForSelector('.script-preview >> text=請重新啟動機器');
    await page.click('button.send.reply');
    await expect
      .poll(() => world?.acts.map(({ action }) => action))
      .toEqual([{ kind: 'reply', text: '請重新啟動機器' }]);
    await page.fill('#text', '请重启机器');
    await page.waitForSelector('.script-preview >> text=請重新啟動機器');
    await page.getByLabel('按我写的发送').check();
    await page.click('button.send.reply');
    await expect.poll(() => world?.acts.at(-1)?.action).toEqual({ kind: 'reply', text: '请重启机器' });
    await page.fill('#text', 'N910');
    await page.waitForTimeout(600);
    expect(await page.locator('.script-preview').count()).toBe(0);
  });

  it('does not send a reply that could not be put into the merchant’s script', async () => {
    const { page } = await lookAt({}, { ...OWN, language: 'zh-Hant' });
    await page.getByRole('radio', { name: '回复商户' }).check();
    await page.route('**/api/convert', (route) => route.abort());
    await page.fill('#text', '请重启机器');
    await page.click('button.send.reply');
    await expect.poll(() => page.textContent('#problem')).toContain('没有连上服务器');
    expect(world?.acts).toEqual([]);
    expect(await page.inputValue('#text')).toBe('请重启机器');
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
    expect(await page.evaluate('tones')).toBe(0);
    await page.click('text=设置');
    await page.getByLabel('来工单或商户回话时响一声').check();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('tones')).toBe(1);
    desk.put({ ...OPEN, number: 'T1002' });
    await expect.poll(() => page.evaluate('tones')).toBe(2);
    desk.wake();
    await page.waitForTimeout(1500);
    expect(await page.evaluate('tones')).toBe(2);
  });

  it('says above everything whose answer is due, and calls once more when the promise is broken', async () => {
    const desk = await serve();
    const { page } = await look(desk);
    await page.waitForSelector('#empty:visible');
    expect(await page.locator('.promises').count()).toBe(0);
    await page.evaluate(
      "globalThis.tones = 0; globalThis.AudioContext = class { constructor() { tones += 1; throw new Error('silent'); } }",
    );
    const nearly = { ...OWN, answerDueMs: Date.now() + 4_000 };
    desk.put(nearly);
    await page.waitForSelector('.promises:not(.late) a >> text=T1001');
    expect(await page.title()).toContain('⏰');
    await page.click('text=打开提示音和通知');
    await expect.poll(() => page.evaluate('tones')).toBe(1);
    await page.waitForSelector('.promises.late >> text=已超时');
    await expect.poll(() => page.evaluate('tones')).toBe(2);
    desk.put({ ...nearly, status: 'waiting', firstAnswerAtMs: Date.now() });
    await expect.poll(() => page.locator('.promises').count()).toBe(0);
    await expect.poll(() => page.title()).not.toContain('⏰');
  });

  describe('keeps what strangers wrote inert', () => {
    const HOSTILE = [
      '<img src=x onerror=alert(1)>',
      '<svg onload=alert(2)><script>alert(3)</script>',
      'javascript:alert(4)',
      '\u202Egnp.exe\u202C <a href="javascript:alert(5)">x</a>',
      '</textarea><script>alert(6)</script>',
      '[link](javascript:alert(7)) <at>all</at> <!channel>',
    ];

    it.each(HOSTILE)('%j in texts, names and filenames (25, 27; CVE-2019-1010018, CVE-2021-3741)', async (text) => {
      const attachments = [{ kind: 'file' as const, name: text, ref: `media:${text}` }];
      const hostile = {
        ...OWN,
        merchantWords: text,
        contactName: text,
        screenText: text,
        summary: text,
        symptoms: [text],
        flags: [text],
        missing: [text],
        answers: [{ slot: text, value: text, asked: text, said: text }],
        answerDueMs: NOW - 1,
        stepsTried: [{ step: text, title: text, outcome: 'done' as const, atMs: NOW, words: text }],
      };
      const ref = { number: text, status: 'open' as const, priority: 'P1' as const, symptoms: [text], openedAtMs: NOW };
      const desk = await serve();
      desk.others = [{ name: text, writing: 'reply' }];
      desk.put(hostile, {
        transcript: [
          said('merchant', text, 1, { attachments }),
          said('bot', text, 2),
          said('note', text, 3, { author: text }),
        ],
        similar: [{ ...ref, summary: text, because: 'symptom' }],
        events: [
          { id: 1, number: 'T1001', atMs: NOW, kind: 'changed', by: text, changes: [{ field: text, to: text }] },
        ],
      });
      const { page } = await look(desk, '#/T1001');
      await page.waitForSelector('.ticket-head');
      await page.waitForSelector('.present');
      expect(await page.textContent('#transcript')).toContain(text);
      await page.click('.tree summary');
      await page.waitForSelector('.drawing');
      const planted = await page
        .locator('#ticket-pane script, #ticket-pane [onerror], #ticket-pane [onload], a[href^="javascript:"]')
        .count();
      expect(planted).toBe(0);
      expect(await page.locator('#transcript a:not([href^="/api/media/"])').count()).toBe(0);
      await page.getByRole('radio', { name: /^回复商户/ }).check();
      await page.fill('#text', text);
      expect(await page.locator('#ticket-pane script, #ticket-pane [onerror], #ticket-pane [onload]').count()).toBe(0);
    });

    it.each(HOSTILE)(
      '%j among unread lines, messages put aside and names of colleagues (25; CVE-2019-1010018)',
      async (text) => {
        const desk = await serve();
        const line = { conversationId: 'c', channel: text, atMs: NOW, text };
        desk.letters = [{ ...line, id: 1, ticket: text }];
        desk.unmatched = { lines: [{ ...line, seq: 1, suggested: text }] };
        const { page } = await look(desk, '#/operations');
        await page.waitForSelector('.unmatched li >> nth=1');
        expect((await page.locator('.unmatched p').allTextContents()).filter((shown) => shown === text)).toHaveLength(
          2,
        );
        const planted = 'main script, main img, main svg[onload], main [onerror], a[href^="javascript:"]';
        expect(await page.locator(planted).count()).toBe(0);
      },
    );

    it('says so when an address names a ticket of nobody or of somebody else (34)', async () => {
      const { page } = await look(await serve(), '#/T9999');
      await expect.poll(() => page.textContent('#ticket-pane')).toContain('没有这张工单');
    });

    it('opens photos only from the desk’s own shelf (39; CVE-2026-20172)', async () => {
      const attachments = [
        { kind: 'image' as const, name: 'label.jpg', ref: 'https://evil.example/x.svg' },
        { kind: 'image' as const, name: '标签.jpg', ref: 'media:../../sign-in' },
      ];
      const { page } = await lookAt({ transcript: [said('merchant', '', 1, { attachments })] });
      const sources = await page
        .locator('#transcript img')
        .evaluateAll((all) => all.map((one) => one.getAttribute('src')));
      expect(sources).toEqual(['/api/media/media%3A..%2F..%2Fsign-in']);
    });
  });

  describe('can be used by everybody', () => {
    const PLACES = [
      '',
      '#/T1001',
      '#/reports',
      '#/content/net-host-unreachable',
      '#/operations',
      '#/people',
      '#/account',
    ];

    async function fill(): Promise<ConsoleWorld> {
      const desk = await serve();
      for (const ticket of manyTickets(5, NOW)) desk.put(ticket);
      const line = { conversationId: 'c', channel: 'wechat', atMs: NOW, text: '机子抽风了' };
      desk.letters = [{ ...line, id: 1, ticket: 'T1001' }];
      desk.unmatched = { lines: [{ ...line, seq: 1, suggested: 'net-host-unreachable' }] };
      desk.others = [{ name: '小李', writing: 'reply' }];
      const answers = [{ slot: 'goods', value: 'no', asked: '货给客人了吗？', said: '还没给' }];
      desk.put(
        { ...OWN, language: 'zh-Hant', merchantWords: '機器斷網了', answers },
        {
          transcript: [
            said('merchant', '连不上'),
            said('bot', '信号满吗？', 2),
            said('note', '查押金', 3, { author: '小王' }),
          ],
          trace: [{ seq: 2, atMs: NOW, lines: [] }],
          undelivered: [{ seq: 2, state: 'refused' }],
        },
      );
      return desk;
    }

    it.each(['light', 'dark'] as const)('has no serious barrier on any page (%s)', async (colorScheme) => {
      const desk = await fill();
      const { page, barriers } = await look(desk);
      await page.emulateMedia({ colorScheme });
      for (const place of PLACES) {
        await page.goto(`${desk.url}/${place}`);
        await page.waitForSelector(place === '' ? '.row' : place === '#/T1001' ? '.ticket-head' : '.page h2');
        await page.waitForLoadState('networkidle');
        expect(await barriers(), place).toEqual([]);
      }
    });

    it('fits a phone, and every button a thumb', async () => {
      const desk = await fill();
      const { page, fits } = await look(desk);
      await page.setViewportSize({ width: 390, height: 844 });
      for (const place of PLACES) {
        await page.goto(`${desk.url}/${place}`);
        await page.waitForSelector(place === '' ? '.row' : place === '#/T1001' ? '.ticket-head' : '.page h2');
        await page.waitForLoadState('networkidle');
        expect(await fits(), place).toBe(true);
      }
      await page.goto(`${desk.url}/#/T1001`);
      await page.waitForSelector('#composer');
      expect(await page.locator('.row').first().isVisible()).toBe(false);
      const box = await page.locator('#composer').boundingBox();
      expect(box?.height ?? 999).toBeLessThan(844 / 2);
      await page.click('#back');
      await expect.poll(() => page.locator('.row').first().isVisible()).toBe(true);
    });

    it('speaks English where that is chosen, and remembers it', async () => {
      const { page } = await look(await fill());
      await page.click('#language');
      await page.waitForSelector('.filters >> text=Live');
      await page.reload();
      await page.waitForSelector('.filters >> text=Live');
      expect(await page.getAttribute('html', 'lang')).toBe('en');
      await page.click('text=Settings');
      await page.getByLabel('Language').selectOption('zh-Hans');
      await page.getByLabel('颜色').selectOption('dark');
      expect(await page.evaluate('getComputedStyle(document.body).colorScheme')).toBe('dark');
      await page.getByLabel('颜色').selectOption('device');
    });
  });
});
