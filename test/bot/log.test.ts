/** The log: lines that machines can read, without anybody's words. */

import { describe, expect, it } from 'vitest';
import { StorageFault } from '#bot/faults.ts';
import { createLogger, describeError, type LogFields } from '#bot/log.ts';

function lineOf(fields: LogFields): string {
  let written = '';
  const log = createLogger(
    (line) => {
      written += line;
    },
    () => 0,
  );
  log.info('event', fields);
  return written;
}

describe('a log line', () => {
  it('is one JSON object, whatever its values hold', () => {
    const line = lineOf({ reason: 'a\r\nb\u001b[31m "c"', count: 2 });
    expect([...line.trimEnd()].every((character) => character >= ' ')).toBe(true);
    expect(JSON.parse(line)).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      level: 'info',
      event: 'event',
      reason: 'a\r\nb\u001b[31m "c"',
      count: 2,
    });
  });

  it('keeps its own fields, whatever it is given', () => {
    expect(JSON.parse(lineOf({ event: 'other', level: 'x' }))).toMatchObject({ event: 'event', level: 'info' });
  });

  it('cuts long values', () => {
    expect(lineOf({ reason: 'x'.repeat(10_000) }).length).toBeLessThan(500);
  });

  it('tells kind, code and place of an error and not its message', () => {
    const fault = new StorageFault({ code: 'write-failed', what: 'card 4111111111111111', remedy: 'x' });
    const fields = describeError(fault);
    expect(fields).toMatchObject({
      error: 'StorageFault',
      code: 'write-failed',
      place: expect.stringContaining('log.test'),
    });
    expect(JSON.stringify(fields)).not.toContain('4111');
    expect(describeError('4111111111111111')).toEqual({ error: 'string' });
  });
});
