/** The log: lines that machines can read, without anybody's words. */

import { describe, expect, it, onTestFinished, vi } from 'vitest';
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

describe('an error that comes again and again', () => {
  /** What is written, as event and count, and a clock that can be moved. */
  function follow() {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const written: unknown[] = [];
    const log = createLogger((line) => {
      const { event, repeated } = JSON.parse(line);
      written.push(repeated === undefined ? event : [event, repeated]);
    }, Date.now);
    return { log, written, minute: () => vi.advanceTimersByTime(60_000) };
  }
  const AWAY = { error: 'StorageFault', code: 'database-away' };

  it('is written once, then counted, and told again every minute for as long as it lasts', () => {
    const { log, written, minute } = follow();
    const fail = (times: number): void => {
      for (let left = times; left > 0; left -= 1) log.error('request-failed', AWAY);
    };
    fail(4_000);
    expect(written).toEqual(['request-failed']);
    minute();
    fail(7);
    minute();
    expect(written).toEqual(['request-failed', ['request-failed', 3_999], ['request-failed', 7]]);
    minute();
    fail(1);
    expect(written.slice(3)).toEqual(['request-failed']);
  });

  it('is told beside others, which have counts of their own', () => {
    const { log, written, minute } = follow();
    log.error('request-failed', AWAY);
    log.error('request-failed', { error: 'TypeError' });
    log.error('not-accepted', { channel: 'slack', ...AWAY });
    log.error('not-accepted', { channel: 'teams', ...AWAY });
    log.error('not-accepted', { channel: 'teams', ...AWAY });
    expect(written).toEqual(['request-failed', 'request-failed', 'not-accepted', 'not-accepted']);
    minute();
    expect(written.slice(4)).toEqual([['not-accepted', 1]]);
  });

  it('is written each time where it names whom it is about, and so is what is no error', () => {
    const { log, written } = follow();
    for (const conversationId of ['a', 'a', 'b']) log.error('turn-failed', { conversationId, error: 'TypeError' });
    for (const problems of [1, 1]) log.warn('content-refused', { problems });
    expect(written).toHaveLength(5);
  });
});
