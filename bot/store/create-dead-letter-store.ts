/** The store of messages put aside over any engine: each decision is one unit of work with its entry in the audit log. */

import type { AuditNote } from '../audit.ts';
import { appendAudit } from './audit-queries.ts';
import { findDeadLetters, reviveDeadLetter } from './dead-letter-queries.ts';
import type { DeadLetterStore } from './dead-letter-store.ts';
import type { Engine } from './engine.ts';
import type { Change } from './store.ts';

/** See DeadLetterStore. */
export function createDeadLetterStore({ atomically, reads }: Engine, tell: (change: Change) => void): DeadLetterStore {
  const end = async (id: number, status: 'waiting' | 'done', note: AuditNote): Promise<boolean> => {
    const conversationId = await atomically(async (db) => {
      const found = await reviveDeadLetter(db, id, status);
      await appendAudit(db, [{ ...note, outcome: found === undefined ? 'not-found' : 'ok' }]);
      return found;
    });
    if (conversationId === undefined) return false;
    tell({ conversationId, desk: true, outbox: false, timers: false, inbox: status === 'waiting' });
    return true;
  };
  return {
    deadLetters: (limit) => findDeadLetters(reads, limit),
    retryDeadLetter: (id, note) => end(id, 'waiting', note),
    discardDeadLetter: (id, note) => end(id, 'done', note),
  };
}
