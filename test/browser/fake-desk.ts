/** An inbox and a transcript in memory: what a channel's tests need of the desk. */

import type { Accepted, Receive, Transcripts } from '#adapters/contract.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { ConversationId, InboundMessage, Reply } from '#dialogs/message.ts';

/** A desk that keeps what it is told and says what the test wants. */
export interface FakeDesk {
  readonly receive: Receive;
  readonly transcripts: Transcripts;
  /** Messages accepted, without duplicates, in order. */
  readonly received: readonly InboundMessage[];
  /** What `receive` does with the next messages instead of accepting them. */
  answerNext(...answers: (() => Promise<Accepted>)[]): void;
  /** Called after every accepted message. */
  onMessage(answer: (message: InboundMessage) => readonly Reply[]): void;
  write(conversationId: ConversationId, ...lines: readonly Omit<TranscriptLine, 'seq' | 'atMs'>[]): void;
  say(conversationId: ConversationId, ...replies: readonly Reply[]): void;
  /** Open subscriptions. */
  watchers(): number;
}

/** An empty desk; `now` dates its lines. */
export function createFakeDesk(now: () => number = () => Date.UTC(2026, 10, 20, 2, 0)): FakeDesk {
  const lines = new Map<ConversationId, TranscriptLine[]>();
  const wakes = new Map<ConversationId, Set<() => void>>();
  const received: InboundMessage[] = [];
  const next: (() => Promise<Accepted>)[] = [];
  let answer: (message: InboundMessage) => readonly Reply[] = () => [];
  const write: FakeDesk['write'] = (conversationId, ...added) => {
    const kept = lines.get(conversationId) ?? [];
    for (const line of added) kept.push({ ...line, seq: kept.length + 1, atMs: now() });
    lines.set(conversationId, kept);
    for (const wake of wakes.get(conversationId) ?? []) wake();
  };
  const say: FakeDesk['say'] = (conversationId, ...replies) =>
    write(conversationId, ...replies.map((reply) => ({ from: 'bot' as const, text: reply.text, reply })));
  return {
    received,
    write,
    say,
    answerNext: (...answers) => void next.push(...answers),
    onMessage(respond) {
      answer = respond;
    },
    watchers: () => [...wakes.values()].reduce((sum, set) => sum + set.size, 0),
    async receive(message) {
      const instead = next.shift();
      if (instead !== undefined) return instead();
      const known = lines.get(message.conversationId)?.find((line) => line.messageId === message.id);
      if (known !== undefined) return { kind: 'duplicate', seq: known.seq };
      received.push(message);
      write(message.conversationId, { from: 'merchant', text: message.text, messageId: message.id });
      const seq = lines.get(message.conversationId)?.length ?? 0;
      queueMicrotask(() => say(message.conversationId, ...answer(message)));
      return { kind: 'accepted', seq };
    },
    transcripts: {
      after: async (conversationId, seq, limit) =>
        (lines.get(conversationId) ?? []).filter((line) => line.seq > seq).slice(0, limit),
      subscribe(conversationId, wake) {
        const set = wakes.get(conversationId) ?? new Set();
        wakes.set(conversationId, set.add(wake));
        return () => void set.delete(wake);
      },
    },
  };
}
