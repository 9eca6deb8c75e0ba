/** Why a sink was not told, in the reader's language; figures and what the other side said stay as they are. Pure. */

import type { Words } from '../wording.ts';

/** What adapters say, by its beginning, the longer ones first. */
const ZH: readonly (readonly [string, string])[] = [
  ['it answered with a web page; is the address right?', '对方返回的是网页，地址对吗？'],
  ['it answered in another form than expected', '对方的应答格式不对'],
  ['its answer is cut off or no JSON', '对方的应答不完整'],
  ['it did not answer in time', '对方没有及时应答'],
  ['it refuses our key', '对方不接受我们的密钥'],
  ['we asked too often', '对方要求慢一点'],
  ['it is not available', '对方暂时不可用'],
  ['it cannot be reached', '连不上对方'],
  ['it answered', '对方拒绝或出错'],
  ['the answer is a redirect', '对方要求跳转，地址对吗？'],
  ['the mail server refuses our password', '邮件服务器不接受我们的密码'],
  ['the mail server offers no encryption', '邮件服务器不提供加密'],
  ['the mail server did not answer in time', '邮件服务器没有及时应答'],
  ['the mail server did not take it', '邮件服务器暂时没有收下'],
  ['the mail server refuses it', '邮件服务器拒收'],
  ['posdesk itself failed; see the log', 'posdesk 自己出错，请看日志'],
];

/** The reason in words; one that is not known stays as it is. */
export function reasonInWords(reason: string, { lang }: Pick<Words, 'lang'>): string {
  const known = lang === 'en' ? undefined : ZH.find(([beginning]) => reason.startsWith(beginning));
  return known === undefined ? reason : known[1] + reason.slice(known[0].length);
}
