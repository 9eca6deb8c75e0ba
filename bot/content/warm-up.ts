/** Lets a Guide read lines of its own before merchants write, so that nobody waits for what is made at first use. */

import type { ConversationId, InboundMessage, MessageId } from '#dialogs/message.ts';
import { respond } from '#dialogs/respond.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Guide } from '#knowledge/guide.ts';
import { warmUpLines } from '#knowledge/warm-up-lines.ts';

/** Processor time; by then everything that is learnt at first use has been met, and most rules. */
const WORK_MS = 600;
/** Where others keep the machine busy, the start waits no longer than this. */
const WITHIN_MS = 1_200;
/** Whoever writes meanwhile, while other content is taken on, waits hardly longer than this. */
const SLICE_MS = 10;
/** So long goes one conversation, so that answers to questions are met as well as complaints. */
const CONVERSATION = 3;

/**
 * V8 compiles functions and patterns when they are first run, and spelling, pinyin and characters that sound alike are
 * learnt when first asked for. Reads in slices, for so many milliseconds of processor time; nothing comes of what is read.
 * Never rejects.
 */
export async function warmUp(guide: Guide, workMs: number = WORK_MS): Promise<void> {
  const began = performance.now();
  const used = process.threadCpuUsage();
  let slice = began;
  let state: DialogState | undefined;
  let read = 0;
  for (const line of warmUpLines(guide)) {
    const now = performance.now();
    if (now - slice > SLICE_MS) {
      if (now - began > WITHIN_MS || workSince(used) > workMs) return;
      await new Promise((resume) => setImmediate(resume));
      slice = performance.now();
    }
    try {
      state = respond(read % CONVERSATION === 0 ? undefined : state, said(line), guide, NOON).state;
    } catch {
      // A merchant who says the same is apologised to and a ticket is opened; here nobody waits for an answer.
      state = undefined;
    }
    read += 1;
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
