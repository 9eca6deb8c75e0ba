/** What the merchant sees while a message takes its time: that the desk is at work, and no longer than it is. */

import { expect, it, onTestFinished } from 'vitest';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { type AccountOptions, MERCHANT, messageFields, openAccount } from '#test/fixtures/fake-weixin-account.ts';

const TYPING = '/cgi-bin/message/custom/typing';

async function open(options: AccountOptions = {}) {
  const desk = createFakeDesk();
  // The photo never comes, so there is work for a while.
  const patience = { mediaMs: 4_000, typingMs: 20, answerMs: 4_500 };
  const account = await openAccount(desk, { patience, ...options });
  onTestFinished(() => account.close());
  const { weixin, caller } = account;
  weixin.fail({ path: '/cgi-bin/media/get', how: 'hang' });
  const sendPhoto = () =>
    weixin.bring(caller, { ...messageFields('image', 'photo', desk.now()), MediaId: 'media' }, 'message');
  const sendText = () =>
    weixin.bring(caller, { ...messageFields('text', 'words', desk.now()), Content: '断网了' }, 'message');
  return { weixin, desk, sendPhoto, sendText, sees: () => weixin.typing(MERCHANT) };
}

it('is shown while a photo is fetched and taken back when it is stored', async () => {
  const { weixin, desk, sendPhoto, sees } = await open();
  const sent = sendPhoto();
  await expect.poll(sees, { interval: 5 }).toBe(true);
  expect(desk.received).toEqual([]);
  await expect.poll(() => desk.received.length, { interval: 5 }).toBe(1);
  await expect.poll(sees, { interval: 5 }).toBe(false);
  expect(weixin.calls.get(TYPING)).toBe(2);
  await sent;
});

it('is not shown for what is stored at once', async () => {
  const { weixin, desk, sendText } = await open({ patience: { typingMs: 60_000 } });
  await sendText();
  expect(desk.received).toHaveLength(1);
  expect(weixin.calls.has(TYPING)).toBe(false);
});

it('is not asked of WeChat by an account that may not', async () => {
  const { weixin, desk, sendPhoto } = await open({ customerService: false });
  await sendPhoto();
  expect(desk.received).toHaveLength(1);
  expect(weixin.typing(MERCHANT)).toBe(false);
});

it('changes nothing about the message when WeChat does not show it', async () => {
  const { weixin, desk, sendPhoto } = await open();
  weixin.fail({ path: TYPING, how: { errcode: 45081 } });
  await sendPhoto();
  expect(desk.received).toHaveLength(1);
  expect(weixin.calls.get(TYPING)).toBe(1);
});
