/** Reading a transcript as it grows: from what commits tell, or from the store where they do not tell it whole. */

import { describe, expect, it } from 'vitest';
import type { LineNews } from '#adapters/contract.ts';
import { followTranscript, watchReplies } from '#adapters/webchat/follow.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { ConversationId } from '#dialogs/message.ts';

const ID = 'webchat-a' as ConversationId;
const WAIT_MS = 60_000;

function line(seq: number, from: TranscriptLine['from']): TranscriptLine {
  return { seq, atMs: seq, from, text: `${from} ${seq}` };
}

/** A transcript that counts how often it is read; `commit` stores lines and tells them, or only that there are some. */
function createTranscript(...stored: TranscriptLine[]) {
  const lines = [...stored];
  const wakes = new Set<(news?: LineNews) => void>();
  let reads = 0;
  return {
    transcripts: {
      async after(_: ConversationId, seq: number) {
        reads += 1;
        return lines.filter((one) => one.seq > seq && one.from !== 'note');
      },
      subscribe(_: ConversationId, wake: (news?: LineNews) => void) {
        wakes.add(wake);
        return () => void wakes.delete(wake);
      },
    },
    commit(added: readonly TranscriptLine[], told = true) {
      const afterSeq = lines.at(-1)?.seq ?? 0;
      lines.push(...added);
      const news = { afterSeq, upToSeq: added.at(-1)?.seq ?? 0, lines: added.filter(({ from }) => from !== 'note') };
      for (const wake of wakes) wake(told ? news : undefined);
    },
    reads: () => reads,
    watchers: () => wakes.size,
  };
}

const seqs = (lines: readonly { readonly seq: number }[]): readonly number[] => lines.map(({ seq }) => seq);

describe('a client that waits for the answer', () => {
  it('gets it without a read when the commits told every line', async () => {
    const { transcripts, commit, reads, watchers } = createTranscript(line(1, 'merchant'), line(2, 'bot'));
    const watch = watchReplies(transcripts, ID);
    commit([line(3, 'merchant')]);
    const replies = watch.replies({ kind: 'accepted', seq: 3 }, WAIT_MS);
    commit([line(4, 'bot'), line(5, 'bot')]);
    expect(seqs(await replies)).toEqual([4, 5]);
    watch.stop();
    expect([reads(), watchers()]).toEqual([0, 0]);
  });

  it('waits on while only the merchant writes', async () => {
    const { transcripts, commit } = createTranscript();
    const watch = watchReplies(transcripts, ID);
    commit([line(1, 'merchant')]);
    const replies = watch.replies({ kind: 'accepted', seq: 1 }, WAIT_MS);
    commit([line(2, 'merchant')]);
    commit([line(3, 'bot')]);
    expect(seqs(await replies)).toEqual([2, 3]);
    watch.stop();
  });

  it('gets lines of a commit that did not tell them', async () => {
    const { transcripts, commit } = createTranscript(line(1, 'merchant'));
    const watch = watchReplies(transcripts, ID);
    const replies = watch.replies({ kind: 'accepted', seq: 1 }, WAIT_MS);
    commit([line(2, 'merchant')], false);
    commit([line(3, 'bot')]);
    expect(seqs(await replies)).toEqual([2, 3]);
    watch.stop();
  });

  it('gets what stands there already when the message was known', async () => {
    const { transcripts } = createTranscript(line(1, 'merchant'), line(2, 'bot'));
    const watch = watchReplies(transcripts, ID);
    expect(seqs(await watch.replies({ kind: 'duplicate', seq: 1 }, WAIT_MS))).toEqual([2]);
    watch.stop();
  });

  it('gets what there is when the time is over', async () => {
    const { transcripts, commit } = createTranscript(line(1, 'merchant'));
    const watch = watchReplies(transcripts, ID);
    const replies = watch.replies({ kind: 'accepted', seq: 1 }, 20);
    commit([line(2, 'merchant')]);
    expect(seqs(await replies)).toEqual([2]);
    watch.stop();
  });
});

describe('a page that follows', () => {
  it('gets every line once and in order, however commits tell of them, and reads only where they do not', async () => {
    const { transcripts, commit, reads } = createTranscript(line(1, 'merchant'));
    const shown: number[] = [];
    const until = async (count: number) => {
      while (shown.length < count) await new Promise((resolve) => setImmediate(resolve));
    };
    const stop = followTranscript(
      transcripts,
      { conversationId: ID, afterSeq: 0 },
      { onLine: async ({ seq }) => void shown.push(seq), onFault: () => expect.unreachable() },
    );
    await until(1);
    commit([line(2, 'bot'), line(3, 'note')]);
    commit([line(4, 'merchant')]);
    await until(3);
    expect(reads()).toBe(1);
    commit([line(5, 'bot')], false);
    commit([line(6, 'bot')]);
    await until(5);
    stop();
    expect(shown).toEqual([1, 2, 4, 5, 6]);
    expect(reads()).toBe(2);
  });
});
