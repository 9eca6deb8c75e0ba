/** What a platform still allows, as one line for the agent. */

import type { ReplyRoom } from '#adapters/desk-contract.ts';
import type { Words } from './wording.ts';

const ZH = {
  left: (count: number) => `平台还允许发 ${count} 条`,
  until: (time: string) => `${time} 前可以回复`,
  used: '平台允许的条数用完了，您写的会在商户下次来信时送出',
  closed: '平台的回复时限已过，您写的会在商户下次来信时送出',
  waiting: (count: number) => `另有 ${count} 条在等`,
  comma: '，',
};
const EN: typeof ZH = {
  left: (count) => `The platform takes ${count} more ${count === 1 ? 'message' : 'messages'}`,
  until: (time) => `replies go out until ${time}`,
  used: 'The platform takes no more for now; your reply goes out when the merchant writes again',
  closed: 'The platform’s time for replies is over; yours goes out when the merchant writes again',
  waiting: (count) => `${count} ${count === 1 ? 'message waits' : 'messages wait'} already`,
  comma: '; ',
};

/** One line such as `平台还允许发 3 条，11/24 10:00 前可以回复`. */
export function roomInWords({ open, left, untilMs, waiting }: ReplyRoom, { lang }: Pick<Words, 'lang'>): string {
  const words = lang === 'en' ? EN : ZH;
  const format = new Intl.DateTimeFormat(lang, {
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = open
    ? [
        ...(left === undefined ? [] : [words.left(left)]),
        ...(untilMs === undefined ? [] : [words.until(format.format(untilMs))]),
      ]
    : [untilMs === undefined && left !== 0 ? words.closed : words.used];
  const line = [...parts, ...(waiting > 0 ? [words.waiting(waiting)] : [])].join(words.comma);
  return line.charAt(0).toUpperCase() + line.slice(1);
}
