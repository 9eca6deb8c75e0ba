/** What the status of a ticket and whoever speaks in it are called, wherever agents see them. Pure. */

import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { TicketStatus } from '#dialogs/ticket.ts';
import type { Wording } from '#knowledge/guide.ts';

const wording = (hans: string, hant: string, en: string): Wording => ({ 'zh-Hans': hans, 'zh-Hant': hant, en });

/** How a ticket stands. */
export const STATUS_WORDS: Readonly<Record<TicketStatus, Wording>> = {
  open: wording('待接单', '待接單', 'Open'),
  claimed: wording('处理中', '處理中', 'Claimed'),
  waiting: wording('等商户', '等商戶', 'Waiting for the merchant'),
  resolved: wording('已解决', '已解決', 'Resolved'),
  reopened: wording('重新打开', '重新開啟', 'Reopened'),
  cancelled: wording('已撤销', '已撤銷', 'Cancelled'),
};

/** Who a line of the transcript is from. */
export const SPEAKER_WORDS: Readonly<Record<TranscriptLine['from'], Wording>> = {
  merchant: wording('商户', '商戶', 'Merchant'),
  bot: wording('机器人', '機器人', 'Bot'),
  agent: wording('客服', '客服', 'Agent'),
  note: wording('内部备注', '內部備註', 'Internal note'),
  event: wording('系统', '系統', 'System'),
};

/** All of some words in one language. */
export function wordsIn<Key extends string>(
  words: Readonly<Record<Key, Wording>>,
  locale: keyof Wording,
): Readonly<Record<Key, string>> {
  const entries = (Object.keys(words) as Key[]).map((key) => [key, words[key][locale]] as const);
  return Object.fromEntries(entries) as Record<Key, string>;
}
