/** The two messages that answer an event and no message: the welcome, and the question at the end of a chat. */

import type { TencentApi } from '#adapters/tencent/call-api.ts';
import { WORDS_ONLY } from './receive.ts';
import { type KfContent, renderMenu } from './render.ts';

/** A code is good for this long. */
const CODE_LASTS_MS = 20_000;

/** How answering an event ended; `late` when the code had run out. */
export type Greeted = 'sent' | 'late' | 'failed';

/** For everybody who opens the chat, as nobody has written yet; the dialog speaks a merchant's own language. */
const WELCOME = renderMenu(
  [
    '您好，这里是收单服务台。POS 机哪里不对劲，直接用您的话说就行，也可以拍一张屏幕照片。',
    '您好，這裡是收單服務台。POS 機哪裡不對勁，直接說就行，也可以拍一張螢幕照片。',
    'Hi, this is the payment desk. Tell us what is wrong with your terminal, or send a photo of its screen.',
  ].join('\n'),
  [
    { id: `${WORDS_ONLY}offline`, label: 'POS 机连不上网' },
    { id: `${WORDS_ONLY}boot`, label: 'POS 机开不了机' },
    { id: `${WORDS_ONLY}printer`, label: '打印不出小票' },
    { id: `${WORDS_ONLY}human`, label: '转人工' },
  ],
);

/** Each answer is a line that the dialog understands, so an unhappy merchant is heard at once and not only counted. */
const RATING = renderMenu(
  '这次的问题解决了吗？点一下告诉我们。\n這次的問題解決了嗎？點一下告訴我們。\nDid we solve it? Tap to tell us.',
  [
    { id: `${WORDS_ONLY}solved`, label: '解决了，谢谢' },
    { id: `${WORDS_ONLY}unsolved`, label: '还是没解决' },
    { id: `${WORDS_ONLY}human`, label: '转人工' },
  ],
);

/** Sends the welcome to somebody who has opened the chat. */
export function sendWelcome(api: TencentApi, code: string, ageMs: number): Promise<Greeted> {
  return answerEvent(api, WELCOME, code, ageMs);
}

/** Asks after the end of a chat whether it helped. */
export function sendRating(api: TencentApi, code: string, ageMs: number): Promise<Greeted> {
  return answerEvent(api, RATING, code, ageMs);
}

/** A code works once, so a try that may have worked is not repeated. */
async function answerEvent(api: TencentApi, content: KfContent, code: string, ageMs: number): Promise<Greeted> {
  if (ageMs > CODE_LASTS_MS) return 'late';
  const result = await api.call({ path: '/cgi-bin/kf/send_msg_on_event', body: { code, ...content } });
  return result.kind === 'ok' ? 'sent' : 'failed';
}
