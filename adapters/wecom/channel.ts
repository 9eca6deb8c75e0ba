/** The channel `wecom`: merchants write to an account of 微信客服 (WeChat Customer Service) from their own WeChat. */

import type { Channel, ChannelDependencies } from '#adapters/contract.ts';
import type { TencentApi } from '#adapters/tencent/call-api.ts';
import type { FormerSecrets } from '#adapters/tencent/envelope.ts';
import { createKfAccounts, type KfAccounts } from './accounts.ts';
import { createWecomApi } from './api.ts';
import { createCallback, type KfNotice } from './callback.ts';
import { checkWecom, listAccounts } from './check.ts';
import { createLanguages } from './languages.ts';
import { createMessageIds } from './message-ids.ts';
import { MENU_ITEMS, QUOTA, TEXT_BYTES } from './render.ts';
import { createSender } from './send.ts';
import { createServiceStates } from './service-state.ts';
import { createSpent } from './spent.ts';
import { createSync, type Sync, type SyncDependencies } from './sync.ts';
import { takeItems } from './take-items.ts';

/** How the channel is set up; `docs/channels/wecom.md` says where each value is found. */
export interface WecomConfig extends FormerSecrets {
  /** The company's id, beginning with `ww`. */
  readonly corpId: string;
  /** Secret of the self-built app that may call 微信客服. */
  readonly secret: string;
  /** Token of the callback. */
  readonly token: string;
  /** EncodingAESKey of the callback: 43 characters. */
  readonly encodingAesKey: string;
  /** Base address instead of the platform's own. */
  readonly apiUrl?: string;
  /** Webhook of the group robot that tells agents of tickets, see `robot.ts`. */
  readonly robotUrl?: string;
  /** Patience of one API call in milliseconds; ten seconds when left out. */
  readonly timeoutMs?: number;
}

const HOUR_MS = 3_600_000;
/** A callback that never came through is made up for by looking. */
const LOOK_EVERY_MS = 5 * 60_000;

/** The channel on the platform's API. Throws a TypeError when the EncodingAESKey is none. */
export function createWecomChannel(config: WecomConfig, dependencies: ChannelDependencies): Channel {
  return createWecomChannelOn(createWecomApi(config, dependencies.now), config, dependencies);
}

/** The channel on any API that behaves like the platform's. */
export function createWecomChannelOn(api: TencentApi, config: WecomConfig, dependencies: ChannelDependencies): Channel {
  const { notebook, now, warn } = dependencies;
  const accounts = createKfAccounts(notebook);
  const ids = createMessageIds(notebook);
  const states = createServiceStates(api, now);
  const spent = createSpent(now);
  const languages = createLanguages(notebook);
  const take: SyncDependencies['take'] = (items) =>
    takeItems(items, { ...dependencies, api, ids, states, spent, languages });
  const sync = createSync({ api, accounts, take, warn, now });
  const notice = async ({ kfId, token, atMs }: KfNotice): Promise<void> => {
    await accounts.add(kfId, atMs);
    await accounts.noteCallback(kfId, { token, atMs });
    sync.wake(kfId);
  };
  return {
    name: 'wecom',
    limits: { choices: MENU_ITEMS, textBytes: TEXT_BYTES, replyWindowMs: 48 * HOUR_MS, quota: QUOTA },
    path: '/wecom/kf',
    handler: createCallback(config, { warn, now, notice }),
    deliver: createSender({ api, ids, states, spent, warn }),
    start: async () => startLooking({ api, accounts, sync, warn, now }),
    check: () => checkWecom(api, accounts, config),
  };
}

interface Looking extends Pick<ChannelDependencies, 'warn' | 'now'> {
  readonly api: TencentApi;
  readonly accounts: KfAccounts;
  readonly sync: Sync;
}

/** Fetches from every account now and every five minutes; returns the way to stop. */
function startLooking(looking: Looking): () => Promise<void> {
  const look = (): Promise<void> =>
    lookAtAll(looking).catch((error: unknown) =>
      looking.warn('wecom-look-failed', { error: error instanceof Error ? error.name : 'unknown' }),
    );
  // Not waited for: the desk opens whether the platform answers or not.
  void look();
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return async () => {
    clearInterval(timer);
    await looking.sync.stop();
  };
}

async function lookAtAll({ api, accounts, sync, warn, now }: Looking): Promise<void> {
  const listed = await listAccounts(api);
  if (listed.kind === 'failed') warn('wecom-accounts-unknown', { reason: listed.reason });
  else for (const { kfId } of listed.accounts) await accounts.add(kfId, now());
  for (const kfId of await accounts.all()) sync.wake(kfId);
}
