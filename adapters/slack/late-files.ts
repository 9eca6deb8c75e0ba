/** Files that take longer than Slack waits for us: noted on disk with their message, fetched after it is acknowledged. */

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ChannelDependencies } from '#adapters/contract.ts';
import type { Attachment, ConversationId, MessageId } from '#dialogs/message.ts';
import type { SlackFile } from './envelope.ts';
import type { Draft } from './receive.ts';

/** What fetching later needs. */
export interface LateFilesDependencies extends Pick<ChannelDependencies, 'receive' | 'notebook' | 'warn' | 'now'> {
  readonly shelve: (files: readonly SlackFile[]) => Promise<readonly Attachment[]>;
  readonly stopped: AbortSignal;
}

/** Messages whose files are fetched after Slack has had its answer. */
export interface LateFiles {
  /** Notes that files belong to a message; resolves when that is on disk. */
  note(draft: Draft, files: readonly SlackFile[]): Promise<void>;
  /** True when the files of a message are noted, also by a process before this one. */
  isNoted(id: MessageId): Promise<boolean>;
  /** The message was not stored after all, and Slack will bring all of it again. */
  forget(id: MessageId): Promise<void>;
  /** Hands the files over as a message of their own once they are there. Never rejects. */
  bring(draft: Draft, files: readonly SlackFile[], fetching: Promise<readonly Attachment[]>): Promise<void>;
  /** Fetches what a process before this one has left. Never rejects. */
  resume(): Promise<void>;
}

const PREFIX = 'slack:files:';
const AGAIN_MS = 2_000;
const noted = z.object({
  id: z.string(),
  conversationId: z.string(),
  channel: z.string(),
  senderId: z.string(),
  address: z.string().optional(),
  sentAtMs: z.number(),
  withWords: z.boolean(),
  fileIds: z.array(z.string()),
});

/** A message whose files are still to come. Holds no words of merchants. */
type Noted = z.infer<typeof noted>;

function writeNote(draft: Draft, files: readonly SlackFile[]): Noted {
  const { id, conversationId, channel, senderId, address, sentAtMs, text } = draft;
  const place = { id, conversationId, channel, senderId, sentAtMs, ...(address === undefined ? {} : { address }) };
  return { ...place, withWords: text !== '', fileIds: files.map((file) => file.id) };
}

/** The files' own message: a photo without words is the message itself. */
function messageOf({ id, conversationId, channel, senderId, address, sentAtMs, withWords }: Noted) {
  return {
    id: (withWords ? `${id}:files` : id) as MessageId,
    conversationId: conversationId as ConversationId,
    channel,
    senderId,
    sentAtMs,
    text: '',
    ...(address === undefined ? {} : { address }),
  };
}

function readNote(value: string): Noted | undefined {
  try {
    return noted.parse(JSON.parse(value));
  } catch {
    return undefined;
  }
}

/** The late files of one channel. */
export function createLateFiles(dependencies: LateFilesDependencies): LateFiles {
  const { notebook, shelve, stopped, warn } = dependencies;
  const hand = async (note: Noted, fetching: Promise<readonly Attachment[]>): Promise<void> => {
    const attachments = await fetching;
    // Cut short by the end of this process: the next one fetches them.
    if (stopped.aborted) return;
    await storePatiently({ ...messageOf(note), attachments }, dependencies);
    if (!stopped.aborted) await notebook.erase(PREFIX + note.id);
  };
  const handSafely = async (note: Noted, first: Promise<readonly Attachment[]>): Promise<void> => {
    for (let fetching = first; !stopped.aborted; fetching = shelve(note.fileIds.map((id) => ({ id })))) {
      try {
        return await hand(note, fetching);
      } catch (error) {
        warn('slack-files-not-stored', { error: error instanceof Error ? error.name : 'unknown' });
        await pause(AGAIN_MS, undefined, { signal: stopped }).catch(() => {});
      }
    }
  };
  return {
    note: (draft, files) => notebook.write(PREFIX + draft.id, JSON.stringify(writeNote(draft, files))),
    isNoted: async (id) => (await notebook.read(PREFIX + id)) !== undefined,
    forget: (id) => notebook.erase(PREFIX + id),
    bring: (draft, files, fetching) => handSafely(writeNote(draft, files), fetching),
    async resume() {
      const left = await notebook.list(PREFIX).catch(() => []);
      for (const { key, value } of left) {
        const note = readNote(value);
        if (note === undefined) await notebook.erase(key).catch(() => {});
        else await handSafely(note, shelve(note.fileIds.map((id) => ({ id }))));
      }
    },
  };
}

/** Nobody brings it again, so it is tried until it is on disk or the channel stops, when the note stays. */
async function storePatiently(
  message: Omit<Parameters<LateFilesDependencies['receive']>[0], 'receivedAtMs'>,
  { receive, now, stopped }: LateFilesDependencies,
): Promise<void> {
  while (!stopped.aborted) {
    const accepted = await receive({ ...message, receivedAtMs: now() }).catch(() => undefined);
    if (accepted !== undefined && accepted.kind !== 'overloaded') return;
    await pause(accepted?.retryAfterMs ?? AGAIN_MS, undefined, { signal: stopped }).catch(() => {});
  }
}
