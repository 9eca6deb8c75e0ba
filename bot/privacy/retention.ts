/** How long what is kept: days by kind, and the daily job that ends what is older. */

import type { Instant } from '#dialogs/message.ts';
import { ConfigFault } from '../faults.ts';
import type { Logger } from '../log.ts';
import { type Environment, readValue } from '../settings/read-setting.ts';
import type { ExpiryLimits } from '../store/privacy-store.ts';
import type { Store } from '../store/store.ts';
import { type Job, startWorker } from '../worker.ts';

/** Days by kind; see ExpiryLimits for what each kind holds. */
export interface Retention {
  readonly mediaDays: number;
  readonly conversationsDays: number;
  readonly ticketsDays: number;
  /** Applications for renewals after their end, with all their papers. */
  readonly renewalsDays: number;
  /** Applications that were never sent in. */
  readonly renewalDraftsDays: number;
  readonly tracesDays: number;
  readonly queuesDays: number;
  readonly securityEventsDays: number;
  readonly signInsDays: number;
}

/** What holds where nothing is set: photos days, conversations half a year, tickets as long as disputes take. */
export const DEFAULT_RETENTION: Retention = {
  mediaDays: 14,
  conversationsDays: 180,
  ticketsDays: 730,
  renewalsDays: 180,
  renewalDraftsDays: 30,
  tracesDays: 90,
  queuesDays: 30,
  securityEventsDays: 365,
  signInsDays: 30,
};

const NAMES: Readonly<Record<keyof Retention, string>> = {
  mediaDays: 'RETENTION_PHOTOS_DAYS',
  conversationsDays: 'RETENTION_CONVERSATIONS_DAYS',
  ticketsDays: 'RETENTION_TICKETS_DAYS',
  renewalsDays: 'RETENTION_RENEWALS_DAYS',
  renewalDraftsDays: 'RETENTION_RENEWAL_DRAFTS_DAYS',
  tracesDays: 'RETENTION_TRACES_DAYS',
  queuesDays: 'RETENTION_QUEUES_DAYS',
  securityEventsDays: 'RETENTION_SECURITY_EVENTS_DAYS',
  signInsDays: 'RETENTION_SIGN_INS_DAYS',
};

const DAY_MS = 86_400_000;
/** A message may be sent again by its platform for three days; forgetting its id earlier would answer it twice. */
const LEAST_QUEUES_DAYS = 4;

function readDays(env: Environment, key: keyof Retention): number {
  const name = NAMES[key];
  const value = readValue(env, name);
  if (value === undefined) return DEFAULT_RETENTION[key];
  const days = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  const least = key === 'queuesDays' ? LEAST_QUEUES_DAYS : 1;
  if (days >= least) return days;
  throw new ConfigFault({
    code: 'wrong-retention',
    what: `${name} is "${value}", which is no number of days from ${least} up`,
    remedy: `Set ${name} to whole days, or leave it unset for ${DEFAULT_RETENTION[key]}.`,
  });
}

/** The periods from the environment, absent when none is set; a value that cannot be used is a ConfigFault. */
export function readRetention(env: Environment): { readonly retention?: Retention } {
  if (Object.values(NAMES).every((name) => readValue(env, name) === undefined)) return {};
  const entries = (Object.keys(NAMES) as (keyof Retention)[]).map((key) => [key, readDays(env, key)] as const);
  return { retention: { ...DEFAULT_RETENTION, ...Object.fromEntries(entries) } };
}

/** The periods as instants, seen from now. */
export function expiryLimits(retention: Retention, now: Instant): ExpiryLimits {
  const before = (days: number): Instant => now - days * DAY_MS;
  return {
    mediaBeforeMs: before(retention.mediaDays),
    conversationsBeforeMs: before(retention.conversationsDays),
    ticketsBeforeMs: before(retention.ticketsDays),
    renewalsBeforeMs: before(retention.renewalsDays),
    renewalDraftsBeforeMs: before(retention.renewalDraftsDays),
    tracesBeforeMs: before(retention.tracesDays),
    queuesBeforeMs: before(retention.queuesDays),
    securityEventsBeforeMs: before(retention.securityEventsDays),
    signInsBeforeMs: before(retention.signInsDays),
  };
}

/** What the job needs. */
export interface RetentionDependencies {
  readonly store: Pick<Store, 'expire' | 'scrub' | 'note' | 'saveNote'>;
  readonly retention: Retention;
  readonly clock: () => Instant;
  readonly log: Logger;
}

/** Where the last run is noted, so that restarts and other processes do not repeat it. */
const LAST_RUN = 'retention:last-run';

/** Ends what is too old, once a day. */
export function createRetentionJob({ store, retention, clock, log }: RetentionDependencies): Job {
  const dueAt = async (): Promise<Instant> => Number((await store.note(LAST_RUN)) ?? 0) + DAY_MS;
  return {
    name: 'retention',
    async run() {
      const now = clock();
      if (now < (await dueAt())) return;
      await store.saveNote(LAST_RUN, String(now));
      const gone = await store.expire(expiryLimits(retention, now));
      if (Object.values(gone).some((count) => count > 0)) await store.scrub();
      log.info('retention', gone);
    },
    nextAt: dueAt,
  };
}

/** Starts the daily job; returns the way to stop it. */
export function startRetention(dependencies: RetentionDependencies): () => Promise<void> {
  const worker = startWorker(createRetentionJob(dependencies), dependencies.clock, dependencies.log);
  worker.wake();
  return () => worker.stop();
}
