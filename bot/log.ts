/** The log: one JSON object a line, never a message's text and never a secret. */

import type { Instant } from '#dialogs/message.ts';

/** What a log line may carry: ids, counts, names, durations. Texts of merchants and agents do not belong here. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes log lines. */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

const LONGEST_VALUE = 300;
/** For so long, in milliseconds, the same error is only counted: while the store is away, every request fails alike. */
const COUNTED_MS = 60_000;
/** Different errors that are counted at a time; more are written as they come. */
const MOST_COUNTED = 500;

function tidy(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.slice(0, LONGEST_VALUE) : value,
    ]),
  );
}

/** Knows which lines were written a moment ago. */
function createRepeats() {
  const counts = new Map<string, number>();
  const count = (key: string, tell: (repeated: number) => void): void => {
    counts.set(key, 0);
    setTimeout(() => {
      const repeated = counts.get(key) ?? 0;
      counts.delete(key);
      if (repeated === 0) return;
      tell(repeated);
      count(key, tell);
    }, COUNTED_MS).unref();
  };
  return {
    /** False for the first line with this key in a minute; `tell` is called at its end with how many more there were. */
    has(key: string, tell: (repeated: number) => void): boolean {
      const before = counts.get(key);
      if (before !== undefined) counts.set(key, before + 1);
      else if (counts.size < MOST_COUNTED) count(key, tell);
      return before !== undefined;
    },
  };
}

/** Lines about an error that name nobody say no more the second time; those with an id each tell of another one. */
function mayRepeat(fields: LogFields): boolean {
  return fields.error !== undefined && !Object.keys(fields).some((key) => key.endsWith('Id'));
}

/**
 * A logger that writes lines through `write`; line breaks inside values are escaped by JSON. A line about an error that was
 * written within the last minute is counted instead, and written again at its end, with the count as `repeated`.
 */
export function createLogger(write: (line: string) => void, clock: () => Instant): Logger {
  const repeats = createRepeats();
  const put = (level: string, event: string, fields: LogFields): void => {
    const head = { at: new Date(clock()).toISOString(), level, event };
    // The head comes first to be read and last to win over a field of the same name.
    write(`${JSON.stringify({ ...head, ...tidy(fields), ...head })}\n`);
  };
  const line =
    (level: string) =>
    (event: string, fields: LogFields = {}): void => {
      const again = (repeated: number): void => put(level, event, { ...fields, repeated });
      if (mayRepeat(fields) && repeats.has(JSON.stringify([level, event, tidy(fields)]), again)) return;
      put(level, event, fields);
    };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** A logger that keeps silent. */
export const silentLogger: Logger = { info() {}, warn() {}, error() {} };

/**
 * What may be logged of an error: its kind and code. Its message may quote what a merchant wrote, so that stays out;
 * the place in our code tells an operator as much.
 */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error ? String(error.code) : undefined;
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return { error: error.name, ...(code ? { code } : {}), ...(place ? { place: place.trim() } : {}) };
}
