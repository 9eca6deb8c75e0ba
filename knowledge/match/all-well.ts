/** Hears that nothing is the matter: what is over, what is well, what it has nothing to do with, mere haste. */

import { tellsTrouble } from './split-parts.ts';

/** It is over … */
const SOLVED =
  /^(?:谢谢|多谢|ok|现在|机器|机子|它|已经|都|终于|又|自己|刚刚?|我|搞|弄|修){0,4}(?:好了|搞定了?|解决了|可以了|能用了|能刷了|恢复了?|正常了|没事了|连上了|通了){1,2}(?:谢谢|多谢|哈|啊|的)?$|^(?:ok |okay |thanks |thank you |never mind |it's |it is |all |now ){0,3}(?:fixed|sorted|solved|works|working|back on|back up|good|it works)(?: now| again| thanks| thank you){0,2}$/u;
/** … and this was behind it. */
const WAS_BEHIND =
  /^(?:刚才|刚刚|原来|结果|后来|发现|之前)+(?:是|发现|因为)?.{2,14}$|^是(?:我|我们|店员|员工|小孩|有人)?.{0,6}(?:没|松|忘|关|拔|跳闸|断电|停电|按错|碰).{0,6}$|^(?:it was|turned out|turns out|(?:it )?had been|i (?:had )?forgot|somebody had|the [a-z]{3,12} was)\b[a-z' ]{2,40}$/u;
/** It came back all the same. */
const AGAIN = /^(?:但|可是|不过|又|还是|结果又)|^(?:but|again|still)\b/u;

/** The clauses without what was behind a trouble that is over; unchanged where none is over. */
export function dropSettled(clauses: readonly string[]): readonly string[] {
  if (clauses.length < 2 || !clauses.some((clause) => SOLVED.test(clause))) return clauses;
  if (clauses.some((clause) => AGAIN.test(clause))) return clauses;
  return clauses.filter((clause) => SOLVED.test(clause) || !WAS_BEHIND.test(clause));
}

/** It has nothing to do with this. */
const UNRELATED =
  /^(?:这|那|这个|应该|我觉得|肯定)?(?:跟|和|与|关)[^,]{1,8}(?:没(?:有)?(?:啥|什么)?(?:关系|关联|相干)|无关|不相干|不搭界)(?:的|吧)?$|^(?:it has )?nothing to do with (?:the |my )?[a-z ]{2,20}$/u;
const ALL_WELL = /^(?:都|全|全部|也都)(?:显示|是)?(?:正常|好的|没问题|没事)的?$/u;
const HASTE =
  /^(?:你们?|麻烦|请|求求你?们?)?(?:能不能|可不可以|能|可以)?(?:快一?点|快些|赶紧的?|搞快点|抓紧)(?:吗|嘛|行不行)?$|^(?:我)?(?:急死(?:了|人了?|我了)|很急|急用|好急|急急急|急)$|^(?:please )?(?:hurry(?: up)?|be quick|quickly|asap)(?: please)?$/u;

/** Whether a normalised text names things only to say that they are well or not concerned, or only presses. */
export function tellsNothingWrong(normal: string): boolean {
  const clauses = normal.split(',').map((clause) => clause.trim());
  if (clauses.every((clause) => UNRELATED.test(clause))) return true;
  if (clauses.length > 1 && clauses.every((clause) => HASTE.test(clause))) return true;
  return (
    clauses.length > 1 &&
    ALL_WELL.test(clauses.at(-1) ?? '') &&
    clauses.slice(0, -1).every((clause) => clause.length <= 6 && !tellsTrouble(clause))
  );
}
