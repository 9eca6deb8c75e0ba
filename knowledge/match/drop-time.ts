/** Leaves out when it happened where a few words tell a trouble: 今天 stands in most of what lies outside. */

import { fails, tellsTrouble } from './split-parts.ts';

const TIME = '今天|今日|今早|今朝|今晚|昨天|昨日|昨晚|刚才|刚刚';
const TIME_IN_ENGLISH = '(?:since )?(?:today|yesterday|this (?:morning|afternoon|evening)|last night|tonight|just now)';
const BEFORE = new RegExp(`^(?:${TIME}){1,2}(?=[^,]{2,8}$)|^${TIME_IN_ENGLISH} (?=[a-z' ]{4,32}$)`, 'u');
const BEHIND = new RegExp(`(?<=^[a-z' ]{4,32}) ${TIME_IN_ENGLISH}$`, 'u');

/** Takings and the like are asked for by the day. */
const ASKS = /多少|怎么|[哪几查]|\b(?:how|where|what|when|want)\b/u;

/** A normalised text without it; unchanged where it is longer or tells no trouble by itself. */
export function dropTime(normal: string): string {
  const rest = normal.replace(BEFORE, '').replace(BEHIND, '');
  if (ASKS.test(rest)) return normal;
  return tellsTrouble(rest) || fails(rest) ? rest : normal;
}
