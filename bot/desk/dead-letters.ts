/** Messages put aside, for those who watch over the bot: what they are, another try, or their end; all of it audited. */

import type { Office } from '#adapters/console/office.ts';
import type { DeskUser, Refused } from '#adapters/desk-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { AuditNote } from '../audit.ts';
import type { DeadLetterStore } from '../store/dead-letter-store.ts';
import type { DeskStore } from '../store/store.ts';
import { maskPhones } from './mask.ts';
import { mayDo, refuseUnless } from './permissions.ts';

/** What the members need. */
export interface DeadLetterDependencies {
  readonly store: DeadLetterStore & Pick<DeskStore, 'appendAudit'>;
  readonly clock: () => Instant;
}

const MOST = 500;
const NOT_FOUND: Refused = { kind: 'refused', reason: 'not-found' };

/** The part of the office that deals with messages put aside. */
export function createDeadLetterOffice({
  store,
  clock,
}: DeadLetterDependencies): Pick<Office, 'deadLetters' | 'endDeadLetter'> {
  return {
    async deadLetters(user, limit) {
      const refusal = refuseUnless(user, 'content', clock());
      if (refusal) return refusal;
      const letters = await store.deadLetters(Math.min(Math.max(1, limit), MOST));
      const shown = (text: string): string => (mayDo(user, 'work') ? text : maskPhones(text));
      return { letters: letters.map((letter) => ({ ...letter, text: shown(letter.text) })) };
    },
    async endDeadLetter(user, id, how) {
      const entry = noteEnd(user, id, how, clock());
      const refusal = refuseUnless(user, 'content', clock());
      if (refusal) {
        await store.appendAudit([{ ...entry, outcome: refusal.reason }]);
        return refusal;
      }
      const done = how === 'retry' ? await store.retryDeadLetter(id, entry) : await store.discardDeadLetter(id, entry);
      return done ? { kind: 'ok' } : NOT_FOUND;
    },
  };
}

function noteEnd(user: DeskUser, id: number, how: 'retry' | 'discard', atMs: Instant): AuditNote {
  return { atMs, user: user.name, role: user.role, action: `message.${how}`, subject: `message ${id}`, outcome: 'ok' };
}
