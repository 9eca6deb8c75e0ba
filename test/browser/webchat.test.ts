/** The merchant's page in a real browser, against a desk in memory. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import type { ConversationId, Reply } from '#dialogs/message.ts';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';
import { type Listening, listen } from '#test/fixtures/listen.ts';
import { PHOTO } from '#test/fixtures/photos.ts';
import { findBarriers } from './console-page.ts';
import { browserRunsHere, type LaunchedBrowser, launchBrowser } from './launch-browser.ts';
import { type MerchantPage, openMerchantPage } from './merchant-page.ts';

const ASK: Reply = {
  kind: 'choices',
  text: '这台机器是怎么连网的?',
  choices: [
    { id: 'wifi', label: 'WiFi' },
    { id: 'sim', label: '流量卡' },
  ],
};
const RECEIPT: Reply = {
  kind: 'receipt',
  text: '已转给人工客服。',
  receipt: { ticketNumber: 'T1001', lines: ['断网', 'N910', '今天 18:00 前回复'] },
};

/** Lets a page be put out of sight, and its stream die without a word. */
const SLEEPER = `
  let sight = 'visible';
  let newest;
  const Stream = EventSource;
  window.EventSource = class extends Stream {
    constructor(address) {
      super(address);
      newest = this;
    }
    addEventListener(name, listen) {
      super.addEventListener(name, (event) => this.isDeaf || listen(event));
    }
  };
  Object.defineProperty(document, 'visibilityState', { get: () => sight });
  window.look = (next) => {
    sight = next;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  window.goDeaf = () => {
    newest.isDeaf = true;
  };
`;

describe.runIf(browserRunsHere)('the page of the web chat', () => {
  let browser: LaunchedBrowser;
  let server: Listening | undefined;
  let opened: MerchantPage | undefined;

  beforeAll(async () => {
    browser = await launchBrowser({ width: 390, height: 844 });
  });

  afterAll(() => browser?.close());

  afterEach(async () => {
    expect(opened?.complaints).toEqual([]);
    await opened?.page.close();
    await browser.pages.clearCookies();
    await server?.close();
  });

  async function serve(desk: FakeDesk, port = 0): Promise<string> {
    server = await listen(createWebchatChannel({ secureCookies: false, now: Date.now }, desk).handler, port);
    return server.url;
  }

  async function open(desk: FakeDesk): Promise<MerchantPage> {
    opened = await openMerchantPage(await browser.pages.newPage(), await serve(desk));
    await opened.page.waitForSelector('.starter:visible');
    return opened;
  }

  it('shows that an agent is writing until the answer is there', async () => {
    const fake = createFakeDesk();
    const shows: ((conversationId: ConversationId) => void)[] = [];
    const desk = { ...fake, whileWriting: (show: (conversationId: ConversationId) => void) => void shows.push(show) };
    fake.onMessage(() => [{ kind: 'text', text: '已转给人工。' }]);
    const merchant = await open(desk);
    const typing = (state: 'visible' | 'hidden') => merchant.page.waitForSelector('#typing', { state });
    await merchant.write('你好');
    await expect.poll(merchant.messages).toContain('bot: 已转给人工。');
    await typing('hidden');
    const conversationId = fake.received[0]?.conversationId as ConversationId;
    for (const show of shows) show(conversationId);
    await typing('visible');
    // What the merchant writes meanwhile does not end it.
    fake.onMessage(() => []);
    await merchant.write('在吗');
    await expect.poll(merchant.messages).toContain('merchant: 在吗');
    await typing('visible');
    fake.write(conversationId, { from: 'agent', author: '小李', text: '我是小李。' });
    await expect.poll(merchant.messages).toContain('agent: 我是小李。');
    await typing('hidden');
  });

  it('has what came while the phone slept at once and single, and its title counts it until then', async () => {
    const desk = createFakeDesk();
    desk.onMessage(() => [{ kind: 'text', text: '已转给人工。' }]);
    const page = await browser.pages.newPage();
    await page.addInitScript(SLEEPER);
    opened = await openMerchantPage(page, await serve(desk));
    await opened.write('你好');
    await expect.poll(opened.messages).toHaveLength(2);
    const conversationId = desk.received[0]?.conversationId as ConversationId;
    await page.evaluate("look('hidden')");
    desk.write(conversationId, { from: 'agent', author: '小李', text: '一' });
    await expect.poll(() => page.title()).toBe('(1) 刷卡机服务台');
    await page.evaluate('goDeaf()');
    desk.write(conversationId, { from: 'agent', author: '小李', text: '二' });
    await page.clock.setFixedTime(Date.now() + 3_600_000);
    await page.evaluate("look('visible')");
    const lines = ['merchant: 你好', 'bot: 已转给人工。', 'agent: 一', 'agent: 二'];
    await expect.poll(opened.messages).toEqual(lines);
    await expect.poll(() => page.title()).toBe('刷卡机服务台');
    await expect.poll(() => desk.watchers()).toBe(1);
    expect(await opened.messages()).toEqual(lines);
  });

  it('asks for new lines by itself where the server has no room for another live page', async () => {
    const desk = createFakeDesk();
    const streams = { perVisitor: 6, inAll: 0 };
    server = await listen(createWebchatChannel({ secureCookies: false, now: Date.now, streams }, desk).handler);
    const merchant = await openMerchantPage(await browser.pages.newPage(), server.url);
    await merchant.page.waitForSelector('.starter:visible');
    desk.onMessage(() => [{ kind: 'text', text: '收到了。' }]);
    await merchant.write('你好');
    await expect.poll(merchant.messages).toContain('bot: 收到了。');
    // What nobody has asked for comes as well.
    const conversationId = desk.received[0]?.conversationId as ConversationId;
    desk.write(conversationId, { from: 'agent', author: '小李', text: '我是小李。' });
    await expect.poll(merchant.messages).toContain('agent: 我是小李。');
    expect(await merchant.page.locator('#status').getAttribute('class')).toBe('open');
    // The browser itself says that a stream was refused.
    opened = { ...merchant, complaints: merchant.complaints.filter((text) => !text.includes('status of 503')) };
  });

  it('begins with the newest lines also where a message of before the reload goes out before they have come', async () => {
    const desk = createFakeDesk();
    const streams = { perVisitor: 6, inAll: 0 };
    server = await listen(createWebchatChannel({ secureCookies: false, now: Date.now, streams }, desk).handler);
    const merchant = await openMerchantPage(await browser.pages.newPage(), server.url);
    await merchant.page.waitForSelector('.starter:visible');
    await merchant.write('你好');
    await expect.poll(() => desk.received).toHaveLength(1);
    const conversationId = desk.received[0]?.conversationId as ConversationId;
    const lines = Array.from({ length: 250 }, (_, index) => ({ from: 'bot' as const, text: `第${index}句` }));
    desk.write(conversationId, ...lines);
    const kept = JSON.stringify([{ id: crypto.randomUUID(), text: '还在吗' }]);
    await merchant.page.addInitScript(`sessionStorage.setItem('posdesk-outbox', ${JSON.stringify(kept)})`);
    let held = true;
    await merchant.page.route(/\/chat\/history$/, (route) => (held ? route.abort() : route.continue()));
    await merchant.page.reload();
    await expect.poll(() => desk.received).toHaveLength(2);
    // Longer than the page waits for an answer.
    await merchant.page.waitForTimeout(1_500);
    held = false;
    await expect.poll(async () => (await merchant.messages()).length).toBeGreaterThan(99);
    expect((await merchant.messages())[0]).toBe('bot: 第151句');
    opened = { ...merchant, complaints: merchant.complaints.filter((text) => !text.includes('status of 503')) };
  });

  it('sends a photo from the phone, made small, and shows it', async () => {
    const desk = createFakeDesk();
    desk.onMessage(() => [{ kind: 'text', text: '收到照片了。' }]);
    const merchant = await open(desk);
    const photo = { name: '机器标签.png', mimeType: 'image/png', buffer: Buffer.from(PHOTO.bytes) };
    await merchant.page.setInputFiles('#photo', photo);
    await expect.poll(() => merchant.page.locator('.merchant .picture').count()).toBe(1);
    const picture = merchant.page.locator('.merchant .picture');
    await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
    expect(await picture.getAttribute('alt')).toBe('照片: 机器标签.jpg');
    expect(desk.received.map(({ attachments }) => attachments[0]?.name)).toEqual(['机器标签.jpg']);
    expect([...desk.shelf.values()][0]?.contentType).toBe('image/jpeg');
    await expect.poll(merchant.messages).toContain('bot: 收到照片了。');
  });

  it('says so when a file is no photo', async () => {
    const merchant = await open(createFakeDesk());
    const file = { name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') };
    await merchant.page.setInputFiles('#photo', file);
    await expect.poll(() => merchant.page.locator('#photo-problem:visible').count()).toBe(1);
  });

  it('starts with one tap and lets choices be tapped once', async () => {
    const desk = createFakeDesk();
    desk.onMessage((message) => (message.choiceId === undefined ? [ASK] : [RECEIPT]));
    const merchant = await open(desk);
    await merchant.page.click('.starter >> text=机器断网了');
    await expect.poll(merchant.choices).toEqual(['WiFi', '流量卡']);
    await merchant.tap('流量卡');
    await merchant.page.waitForSelector('.receipt');
    expect(await merchant.choices()).toEqual([]);
    expect(await merchant.page.locator('.choice:enabled').count()).toBe(0);
    expect(await merchant.page.locator('.choice.chosen').textContent()).toContain('流量卡');
    expect(await merchant.page.locator('.receipt strong').textContent()).toBe('T1001');
    expect(desk.received).toMatchObject([
      { text: '机器断网了', locale: 'zh-Hans' },
      { text: '流量卡', choiceId: 'sim' },
    ]);
  });

  it('has one way to a person at every moment, in the language of the page, and leaves what is half written', async () => {
    const desk = createFakeDesk();
    desk.onMessage(() => [ASK]);
    const merchant = await open(desk);
    await merchant.page.fill('#text', '机器是');
    await merchant.page.press('#text', 'Tab');
    await merchant.page.keyboard.press('Tab');
    await merchant.page.keyboard.press('Enter');
    await expect.poll(() => desk.received.at(-1)?.text).toBe('转人工');
    expect(await merchant.page.inputValue('#text')).toBe('机器是');
    await expect.poll(merchant.choices).toHaveLength(2);
    await merchant.page.click('text=繁');
    await merchant.page.getByRole('button', { name: '轉人工' }).click();
    await expect.poll(() => desk.received.at(-1)?.text).toBe('轉人工');
    await merchant.page.click('text=EN');
    await merchant.page.getByRole('button', { name: 'Talk to a person' }).click();
    await expect.poll(() => desk.received.at(-1)).toMatchObject({ text: 'agent', locale: 'en' });
  });

  it('keeps a serial read back in groups on one line', async () => {
    const desk = createFakeDesk();
    const padding = ['', '序', '序列', '序列号', '序列号是', '这台机器的序列号是'];
    desk.onMessage(() =>
      padding.map((before) => ({ kind: 'text', text: `请您再对一下背面标签${before} 0N91 1230 0778，对吗？` })),
    );
    const merchant = await open(desk);
    await merchant.write('断网');
    await expect.poll(() => merchant.page.locator('.together').count()).toBe(padding.length);
    const rows = await merchant.page
      .locator('.together')
      .evaluateAll((serials) => serials.map((serial) => serial.getClientRects().length));
    expect(rows).toEqual(padding.map(() => 1));
    expect((await merchant.messages()).at(-1)).toContain(' 0N91 1230 0778，');
  });

  it('puts on the card of a ticket its number and the promised time, and copies the number', async () => {
    const desk = createFakeDesk();
    desk.onMessage(() => [RECEIPT]);
    const merchant = await open(desk);
    await browser.pages.grantPermissions(['clipboard-read', 'clipboard-write']);
    await merchant.write('转人工');
    const card = merchant.page.locator('.receipt');
    await expect.poll(() => card.locator('p').allTextContents()).toEqual(['工单T1001', '今天 18:00 前回复']);
    await card.getByRole('button').click();
    await expect.poll(() => card.getByRole('button').textContent()).toBe('已复制');
    expect(await merchant.page.evaluate('navigator.clipboard.readText()')).toBe('T1001');
  });

  it('bears a neutral name where the institution has given none', async () => {
    const merchant = await open(createFakeDesk());
    const name = () => merchant.page.getByRole('heading', { level: 1 }).textContent();
    await expect.poll(name).toBe('刷卡机服务台');
    await merchant.page.click('text=繁');
    expect(await name()).toBe('刷卡機服務台');
    await merchant.page.click('text=EN');
    expect(await name()).toBe('Card terminal help');
    expect(await merchant.page.title()).toBe('Card terminal help');
  });

  it('takes number keys for choices, but not while the merchant types', async () => {
    const desk = createFakeDesk();
    desk.onMessage(() => [ASK]);
    const merchant = await open(desk);
    await merchant.write('断网');
    await expect.poll(merchant.choices).toHaveLength(2);
    await merchant.page.focus('#text');
    await merchant.page.keyboard.press('2');
    expect(await merchant.page.inputValue('#text')).toBe('2');
    await merchant.page.focus('#scroll');
    await merchant.page.keyboard.press('2');
    await expect.poll(() => desk.received.at(-1)?.choiceId).toBe('sim');
  });

  it('switches its language, sends it along, and remembers it', async () => {
    const desk = createFakeDesk();
    const merchant = await open(desk);
    await merchant.page.click('text=EN');
    expect(await merchant.page.locator('#privacy').textContent()).toBe('Never send card numbers, PINs or codes');
    await merchant.write('no network');
    await expect.poll(() => desk.received.at(-1)?.locale).toBe('en');
    await merchant.page.reload();
    await expect.poll(() => merchant.page.getAttribute('html', 'lang')).toBe('en');
    await merchant.page.click('text=繁');
    expect(await merchant.page.locator('#privacy').textContent()).toContain('驗證碼');
  });

  it('shows what anyone wrote as text', async () => {
    const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script> javascript:alert(3)';
    const desk = createFakeDesk();
    desk.onMessage(() => [
      { kind: 'text', text: hostile },
      { kind: 'image', text: 'picture', url: 'javascript:alert(4)' },
      { kind: 'choices', text: hostile, choices: [{ id: '"><b>', label: hostile }] },
      { kind: 'receipt', text: hostile, receipt: { ticketNumber: hostile, lines: [hostile] } },
    ]);
    const merchant = await open(desk);
    await merchant.write(hostile);
    await merchant.page.waitForSelector('.receipt');
    expect(await merchant.page.locator('.log img, .log script, .log a').count()).toBe(0);
    expect((await merchant.messages()).slice(0, 2)).toEqual([`merchant: ${hostile}`, `bot: ${hostile}`]);
  });

  it('keeps its history over a reload, in order and single', async () => {
    const desk = createFakeDesk();
    desk.onMessage((message) => [{ kind: 'text', text: `re ${message.text}` }]);
    const merchant = await open(desk);
    for (const text of ['one', 'two', 'three']) await merchant.write(text);
    await expect.poll(merchant.messages).toHaveLength(6);
    const before = await merchant.messages();
    expect(before.filter((line) => line.startsWith('merchant'))).toEqual([
      'merchant: one',
      'merchant: two',
      'merchant: three',
    ]);
    await merchant.page.reload();
    await expect.poll(merchant.messages).toEqual(before);
  });

  it('loses and doubles nothing when an acknowledgement is lost and the page is reloaded', async () => {
    const desk = createFakeDesk();
    const merchant = await open(desk);
    await merchant.page.route('**/chat/messages', async (route) => {
      await route.fetch();
      await route.abort().catch(() => undefined);
    });
    await merchant.page.route('**/chat/events*', (route) => route.abort());
    await merchant.write('机器断网了');
    await expect.poll(() => desk.received.length).toBe(1);
    await merchant.page.unrouteAll({ behavior: 'ignoreErrors' });
    await merchant.page.reload();
    await expect.poll(() => merchant.page.evaluate("sessionStorage.getItem('posdesk-outbox')")).toBe('[]');
    expect(await merchant.messages()).toEqual(['merchant: 机器断网了']);
    expect(desk.received).toHaveLength(1);
  });

  it('sends what was written while the desk was away, and says that it is away', async () => {
    const desk = createFakeDesk();
    desk.onMessage((message) => [{ kind: 'text', text: `re ${message.text}` }]);
    const merchant = await open(desk);
    await merchant.write('one');
    await expect.poll(merchant.messages).toHaveLength(2);
    const port = Number(new URL(server?.url ?? '').port);
    await server?.close();
    await merchant.write('two');
    await merchant.write('three');
    await merchant.page.waitForSelector('#banner:visible');
    expect(await merchant.messages()).toEqual(['merchant: one', 'bot: re one', 'merchant: two', 'merchant: three']);
    await serve(desk, port);
    await expect.poll(() => desk.received.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    await expect.poll(merchant.messages).toHaveLength(6);
    await expect.poll(() => merchant.page.locator('#banner').isVisible()).toBe(false);
  });

  it('reads earlier messages on demand', async () => {
    const desk = createFakeDesk();
    const merchant = await open(desk);
    await merchant.write('first');
    await expect.poll(() => desk.received.length).toBe(1);
    const conversationId = desk.received[0]?.conversationId ?? ('' as ConversationId);
    for (let count = 2; count <= 150; count += 1) desk.say(conversationId, { kind: 'text', text: `line ${count}` });
    await merchant.page.reload();
    await expect.poll(merchant.messages).toHaveLength(100);
    await merchant.page.click('#earlier');
    await expect.poll(merchant.messages).toHaveLength(150);
    expect((await merchant.messages())[0]).toBe('merchant: first');
    expect(await merchant.page.locator('#earlier').isVisible()).toBe(false);
  });

  it('reads every answer out once with its choices, and nothing that is only drawn anew', async () => {
    const desk = createFakeDesk();
    desk.onMessage(({ text }) => [text === '断网' ? ASK : { kind: 'text', text: '好的' }]);
    const merchant = await open(desk);
    const { page } = merchant;
    await page.evaluate(`new MutationObserver(() => {
      document.body.dataset.heard = (document.body.dataset.heard ?? '') + document.getElementById('news').textContent + '|';
    }).observe(document.getElementById('news'), { childList: true, characterData: true, subtree: true })`);
    const heard = () => page.getAttribute('body', 'data-heard');
    await merchant.write('断网');
    await expect.poll(merchant.choices).toHaveLength(2);
    await merchant.tap('WiFi');
    await expect.poll(merchant.messages).toHaveLength(4);
    const asked = ASK.kind === 'choices' ? ASK.choices.map(({ label }) => label).join(', ') : '';
    await expect.poll(heard).toBe(`服务台: ${ASK.text}\n请选择: ${asked}|服务台: 好的|`);
    await page.reload();
    await expect.poll(merchant.messages).toHaveLength(4);
    expect(await page.textContent('#news')).toBe('');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('leaves room for the conversation on a telephone that lies on its side', async () => {
    const desk = createFakeDesk();
    const merchant = await open(desk);
    await merchant.page.setViewportSize({ width: 640, height: 320 });
    const box = await merchant.page.locator('#scroll').boundingBox();
    expect(box?.height).toBeGreaterThan(160);
    expect(await merchant.page.locator('#privacy').isVisible()).toBe(true);
  });

  it('can be used with a thumb and without eyes', async () => {
    const desk = createFakeDesk();
    desk.onMessage(() => [ASK]);
    const merchant = await open(desk);
    const small = () =>
      merchant.page.locator('button:visible').evaluateAll((buttons) =>
        buttons
          .map((button) => ({ name: button.textContent, box: button.getBoundingClientRect() }))
          .filter(({ box }) => box.width < 44 || box.height < 44)
          .map(({ name }) => name),
      );
    expect(await small()).toEqual([]);
    await merchant.write('断网');
    await expect.poll(merchant.choices).toHaveLength(2);
    expect(await small()).toEqual([]);
    const { page } = merchant;
    expect(await page.getByRole('log', { name: '对话记录' }).getByRole('listitem').count()).toBeGreaterThan(1);
    expect(await page.getByRole('group', { name: '请选择' }).getByRole('button', { name: 'WiFi' }).count()).toBe(1);
    expect(await page.getByRole('textbox', { name: '说说机器的情况…' }).count()).toBe(1);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
