/** Finds one-time codes that are told by how they came: `短信上说 551238`, `code 884213 they sent me by sms`. */

import { OTHER_NOUN, UNIT } from './secrets.ts';
import type { Span } from './span.ts';

const CAME =
  /短信|短[讯訊]|[简簡][讯訊]|(?<![a-z])(?:sms|texted|text (?:message|msg))(?![a-z])|(?:发|發|收)[^\d*\n]{0,6}的(?:[码碼]|[数數]字)|(?<![a-z])code (?:[a-z']{1,12} ){0,4}?(?:sent|got|received|gave)(?![a-z])/g;
/** Four to six digits: eight are a terminal number or a date. */
const FOLLOWING = /^([^\d*]{0,16})(\d{3}[\s-]\d{3}|\d{4,6})(?!\d|\s?[-/:.]\d|,\d{3})/;
/** What the message is said to show is the code itself. */
const TOLD =
  /^[\s上里裡中的]{0,3}(?:显示|顯示|提示|代码|代碼|shows?(?![a-z])|(?:(?:with|has|says) )?(?:an? |the )?code(?![a-z]))/;
const NO_CODE =
  /扣|收款|收了|刷|付|消费|消費|到[账賬帳]|入[账賬帳]|余额|餘額|尾号|尾號|末|拨|撥|致电|客服|热线|熱線|来电|來電|授权|授權|charged?|debit|refund|退款|paid|deduct|ending|last|balance|call|dial|hotline|trace|batch|voucher|rm(?=\s?$)/;
const SERVICE_NUMBER = /^(?:9[56]\d{3}|100\d\d|12\d{3})$/;
/** Words that may stand between a message and a short code; other Latin words are names of models. */
const LEADS_TO_CODE = /(?<![a-z])(?:is|was|says?|said|me|code|sms|texted)[\s:=]{0,3}$/;
const BEFORE =
  /(?<![\da-z*./:-])\d{4,6}(?![\da-z*]|\s?[-/:.]\d|,\d{3})(?=[^\d*]{0,24}?(?:(?:sent|got|received|came|arrived)[^\d*]{0,20}(?:sms|text|phone|mobile)|(?:by|via|in|from|through)(?: an?| the)? (?:sms|text)(?![a-z])|texted|短信(?:里|裡|上|发|發|来|來|收|的|给|給)|(?:发|發|收|来|來)[^\d*]{0,6}短信))/g;
const CODE_BEFORE = /(?:[码碼]|(?<![a-z])code)[^\d*]{0,8}$/;
const SYSTEM_CODE = /(?:error|response|reply|应答|應答|错误|錯誤)\s?(?:code|[码碼])/;

/** Codes after and before the words for a message, in folded text. Linear in its length. */
export function findTextedCodes(plain: string): readonly Span[] {
  return [...findFollowing(plain), ...findPreceding(plain)];
}

function findFollowing(plain: string): readonly Span[] {
  const spans: Span[] = [];
  for (const came of plain.matchAll(CAME)) {
    const from = came.index + came[0].length;
    const value = FOLLOWING.exec(plain.slice(from, from + 32));
    const gap = value?.[1] ?? '';
    const code = value?.[2] ?? '';
    if (value === null || !mayLead(gap, code)) continue;
    const start = from + gap.length;
    if (UNIT.test(plain.slice(start + code.length, start + code.length + 12))) continue;
    spans.push(codeSpan(start, code.length));
  }
  return spans;
}

function mayLead(gap: string, code: string): boolean {
  if (SERVICE_NUMBER.test(code) || /[a-z]$/.test(gap) || SYSTEM_CODE.test(gap)) return false;
  if (NO_CODE.test(gap) || OTHER_NOUN.test(gap.replace(TOLD, ''))) return false;
  return code.length >= 6 || !/[a-z]/.test(gap) || LEADS_TO_CODE.test(gap);
}

function findPreceding(plain: string): readonly Span[] {
  return [...plain.matchAll(BEFORE)]
    .filter((match) => {
      const before = plain.slice(Math.max(0, match.index - 18), match.index);
      const called = CODE_BEFORE.test(before) && !SYSTEM_CODE.test(before);
      if (match[0].length < 6 && !called) return false;
      if (NO_CODE.test(before) || (!called && OTHER_NOUN.test(before))) return false;
      const end = match.index + match[0].length;
      return !UNIT.test(plain.slice(end, end + 12)) && !SERVICE_NUMBER.test(match[0]);
    })
    .map((match) => codeSpan(match.index, match[0].length));
}

function codeSpan(start: number, length: number): Span {
  return { start, end: start + length, kind: 'otp', mask: '***' };
}
