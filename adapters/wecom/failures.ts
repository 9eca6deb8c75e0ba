/** What a failed send means for a delivery, in words that an agent understands. */

import type { DeliveryResult } from '#adapters/contract.ts';
import type { ApiFailure } from '#adapters/tencent/call-api.ts';
import { NOT_ALLOWED_YET, TOO_OFTEN } from './api.ts';

const MINUTE_MS = 60_000;
/** The chat's state does not let the API write. */
const STATE_FORBIDS = 95018;
/** Codes after which only a new message from the merchant opens the way again. */
const HELD: ReadonlyMap<number, string> = new Map([
  [95001, '客户回复前只能发5条 · five messages are all until the merchant writes again'],
  [95002, '客户最后一条消息已超过48小时 · the merchant last wrote more than 48 hours ago'],
  [95013, '会话已结束 · the chat has ended'],
  [STATE_FORBIDS, '同事在企业微信接待,或会话已超过48小时 · a colleague has the chat in WeCom, or 48 hours are over'],
]);

/** By `fail_type` of msg_send_fail. https://developer.work.weixin.qq.com/document/path/94670 */
const LOST: ReadonlyMap<number, string> = new Map([
  [1, '客服账号已删除 · the service account has been deleted'],
  [2, '应用已关闭 · the app has been closed'],
  [4, '会话已超过48小时 · 48 hours were over'],
  [5, '会话已关闭 · the chat was closed'],
  [6, '超过5条限制 · more than five messages'],
  [7, '未绑定视频号 · no Channels account is bound'],
  [8, '企业主体未验证 · the company is not verified'],
  [9, '未绑定视频号且主体未验证 · no Channels account is bound and the company is not verified'],
  [10, '客户拒收 · the merchant has refused messages'],
  [11, '没有登录的接待人员 · no colleague of the account is signed in'],
  [12, '消息类型不允许 · this type of message is not allowed'],
]);

/** True when a change of the chat's state may help. */
export function isStateFailure(failure: ApiFailure): boolean {
  return failure.errcode === STATE_FORBIDS;
}

/**
 * True when the platform has had a message with this id already. The code of it is documented nowhere, only that an id
 * has to be unique; ids of ours are always well formed, so an error that names the id can mean nothing else.
 */
export function isTakenId(failure: ApiFailure): boolean {
  return failure.errcode !== undefined && !HELD.has(failure.errcode) && /msg_?id/i.test(failure.reason);
}

/** How the delivery ends. */
export function resultOfFailure(failure: ApiFailure): Exclude<DeliveryResult, { kind: 'delivered' }> {
  const { errcode, advice, reason } = failure;
  const held = errcode === undefined ? undefined : HELD.get(errcode);
  if (held !== undefined) return { kind: 'held', reason: `${held} (${errcode})` };
  if (errcode !== undefined && TOO_OFTEN.includes(errcode)) return { kind: 'retry', reason, afterMs: MINUTE_MS };
  if (errcode !== undefined && NOT_ALLOWED_YET.includes(errcode)) {
    return { kind: 'retry', reason, afterMs: 5 * MINUTE_MS };
  }
  return advice === 'never' ? { kind: 'refused', reason } : { kind: 'retry', reason };
}

/** Why a message never arrived. */
export function describeLoss(failType: number): string {
  return LOST.get(failType) ?? `原因不明 · for an unknown reason (${failType})`;
}
