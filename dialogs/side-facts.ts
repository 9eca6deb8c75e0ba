/** Facts that nobody asks for and that the ticket needs all the same: since when, when to call, what was paid. */

import { addTrace, type Draft, setSlot } from './draft.ts';

const WHEN =
  '(?:今天|明天|后天|今晚|明早|明晚|周[一二三四五六日天]|星期[一二三四五六日天]|下周[一二三四五六日天]?)?(?:早上|上午|中午|下午|晚上|傍晚|早晨)?(?:[0-9一二三四五六七八九十]{1,3}点半?(?:以后|之后|以前|之前|左右|后|前)?)?';
const CALL_ZH = new RegExp(
  `(${WHEN})(?:再|在|来|请|麻烦|给我|打给|可以)*(?:打(?:我|给我|这个)?(?:电话|手机)?|联系我?|来电话?|回电|打过来|打电话)`,
  'u',
);
const CALL_EN =
  /(?:call|ring|phone|reach|contact)(?: me| us)?(?: back)? ((?:in the |this |tomorrow |on \w+day |after |before |around |between |at |any ?time )[\w :.-]{2,30}?|tomorrow|tonight|later today)(?=[,.;]|\s+(?:on|at)?\s*\+?\d{5}|$)/i;

/** When the merchant wants to be called, in their own words; `undefined` when they did not say. */
export function callWindowIn(raw: string, normal: string): string | undefined {
  const english = CALL_EN.exec(raw)?.[1]?.trim();
  if (english) return english;
  const chinese = CALL_ZH.exec(normal)?.[1]?.trim();
  return chinese === '' ? undefined : chinese;
}

const DAY_ZH =
  '(?:今天|昨天|前天|大前天|今早|昨晚|上周[一二三四五六日天]?|上个?月|周[一二三四五六日天]|星期[一二三四五六日天]|[0-9一二两三四五六七八九十几]+个?(?:小时|钟头|天|周|星期|月)前)';
const HOUR_ZH = '(?:早上|早晨|上午|中午|下午|晚上|半夜)';
const SINCE_ZH = new RegExp(
  `(${DAY_ZH}${HOUR_ZH}?|${HOUR_ZH})(?:开始|起就|以来|就(?=不|没|连不|坏|断|开不|有问题))`,
  'u',
);
const SINCE_EN =
  /\bsince ((?:yesterday|today|this|last|early|late|about|around|\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[\w :]{0,20}?)(?=[,.;!?]|$|\s+(?:and|but|it|the|i|my|we|when)\b)/i;

/** Since when the trouble is there, in the merchant's own words; `undefined` when they did not say. */
export function sinceIn(raw: string, normal: string): string | undefined {
  return SINCE_EN.exec(raw)?.[1]?.trim() ?? SINCE_ZH.exec(normal)?.[1];
}

const AMOUNT = '([1-9][0-9]{1,5})(?:\\.[0-9]{1,2})?';
const PAID_ZH = new RegExp(
  `(刷|付|转账|转|交|给|汇|打|扫)(?:了|过|出去|给他|给对方|给他们)+(?:他|她|对方|钱)?,?${AMOUNT}`,
  'u',
);
const PAID_EN = new RegExp(
  `(paid|transferred|sent|swiped|ran|charged|gave)(?: (?:them|him|her|a|the|already|by card|about))* (?:rmb |¥|\\$|hk\\$|nt\\$)?${AMOUNT}`,
  'i',
);
const BY_CARD: readonly string[] = ['刷', 'swiped', 'ran', 'charged'];
const BY_TRANSFER: readonly string[] = ['转', '转账', '汇', '打', 'transferred'];

/** A sum that the merchant says they have paid, and by which way when the verb tells. */
export function paymentIn(normal: string): { readonly amount: string; readonly by?: 'card' | 'transfer' } | undefined {
  const [, verb = '', amount] = PAID_ZH.exec(normal) ?? PAID_EN.exec(normal) ?? [];
  if (amount === undefined) return undefined;
  const card = BY_CARD.includes(verb.toLowerCase()) || /by card|刷卡/.test(normal);
  if (card) return { amount, by: 'card' };
  return BY_TRANSFER.includes(verb.toLowerCase()) ? { amount, by: 'transfer' } : { amount };
}

/** Keeps such facts of a message. */
export function keepSideFacts(draft: Draft, raw: string, normal: string): Draft {
  const payment = paymentIn(normal);
  const found = {
    since: sinceIn(raw, normal),
    callWindow: callWindowIn(raw, normal),
    paidAmount: payment?.amount,
    paidBy: payment?.by,
  };
  return Object.entries(found).reduce((next, [slot, value]) => {
    if (value === undefined || next.state.slots[slot]?.value === value) return next;
    const filled = setSlot(next, slot, { value, source: 'typed', confirmed: true });
    return addTrace(filled, 'slot', `${slot}: ${value}`);
  }, draft);
}
