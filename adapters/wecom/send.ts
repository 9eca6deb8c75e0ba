/** Deliveries -> send_msg. */

import type { ChannelDependencies, Delivery, DeliveryResult } from '#adapters/contract.ts';
import type { ApiResult, TencentApi } from '#adapters/tencent/call-api.ts';
import { isStateFailure, isTakenId, resultOfFailure } from './failures.ts';
import type { MessageIds } from './message-ids.ts';
import type { KfCustomer } from './receive.ts';
import { type KfContent, QUOTA, renderReply } from './render.ts';
import type { ServiceStates } from './service-state.ts';
import type { Spent } from './spent.ts';

/** What sending needs. */
export interface SendDependencies {
  readonly api: TencentApi;
  readonly ids: MessageIds;
  readonly states: ServiceStates;
  readonly spent: Spent;
  readonly warn: ChannelDependencies['warn'];
}

/** One part of a delivery on its way. */
interface Part {
  readonly customer: KfCustomer;
  readonly content: KfContent;
  readonly deliveryId: string;
  readonly part: number;
  /** True when the platform may have had this part from an earlier try. */
  readonly repeated: boolean;
}

/** How one part ended: `taken` when the platform has had it from an earlier try. */
type PartResult =
  | { readonly kind: 'sent' }
  | { readonly kind: 'taken' }
  | Exclude<DeliveryResult, { kind: 'delivered' }>;

const SENT: PartResult = { kind: 'sent' };
const TAKEN: PartResult = { kind: 'taken' };
const NO_ROOM = '平台允许的条数已用完 · the platform takes no more messages for now';
/** Deliveries that are remembered as begun; each is forgotten when it ends. */
const MOST_BEGUN = 10_000;

/**
 * Sends deliveries. Parts that an earlier try brought through are refused by the platform for their id and count as
 * sent, so a delivery that stopped half-way goes on where it stopped.
 */
export function createSender(dependencies: SendDependencies): (delivery: Delivery) => Promise<DeliveryResult> {
  // The attempts of a delivery that was held are counted anew, and yet it may have been sent before.
  const begun = new Set<string>();
  return async (delivery) => {
    const { id, attempt } = delivery;
    const result = await sendDelivery(delivery, attempt > 1 || begun.has(id), dependencies);
    begun.delete(id);
    if (result.kind === 'held' || result.kind === 'retry') begun.add(id);
    const [oldest] = begun;
    if (begun.size > MOST_BEGUN && oldest !== undefined) begun.delete(oldest);
    return result;
  };
}

async function sendDelivery(
  { id, address, senderId, reply, room }: Delivery,
  repeated: boolean,
  dependencies: SendDependencies,
): Promise<DeliveryResult> {
  if (address === undefined || address === '') {
    return { kind: 'refused', reason: '不知道客户在哪个客服账号 · no service account is known for this merchant' };
  }
  const customer = { kfId: address, userId: senderId };
  await dependencies.states.keep(customer);
  const contents = renderReply(reply);
  // Without a limit from the desk there is none to correct.
  const most = room === undefined ? room : Math.min(room, QUOTA - dependencies.spent.since(customer));
  let sent = 0;
  for (const [part, content] of contents.entries()) {
    if (most !== undefined && sent >= most) return { kind: 'held', reason: NO_ROOM };
    const result = await sendPart({ customer, content, deliveryId: id, part, repeated }, dependencies);
    if (result.kind === 'sent') sent += 1;
    else if (result.kind !== 'taken') return result;
  }
  return { kind: 'delivered', messages: contents.length };
}

async function sendPart(part: Part, dependencies: SendDependencies): Promise<PartResult> {
  const result = await callSend(part, dependencies);
  if (result.kind === 'ok') return SENT;
  if (isTakenId(result)) return part.repeated ? TAKEN : sendUnderSpareId(part, dependencies);
  if (!isStateFailure(result) || !(await dependencies.states.takeBack(part.customer))) return resultOfFailure(result);
  const again = await callSend(part, dependencies);
  if (again.kind === 'ok') return SENT;
  return isTakenId(again) ? TAKEN : resultOfFailure(again);
}

/**
 * A delivery that was never tried cannot have been sent: its id belongs to a message that was sent after the copy was
 * made from which this database has been restored.
 */
async function sendUnderSpareId(part: Part, dependencies: SendDependencies): Promise<PartResult> {
  dependencies.warn('wecom-id-taken', { deliveryId: part.deliveryId });
  const result = await callSend(part, dependencies, 'spare');
  if (result.kind === 'ok') return SENT;
  return isTakenId(result) ? TAKEN : resultOfFailure(result);
}

async function callSend(
  { customer, content, deliveryId, part }: Part,
  { api, ids, spent }: SendDependencies,
  which: 'first' | 'spare' = 'first',
): Promise<ApiResult> {
  const msgid = await ids.of(deliveryId, part, which);
  const body = { touser: customer.userId, open_kfid: customer.kfId, msgid, ...content };
  const result = await api.call({ path: '/cgi-bin/kf/send_msg', body });
  // Without an answer nobody knows.
  if (result.kind === 'ok' || result.errcode === undefined) spent.sent(customer);
  return result;
}
