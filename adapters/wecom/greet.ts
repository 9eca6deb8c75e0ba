/** The two messages that answer an event and no message: the welcome, and the question at the end of a chat. */

import type { TencentApi } from '#adapters/tencent/call-api.ts';
import type { ReplyChoice } from '#dialogs/message.ts';
import { LOCALES, type Locale } from '#knowledge/guide.ts';
import { WORDS_ONLY } from './receive.ts';
import { type KfContent, renderMenu } from './render.ts';

/** A code is good for this long. */
const CODE_LASTS_MS = 20_000;

/** How answering an event ended; `late` when the code had run out. */
export type Greeted = 'sent' | 'late' | 'failed';

/** Words and taps of both messages in one language; each tap is a line that the dialog understands. */
interface Wordings {
  readonly welcome: string;
  readonly starts: readonly ReplyChoice[];
  readonly rating: string;
  readonly ratings: readonly ReplyChoice[];
}

const choice = (name: string, label: string): ReplyChoice => ({ id: WORDS_ONLY + name, label });

const WORDINGS: Readonly<Record<Locale, Wordings>> = {
  'zh-Hans': {
    welcome: '您好，这里是收单服务台。POS 机哪里不对劲，直接用您的话说就行，也可以拍一张屏幕照片。',
    starts: [
      choice('offline', 'POS 机连不上网'),
      choice('boot', 'POS 机开不了机'),
      choice('printer', '打印不出小票'),
      choice('human', '转人工'),
    ],
    rating: '这次的问题解决了吗？点一下告诉我们。',
    ratings: [choice('solved', '解决了，谢谢'), choice('unsolved', '还是没解决'), choice('human', '转人工')],
  },
  'zh-Hant': {
    welcome: '您好，這裡是收單服務台。POS 機哪裡不對勁，直接說就行，也可以拍一張螢幕照片。',
    starts: [
      choice('offline', 'POS 機連不上網'),
      choice('boot', 'POS 機開不了機'),
      choice('printer', '印不出單據'),
      choice('human', '轉真人客服'),
    ],
    rating: '這次的問題解決了嗎？點一下告訴我們。',
    ratings: [choice('solved', '解決了，謝謝'), choice('unsolved', '還是沒解決'), choice('human', '轉真人客服')],
  },
  en: {
    welcome: 'Hi, this is the payment desk. Tell us what is wrong with your terminal, or send a photo of its screen.',
    starts: [
      choice('offline', 'My terminal is offline'),
      choice('boot', 'My terminal does not turn on'),
      choice('printer', 'It does not print receipts'),
      choice('human', 'Talk to a person'),
    ],
    rating: 'Did we solve it? Tap to tell us.',
    ratings: [
      choice('solved', 'Solved, thank you'),
      choice('unsolved', 'Still not solved'),
      choice('human', 'Talk to a person'),
    ],
  },
};
/** The platform tells nobody's language: who has not written yet is spoken to in all, and taps the one they want. */
const OTHER_LANGUAGES = [choice('zh-Hant', '我想用繁體中文'), choice('en', 'Hello, I need help in English')];

function inAll(words: (one: Wordings) => string): string {
  return LOCALES.map((locale) => words(WORDINGS[locale])).join('\n');
}

function welcomeIn(locale: Locale | undefined): KfContent {
  if (locale !== undefined) return renderMenu(WORDINGS[locale].welcome, WORDINGS[locale].starts);
  return renderMenu(
    inAll(({ welcome }) => welcome),
    [...WORDINGS['zh-Hans'].starts, ...OTHER_LANGUAGES],
  );
}

/** An unhappy merchant is heard at once and not only counted. */
function ratingIn(locale: Locale | undefined): KfContent {
  if (locale !== undefined) return renderMenu(WORDINGS[locale].rating, WORDINGS[locale].ratings);
  return renderMenu(
    inAll(({ rating }) => rating),
    WORDINGS['zh-Hans'].ratings,
  );
}

/** What an event can be answered with. */
export interface EventCode {
  readonly code: string;
  readonly ageMs: number;
  /** The language that this customer has written in; absent: they have not. */
  readonly locale?: Locale;
}

/** Sends the welcome to somebody who has opened the chat. */
export function sendWelcome(api: TencentApi, event: EventCode): Promise<Greeted> {
  return answerEvent(api, welcomeIn(event.locale), event);
}

/** Asks after the end of a chat whether it helped. */
export function sendRating(api: TencentApi, event: EventCode): Promise<Greeted> {
  return answerEvent(api, ratingIn(event.locale), event);
}

/** A code works once, so a try that may have worked is not repeated. */
async function answerEvent(api: TencentApi, content: KfContent, { code, ageMs }: EventCode): Promise<Greeted> {
  if (ageMs > CODE_LASTS_MS) return 'late';
  const result = await api.call({ path: '/cgi-bin/kf/send_msg_on_event', body: { code, ...content } });
  return result.kind === 'ok' ? 'sent' : 'failed';
}
