/** The stream of a page: how it comes back after a sleep or a lost network. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LiveEvents, openLiveEvents } from '#adapters/web/live-events.ts';

/** Stands in for the browser's stream: what is opened, closed and said. */
class Stream extends EventTarget {
  static opened: Stream[] = [];
  closed = false;
  readonly address: string;
  constructor(address: string) {
    super();
    this.address = address;
    Stream.opened.push(this);
  }
  close(): void {
    this.closed = true;
  }
  say(name: string): void {
    this.dispatchEvent(Object.assign(new Event(name), { data: '{}' }));
  }
}

const open = (): readonly Stream[] => Stream.opened.filter(({ closed }) => !closed);
const events: string[] = [];
let lastSeq = 0;
let live: LiveEvents;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Stream);
  Stream.opened = [];
  events.length = 0;
  lastSeq = 0;
  live = openLiveEvents({
    address: () => `/events?after=${lastSeq}`,
    names: ['line'],
    onEvent: (name) => events.push(name),
    onState: (state) => events.push(state),
  });
  Stream.opened[0]?.say('open');
});

afterEach(() => {
  live.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a page that is looked at again', () => {
  it('keeps a stream that has been heard of lately', () => {
    vi.advanceTimersByTime(14_000);
    Stream.opened[0]?.say('beat');
    vi.advanceTimersByTime(10_000);
    live.retryNow();
    vi.advanceTimersByTime(1);
    expect(Stream.opened).toHaveLength(1);
  });

  it('connects at once where it has slept through the heartbeats, from where it had read, and only once', () => {
    lastSeq = 7;
    // The clock goes on while a page sleeps, its timers do not.
    vi.setSystemTime(Date.now() + 3 * 3_600_000);
    live.retryNow();
    live.retryNow();
    vi.advanceTimersByTime(1);
    expect(Stream.opened.map(({ address }) => address)).toEqual(['/events?after=0', '/events?after=7']);
    expect(open()).toHaveLength(1);
    expect(events).toEqual(['open']);
    live.retryNow();
    vi.advanceTimersByTime(1);
    expect(Stream.opened).toHaveLength(2);
  });
});

describe('a network that is back', () => {
  it('gives a new stream, however alive the old one looks', () => {
    live.renew();
    vi.advanceTimersByTime(1);
    expect(open().map(({ address }) => address)).toEqual(['/events?after=0']);
    expect(Stream.opened).toHaveLength(2);
  });
});
