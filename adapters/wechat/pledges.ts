/** Texts that wait a moment to be written into a response, kept on disk: a crash in that moment must not lose them. */

import type { Notebook } from '#adapters/contract.ts';
import type { ConversationId } from '#dialogs/message.ts';

/** Texts by conversation, in the order in which they are to be said. */
export interface Pledges {
  /** Resolves when the text is on disk. */
  add(conversationId: ConversationId, id: string, text: string): Promise<void>;
  /** The text was written, or is known to be lost. */
  drop(conversationId: ConversationId, id: string): Promise<void>;
  /** What a process before this one has left, the first time that it is asked; empty after that. */
  takeOver(conversationId: ConversationId): Promise<readonly Pledge[]>;
}

/** A text and the delivery that it came with. */
export interface Pledge {
  readonly id: string;
  readonly text: string;
}

/** Conversations remembered as asked about; those forgotten are read once more, which costs a look. */
const MOST_KNOWN = 50_000;

/** The pledges of one account. */
export function createPledges(appId: string, notebook: Notebook): Pledges {
  const known = new Set<ConversationId>();
  const held = new Map<ConversationId, readonly Pledge[]>();
  const writing = new Map<ConversationId, Promise<void>>();
  const keyOf = (conversationId: ConversationId): string => `wechat:${appId}:pledged:${conversationId}`;
  const remember = (conversationId: ConversationId): void => {
    known.add(conversationId);
    const [oldest] = known;
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  };
  /** One write after the other, or the disk could end up with the older list. */
  const write = (conversationId: ConversationId, pledges: readonly Pledge[]): Promise<void> => {
    if (pledges.length > 0) held.set(conversationId, pledges);
    else held.delete(conversationId);
    const before = writing.get(conversationId) ?? Promise.resolve();
    const written = before
      .catch(() => undefined)
      .then(() => notebook.write(keyOf(conversationId), JSON.stringify(held.get(conversationId) ?? [])))
      .finally(() => {
        if (writing.get(conversationId) === written) writing.delete(conversationId);
      });
    writing.set(conversationId, written);
    return written;
  };
  const heldOf = (conversationId: ConversationId): readonly Pledge[] => held.get(conversationId) ?? [];
  return {
    add(conversationId, id, text) {
      remember(conversationId);
      const others = heldOf(conversationId).filter((pledge) => pledge.id !== id || pledge.text !== text);
      return write(conversationId, [...others, { id, text }]);
    },
    drop(conversationId, id) {
      return write(
        conversationId,
        heldOf(conversationId).filter((pledge) => pledge.id !== id),
      );
    },
    async takeOver(conversationId) {
      if (known.has(conversationId)) return [];
      remember(conversationId);
      const left = readPledges(await notebook.read(keyOf(conversationId)));
      if (left.length > 0) held.set(conversationId, left);
      return left;
    },
  };
}

function readPledges(json: string | undefined): readonly Pledge[] {
  return json === undefined ? [] : (JSON.parse(json) as readonly Pledge[]);
}
