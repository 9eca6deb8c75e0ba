/** The few words that this channel itself says to merchants. */

import { detectLocale } from '#dialogs/locale.ts';
import type { Locale } from '#knowledge/guide.ts';

/** What the channel says, in one language. */
export interface ChannelWording {
  readonly ticket: string;
  /** Under a list with more choices than can be tapped. */
  readonly byNumber: string;
  /** A reminder that an answer waits; at most 20 characters, which is what a template's field holds. */
  readonly answerWaits: string;
  /** What to do about it; the same limit. */
  readonly writeToRead: string;
}

const WORDING: Readonly<Record<Locale, ChannelWording>> = {
  'zh-Hans': {
    ticket: '工单',
    byNumber: '回复前面的数字就行。',
    answerWaits: '您的机器问题有新回复',
    writeToRead: '回任意一句话即可查看',
  },
  'zh-Hant': {
    ticket: '工單',
    byNumber: '回覆前面的數字就行。',
    answerWaits: '您的機器問題有新回覆',
    writeToRead: '回任意一句話即可查看',
  },
  en: {
    ticket: 'Ticket',
    byNumber: 'Reply with the number.',
    answerWaits: 'New answer for you',
    writeToRead: 'Reply to read it',
  },
};

/** The words in the language that a text is written in. */
export function wordingFor(text: string): ChannelWording {
  return WORDING[detectLocale(text, text, undefined) ?? 'zh-Hans'];
}
