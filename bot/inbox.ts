/** The inbox: takes secrets out of a message, stores it once, and says so only when it is on disk. */

import type { Receive } from '#adapters/contract.ts';
import type { InboundMessage } from '#dialogs/message.ts';
import type { SensitiveKind } from '#dialogs/redact/sensitive-kind.ts';
import type { Redacted, RedactedAcross } from '#dialogs/redact.ts';
import { describeError, type Logger } from './log.ts';
import type { Arrival, TurnStore } from './store/store.ts';

/** What the inbox needs. */
export interface InboxDependencies {
  readonly store: Pick<TurnStore, 'accept'>;
  readonly redact: (text: string) => Redacted;
  readonly redactAcross: (previous: readonly string[], text: string) => RedactedAcross;
  /** Called once for a new message, as soon as its turn can be run. */
  readonly wake: (message: InboundMessage) => void;
  /** Conversations whose turns are under way. */
  readonly backlog: () => number;
  readonly log: Logger;
  /** Messages being stored, and conversations being answered, above which new messages are turned away. */
  readonly limit?: number;
}

/** At the measured 2,500 messages a second, what is queued is answered within two seconds. */
const LIMIT = 4_000;
const RETRY_AFTER_MS = 1_000;
/** Stands for a text that could not be searched for secrets. */
const UNREADABLE = '***';

/** Takes the secrets out of everything a merchant can put words into. */
export function redactMessage(message: InboundMessage, redact: (text: string) => Redacted): Arrival {
  const found: SensitiveKind[] = [];
  const clean = (text: string): string => {
    const redacted = redact(text.toWellFormed());
    found.push(...redacted.found);
    return redacted.text;
  };
  const { choiceId, ...rest } = message;
  const text = clean(message.text);
  const attachments = message.attachments.map((attachment) => ({ ...attachment, name: clean(attachment.name) }));
  // A page can send any string as a choice; one that holds a secret is no choice of ours.
  const choice = choiceId !== undefined && clean(choiceId) === choiceId ? { choiceId } : {};
  return { message: { ...rest, text, attachments, ...choice }, sensitive: found };
}

function withoutWords(message: InboundMessage): Arrival {
  const { choiceId: _, ...rest } = message;
  const attachments = message.attachments.map((attachment) => ({ ...attachment, name: UNREADABLE }));
  return { message: { ...rest, text: UNREADABLE, attachments }, sensitive: [] };
}

/** Where channels put what they receive; throws a StorageFault when it cannot be stored, and nothing is acknowledged. */
export function createInbox(dependencies: InboxDependencies): Receive {
  const { store, redact, redactAcross, wake, backlog, log, limit = LIMIT } = dependencies;
  let storing = 0;

  const prepare = (message: InboundMessage): Arrival => {
    try {
      return redactMessage(message, redact);
    } catch (error) {
      log.error('redact-failed', { messageId: message.id, ...describeError(error) });
      return withoutWords(message);
    }
  };

  const lookBack = (previous: readonly string[], text: string): RedactedAcross => {
    try {
      return redactAcross(previous, text);
    } catch (error) {
      log.error('redact-failed', describeError(error));
      return { previous, text: UNREADABLE, found: [] };
    }
  };

  return async (message) => {
    if (storing + backlog() >= limit) {
      log.warn('inbox-overloaded', { channel: message.channel });
      return { kind: 'overloaded', retryAfterMs: RETRY_AFTER_MS };
    }
    storing += 1;
    try {
      return await store.accept(prepare(message), lookBack, () => wake(message));
    } catch (error) {
      log.error('not-accepted', { channel: message.channel, ...describeError(error) });
      throw error;
    } finally {
      storing -= 1;
    }
  };
}
