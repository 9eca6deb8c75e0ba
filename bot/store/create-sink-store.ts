/** The sinks' queue over any engine: each member of the contract is one unit of work or one read. */

import * as audit from './audit-queries.ts';
import type { Engine } from './engine.ts';
import * as externals from './external-queries.ts';
import * as sinks from './sink-queries.ts';
import * as standings from './sink-standing-queries.ts';
import type { SinkStore } from './sink-store.ts';
import type { Change } from './store.ts';
import { findTicket } from './ticket-queries.ts';

const MOST_FOLLOWED = 500;
/** Stands for the process where there is only one. */
const ALONE = 0;

/** See SinkStore. What changes at a ticket is told to those who show it. */
export function createSinkStore({ atomically, reads, process }: Engine, tell: (change: Change) => void): SinkStore {
  const tellTicket = async (number: string): Promise<void> => {
    const conversationId = (await findTicket(reads, number))?.conversationId;
    if (conversationId !== undefined) tell({ conversationId, desk: true, outbox: false, timers: false });
  };
  return {
    beginSinks: (names, alone) => atomically((db) => sinks.beginSinks(db, names, alone)),
    followEvents: (names, now) => atomically((db) => sinks.followEvents(db, names, now)),
    addNotice: (sink, notice, now) => atomically((db) => sinks.insertNotice(db, sink, notice, now)),
    claimSinkJobs: (sink, claim) => atomically((db) => sinks.leaseSinkJobs(db, sink, claim, process ?? ALONE)),
    async settleSinkJob(job, settlement, now) {
      const settled = await atomically((db) => sinks.settleSinkJob(db, job, settlement, now));
      if (settled && job.task.kind === 'ticket') await tellTicket(job.task.ticket.number);
    },
    nextSinkJobAt: (sink) => sinks.findNextSinkJob(reads, sink, process ?? ALONE),
    sinkStandings: (number) => standings.findStandings(reads, number),
    async retrySink(number, sink, note) {
      const again = await atomically(async (db) => {
        const found = await standings.retrySinkJobs(db, number, sink);
        await audit.appendAudit(db, [{ ...note, outcome: found ? 'ok' : 'not-refused' }]);
        return found;
      });
      if (again) await tellTicket(number);
      return again;
    },
    sinkCounts: () => standings.countSinkJobs(reads),
    numberOf: (sink, externalId) => externals.findNumberOf(reads, sink, externalId),
    ofTicket: (sink, number) => externals.findExternal(reads, sink, number),
    followed: (sink, changedAfterMs, before) =>
      externals.findFollowed(reads, sink, { changedAfterMs, before, limit: MOST_FOLLOWED }),
  };
}
