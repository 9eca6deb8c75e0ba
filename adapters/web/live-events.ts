/** A stream of server-sent events in the browser that comes back by itself, however it was lost. */

/** What to listen to. */
export interface LiveEventsOptions {
  /** Asked before every connection, so that it can say how far the page has read. */
  address(): string;
  /** Names of the events wanted. */
  readonly names: readonly string[];
  onEvent(name: string, payload: unknown): void;
  onState(state: 'open' | 'lost'): void;
}

/** A stream that is kept open. */
export interface LiveEvents {
  /**
   * Connects at once instead of waiting, also when a stream that looks open has been silent for longer than the server
   * ever is: a page that slept did not see it die. Does nothing while connected.
   */
  retryNow(): void;
  /** Connects anew whatever the stream looks like: a network that changed drops streams without a word. */
  renew(): void;
  close(): void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8_000;
/** Servers send a heartbeat every 15 s; a stream that stays silent for longer is dead. */
const SILENCE_MS = 40_000;
/** Whoever comes back to the page is not kept waiting for the second heartbeat. */
const DOUBTFUL_MS = 18_000;

/** Opens the stream, and opens it again after a growing pause whenever it is lost. */
export function openLiveEvents(options: LiveEventsOptions): LiveEvents {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let heardAtMs = Date.now();
  const after = (delayMs: number, act: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(act, delayMs);
  };
  const lose = (): void => {
    source?.close();
    source = undefined;
    options.onState('lost');
    const pauseMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
    failures += 1;
    // The pages of a restarted server must not all come back in the same instant.
    after(pauseMs * (0.5 + Math.random() / 2), connect);
  };
  const alive = (): void => {
    heardAtMs = Date.now();
    after(SILENCE_MS, lose);
  };
  const connect = (): void => {
    const opened = new EventSource(options.address());
    source = opened;
    alive();
    opened.addEventListener('open', () => {
      failures = 0;
      options.onState('open');
      alive();
    });
    opened.addEventListener('beat', alive);
    opened.addEventListener('error', () => {
      // The browser's own retry gives up on some errors; ours does not.
      if (source === opened) lose();
    });
    for (const name of options.names) {
      opened.addEventListener(name, (event: MessageEvent<string>) => {
        alive();
        options.onEvent(name, JSON.parse(event.data));
      });
    }
  };
  const renew = (): void => {
    source?.close();
    source = undefined;
    failures = 0;
    after(0, connect);
  };
  connect();
  return {
    retryNow() {
      if (source === undefined || Date.now() - heardAtMs > DOUBTFUL_MS) renew();
    },
    renew,
    close() {
      clearTimeout(timer);
      source?.close();
    },
  };
}
