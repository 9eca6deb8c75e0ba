/** Claims what looks like a fact and is none: addresses, order numbers, prices, dates, clock times. */

import { mayBeSaid } from '#knowledge/match/says-any.ts';
import { claim, isFree, record, type Scan } from './scan.ts';

const NOT_FACTS: readonly RegExp[] = [
  /https?:\/\/\S+|www\.\S+/g,
  /[\w.+-]+@[\w-]+\.[\w.]+/g,
  /(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}/g,
  /(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?/g,
  /[0-9a-z]*\*{3,}[0-9a-z]*/g,
  /(?:工单|订单|单号|参考号|凭证号|凭证|批次号|批次|流水号|流水|票据号|授权码|检索号|快递单?号?|ticket|order|ref(?:erence)?|rrn|batch|stan|trace|auth(?:orisation|orization)?)\s*(?:(?:号码?|编号|no\.?|number|code|id|#)\s*)?(?:(?:是|为|[:#=])\s*)?[a-z0-9][a-z0-9-]{2,}/g,
  /(?<![a-z0-9])(?!1[3-9]\d\.\d{4}\.\d{4}(?!\.?\d))v?\d+\.\d+\.\d+(?:\.\d+)*(?![a-z0-9])/g,
];

const AMOUNTS: readonly RegExp[] = [
  /[¥$£€]\s?(\d[\d,]*(?:\.\d{1,2})?)/g,
  /(?<![a-z0-9.-])(\d[\d,]*(?:\.\d{1,2})?)\s?(?:万元?|元|块钱?|rmb|yuan|dollars?|usd|hkd|pounds?)(?![a-z])/g,
  /(?<![a-z0-9.-])(\d[\d,]*\.\d{2})(?![\d.])/g,
];

const DATES: readonly RegExp[] = [
  /(?<![\d-])\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?![\d-])/g,
  /(?<![\d/])\d{1,2}月\d{1,2}[日号]?/g,
  /(?:大?前天|昨[天日晚早]|今[天日早晚]|上?(?:周|星期|礼拜)[一二三四五六日天]|上(?:周|个?月)|刚才|刚刚)(?:的?(?:早上|上午|中午|下午|晚上|凌晨|夜里|半夜))?(?:[一二三四五六七八九十\d]{1,3}点[半多]?)?/g,
  /(?:今早|[早晚]上|上午|中午|下午|凌晨|半夜|夜里)(?:[一二三四五六七八九十\d]{1,3}点[半多]?)?(?:开门)?|[一二三四五六七八九十两\d]{1,3}点[半多]|(?:[一二三四五六七八九十两几\d]{1,2}|半)个?(?:多)?(?:天|周|星期|礼拜|月|小时|钟头)(?:多)?(?:之?前|了)|前[两几]天|(?:国庆|春节|五一|元旦|中秋|过年|放假|停电|打雷|升级|换卡|搬店)[^,，。]{0,4}(?:以后|之后|那会儿?|那天|回来以后|的时候)/g,
  /(?:this|yesterday|last) (?:morning|afternoon|evening|night|week|month)|(?<![a-z])(?:yesterday|today|tonight)(?![a-z])|(?:a|one|two|three|few|\d+) (?:days?|weeks?|hours?|months?) ago|since (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|morning|lunch)/g,
];

const CLOCK_TIMES = /(?<!\d)\d{1,2}(?::\d{2}(?::\d{2})?|点\d{0,2}分?)(?!\d)|(?<![a-z0-9])\d{1,2} ?[ap]m(?![a-z])/g;

/** Claims all of them; prices and days are facts of their own, of kinds that nobody confuses with a number to keep. */
export function claimOtherThings(on: Scan): void {
  // Everything but words for days has a digit, or stars in place of some.
  const numbered = /[\d*]/.test(on.text);
  for (const pattern of numbered ? NOT_FACTS : []) {
    for (const match of on.text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (/\d|\*/.test(match[0]) && isFree(on, match.index, end)) claim(on, match.index, end);
    }
  }
  for (const pattern of numbered ? AMOUNTS : []) {
    for (const match of on.text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      const value = (match[1] ?? '').replaceAll(',', '') + (match[0].includes('万') ? '0000' : '');
      if (isFree(on, match.index, end)) record(on, 'amount', value, match.index, end, 0.7);
    }
  }
  for (const pattern of mayBeSaid(DATES, (date) => date, on.text)) {
    for (const match of on.text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (isFree(on, match.index, end)) record(on, 'date', on.raw.slice(match.index, end), match.index, end, 0.6);
    }
  }
  for (const match of numbered ? on.text.matchAll(CLOCK_TIMES) : [])
    claim(on, match.index, match.index + match[0].length);
}
