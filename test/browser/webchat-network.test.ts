/** The merchant's page in a real browser, against a desk in memory: what comes, goes and is kept while the network is what it is. */

import { describe, expect, it } from 'vitest';
import type { ConversationId } from '#dialogs/message.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { afterAnswer } from './after-answer.ts';
import { browserRunsHere } from './launch-browser.ts';
import { useWebchat } from './webchat-visit.ts';

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

describe.runIf(browserRunsHere)('the page of the web chat on its network', () => {
  const { browser, serve, visit, open, leave, forgive } = useWebchat();

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
    const page = await browser().pages.newPage();
    await page.addInitScript(SLEEPER);
    const opened = await visit(page, await serve(desk));
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
    await expect.poll(() => opened.messages()).toEqual(lines);
  });

  it('asks for new lines by itself where the server has no room for another live page', async () => {
    const desk = createFakeDesk();
    const streams = { perVisitor: 6, inAll: 0 };
    const merchant = await open(desk, { streams });
    desk.onMessage(() => [{ kind: 'text', text: '收到了。' }]);
    await merchant.write('你好');
    await expect.poll(merchant.messages).toContain('bot: 收到了。');
    // What nobody has asked for comes as well.
    const conversationId = desk.received[0]?.conversationId as ConversationId;
    desk.write(conversationId, { from: 'agent', author: '小李', text: '我是小李。' });
    await expect.poll(merchant.messages).toContain('agent: 我是小李。');
    await expect.poll(() => merchant.page.locator('#status').getAttribute('class')).toBe('open');
    // The browser itself says that a stream was refused.
    forgive('status of 503');
  });

  it('begins with the newest lines also where a message of before the reload goes out before they have come', async () => {
    const desk = createFakeDesk();
    const streams = { perVisitor: 6, inAll: 0 };
    const merchant = await open(desk, { streams });
    await merchant.write('你好');
    await expect.poll(() => desk.received).toHaveLength(1);
    const conversationId = desk.received[0]?.conversationId as ConversationId;
    const lines = Array.from({ length: 250 }, (_, index) => ({ from: 'bot' as const, text: `第${index}句` }));
    desk.write(conversationId, ...lines);
    const kept = JSON.stringify([{ id: crypto.randomUUID(), text: '还在吗' }]);
    await merchant.page.addInitScript(`sessionStorage.setItem('posdesk-outbox', ${JSON.stringify(kept)})`);
    let held = true;
    await merchant.page.clock.install();
    await merchant.page.route(/\/chat\/history$/, (route) => (held ? route.abort() : route.continue()));
    await afterAnswer(merchant.page, '/chat/messages', () => merchant.page.reload());
    await expect.poll(() => desk.received).toHaveLength(2);
    // Longer than the page waits for an answer.
    await merchant.page.clock.fastForward(1_500);
    held = false;
    await expect.poll(async () => (await merchant.messages()).length).toBeGreaterThan(99);
    await expect.poll(async () => (await merchant.messages())[0]).toBe('bot: 第151句');
    forgive('status of 503');
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
    await expect.poll(merchant.messages).toEqual(['merchant: 机器断网了']);
    expect(desk.received).toHaveLength(1);
  });

  it('sends what was written while the desk was away, and says that it is away', async () => {
    const desk = createFakeDesk();
    desk.onMessage((message) => [{ kind: 'text', text: `re ${message.text}` }]);
    const merchant = await open(desk);
    await merchant.write('one');
    await expect.poll(merchant.messages).toHaveLength(2);
    const port = await leave();
    await merchant.write('two');
    await merchant.write('three');
    await merchant.page.waitForSelector('#banner:visible');
    await expect
      .poll(() => merchant.messages())
      .toEqual(['merchant: one', 'bot: re one', 'merchant: two', 'merchant: three']);
    await serve(desk, { port });
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
    await expect.poll(async () => (await merchant.messages())[0]).toBe('merchant: first');
    await expect.poll(() => merchant.page.locator('#earlier').isVisible()).toBe(false);
  });
});
