/** Callbacks that wait for their answer: the first reply goes back in the response to what the merchant wrote. */

import type { ConversationId } from '#dialogs/message.ts';

/** How a callback is answered. */
export type Ending =
  | { readonly kind: 'reply'; readonly text: string }
  /** Acknowledged; what is to be said goes by another way. */
  | { readonly kind: 'nothing' }
  /** Not stored: WeChat is to bring it again. */
  | { readonly kind: 'failed'; readonly retryAfterMs: number };

/** One of WeChat's tries, waiting on its connection. */
export interface Waiting {
  isOpen(): boolean;
  /** Answers it; false when nobody was there any more to read the answer. */
  end(ending: Ending): Promise<boolean>;
}

/** What a callback brought. */
export interface Incoming {
  readonly id: string;
  readonly conversationId: ConversationId;
  /** Stores it; the ending when it could not be, undefined when it is on disk. */
  readonly store: () => Promise<Extract<Ending, { kind: 'failed' }> | undefined>;
}

/** What became of a text that was offered to a waiting callback. */
export type Offered =
  | 'written'
  /** Will be written within a moment, with what else is offered meanwhile. */
  | 'taken'
  /** Nobody waits, or there is no room. */
  | 'left';

/** Waiting callbacks by message and by conversation. */
export interface Exchanges {
  /** Opens the exchange of a message, or joins it when WeChat tries again. */
  enter(incoming: Incoming, waiting: Waiting): void;
  /** Answers the longest waiting callback of a conversation with a text. */
  offer(conversationId: ConversationId, text: string): Promise<Offered>;
  /** As `offer`, for accounts that can say nothing later: texts are gathered into one answer. */
  gather(conversationId: ConversationId, text: string, onLost: () => void): Promise<Offered>;
}

/** Times in milliseconds. */
export interface ExchangeConfig {
  /** WeChat gives up after five seconds; until then we wait for an answer. */
  readonly waitMs: number;
  /** How long an answer that others may join is held back. */
  readonly gatherMs: number;
  readonly mostBytes: number;
}

interface Exchange {
  readonly conversationId: ConversationId;
  /** Resolves when the message is stored, or could not be. */
  readonly stored: Promise<void>;
  readonly openedAtMs: number;
  readonly waiting: Waiting[];
  readonly gathered: string[];
  readonly onLost: (() => void)[];
  ending?: Ending;
}

/** WeChat's tries end within this time. */
const REMEMBERED_MS = 30_000;
const JOINT = '\n\n';

/** No exchanges yet. */
export function createExchanges(config: ExchangeConfig): Exchanges {
  const byMessage = new Map<string, Exchange>();
  const byConversation = new Map<ConversationId, Exchange[]>();
  const storing = new Map<ConversationId, Promise<void>>();

  const leave = (exchange: Exchange): void => {
    const others = byConversation.get(exchange.conversationId)?.filter((other) => other !== exchange) ?? [];
    if (others.length > 0) byConversation.set(exchange.conversationId, others);
    else byConversation.delete(exchange.conversationId);
  };

  const end = async (exchange: Exchange, ending: Ending): Promise<boolean> => {
    exchange.ending = ending;
    leave(exchange);
    const written = await Promise.all(exchange.waiting.splice(0).map((one) => one.end(ending)));
    return written.includes(true);
  };

  const endGathered = async (exchange: Exchange): Promise<void> => {
    if (exchange.ending !== undefined) return;
    const written = await end(exchange, { kind: 'reply', text: exchange.gathered.join(JOINT) });
    if (written) exchange.onLost.length = 0;
    // WeChat may try again and get the answer then.
    else setTimeout(() => reportLost(exchange), REMEMBERED_MS).unref();
  };

  const timeOut = (exchange: Exchange): void => {
    if (exchange.ending !== undefined) return;
    if (exchange.gathered.length > 0) void endGathered(exchange);
    else void end(exchange, { kind: 'nothing' });
  };

  const run = async (exchange: Exchange, incoming: Incoming, previous: Promise<void> | undefined): Promise<void> => {
    await previous;
    const failed = await incoming.store().catch((): Ending => ({ kind: 'failed', retryAfterMs: 2_000 }));
    if (failed !== undefined) {
      // Forgotten, so that the next try stores it.
      byMessage.delete(incoming.id);
      await end(exchange, failed);
      return;
    }
    const leftMs = config.waitMs - (performance.now() - exchange.openedAtMs);
    setTimeout(() => timeOut(exchange), Math.max(0, leftMs)).unref();
  };

  const open = (incoming: Incoming): Exchange => {
    forgetOld(byMessage);
    const { id, conversationId } = incoming;
    const { promise: stored, resolve } = Promise.withResolvers<void>();
    const openedAtMs = performance.now();
    const exchange: Exchange = { conversationId, stored, openedAtMs, waiting: [], gathered: [], onLost: [] };
    byMessage.set(id, exchange);
    byConversation.set(conversationId, [...(byConversation.get(conversationId) ?? []), exchange]);
    // One after the other: a photo takes longer to fetch than the words that follow it.
    const stores = run(exchange, incoming, storing.get(conversationId)).then(() => {
      if (storing.get(conversationId) === stores) storing.delete(conversationId);
      resolve();
    });
    storing.set(conversationId, stores);
    return exchange;
  };

  const take = async (conversationId: ConversationId): Promise<Exchange | undefined> => {
    for (;;) {
      const [exchange] = byConversation.get(conversationId) ?? [];
      if (exchange === undefined) return undefined;
      await exchange.stored;
      if (exchange.ending !== undefined) continue;
      if (exchange.waiting.some((one) => one.isOpen())) return exchange;
      // Nobody listens; what is said goes by another way, and a later try is only acknowledged.
      await end(exchange, { kind: 'nothing' });
    }
  };

  return {
    enter(incoming, waiting) {
      const exchange = byMessage.get(incoming.id) ?? open(incoming);
      if (exchange.ending === undefined) exchange.waiting.push(waiting);
      else void answerAgain(exchange, exchange.ending, waiting);
    },
    async offer(conversationId, text) {
      const exchange = await take(conversationId);
      if (exchange === undefined) return 'left';
      if (await end(exchange, { kind: 'reply', text })) return 'written';
      exchange.ending = { kind: 'nothing' };
      return 'left';
    },
    async gather(conversationId, text, onLost) {
      const exchange = await take(conversationId);
      if (exchange === undefined) return 'left';
      const all = [...exchange.gathered, text].join(JOINT);
      if (exchange.gathered.length > 0 && Buffer.byteLength(all) > config.mostBytes) return 'left';
      if (exchange.gathered.length === 0) setTimeout(() => void endGathered(exchange), config.gatherMs);
      exchange.gathered.push(text);
      exchange.onLost.push(onLost);
      return 'taken';
    },
  };
}

async function answerAgain(exchange: Exchange, ending: Ending, waiting: Waiting): Promise<void> {
  if (await waiting.end(ending)) exchange.onLost.length = 0;
}

function reportLost(exchange: Exchange): void {
  for (const report of exchange.onLost.splice(0)) report();
}

/** Drops what WeChat will not ask for again; the oldest come first. */
function forgetOld(byMessage: Map<string, Exchange>): void {
  for (const [id, exchange] of byMessage) {
    if (performance.now() - exchange.openedAtMs < REMEMBERED_MS) return;
    if (exchange.ending !== undefined) byMessage.delete(id);
  }
}
