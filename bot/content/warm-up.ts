/** Lets a Guide read lines of its own before merchants write, so that nobody waits for what is made at first use. */

import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import type { ConversationId, InboundMessage, MessageId } from '#dialogs/message.ts';
import { respond } from '#dialogs/respond.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Guide } from '#knowledge/guide.ts';
import { warmUpLines } from '#knowledge/warm-up-lines.ts';

/** Processor time; by then everything that is learnt at first use has been met, and most rules. */
const WORK_MS = 600;
/** Where others keep the machine busy, the start waits no longer than this. */
const WITHIN_MS = 1_200;
/** While another Guide is served nobody waits for this one, but its content should not be long in coming. */
const BESIDE_WITHIN_MS = 5_000;
/** Whoever writes meanwhile waits hardly longer than this. */
const SLICE_MS = 5;
/** After a slice merchants have the thread for so many times as long, and what has come up meanwhile is answered. */
const REST = 3;
/** So long goes one conversation, so that answers to questions are met as well as complaints. */
const CONVERSATION = 3;

/**
 * V8 compiles functions and patterns when they are first run, and spelling, pinyin and characters that sound alike are
 * learnt when first asked for. Reads in slices, for so many milliseconds of processor time; nothing comes of what is read.
 * `beside` says that merchants are being answered from another Guide, and ends it. Never rejects.
 */
export async function warmUp(guide: Guide, beside?: AbortSignal, workMs: number = WORK_MS): Promise<void> {
  const ends = performance.now() + (beside ? BESIDE_WITHIN_MS : WITHIN_MS);
  let began = performance.now();
  let used = process.threadCpuUsage();
  let left = workMs;
  let state: DialogState | undefined;
  let read = 0;
  for (const line of warmUpLines(guide)) {
    const took = performance.now() - began;
    if (took > SLICE_MS) {
      left -= workSince(used);
      if (left <= 0 || performance.now() > ends || beside?.aborted) return;
      await (beside ? pause(REST * took) : breathe());
      began = performance.now();
      used = process.threadCpuUsage();
    }
    state = stateAfter(line, read % CONVERSATION === 0 ? undefined : state, guide);
    read += 1;
  }
}

function stateAfter(line: string, before: DialogState | undefined, guide: Guide): DialogState | undefined {
  try {
    return respond(before, said(line), guide, NOON).state;
  } catch {
    // A merchant who says the same is apologised to and a ticket is opened; here nobody waits for an answer.
    return undefined;
  }
}

function workSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Within opening hours, so that what is said then is met. */
const NOON = Date.UTC(2026, 10, 23, 4);

const said = (text: string) => ({ kind: 'message', message: messageOf(text), sensitive: [] }) as const;

const messageOf = (text: string): InboundMessage => ({
  id: 'warm-up' as MessageId,
  conversationId: 'warm-up' as ConversationId,
  channel: 'webchat',
  senderId: 'warm-up',
  text,
  attachments: [],
  sentAtMs: NOON,
  receivedAtMs: NOON,
});
