/** What ways of solving a case are called. */

import type { ResolutionCode } from '#dialogs/ticket.ts';
import { inWords } from '../settings.ts';

const ZH: Readonly<Record<ResolutionCode, string>> = {
  'fixed-with-merchant': '指导商户修好',
  'fixed-by-us': '后台处理好',
  replaced: '换机',
  'site-visit': '上门处理',
  'sent-to-bank': '转银行',
  explained: '解释清楚',
  duplicate: '重复工单',
  'not-reached': '联系不上商户',
  other: '其他',
};
const EN: typeof ZH = {
  'fixed-with-merchant': 'Fixed with the merchant',
  'fixed-by-us': 'Fixed on our side',
  replaced: 'Device replaced',
  'site-visit': 'Site visit',
  'sent-to-bank': 'Sent to the bank',
  explained: 'Explained',
  duplicate: 'Duplicate',
  'not-reached': 'Merchant not reached',
  other: 'Other',
};
const say = inWords(ZH, EN);

/** The way in words. */
export function resolutionName(code: ResolutionCode): string {
  return say()[code];
}
