/** What is said when something of a terminal ends soon, and on which days. Pure. */

import type { Guide, Locale } from '#knowledge/guide.ts';
import { addDays, daysBetween } from './days.ts';
import type { Day } from './device-record.ts';
import type { Instant } from './message.ts';
import { sayDay } from './opening-hours.ts';
import { sayPhrase } from './say.ts';
import { type DialogState, newState } from './state.ts';

/** What of a terminal can end. */
export const REMINDER_KINDS = ['contract', 'sim', 'certificate'] as const;

/** One of these. */
export type ReminderKind = (typeof REMINDER_KINDS)[number];

/** How many days before the end somebody is told; fewer days take the place of more. */
export const REMINDER_DAYS = [30, 7, 1] as const;

/** The days of an end that are told on a day: between this many days before and the next telling. */
export function endsToldOn(today: Day, days: (typeof REMINDER_DAYS)[number]): { readonly from: Day; readonly to: Day } {
  const next = REMINDER_DAYS[REMINDER_DAYS.indexOf(days) + 1];
  return { from: addDays(today, next === undefined ? 0 : next + 1), to: addDays(today, days) };
}

/** One terminal in a reminder. */
export interface EndingDevice {
  readonly serial: string;
  readonly model?: string;
}

/** What ends, when, and of which terminals of one merchant. */
export interface Ending {
  readonly kind: ReminderKind;
  readonly endsOn: Day;
  readonly devices: readonly EndingDevice[];
}

/** Terminals that are named; of more only the number is said. */
const MOST_NAMED = 4;

/** The end of a serial is enough for whoever has the terminal, and of no use to anybody else. */
function nameDevice({ serial, model }: EndingDevice, state: DialogState, guide: Guide, now: Instant): string {
  return sayPhrase(model === undefined ? 'remind.device-bare' : 'remind.device', state, guide, now, {
    model,
    end: serial.slice(-4),
  });
}

/**
 * The reminder in the merchant's language. It asks for no money and holds no link, so that nobody can copy it to take
 * some, and says how to check that it is true.
 */
export function sayReminder(
  ending: Ending,
  today: Day,
  known: DialogState | undefined,
  guide: Guide,
  now: Instant,
  locale: Locale = 'zh-Hans',
): string {
  const state = known ?? newState(guide, locale, 'unknown');
  const { kind, endsOn, devices } = ending;
  const left = daysBetween(today, endsOn);
  const named = devices.slice(0, MOST_NAMED).map((device) => nameDevice(device, state, guide, now));
  const joined = named.join(state.locale === 'en' ? ', ' : '、');
  const values = {
    device: devices.length > MOST_NAMED ? undefined : joined,
    devices: joined,
    count: String(devices.length),
    endedOn: sayDay(endsOn, state.locale),
    days: String(left),
  };
  const when = left <= 0 ? 'today' : left === 1 ? 'tomorrow' : 'days';
  const say = (key: string): string => sayPhrase(key, state, guide, now, values);
  const lines = [
    say(devices.length > MOST_NAMED ? `remind.${kind}-many` : `remind.${kind}`),
    say(`remind.when-${when}`),
    say('remind.no-payment'),
    say('remind.verify'),
    say('remind.stop'),
  ];
  return lines.filter((line) => line !== '').join('\n');
}
