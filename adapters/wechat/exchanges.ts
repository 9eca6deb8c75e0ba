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
  /**
   * As `offer`, for accounts that can say nothing later: texts are gathered into one answer. `onEnd` learns whether
   * WeChat has read it.
   */
  gather(conversationId: ConversationId, text: string, onEnd: (written: boolean) => void): Promise<Offered>;
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
  readonly onEnd: ((written: boolean) => void)[];
  ending?: Ending;
}

/** WeChat's tries end within this time. */
const REMEMBERED_MS = 30_000;
const JOINT = '\n\n';

/** All exchanges of this process that WeChat may still ask about. */
interface Book {
  readonly config: ExchangeConfig;
  readonly byMessage: Map<string, Exchange>;
  /** Those that wait for an answer, the longest first. */
  readonly byConversation: Map<ConversationId, Exchange[]>;
  readonly storing: Map<ConversationId, Promise<void>>;
}

/** No exchanges yet. */
export function createExchanges(config: ExchangeConfig): Exchanges {
  const book: Book = { config, byMessage: new Map(), byConversation: new Map(), storing: new Map() };
  return {
    enter(incoming, waiting) {
      const exchange = book.byMessage.get(incoming.id) ?? open(book, incoming);
      if (exchange.ending === undefined) exchange.waiting.push(waiting);
      else void answerAgain(exchange, exchange.ending, waiting);
    },
    async offer(conversationId, text) {
      const exchange = await take(book, conversationId);
      if (exchange === undefined) return 'left';
      if (await end(book, exchange, { kind: 'reply', text })) return 'written';
      exchange.ending = { kind: 'nothing' };
      return 'left';
    },
    async gather(conversationId, text, onEnd) {
      const exchange = await take(book, conversationId);
      if (exchange === undefined) return 'left';
      const all = [...exchange.gathered, text].join(JOINT);
      if (exchange.gathered.length > 0 && Buffer.byteLength(all) > config.mostBytes) return 'left';
      if (exchange.gathered.length === 0) setTimeout(() => void endGathered(book, exchange), config.gatherMs);
      exchange.gathered.push(text);
      exchange.onEnd.push(onEnd);
      return 'taken';
    },
  };
}

function open(book: Book, incoming: Incoming): Exchange {
  const { byMessage, byConversation, storing } = book;
  forgetOld(byMessage);
  const { id, conversationId } = incoming;
  const { promise: stored, resolve } = Promise.withResolvers<void>();
  const openedAtMs = performance.now();
  const exchange: Exchange = { conversationId, stored, openedAtMs, waiting: [], gathered: [], onEnd: [] };
  byMessage.set(id, exchange);
  byConversation.set(conversationId, [...(byConversation.get(conversationId) ?? []), exchange]);
  // One after the other: a photo takes longer to fetch than the words that follow it.
  const stores = store(book, exchange, incoming, storing.get(conversationId)).then(() => {
    if (storing.get(conversationId) === stores) storing.delete(conversationId);
    resolve();
  });
  storing.set(conversationId, stores);
  return exchange;
}

async function store(
  book: Book,
  exchange: Exchange,
  incoming: Incoming,
  previous: Promise<void> | undefined,
): Promise<void> {
  await previous;
  const failed = await incoming.store().catch((): Ending => ({ kind: 'failed', retryAfterMs: 2_000 }));
  if (failed !== undefined) {
    // Forgotten, so that the next try stores it.
    book.byMessage.delete(incoming.id);
    await end(book, exchange, failed);
    return;
  }
  const leftMs = book.config.waitMs - (performance.now() - exchange.openedAtMs);
  setTimeout(() => timeOut(book, exchange), Math.max(0, leftMs)).unref();
}

/** The exchange that the next answer of a conversation goes into, once its message is on disk. */
async function take(book: Book, conversationId: ConversationId): Promise<Exchange | undefined> {
  for (;;) {
    const [exchange] = book.byConversation.get(conversationId) ?? [];
    if (exchange === undefined) return undefined;
    await exchange.stored;
    if (exchange.ending !== undefined) continue;
    if (exchange.waiting.some((one) => one.isOpen())) return exchange;
    // Nobody listens; what is said goes by another way, and a later try is only acknowledged.
    await end(book, exchange, { kind: 'nothing' });
  }
}

function timeOut(book: Book, exchange: Exchange): void {
  if (exchange.ending !== undefined) return;
  if (exchange.gathered.length > 0) void endGathered(book, exchange);
  else void end(book, exchange, { kind: 'nothing' });
}

async function endGathered(book: Book, exchange: Exchange): Promise<void> {
  if (exchange.ending !== undefined) return;
  const written = await end(book, exchange, { kind: 'reply', text: exchange.gathered.join(JOINT) });
  if (written) report(exchange, true);
  // WeChat may try again and get the answer then.
  else setTimeout(() => report(exchange, false), REMEMBERED_MS).unref();
}

/** Answers all tries that wait; true when one of them was there to read it. */
async function end({ byConversation }: Book, exchange: Exchange, ending: Ending): Promise<boolean> {
  exchange.ending = ending;
  const { conversationId } = exchange;
  const others = byConversation.get(conversationId)?.filter((other) => other !== exchange) ?? [];
  if (others.length > 0) byConversation.set(conversationId, others);
  else byConversation.delete(conversationId);
  const written = await Promise.all(exchange.waiting.splice(0).map((one) => one.end(ending)));
  return written.includes(true);
}

async function answerAgain(exchange: Exchange, ending: Ending, waiting: Waiting): Promise<void> {
  if (await waiting.end(ending)) report(exchange, true);
}

/** Tells everybody who has a text in the answer how it ended, once. */
function report({ onEnd }: Exchange, written: boolean): void {
  for (const tell of onEnd.splice(0)) tell(written);
}

/** Drops what WeChat will not ask for again; the oldest come first. */
function forgetOld(byMessage: Map<string, Exchange>): void {
  for (const [id, exchange] of byMessage) {
    if (performance.now() - exchange.openedAtMs < REMEMBERED_MS) return;
    if (exchange.ending !== undefined) byMessage.delete(id);
  }
}
