/** Times of the institution's wall clock, whatever zone the agent's browser is in. */

const MINUTE_MS = 60_000;

/** The wall clock of a zone at an instant, as `2026-12-01T18:00`. */
export function wallClock(atMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(atMs);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The instant at which that wall clock shows `day` and `clock`; NaN when they are no day and time. */
export function instantAt(day: string, clock: string, timeZone: string): number {
  const wanted = Date.parse(`${day}T${clock}:00Z`);
  if (Number.isNaN(wanted)) return wanted;
  const off = (at: number): number => Date.parse(`${wallClock(at, timeZone)}:00Z`) - at;
  const guess = wanted - off(wanted);
  // Once more, as the clocks may change between the two.
  return Math.round((wanted - off(guess)) / MINUTE_MS) * MINUTE_MS;
}

/** A span as agents read it: `11/24 周二 09:00–11:00`. */
export function spanAt(fromMs: number, toMs: number, timeZone: string, lang: string): string {
  const day = new Intl.DateTimeFormat(lang, { timeZone, month: 'numeric', day: 'numeric', weekday: 'short' });
  const clock = (at: number): string => wallClock(at, timeZone).slice('2026-12-01T'.length);
  return `${day.format(fromMs)} ${clock(fromMs)}–${clock(toMs)}`;
}
