/** Figures as the desk shows them: rates, titles of steps, hours and days in the institution's own time. Pure. */

import type { Reports, TimeRange } from '#adapters/desk-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import { localStamp } from '#dialogs/opening-hours.ts';
import { RESOLUTION_CODES } from '#dialogs/ticket.ts';
import type { Guide, Step } from '#knowledge/guide.ts';
import type { Counted, StoredFigures } from '../store/report-store.ts';

const DAY_MS = 86_400_000;
/** Longest range that is counted. */
const MOST_MS = 400 * DAY_MS;

/** Whether a range can be counted: it ends after it begins, and not more than 400 days after. */
export function isCountable({ fromMs, toMs }: TimeRange): boolean {
  return Number.isSafeInteger(fromMs) && Number.isSafeInteger(toMs) && fromMs < toMs && toMs - fromMs <= MOST_MS;
}

function countOf(counted: readonly Counted[], value: string): number {
  return counted.find((one) => one.value === value)?.count ?? 0;
}

function titleOf(step: Step): string {
  if (step.kind === 'do') return step.title['zh-Hans'];
  if (step.kind === 'ask' || step.kind === 'collect') return step.ask['zh-Hans'];
  return step.id;
}

function stepTitles(guide: Guide): ReadonlyMap<string, string> {
  return new Map(
    [...guide.flows.values()].flatMap((flow) => flow.steps.map((step) => [step.id, titleOf(step)] as const)),
  );
}

function byDay(stored: StoredFigures, timeZone: string, { fromMs, toMs }: TimeRange): Reports['days'] {
  const dayOf = (atMs: Instant): string => localStamp(timeZone, atMs).slice(0, 10);
  const days = new Map<string, { opened: number; resolved: number }>();
  for (let at = fromMs; at < toMs; at += DAY_MS) days.set(dayOf(at), { opened: 0, resolved: 0 });
  days.set(dayOf(toMs - 1), { opened: 0, resolved: 0 });
  const add = (hours: StoredFigures['openedByHour'], field: 'opened' | 'resolved'): void => {
    for (const { atMs, count } of hours) {
      const so = days.get(dayOf(atMs));
      if (so) so[field] += count;
    }
  };
  add(stored.openedByHour, 'opened');
  add(stored.resolvedByHour, 'resolved');
  return [...days].map(([day, so]) => ({ day, ...so }));
}

function byHourOfDay(stored: StoredFigures, timeZone: string): readonly number[] {
  const load: number[] = new Array(24).fill(0);
  for (const { atMs, count } of stored.openedByHour) {
    const hour = Number(localStamp(timeZone, atMs).slice(11, 13));
    load[hour] = (load[hour] ?? 0) + count;
  }
  return load;
}

function casesOf({ outcomes, opened }: StoredFigures): Reports['cases'] {
  const [resolvedByBot, answeredByBot, abandoned] = ['resolved', 'answered', 'abandoned'].map((outcome) =>
    countOf(outcomes, outcome),
  );
  const alone = (resolvedByBot ?? 0) + (answeredByBot ?? 0);
  return {
    resolvedByBot: resolvedByBot ?? 0,
    answeredByBot: answeredByBot ?? 0,
    abandoned: abandoned ?? 0,
    ticketsOpened: opened,
    ...(alone + opened > 0 ? { deflection: alone / (alone + opened) } : {}),
  };
}

/** The report of a range. */
export function writeReports(stored: StoredFigures, range: TimeRange, guide: Guide): Reports {
  const { timeZone } = guide.institution.hours;
  const titles = stepTitles(guide);
  const { timeToResolve, waiting, kept, broken, ratings, agents, now } = stored;
  return {
    range,
    cases: casesOf(stored),
    timeToResolve,
    waiting,
    promises: { kept, broken },
    ratings: { good: countOf(ratings, 'good'), fair: countOf(ratings, 'fair'), poor: countOf(ratings, 'poor') },
    symptoms: stored.symptoms.map(({ value, count }) => ({ symptom: value, tickets: count })),
    steps: stored.steps.map((step) => ({ ...step, title: titles.get(step.step) ?? step.step })),
    resolutions: RESOLUTION_CODES.flatMap((code) => {
      const tickets = countOf(stored.resolutions, code);
      return tickets > 0 ? [{ code, tickets }] : [];
    }),
    agents,
    load: byHourOfDay(stored, timeZone),
    days: byDay(stored, timeZone, range),
    now,
  };
}
