/** Counts what ends by month, and lays a month out in weeks. Pure. */

/** A day with what ends on it. */
export interface DayCount {
  readonly day: string;
  readonly devices: number;
  readonly bound: number;
}

/** The months from one on, as `2026-11`. */
export function monthsFrom(first: string, count: number): readonly string[] {
  const [year = 0, month = 1] = first.split('-').map(Number);
  return Array.from({ length: count }, (_, at) => {
    const index = year * 12 + month - 1 + at;
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  });
}

/** What ends in each of the months. */
export function countByMonth(days: readonly DayCount[], months: readonly string[]) {
  return months.map((month) => {
    const inMonth = days.filter(({ day }) => day.startsWith(month));
    const sum = (part: 'devices' | 'bound'): number => inMonth.reduce((total, one) => total + one[part], 0);
    return { label: month, count: sum('devices'), second: sum('bound') };
  });
}

/** The weeks of a month, Monday first; days of its neighbours are absent. */
export function weeksOf(month: string): readonly (readonly (string | undefined)[])[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const before = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  const cells = [
    ...Array.from({ length: before }, () => undefined),
    ...Array.from({ length: days }, (_, at) => `${month}-${String(at + 1).padStart(2, '0')}`),
  ];
  return Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (__, at) => cells[week * 7 + at]),
  );
}
