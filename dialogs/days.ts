/** Arithmetic with days of the calendar, without a clock or a time zone. Pure. */

import type { Day } from './device-record.ts';

/** Days since 1 March of the year 0, in the Gregorian calendar, whose leap day then ends a year. */
function countDays(day: Day): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const [y, m] = month > 2 ? [year, month - 3] : [year - 1, month + 9];
  return (
    365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((153 * m + 2) / 5) + date - 1
  );
}

const ERA_DAYS = 146_097;

function dayOfCount(count: number): Day {
  const era = Math.floor(count / ERA_DAYS);
  const left = count - era * ERA_DAYS;
  const y = Math.floor((left - Math.floor(left / 1460) + Math.floor(left / 36_524) - Math.floor(left / 146_096)) / 365);
  const ofYear = left - (365 * y + Math.floor(y / 4) - Math.floor(y / 100));
  const m = Math.floor((5 * ofYear + 2) / 153);
  const date = ofYear - Math.floor((153 * m + 2) / 5) + 1;
  const month = m < 10 ? m + 3 : m - 9;
  const year = era * 400 + y + (month <= 2 ? 1 : 0);
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(date).padStart(2, '0')].join('-');
}

/** The day so many days after another one. */
export function addDays(day: Day, count: number): Day {
  return dayOfCount(countDays(day) + count);
}

/** Days from one day to another. */
export function daysBetween(from: Day, to: Day): number {
  return countDays(to) - countDays(from);
}
