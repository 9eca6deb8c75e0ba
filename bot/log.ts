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

function tidy(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.slice(0, LONGEST_VALUE) : value,
    ]),
  );
}

/** A logger that writes lines through `write`; line breaks inside values are escaped by JSON. */
export function createLogger(write: (line: string) => void, clock: () => Instant): Logger {
  const line =
    (level: string) =>
    (event: string, fields: LogFields = {}): void => {
      const head = { at: new Date(clock()).toISOString(), level, event };
      // The head comes first to be read and last to win over a field of the same name.
      write(`${JSON.stringify({ ...head, ...tidy(fields), ...head })}\n`);
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
