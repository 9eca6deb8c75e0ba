/** Messages on their way to the desk: kept until acknowledged, sent one by one in the order they were written. */

import type { OutgoingMessage } from '../wire.ts';

/** A photo before it is sent; it lives as long as the page. */
export interface Photo {
  readonly bytes: Blob;
  readonly name: string;
}

/** A message that the page sends: words, or a photo. */
export interface Unsent extends OutgoingMessage {
  readonly photo?: Photo;
}

/** A message and how far it has come. */
export interface Outgoing {
  readonly message: Unsent;
  readonly state: 'waiting' | 'sent' | 'failed';
  /** Its place in the transcript, once sent. */
  readonly seq?: number;
}

/** How one attempt to send ended. */
export type PostResult =
  | { readonly kind: 'accepted'; readonly seq: number }
  | { readonly kind: 'retry'; readonly afterMs?: number }
  | { readonly kind: 'refused' };

/** What the outbox needs from the browser. */
export interface OutboxDependencies {
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Sends one message; a connection that fails is a `retry`. */
  post(message: Unsent): Promise<PostResult>;
  /** Resolves after a time, or earlier when `retryNow` is called. */
  pause(delayMs: number): Promise<void>;
  onChange(): void;
}

/** The queue. */
export interface Outbox {
  entries(): readonly Outgoing[];
  add(message: Unsent): void;
  /** Sends a refused message again, as the same message. */
  retry(id: string): void;
  /** Forgets messages, because they arrived or the merchant gave them up. */
  forget(ids: ReadonlySet<string>): void;
}

const STORAGE_KEY = 'posdesk-outbox';
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** Takes up what a reload interrupted, and goes on sending. */
export function createOutbox(dependencies: OutboxDependencies): Outbox {
  let entries = restore(dependencies.storage);
  let sending = false;
  const change = (next: readonly Outgoing[]): void => {
    entries = next;
    save(dependencies.storage, entries);
    dependencies.onChange();
  };
  const mark = (id: string, news: Omit<Outgoing, 'message'>): void =>
    change(entries.map((entry) => (entry.message.id === id ? { message: entry.message, ...news } : entry)));
  const sendAll = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const next = entries.find((entry) => entry.state === 'waiting');
      if (next === undefined) break;
      const result = await dependencies.post(next.message);
      if (result.kind === 'retry') {
        await dependencies.pause(result.afterMs ?? pauseMs);
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
      } else {
        pauseMs = FIRST_PAUSE_MS;
        mark(next.message.id, result.kind === 'accepted' ? { state: 'sent', seq: result.seq } : { state: 'failed' });
      }
    }
    sending = false;
  };
  void sendAll();
  return {
    entries: () => entries,
    add(message) {
      change([...entries, { message, state: 'waiting' }]);
      void sendAll();
    },
    retry(id) {
      mark(id, { state: 'waiting' });
      void sendAll();
    },
    forget(ids) {
      if (entries.some((entry) => ids.has(entry.message.id))) {
        change(entries.filter((entry) => !ids.has(entry.message.id)));
      }
    },
  };
}

function restore(storage: OutboxDependencies['storage']): readonly Outgoing[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isMessage).map((message) => ({ message, state: 'waiting' })) : [];
  } catch {
    return [];
  }
}

function save(storage: OutboxDependencies['storage'], entries: readonly Outgoing[]): void {
  const unsent = entries.filter((entry) => entry.state !== 'sent').map((entry) => entry.message);
  try {
    storage.setItem(STORAGE_KEY, JSON.stringify(unsent.filter(mayBeKept)));
  } catch {
    // Without storage, as in some private windows, the queue lives as long as the page.
  }
}

/** A text that could hold a card number must not touch the phone's storage, not even for the moment before sending. */
function mayBeKept({ text, photo }: Unsent): boolean {
  return photo === undefined && !/\d(?:[\s-]?\d){12}/.test(text);
}

function isMessage(value: unknown): value is OutgoingMessage {
  return typeof value === 'object' && value !== null && 'id' in value && 'text' in value;
}
