/** Reminds merchants of what ends at their terminals: once for each end and distance, by day, where their channel allows. */

import type { ChannelLimits } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';
import { localDay } from '#dialogs/opening-hours.ts';
import { endsToldOn, REMINDER_DAYS, REMINDER_KINDS, sayReminder } from '#dialogs/remind-of-end.ts';
import type { Guide } from '#knowledge/guide.ts';
import { describeError, type Logger } from './log.ts';
import { chooseRecipient, reachOf } from './reminders/choose-recipient.ts';
import { mayTell, type SendingHours } from './reminders/sending-hours.ts';
import type { ReminderCandidate, ReminderKey, ReminderQuery, ReminderStore } from './store/device-life.ts';
import type { TurnDecision, TurnStore, TurnWork } from './store/store.ts';
import { keepTurn } from './turns/turn-writes.ts';
import type { Job } from './worker.ts';

/** What reminders need. */
export interface ReminderDependencies {
  readonly store: Pick<ReminderStore, 'dueReminders'> & Pick<TurnStore, 'runTurn'>;
  readonly guide: () => Guide;
  readonly limitsOf: (channel: string) => ChannelLimits | undefined;
  readonly hours: SendingHours;
  readonly clock: () => Instant;
  readonly log: Logger;
}

/** How often somebody new is looked for: a merchant who can be told from now on, or a register that was filled. */
const LOOK_EVERY_MS = 15 * 60_000;
/** Terminals looked at by one query. */
const PAGE = 500;

/** The worker's job that sends what is due. */
export function createReminders(dependencies: ReminderDependencies): Job {
  const { guide, hours, clock, log } = dependencies;
  let nextLookMs = Number.NEGATIVE_INFINITY;
  return {
    name: 'reminders',
    async run() {
      const { timeZone } = guide().institution.hours;
      const startedAtMs = clock();
      if (startedAtMs < nextLookMs || !mayTell(hours, timeZone, startedAtMs)) return;
      const sent = await sendDue(dependencies, localDay(timeZone, startedAtMs));
      nextLookMs = startedAtMs + LOOK_EVERY_MS;
      if (sent > 0) log.info('reminded', { messages: sent });
    },
    nextAt: async () => Math.max(nextLookMs, clock() + 1_000),
  };
}

async function sendDue(dependencies: ReminderDependencies, today: string): Promise<number> {
  let sent = 0;
  for (const kind of REMINDER_KINDS) {
    for (const days of REMINDER_DAYS) {
      const query = { kind, days, ...endsToldOn(today, days), limit: PAGE };
      sent += await sendPages(dependencies, query, today);
    }
  }
  return sent;
}

async function sendPages(dependencies: ReminderDependencies, query: ReminderQuery, today: string): Promise<number> {
  const { store, clock, guide, hours } = dependencies;
  let sent = 0;
  let after: string | undefined;
  for (;;) {
    const found = await store.dueReminders({ ...query, ...(after === undefined ? {} : { after }) });
    for (const group of groupByRecipient(found, dependencies)) {
      if (!mayTell(hours, guide().institution.hours.timeZone, clock())) return sent;
      if (await send(dependencies, group, today)) sent += 1;
    }
    after = found.at(-1)?.serial;
    if (after === undefined) return sent;
  }
}

/** Terminals that one merchant is told of in one message: what ends is the same, on the same day. */
function groupByRecipient(
  found: readonly ReminderCandidate[],
  { limitsOf, clock }: ReminderDependencies,
): readonly (readonly ReminderCandidate[])[] {
  const now = clock();
  const bySerial = Map.groupBy(found, ({ serial }) => serial).values();
  const told = [...bySerial].flatMap((candidates) => chooseRecipient(candidates, limitsOf, now) ?? []);
  return [...Map.groupBy(told, ({ conversationId, endsOn }) => `${conversationId} ${endsOn}`).values()];
}

/** One message and the note that it was written are one commit; false when somebody else was first. */
async function send(
  dependencies: ReminderDependencies,
  group: readonly ReminderCandidate[],
  today: string,
): Promise<boolean> {
  const { store, clock, log } = dependencies;
  const [first] = group;
  if (!first) return false;
  const now = clock();
  const source = { kind: 'notice', conversationId: first.conversationId } as const;
  try {
    const done = await store.runTurn(source, now, (work) => decide(work, group, today, now, dependencies));
    return done === true;
  } catch (error) {
    // Another process may just have written the same one; whatever is still due is found again.
    log.warn('reminder-not-stored', { conversationId: first.conversationId, ...describeError(error) });
    return false;
  }
}

/** Looks once more, with the conversation in hand, whether this may be said, and says it. */
function decide(
  work: TurnWork,
  group: readonly ReminderCandidate[],
  today: string,
  now: Instant,
  { guide, limitsOf }: ReminderDependencies,
): TurnDecision<boolean> {
  const { conversation, bound, sending } = work;
  const limits = limitsOf(conversation.channel);
  const proved = bound.filter(({ proof }) => proof !== 'sticker');
  const devices = group.flatMap(({ serial }) => proved.find((one) => one.serial === serial) ?? []);
  const counted = { ...sending, sentSince: sending.sentSince + sending.waiting };
  const reach = reachOf(limits, counted, true, now);
  const [first] = group;
  if (!first || conversation.owner === 'agent' || devices.length < group.length || reach === undefined) {
    return { result: false };
  }
  const { kind, endsOn } = first;
  const text = sayReminder({ kind, endsOn, devices }, today, conversation.state, guide(), now);
  const reminders: readonly ReminderKey[] = group.map(({ serial, days }) => ({ serial, kind, endsOn, days }));
  const writes = keepTurn(work, {
    lines: [{ from: 'bot', text, reply: { kind: 'text', text, notice: true } }],
    reminders,
    trace: [
      { by: 'reminders', says: `${kind} ends on ${endsOn}: ${reminders.map(({ serial }) => serial).join(', ')}` },
    ],
    ...(limits?.readsTranscript ? { delivered: true as const } : {}),
  });
  return { writes, result: true };
}
