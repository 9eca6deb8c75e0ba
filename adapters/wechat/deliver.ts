/** Sends a reply: in the response to what the merchant wrote where one waits, else as customer-service message. */

import type { Delivery, DeliveryResult } from '#adapters/contract.ts';
import { createDoubtfulTries } from '#adapters/doubtful-tries.ts';
import type { ApiFailure } from '#adapters/tencent/call-api.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { WEIXIN_CODES, type WeixinApi } from './api.ts';
import type { Exchanges, Offered } from './exchanges.ts';
import type { Ledger } from './ledger.ts';
import type { Pledges } from './pledges.ts';
import type { Remind } from './remind.ts';
import { linkText, menuBody, type Piece, renderReply, textBody } from './render.ts';
import type { Rights } from './rights.ts';

/** What delivering needs. */
export interface DeliverDependencies {
  readonly api: Pick<WeixinApi, 'call'>;
  readonly exchanges: Exchanges;
  readonly ledger: Ledger;
  readonly rights: Rights;
  readonly remind: Remind;
  readonly pledges: Pledges;
  readonly undelivered: (deliveryId: string, reason: string) => Promise<void>;
  readonly warn: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** `doubtful`: nobody knows whether it was sent. */
type PieceResult =
  | (Exclude<DeliveryResult, { kind: 'delivered' }> & { readonly doubtful?: true })
  | { readonly kind: 'sent'; readonly counted: number };

const SEND = '/cgi-bin/message/custom/send';
const REASONS = {
  windowClosed: '商户上次来信已超过 48 小时 · more than 48 hours since the merchant wrote',
  quotaUsed: '微信允许的条数已用完 · no messages left of those that WeChat allows',
  noInterface: '公众号没有客服接口 · the account has no customer-service interface',
  unanswered: '微信没有取走回复 · WeChat did not take the reply',
  reminded: '已发提醒 · a reminder was sent',
};
/** The outbox gives a try 30 seconds; a message with a token that must be renewed may take 20. */
const BEGIN_WITHIN_MS = 8_000;
const SLOW: PieceResult = { kind: 'retry', reason: 'WeChat is slow; the rest follows' };
/** Deliveries that are begun and not finished are few; what is forgotten is sent again from its start. */
const MOST_BEGUN = 1_000;

/** The channel's `deliver`. */
export function createDeliver(dependencies: DeliverDependencies): (delivery: Delivery) => Promise<DeliveryResult> {
  const { ledger } = dependencies;
  // How many messages of a delivery are out already.
  const begun = new Map<string, number>();
  const tries = createDoubtfulTries();
  return async (delivery) => {
    const { id, conversationId, room } = delivery;
    const startedAtMs = performance.now();
    let done = begun.get(id) ?? 0;
    let counted = 0;
    for (const piece of renderReply(delivery.reply).slice(done)) {
      const unlimited = room === undefined;
      const left = unlimited ? Number.POSITIVE_INFINITY : (ledger.left(conversationId) ?? room - counted);
      const late = performance.now() - startedAtMs > BEGIN_WITHIN_MS;
      const result = late ? SLOW : await sendPiece(dependencies, delivery, piece, left);
      if (result.kind !== 'sent') {
        if (done > 0) keep(begun, id, done);
        const { doubtful, ...ended } = result;
        tries.failed(delivery, doubtful !== true);
        if (ended.kind === 'refused') tries.settled(id);
        return ended;
      }
      done += 1;
      counted += result.counted;
    }
    begun.delete(id);
    const doubled = tries.mayHaveArrived(delivery) ? { perhapsTwice: true as const } : {};
    tries.settled(id);
    return { kind: 'delivered', messages: counted, ...doubled };
  };
}

function keep(begun: Map<string, number>, id: string, done: number): void {
  begun.set(id, done);
  const [oldest] = begun.keys();
  if (begun.size > MOST_BEGUN && oldest !== undefined) begun.delete(oldest);
}

async function sendPiece(
  dependencies: DeliverDependencies,
  delivery: Delivery,
  piece: Piece,
  left: number,
): Promise<PieceResult> {
  const { exchanges, rights } = dependencies;
  const canSend = await rights.has('customer-service');
  const offered = canSend
    ? await exchanges.offer(delivery.conversationId, linkText(piece))
    : await gatherText(dependencies, delivery, linkText(piece));
  // A passive reply counts against no quota.
  if (offered !== 'left') return { kind: 'sent', counted: 0 };
  if (!canSend) return { kind: 'held', reason: REASONS.noInterface };
  if (left <= 0) return remindAndHold(dependencies, delivery, REASONS.quotaUsed);
  return sendLater(dependencies, delivery, piece);
}

/** What gathering needs. */
type GatherDependencies = Pick<DeliverDependencies, 'exchanges' | 'pledges' | 'undelivered' | 'warn'>;

/** Puts a text into the answer that is about to be written: it counts as delivered now, and is kept until it is. */
async function gatherText(
  dependencies: GatherDependencies,
  { id, conversationId }: Pick<Delivery, 'id' | 'conversationId'>,
  text: string,
): Promise<Offered> {
  const { exchanges, pledges } = dependencies;
  const end = (written: boolean): void => endPledge(dependencies, conversationId, id, written);
  const offered = await exchanges.gather(conversationId, text, end);
  if (offered !== 'left') await pledges.add(conversationId, id, text);
  return offered;
}

function endPledge(
  { pledges, undelivered, warn }: GatherDependencies,
  conversationId: ConversationId,
  id: string,
  written: boolean,
): void {
  const told = written ? Promise.resolve() : undelivered(id, REASONS.unanswered);
  told.then(() => pledges.drop(conversationId, id)).catch(() => warn('wechat-loss-not-told', { deliveryId: id }));
}

/** Says in the next answer what a crash has kept from being said; what finds no room there is told to the agent. */
export async function takeOverPledges(dependencies: GatherDependencies, conversationId: ConversationId): Promise<void> {
  for (const { id, text } of await dependencies.pledges.takeOver(conversationId)) {
    const offered = gatherText(dependencies, { id, conversationId }, text);
    // Not waited for: the answer is open only once the message is stored, which waits for this.
    offered
      .then((how) => how === 'left' && endPledge(dependencies, conversationId, id, false))
      .catch(() => dependencies.warn('wechat-loss-not-told', { deliveryId: id }));
  }
}

/** Sends a customer-service message, as a menu where the account has menus. */
async function sendLater(dependencies: DeliverDependencies, delivery: Delivery, piece: Piece): Promise<PieceResult> {
  const { api, rights, ledger } = dependencies;
  const asMenu = piece.choices.length > 0 && (await rights.has('menus'));
  const { senderId } = delivery;
  const body = asMenu ? menuBody(senderId, piece) : textBody(senderId, linkText(piece));
  const result = await api.call({ path: SEND, body });
  if (result.kind === 'ok') {
    ledger.spend(delivery.conversationId);
    return { kind: 'sent', counted: 1 };
  }
  if (asMenu && result.errcode === WEIXIN_CODES.noMenus) {
    await rights.refused('menus');
    return sendLater(dependencies, delivery, piece);
  }
  return afterFailure(dependencies, delivery, result);
}

async function afterFailure(
  dependencies: DeliverDependencies,
  delivery: Delivery,
  failure: ApiFailure,
): Promise<PieceResult> {
  switch (failure.errcode) {
    case WEIXIN_CODES.windowClosed:
      return remindAndHold(dependencies, delivery, REASONS.windowClosed);
    case WEIXIN_CODES.quotaUsed:
      return remindAndHold(dependencies, delivery, REASONS.quotaUsed);
    case WEIXIN_CODES.noInterface:
      await dependencies.rights.refused('customer-service');
      return { kind: 'held', reason: REASONS.noInterface };
    default:
      return {
        kind: failure.advice === 'never' ? 'refused' : 'retry',
        reason: failure.reason,
        ...(failure.errcode === undefined && !failure.unsent ? { doubtful: true } : {}),
      };
  }
}

async function remindAndHold(
  { remind }: DeliverDependencies,
  { senderId, reply }: Delivery,
  reason: string,
): Promise<PieceResult> {
  const reminded = await remind(senderId, reply.text);
  return { kind: 'held', reason: reminded ? `${reason}; ${REASONS.reminded}` : reason };
}
