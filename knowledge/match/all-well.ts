/** Hears that nothing is the matter: what is over, what is well, what it has nothing to do with, mere haste. */

import { presses } from './haste.ts';
import { tellsTrouble } from './split-parts.ts';

/** It is over. A bare "good" or "working" may begin anything. */
const SOLVED =
  /^(?:谢谢|多谢|ok|现在|机器|机子|它|已经|都|终于|又|自己|刚刚?|我|搞|弄|修){0,4}(?:好了|搞定了?|解决了|可以了|能用了|能刷了|恢复了?|正常了|没事了|连上了|通了){1,2}(?:谢谢|多谢|哈|啊|的)?$|^(?:ok |okay |thanks |thank you |never mind |all |now ){0,3}(?:fixed|sorted|solved|it works|back on|back up|(?:it's |it is |all |now ){1,2}(?:works|working|good)|(?:works|working|good) (?:now|again))(?: now| again| thanks| thank you){0,2}$/u;
/** What was behind it, told as a cause and in the words of a mishap … */
const CAUSE =
  /^(?:(?:刚才|刚刚|之前|原来|结果|后来|发现|应该|可能|估计)*(?:是|因为)|(?:刚才|刚刚|之前)?(?:原来|发现)).{0,8}(?:没|松|忘|关|拔|跳闸|断电|停电|欠费|按错|按到|碰|踢|不小心).{0,6}$|^(?:it was|it had been|turned out|turns out|because|the [a-z]{3,12} was|i (?:had )?forgot|somebody had)\b(?=.*\b(?:cable|plug|plugged|unplugged|socket|router|wi-?fi|wifi|modem|switch|switched|off|loose|power|battery|charger|sim|cord|airplane|flat|empty)\b)[a-z'\- ]{2,40}$/u;
/** … is none where it speaks of money or a sale, goes on, or asks. */
const STILL_OPEN =
  /钱|款|[扣付收退]|账|单|笔|卡(?!槽)|刷|票|打印|客人|顾客|顧客|密码|又|再|还(?!以为)|仍|吗|呢|吧$|怎么|什么|为啥|多少|\b(?:money|charged?|paid|pay|payments?|sales?|refund\w*|receipts?|cards?|customers?|twice|again|still|passwords?|why|how|what|which|when)\b/u;
/** It came back all the same. */
const AGAIN = /^(?:但|可是|不过|又|还是|结果又|后来又)|^(?:but|again|still)\b/u;

/** Whether a clause says that it is over. */
function isSolved(clause: string): boolean {
  return SOLVED.test(clause);
}

/** Whether a clause does no more than name what was behind a trouble that is over. */
function namesCause(clause: string): boolean {
  return CAUSE.test(clause) && !STILL_OPEN.test(clause);
}

/**
 * The clauses of a normalised text without what was behind a trouble that is over; unchanged where none is over. Only what
 * is told as its cause is left out: money, a sale, what came back and what is asked are troubles of their own.
 */
export function dropSettled(clauses: readonly string[]): readonly string[] {
  if (clauses.length < 2 || !clauses.some(isSolved)) return clauses;
  if (clauses.some((clause) => AGAIN.test(clause))) return clauses;
  return clauses.filter((clause) => isSolved(clause) || !namesCause(clause));
}

/** Whether the clauses of a normalised text tell that it is over and what was behind it, and nothing else. */
export function tellsSettled(clauses: readonly string[]): boolean {
  return (
    clauses.some(isSolved) &&
    clauses.some(namesCause) &&
    clauses.every((clause) => isSolved(clause) || namesCause(clause))
  );
}

/** It has nothing to do with this. */
const UNRELATED =
  /^(?:这|那|这个|应该|我觉得|肯定)*(?:跟|和|与|同)[^,]{1,8}(?:没(?:有)?(?:啥|什么)?(?:关系|关联|相干)|无关|不相干|不搭界)的?$|^(?:it has )?nothing to do with (?:the |my )?[a-z ]{2,20}$/u;
const ALL_WELL = /^(?:都|全|全部|也都)(?:显示|是)?(?:正常|好的|没问题|没事)的?$/u;
/** Whether a normalised text names things only to say that they are well or not concerned, or only presses. */
export function tellsNothingWrong(normal: string): boolean {
  const clauses = normal.split(',').map((clause) => clause.trim());
  if (clauses.every((clause) => UNRELATED.test(clause))) return true;
  if (clauses.length > 1 && clauses.every((clause) => presses(clause))) return true;
  return (
    clauses.length > 1 &&
    ALL_WELL.test(clauses.at(-1) ?? '') &&
    clauses.slice(0, -1).every((clause) => clause.length <= 6 && !tellsTrouble(clause))
  );
}
