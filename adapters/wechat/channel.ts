/** The WeChat official account (公众号): its callback, its replies and its check. */

import type { Channel, ChannelDependencies } from '#adapters/contract.ts';
import type { FormerSecrets } from '#adapters/tencent/envelope.ts';
import { TEXT_BYTES } from '#adapters/tencent/split-text.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import { createWeixinApi, type WeixinApi } from './api.ts';
import { createCallback } from './callback.ts';
import { checkWechat } from './check.ts';
import { createDeliver, takeOverPledges } from './deliver.ts';
import { createExchanges, type Incoming } from './exchanges.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { fetchMedia } from './media.ts';
import { createPledges } from './pledges.ts';
import { followerOf, type IncomingMessage } from './receive.ts';
import { createRemind } from './remind.ts';
import { MOST_CHOICES } from './render.ts';
import { createRights } from './rights.ts';
import { createShowWriting, createTyping, type Typing } from './typing.ts';

/** The settings of one official account, as its console shows them. */
export interface WechatConfig extends FormerSecrets {
  readonly appId: string;
  readonly appSecret: string;
  readonly token: string;
  /** The 43 characters of EncodingAESKey, for the safe and the compatible mode; absent: plain mode. */
  readonly encodingAesKey?: string;
  /** Where the API is; WeChat's own when absent. */
  readonly apiUrl?: string;
  /** A template or subscription message that tells a merchant outside the 48 hours that an answer waits. */
  readonly templateId?: string;
  /** Times that differ in tests, in milliseconds. */
  readonly patience?: Partial<WechatPatience>;
}

/** How long the channel waits, in milliseconds. */
export interface WechatPatience {
  /** For the answer that goes into the response to WeChat's call, which gives up after five seconds. */
  readonly answerMs: number;
  /** For more to say in that answer, where nothing can be said later. */
  readonly gatherMs: number;
  /** For a photo. */
  readonly mediaMs: number;
  /** For a call of the API. */
  readonly apiMs: number;
  /** Before the merchant is shown that the desk is at work. */
  readonly typingMs: number;
}

const PATIENCE: WechatPatience = { answerMs: 4_500, gatherMs: 300, mediaMs: 3_000, apiMs: 5_000, typingMs: 700 };
const HOUR_MS = 3_600_000;
/** Less than WeChat allows by this much, because a message takes its time to get there. */
const MARGIN_MS = 5_000;
const LIMITS = {
  choices: MOST_CHOICES,
  textBytes: TEXT_BYTES,
  replyWindowMs: 48 * HOUR_MS - MARGIN_MS,
  quota: 5,
  tap: { quota: 3, windowMs: 60_000 - MARGIN_MS },
};
const NOTE_EVERY_MS = HOUR_MS;

/** The channel `wechat` at `/wechat`. */
export function createWechatChannel(config: WechatConfig, dependencies: ChannelDependencies): Channel {
  const { notebook, now, warn, undelivered } = dependencies;
  const patience = { ...PATIENCE, ...config.patience };
  const api = createWeixinApi({ ...config, timeoutMs: patience.apiMs }, now);
  const exchanges = createExchanges({
    waitMs: patience.answerMs,
    gatherMs: patience.gatherMs,
    mostBytes: TEXT_BYTES,
  });
  const rights = createRights(config.appId, notebook, now);
  const remind = createRemind({ api, templateId: config.templateId, warn, now });
  const calls = noteCalls(config.appId, dependencies);
  const ledger = createLedger(LIMITS, now);
  const typing = createTyping({ api, rights, afterMs: patience.typingMs });
  const showWriting = createShowWriting({ api, rights });
  dependencies.whileWriting?.((conversationId) => {
    const openId = followerOf(conversationId);
    if (openId !== undefined) showWriting(openId);
  });
  const pledges = createPledges(config.appId, notebook);
  const takeOver = async (conversationId: ConversationId): Promise<void> => {
    if (await rights.has('customer-service')) return;
    await takeOverPledges({ exchanges, pledges, undelivered, warn }, conversationId);
  };
  const store = createStore({ api, ledger, typing, takeOver, mediaMs: patience.mediaMs }, dependencies);
  return {
    name: 'wechat',
    limits: { ...LIMITS, ...(config.templateId === undefined ? {} : { reminds: true }) },
    path: '/wechat',
    handler: createCallback(config, {
      onGenuine: calls.note,
      onMessage: (incoming, waiting) => exchanges.enter(store(incoming), waiting),
      warn,
      now,
    }),
    deliver: createDeliver({ api, exchanges, ledger, rights, remind, pledges, undelivered, warn }),
    check: () => checkWechat({ api, lastCallMs: calls.last, now }),
  };
}

interface StoreTools {
  readonly api: WeixinApi;
  readonly ledger: Ledger;
  readonly typing: Typing;
  /** Called for every message that is on disk. */
  readonly takeOver: (conversationId: ConversationId) => Promise<void>;
  readonly mediaMs: number;
}

/** Makes of a message the work that puts it on disk. */
function createStore({ api, ledger, typing, takeOver, mediaMs }: StoreTools, dependencies: ChannelDependencies) {
  const { receive, media: shelf, warn, scan } = dependencies;
  const store = async ({ message, media, scan: token }: IncomingMessage) => {
    if (token !== undefined) await scan?.(message.conversationId, token, 'sticker');
    const attachments = media ? [await fetchMedia(media, { api, shelf, warn, patienceMs: mediaMs })] : [];
    const accepted = await receive({ ...message, attachments });
    if (accepted.kind === 'accepted') ledger.renew(message);
    if (accepted.kind === 'overloaded') return { kind: 'failed', retryAfterMs: accepted.retryAfterMs } as const;
    await takeOver(message.conversationId);
    return undefined;
  };
  return (incoming: IncomingMessage): Incoming => ({
    id: incoming.message.id,
    conversationId: incoming.message.conversationId,
    store: () => typing(incoming.message.senderId, store(incoming)),
  });
}

/** Keeps when WeChat last called, for the check, which may run in another process. */
function noteCalls(appId: string, { notebook, now, warn }: ChannelDependencies) {
  const key = `wechat:${appId}:last-call`;
  let notedMs = Number.NEGATIVE_INFINITY;
  return {
    note(): void {
      if (now() - notedMs < NOTE_EVERY_MS) return;
      notedMs = now();
      notebook.write(key, String(notedMs)).catch(() => warn('wechat-call-not-noted', {}));
    },
    async last(): Promise<Instant | undefined> {
      const noted = await notebook.read(key);
      return noted === undefined ? undefined : Number(noted);
    },
  };
}
