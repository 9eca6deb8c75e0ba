/** The privacy store over any engine: each erasure is one unit of work, retention is many small ones. */

import type { Instant } from '#dialogs/message.ts';
import type { Database, Engine } from './engine.ts';
import { expireNotes } from './note-queries.ts';
import * as privacy from './privacy-queries.ts';
import type { PrivacyStore } from './privacy-store.ts';
import { expireRenewals } from './renewal-queries.ts';

type Step = (db: Database, after: string | number | undefined) => Promise<privacy.Batch>;

/** Runs a step until it finds no more; what waits for the database gets its turn in between. */
async function runAll({ atomically }: Engine, step: Step): Promise<number> {
  let deleted = 0;
  for (let after: string | number | undefined, more = true; more; ) {
    const from = after;
    const batch = await atomically((db) => step(db, from));
    deleted += batch.deleted;
    after = batch.next;
    more = batch.next !== undefined;
  }
  return deleted;
}

/** See PrivacyStore. */
export function createPrivacyStore(engine: Engine): PrivacyStore {
  const ageing = async (tables: readonly privacy.Ageing[], beforeMs: Instant): Promise<number> => {
    let deleted = 0;
    for (const table of tables) {
      deleted += await runAll(engine, (db, after) => privacy.expireBatch(db, table, beforeMs, after));
    }
    return deleted;
  };
  const text = (after: string | number | undefined): string | undefined =>
    after === undefined ? undefined : String(after);
  return {
    erase: (conversationId, now) => engine.atomically((db) => privacy.eraseConversation(db, conversationId, now)),
    async expire(limits) {
      const media = await ageing([{ table: 'media', key: 'ref', at: 'created_at' }], limits.mediaBeforeMs);
      const queues = await ageing(privacy.AGEING_QUEUES, limits.queuesBeforeMs);
      const traces = await ageing(privacy.AGEING_TRACES, limits.tracesBeforeMs);
      const lines = await runAll(engine, (db, after) =>
        privacy.forgetTranscripts(db, limits.conversationsBeforeMs, text(after)),
      );
      const renewals = await runAll(engine, (db) =>
        expireRenewals(db, {
          endedBeforeMs: limits.renewalsBeforeMs ?? 0,
          draftsBeforeMs: limits.renewalDraftsBeforeMs ?? 0,
        }),
      );
      const tickets = await runAll(engine, (db) => privacy.expireTickets(db, limits.ticketsBeforeMs));
      const events = await ageing([{ table: 'security_events', key: 'id', at: 'at' }], limits.securityEventsBeforeMs);
      const signIns = await ageing(privacy.AGEING_SIGN_INS, limits.signInsBeforeMs);
      const conversations = await runAll(engine, (db, after) => privacy.dropEmptyConversations(db, text(after)));
      const notes = await runAll(engine, (db, after) => expireNotes(db, limits.queuesBeforeMs, text(after)));
      return { media, queues, traces, lines, renewals, tickets, events, signIns, conversations, notes };
    },
    scrub: async () => await engine.scrub?.(),
  };
}
