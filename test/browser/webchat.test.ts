/** The merchant's page in a real browser, against a desk in memory. */

import { describe, expect, it } from 'vitest';
import type { Reply } from '#dialogs/message.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { PHOTO } from '#test/fixtures/photos.ts';
import { findBarriers } from './console-page.ts';
import { browserRunsHere } from './launch-browser.ts';
import { useWebchat } from './webchat-visit.ts';

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

describe.runIf(browserRunsHere)('the page of the web chat', () => {
  const { browser, open } = useWebchat();

  it('sends a photo from the phone, made small, and shows it', async () => {
    const desk = createFakeDesk();
    desk.onMessage(() => [{ kind: 'text', text: '收到照片了。' }]);
    const merchant = await open(desk);
    const photo = { name: '机器标签.png', mimeType: 'image/png', buffer: Buffer.from(PHOTO.bytes) };
    await merchant.page.setInputFiles('#photo', photo);
    await expect.poll(() => merchant.page.locator('.merchant .picture').count()).toBe(1);
    const picture = merchant.page.locator('.merchant .picture');
    await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
    await expect.poll(() => picture.getAttribute('alt')).toBe('照片: 机器标签.jpg');
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
    await expect.poll(() => merchant.choices()).toEqual([]);
    await expect.poll(() => merchant.page.locator('.choice:enabled').count()).toBe(0);
    await expect.poll(() => merchant.page.locator('.choice.chosen').textContent()).toContain('流量卡');
    await expect.poll(() => merchant.page.locator('.receipt strong').textContent()).toBe('T1001');
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
    await expect.poll(() => merchant.page.inputValue('#text')).toBe('机器是');
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
    await expect.poll(async () => (await merchant.messages()).at(-1)).toContain(' 0N91 1230 0778，');
  });

  it('puts on the card of a ticket its number and the promised time, and copies the number', async () => {
    const desk = createFakeDesk();
    desk.onMessage(() => [RECEIPT]);
    const merchant = await open(desk);
    await browser().pages.grantPermissions(['clipboard-read', 'clipboard-write']);
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
    await expect.poll(() => name()).toBe('刷卡機服務台');
    await merchant.page.click('text=EN');
    await expect.poll(() => name()).toBe('Card terminal help');
    await expect.poll(() => merchant.page.title()).toBe('Card terminal help');
  });

  it('takes number keys for choices, but not while the merchant types', async () => {
    const desk = createFakeDesk();
    desk.onMessage(() => [ASK]);
    const merchant = await open(desk);
    await merchant.write('断网');
    await expect.poll(merchant.choices).toHaveLength(2);
    await merchant.page.focus('#text');
    await merchant.page.keyboard.press('2');
    await expect.poll(() => merchant.page.inputValue('#text')).toBe('2');
    await merchant.page.focus('#scroll');
    await merchant.page.keyboard.press('2');
    await expect.poll(() => desk.received.at(-1)?.choiceId).toBe('sim');
  });

  it('switches its language, sends it along, and remembers it', async () => {
    const desk = createFakeDesk();
    const merchant = await open(desk);
    await merchant.page.click('text=EN');
    await expect
      .poll(() => merchant.page.locator('#privacy').textContent())
      .toBe('Never send card numbers, PINs or codes');
    await merchant.write('no network');
    await expect.poll(() => desk.received.at(-1)?.locale).toBe('en');
    await merchant.page.reload();
    await expect.poll(() => merchant.page.getAttribute('html', 'lang')).toBe('en');
    await merchant.page.click('text=繁');
    await expect.poll(() => merchant.page.locator('#privacy').textContent()).toContain('驗證碼');
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
    await expect
      .poll(async () => (await merchant.messages()).slice(0, 2))
      .toEqual([`merchant: ${hostile}`, `bot: ${hostile}`]);
  });

  it('has links to secure addresses and to its own server, where the bot names them, and to nothing else', async () => {
    const desk = createFakeDesk();
    const merchant = await open(desk);
    const own = new URL('/renewal/R1001.0.x', merchant.page.url()).href;
    const elsewhere = [`${own.replace('127.0.0.1', '127.0.0.1.evil.example')}`, 'http://evil.example/x'];
    desk.onMessage(() => [{ kind: 'text', text: `${own}。https://pay.example/x，${elsewhere.join(' ')}` }]);
    await merchant.write(own);
    await expect
      .poll(() => merchant.page.locator('.bot .bubble a').evaluateAll((links) => links.map((link) => String(link))))
      .toEqual([own, 'https://pay.example/x']);
    expect(await merchant.page.locator('.merchant .bubble a').count()).toBe(0);
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
    await expect.poll(() => page.textContent('#news')).toBe('');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('leaves room for the conversation on a telephone that lies on its side', async () => {
    const desk = createFakeDesk();
    const merchant = await open(desk);
    await merchant.page.setViewportSize({ width: 640, height: 320 });
    const box = await merchant.page.locator('#scroll').boundingBox();
    expect(box?.height).toBeGreaterThan(160);
    await expect.poll(() => merchant.page.locator('#privacy').isVisible()).toBe(true);
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
    await expect.poll(() => small()).toEqual([]);
    await merchant.write('断网');
    await expect.poll(merchant.choices).toHaveLength(2);
    await expect.poll(() => small()).toEqual([]);
    const { page } = merchant;
    await expect
      .poll(() => page.getByRole('log', { name: '对话记录' }).getByRole('listitem').count())
      .toBeGreaterThan(1);
    await expect
      .poll(() => page.getByRole('group', { name: '请选择' }).getByRole('button', { name: 'WiFi' }).count())
      .toBe(1);
    await expect.poll(() => page.getByRole('textbox', { name: '说说机器的情况…' }).count()).toBe(1);
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
