/** The inbox: takes secrets out of a message, stores it once, and says so only when it is on disk. */

import type { Receive } from '#adapters/contract.ts';
import type { InboundMessage } from '#dialogs/message.ts';
import type { SensitiveKind } from '#dialogs/redact/sensitive-kind.ts';
import type { Redacted, RedactedAcross } from '#dialogs/redact.ts';
import { describeError, type Logger } from './log.ts';
import type { TurnRunner } from './run-turn.ts';
import type { Arrival, AtOnce, Stored, TurnStore } from './store/store.ts';

/** What the inbox needs. */
export interface InboxDependencies {
  readonly store: Pick<TurnStore, 'accept'>;
  readonly redact: (text: string) => Redacted;
  readonly redactAcross: (previous: readonly string[], text: string) => RedactedAcross;
  /** False for a text with which `redactAcross` has nothing to find, so that nothing earlier is read; left out: it always has. */
  readonly looksBack?: (text: string) => boolean;
  /** Called once for a new message, as soon as its turn can be run. */
  readonly wake: (message: InboundMessage) => void;
  /** How to answer a message together with storing it; undefined, or left out: it waits for its turn. */
  readonly answerAtOnce?: (message: InboundMessage) => AtOnce | undefined;
  /** Says how many conversations are being answered, with and without those that may yet say more. */
  readonly turns: Pick<TurnRunner, 'backlog' | 'atWork'>;
  readonly log: Logger;
  /** Messages being stored, and conversations being answered, above which new messages are turned away. */
  readonly limit?: number;
}

/** At the measured 2,500 messages a second, what is queued is answered within two seconds. */
const LIMIT = 4_000;
const RETRY_AFTER_MS = 1_000;
/** With more under way, storing a message comes before answering others, so that it is acknowledged soon. */
const MOST_AT_ONCE = 64;
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

/** What takes the secrets out; what it cannot search, it keeps no words of. */
function createCleaning({ redact, redactAcross, log }: InboxDependencies) {
  return {
    prepare(message: InboundMessage): Arrival {
      try {
        return redactMessage(message, redact);
      } catch (error) {
        log.error('redact-failed', { messageId: message.id, ...describeError(error) });
        return withoutWords(message);
      }
    },
    lookBack(previous: readonly string[], text: string): RedactedAcross {
      try {
        return redactAcross(previous, text);
      } catch (error) {
        log.error('redact-failed', describeError(error));
        return { previous, text: UNREADABLE, found: [] };
      }
    },
  };
}

/** Stores a message, answered at once when `busy` is false and it can be. */
function createStoring(dependencies: InboxDependencies) {
  const { store, wake, answerAtOnce, log, looksBack = () => true } = dependencies;
  const cleaning = createCleaning(dependencies);
  const answer = (message: InboundMessage): AtOnce | undefined => {
    try {
      return answerAtOnce?.(message);
    } catch (error) {
      log.error('not-answered-at-once', { channel: message.channel, ...describeError(error) });
      return undefined;
    }
  };
  return async (message: InboundMessage, busy: boolean): Promise<Stored> => {
    const arrival = cleaning.prepare(message);
    const lookBack = looksBack(arrival.message.text) ? cleaning.lookBack : undefined;
    const onStored = (): void => wake(message);
    const atOnce = busy ? undefined : answer(arrival.message);
    if (!atOnce) return await store.accept(arrival, lookBack, onStored);
    try {
      return await store.accept(arrival, lookBack, onStored, atOnce);
    } catch (error) {
      log.error('not-answered-at-once', { channel: message.channel, ...describeError(error) });
      // Without its turn, which has its tries then, and a person to look at it in the end.
      return await store.accept(arrival, lookBack, onStored);
    }
  };
}

/** Where channels put what they receive; throws a StorageFault when it cannot be stored, and nothing is acknowledged. */
export function createInbox(dependencies: InboxDependencies): Receive {
  const { turns, log, limit = LIMIT } = dependencies;
  const accept = createStoring(dependencies);
  let storing = 0;
  return async (message) => {
    if (storing + turns.backlog() >= limit) {
      log.warn('inbox-overloaded', { channel: message.channel, error: 'overloaded' });
      return { kind: 'overloaded', retryAfterMs: RETRY_AFTER_MS };
    }
    const busy = storing + turns.atWork() > MOST_AT_ONCE;
    storing += 1;
    try {
      return await accept(message, busy);
    } catch (error) {
      log.error('not-accepted', { channel: message.channel, ...describeError(error) });
      throw error;
    } finally {
      storing -= 1;
    }
  };
}
