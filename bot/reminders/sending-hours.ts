/** The hours in which people are told things that they did not ask for, every day of the week. Pure. */

import type { Instant } from '#dialogs/message.ts';
import { addOpenMinutes, isOpen } from '#dialogs/opening-hours.ts';
import type { OpeningHours } from '#knowledge/guide.ts';
import { ConfigFault } from '../faults.ts';
import { type Environment, readValue } from '../settings/read-setting.ts';

/** From when to when, in minutes after midnight of the institution's wall clock; the end is not included. */
export interface SendingHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

const MINUTE_MS = 60_000;

/** After shops have opened, and well before people sleep. */
export const DEFAULT_SENDING_HOURS: SendingHours = { fromMinute: 9 * 60, toMinute: 20 * 60 };

function weekOf(hours: SendingHours, timeZone: string): OpeningHours {
  return { timeZone, holidays: [], week: Array.from({ length: 7 }, () => [hours]) };
}

/** Whether somebody may be told something now. */
export function mayTell(hours: SendingHours, timeZone: string, now: Instant): boolean {
  return isOpen(weekOf(hours, timeZone), now);
}

/** When the quiet hours end that it is in now; undefined when it is in none. */
export function quietUntil(hours: SendingHours, timeZone: string, now: Instant): Instant | undefined {
  if (mayTell(hours, timeZone, now)) return undefined;
  const until = addOpenMinutes(weekOf(hours, timeZone), now, 0);
  return until === undefined ? undefined : until - (until % MINUTE_MS);
}

const HOURS = /^([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-4]):([0-5]\d)$/;
/** Shorter hours would leave no time for what is due. */
const LEAST_MINUTES = 60;

/** Reads `REMINDERS` and `REMINDER_HOURS`; undefined when nobody is to be reminded of anything. */
export function readReminders(env: Environment): { readonly reminders?: SendingHours } {
  const wanted = readValue(env, 'REMINDERS') ?? '1';
  if (wanted === '0') return {};
  if (wanted !== '1') {
    throw new ConfigFault({
      code: 'wrong-switch',
      what: 'REMINDERS is neither 1 nor 0',
      remedy: 'Set REMINDERS to 0 to remind nobody, or leave it unset.',
    });
  }
  const value = readValue(env, 'REMINDER_HOURS');
  if (value === undefined) return { reminders: DEFAULT_SENDING_HOURS };
  const [, ...parts] = HOURS.exec(value) ?? [];
  const [fromHour = 0, from = 0, toHour = 0, to = 0] = parts.map(Number);
  const hours = { fromMinute: fromHour * 60 + from, toMinute: toHour * 60 + to };
  if (parts.length === 4 && hours.toMinute <= 24 * 60 && hours.toMinute - hours.fromMinute >= LEAST_MINUTES) {
    return { reminders: hours };
  }
  throw new ConfigFault({
    code: 'wrong-reminder-hours',
    what: `REMINDER_HOURS is "${value}", which is no stretch of a day of at least an hour`,
    remedy: 'Set REMINDER_HOURS to hours such as 09:00-20:00, or leave it unset.',
  });
}
