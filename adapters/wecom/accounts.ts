/** What the notebook knows of each account of 微信客服: since when it is ours, how far it is read, its last callback. */

import type { Notebook } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';

/** The accounts of this institution that have been heard of. */
export interface KfAccounts {
  /** Ids of all accounts. */
  all(): Promise<readonly string[]>;
  /** Makes an account known; `atMs` is when we first heard of it. Resolves when that is on disk. */
  add(kfId: string, atMs: Instant): Promise<void>;
  /** What is older was written before the desk was there, and is left to those who had the account then. */
  since(kfId: string): Promise<Instant>;
  /** Where the next page begins; undefined at the very beginning. */
  cursor(kfId: string): Promise<string | undefined>;
  moveCursor(kfId: string, cursor: string): Promise<void>;
  /** Notes a callback, which says that there is something to fetch. Resolves when that is on disk. */
  noteCallback(kfId: string, callback: Callback): Promise<void>;
  /** The token of the last callback while it is good. */
  callbackToken(kfId: string, now: Instant): Promise<string | undefined>;
  /** When the platform last called for an account. */
  calledAt(kfId: string): Promise<Instant | undefined>;
}

/** What a callback holds. */
export interface Callback {
  readonly token: string;
  /** When the platform made it. */
  readonly atMs: Instant;
}

/** A message may be a little older than the callback that makes its account known, and clocks differ. */
const GRACE_MS = 5 * 60_000;
/** A little less than the ten minutes that the platform promises. */
const TOKEN_LASTS_MS = 9 * 60_000;
const LIST = 'wecom:accounts';
const SINCE = 'wecom:since:';
const CURSOR = 'wecom:cursor:';
const CALLED = 'wecom:called:';

/** Accounts in a notebook; what is read once is remembered. */
export function createKfAccounts(notebook: Notebook): KfAccounts {
  const sinces = new Map<string, Instant>();
  let adding: Promise<void> = Promise.resolve();
  const readList = async (): Promise<readonly string[]> => readJsonList(await notebook.read(LIST));
  const addNow = async (kfId: string, atMs: Instant): Promise<void> => {
    if (sinces.has(kfId)) return;
    const noted = Number(await notebook.read(SINCE + kfId));
    const sinceMs = noted > 0 ? noted : atMs - GRACE_MS;
    if (sinceMs !== noted) await notebook.write(SINCE + kfId, String(sinceMs));
    const list = await readList();
    if (!list.includes(kfId)) await notebook.write(LIST, JSON.stringify([...list, kfId]));
    sinces.set(kfId, sinceMs);
  };
  const readCallback = async (kfId: string): Promise<Callback | undefined> =>
    parseCallback(await notebook.read(CALLED + kfId));
  return {
    all: readList,
    add(kfId, atMs) {
      // One after the other, or two would each write a list without the other.
      const added = adding.then(() => addNow(kfId, atMs));
      adding = added.catch(() => undefined);
      return added;
    },
    since: async (kfId) => sinces.get(kfId) ?? Number((await notebook.read(SINCE + kfId)) ?? 0),
    cursor: (kfId) => notebook.read(CURSOR + kfId),
    moveCursor: (kfId, cursor) => notebook.write(CURSOR + kfId, cursor),
    noteCallback: (kfId, callback) => notebook.write(CALLED + kfId, JSON.stringify(callback)),
    async callbackToken(kfId, now) {
      const callback = await readCallback(kfId);
      return callback !== undefined && now - callback.atMs < TOKEN_LASTS_MS ? callback.token : undefined;
    },
    calledAt: async (kfId) => (await readCallback(kfId))?.atMs,
  };
}

function readJsonList(text: string | undefined): readonly string[] {
  const list: unknown = text === undefined ? [] : JSON.parse(text);
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}

function parseCallback(text: string | undefined): Callback | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Callback);
}
