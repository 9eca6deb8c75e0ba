/** Fetches what merchants wrote: pages of sync_msg behind a cursor that moves only when a page is on disk. */

import type { ChannelDependencies } from '#adapters/contract.ts';
import type { ApiFailure, TencentApi } from '#adapters/tencent/call-api.ts';
import type { KfAccounts } from './accounts.ts';
import { TOO_OFTEN } from './api.ts';
import { type KfItem, receiveItem } from './receive.ts';
import type { Taken } from './take-items.ts';

/** What syncing needs. */
export interface SyncDependencies extends Pick<ChannelDependencies, 'warn' | 'now'> {
  readonly api: TencentApi;
  readonly accounts: KfAccounts;
  readonly take: (items: readonly KfItem[]) => Promise<Taken>;
}

/** Keeps accounts up to date. */
export interface Sync {
  /** Fetches what an account has; while that is under way, once more after it. */
  wake(kfId: string): void;
  /** Ends after the pages under way. */
  stop(): Promise<void>;
}

const PAGE_ITEMS = 1_000;
const AMR = 0;
const INVALID_CALLBACK_TOKEN = 95007;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** An empty page may be followed by a full one; the same empty page this often is a platform going in circles. */
const MOST_EMPTY = 20;

/** `undefined`: up to date. Otherwise, try again: after so many milliseconds, or when patience says. */
type Ended = { readonly afterMs?: number } | undefined;

/** One line of work for each account; lines of different accounts run beside each other. */
export function createSync(dependencies: SyncDependencies): Sync {
  const lines = new Map<string, Line>();
  let stopped = false;
  return {
    wake(kfId) {
      if (stopped) return;
      const line = lines.get(kfId) ?? createLine(() => syncAccount(kfId, dependencies, () => stopped));
      lines.set(kfId, line);
      line.wake();
    },
    async stop() {
      stopped = true;
      await Promise.all([...lines.values()].map((line) => line.stop()));
    },
  };
}

/** Work that is done once at a time, and again later when it failed. */
interface Line {
  wake(): void;
  stop(): Promise<void>;
}

function createLine(work: () => Promise<Ended>): Line {
  let underWay: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  let failures = 0;
  let stopped = false;

  const run = async (): Promise<void> => {
    do {
      again = false;
      const ended = await work();
      failures = ended === undefined ? 0 : failures + 1;
      if (ended !== undefined) retryLater(ended.afterMs ?? 0);
    } while (again && !stopped);
    underWay = undefined;
  };
  const retryLater = (afterMs: number): void => {
    clearTimeout(timer);
    if (stopped) return;
    const patience = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
    timer = setTimeout(wake, Math.max(afterMs, patience)).unref();
  };
  const wake = (): void => {
    again = true;
    underWay ??= run();
  };

  return {
    wake,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}

/** Fetches page after page; never throws. */
async function syncAccount(kfId: string, dependencies: SyncDependencies, isStopped: () => boolean): Promise<Ended> {
  try {
    return await readPages(kfId, dependencies, isStopped);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    dependencies.warn('wecom-sync-stopped', { kfId, because: 'not stored', error: name });
    return {};
  }
}

async function readPages(kfId: string, dependencies: SyncDependencies, isStopped: () => boolean): Promise<Ended> {
  const { accounts, take, warn, now } = dependencies;
  const sinceMs = await accounts.since(kfId);
  for (let empty = 0; !isStopped(); ) {
    const cursor = await accounts.cursor(kfId);
    const page = await fetchPage(kfId, cursor, dependencies);
    if (page.kind === 'failed') {
      warn('wecom-sync-failed', { kfId, reason: page.reason });
      return page.errcode !== undefined && TOO_OFTEN.includes(page.errcode) ? { afterMs: LONGEST_RETRY_MS } : {};
    }
    const items = page.items.map((item) => receiveItem(item, kfId, now())).filter((item) => item.atMs >= sinceMs);
    const taken = await take(items);
    if (taken.kind === 'stopped') return taken.retryAfterMs === undefined ? {} : { afterMs: taken.retryAfterMs };
    if (page.nextCursor !== '' && page.nextCursor !== cursor) await accounts.moveCursor(kfId, page.nextCursor);
    if (!page.hasMore) return undefined;
    empty = page.items.length === 0 ? empty + 1 : 0;
    if (empty >= MOST_EMPTY) return {};
  }
  return undefined;
}

interface Page {
  readonly kind: 'ok';
  readonly items: readonly unknown[];
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

/** Without a callback's token the platform allows far fewer calls, so it is used as long as it lasts. */
async function fetchPage(
  kfId: string,
  cursor: string | undefined,
  { api, accounts, now }: SyncDependencies,
): Promise<Page | ApiFailure> {
  const token = await accounts.callbackToken(kfId, now());
  const call = (withToken: boolean) => {
    const body = {
      open_kfid: kfId,
      limit: PAGE_ITEMS,
      voice_format: AMR,
      ...(cursor === undefined ? {} : { cursor }),
      ...(withToken ? { token } : {}),
    };
    return api.call({ path: '/cgi-bin/kf/sync_msg', body });
  };
  let result = await call(token !== undefined);
  if (result.kind === 'failed' && result.errcode === INVALID_CALLBACK_TOKEN && token !== undefined) {
    result = await call(false);
  }
  if (result.kind === 'failed') return result;
  const { msg_list: items, next_cursor: nextCursor, has_more: hasMore } = result.body;
  return {
    kind: 'ok',
    items: Array.isArray(items) ? items : [],
    nextCursor: typeof nextCursor === 'string' ? nextCursor : '',
    hasMore: hasMore === 1,
  };
}
