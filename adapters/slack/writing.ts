/**
 * Shows merchants in a thread that an agent is writing to them, as the status of the app there. Slack has no such thing
 * for direct messages outside of threads: https://docs.slack.dev/reference/methods/assistant.threads.setStatus
 */

import { readLocale } from '#adapters/read-locale.ts';
import type { ConversationId } from '#dialogs/message.ts';
import type { Wording } from '#knowledge/guide.ts';
import type { SlackClient } from './client.ts';
import { readConversationId } from './place.ts';

/** Slack puts the name of the app before it. */
const STATUS: Wording = { 'zh-Hans': '正在输入…', 'zh-Hant': '正在輸入…', en: 'is typing…' };
/** An agent who writes on says so again before; Slack itself would wait for two minutes. */
const CLEAR_AFTER_MS = 30_000;
const MOST_KNOWN = 1_000;

/** Shows that an agent is writing. */
export interface ShowWriting {
  (conversationId: ConversationId): void;
  /** Leaves what is shown to Slack, which takes it away by itself. */
  stop(): void;
}

/** Where a status is not taken, nothing is lost. */
export function createShowWriting(client: Pick<SlackClient, 'setStatus' | 'localeOf'>): ShowWriting {
  const statuses = new Map<string, string>();
  const clearing = new Map<ConversationId, NodeJS.Timeout>();
  const statusFor = async (user: string): Promise<string> => {
    const known = statuses.get(user);
    if (known !== undefined) return known;
    const told = await client.localeOf(user);
    const status = STATUS[readLocale(told.kind === 'ok' ? told.value : undefined) ?? 'zh-Hans'];
    if (statuses.size >= MOST_KNOWN) statuses.clear();
    statuses.set(user, status);
    return status;
  };
  const show = (conversationId: ConversationId): void => {
    const place = readConversationId(conversationId);
    if (place?.thread === undefined) return;
    const address = { channel: place.channel, thread_ts: place.thread };
    clearTimeout(clearing.get(conversationId));
    const clear = setTimeout(() => {
      clearing.delete(conversationId);
      client.setStatus(address, '').catch(() => {});
    }, CLEAR_AFTER_MS);
    clearing.set(conversationId, clear.unref());
    statusFor(place.user)
      .then((status) => client.setStatus(address, status))
      .catch(() => {});
  };
  const stop = (): void => {
    for (const timer of clearing.values()) clearTimeout(timer);
    clearing.clear();
  };
  return Object.assign(show, { stop });
}
