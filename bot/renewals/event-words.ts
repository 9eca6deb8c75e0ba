/** What the transcript says of an application's history, for agents of either language. Pure. */

import type { Renewal, RenewalAction } from '#dialogs/renewal.ts';

const WORDS: Readonly<Record<RenewalAction, readonly [zh: string, en: string]>> = {
  fill: ['', ''],
  submit: ['已提交', 'submitted'],
  receive: ['收到纸质材料', 'paper brought in'],
  begin: ['开始审核', 'review begun'],
  'ask-more': ['待补件', 'more papers wanted'],
  approve: ['审核通过', 'approved'],
  reject: ['驳回', 'rejected'],
  offer: ['已发上门时间', 'visit times offered'],
  choose: ['商户选了时间', 'merchant chose a time'],
  dispatch: ['已派工', 'engineer assigned'],
  complete: ['已完成', 'completed'],
};

/** The line of an event; empty for what is not worth one. */
export function eventWords(
  renewal: Renewal,
  {
    action,
    by,
    note,
  }: { readonly action: RenewalAction | 'revoke'; readonly by?: { readonly name: string }; readonly note?: string },
): string {
  if (action === 'revoke')
    return `续期 ${renewal.number} 链接作废 · renewal ${renewal.number}: links revoked by ${by?.name ?? ''}`;
  const [zh, en] = WORDS[action];
  if (zh === '') return '';
  const none = action === 'choose' && renewal.visit === undefined;
  const words = none ? '商户：这几个时间都不行 · merchant: none of these times' : `${zh} · ${en}`;
  const who = by === undefined ? '' : ` by ${by.name}`;
  return `续期 ${renewal.number} ${words}${who}${note === undefined ? '' : `：${note}`}`;
}
