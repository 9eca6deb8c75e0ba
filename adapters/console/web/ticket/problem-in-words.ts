/** What went wrong with an action, and what to do about it. */

import { inWords } from '../settings.ts';
import type { Problem } from './perform.ts';

const ZH: Readonly<Record<string, string>> = {
  'not-found': '没有这张工单。',
  'not-allowed': '您的角色不能这样做。',
  'not-fresh': '请先重新登录验证身份，再试一次。',
  'claimed-by-other': '同事已经接了这张工单。您仍可以写备注。',
  'not-claimed': '请先接单。',
  closed: '工单已经结束。需要继续处理，请先重新打开。',
  'not-closed': '工单还在处理中。',
  empty: '请先写内容。',
  'unknown-agent': '没有这位客服，或者已停用。',
  'other-merchant': '只能合并同一商户或同一台机器的工单。',
  'not-refused': '这条消息没有被拒收，不用重发。',
  'unknown-step': '没有这个步骤，请重新选择。',
  'too-wide': '时间范围太大，请缩短。',
  'too-large': '内容太大，请缩短后再发。',
  malformed: '内容格式不对，请检查后再试。',
  failed: '没有连上服务器。文字还在，请看一下对话记录有没有发出，再试一次。',
};
const EN: typeof ZH = {
  'not-found': 'There is no such ticket.',
  'not-allowed': 'Your role does not reach that far.',
  'not-fresh': 'Prove who you are first, then try again.',
  'claimed-by-other': 'A colleague has claimed this ticket. You can still write notes.',
  'not-claimed': 'Claim the ticket first.',
  closed: 'The ticket is closed. Reopen it to go on.',
  'not-closed': 'The ticket is still being worked on.',
  empty: 'Write something first.',
  'unknown-agent': 'There is no such agent, or the account is disabled.',
  'other-merchant': 'Only tickets of the same merchant or the same device can be merged.',
  'not-refused': 'This message was not refused; it need not be sent again.',
  'unknown-step': 'There is no such step; pick another one.',
  'too-wide': 'The range is too wide; make it shorter.',
  'too-large': 'That is too large; make it shorter.',
  malformed: 'Something is not filled in right; look over it and try again.',
  failed: 'The server was not reached. Your text is kept: look in the transcript whether it went out, then try again.',
};
const say = inWords(ZH, EN);

/** A sentence for the agent. */
export function problemInWords({ code, who }: Problem): string {
  const sentence = say()[code] ?? `${say().failed} (${code})`;
  return who === undefined ? sentence : `${sentence} (${who})`;
}
