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

/** One thing that is to be done later; a newer one takes its place. */
function createAppointment() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    in(delayMs: number, act: () => void): void {
      clearTimeout(timer);
      timer = setTimeout(act, delayMs);
    },
    cancel: () => clearTimeout(timer),
  };
}

/** What becomes of a connection. */
interface Connection {
  onOpen(): void;
  /** Anything at all was heard. */
  onSign(): void;
  onError(): void;
}

function connectTo(
  { address, names, onEvent }: LiveEventsOptions,
  { onOpen, onSign, onError }: Connection,
): EventSource {
  const source = new EventSource(address());
  source.addEventListener('open', onOpen);
  source.addEventListener('beat', onSign);
  source.addEventListener('error', onError);
  for (const name of names) {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      onSign();
      onEvent(name, JSON.parse(event.data));
    });
  }
  return source;
}

/** A pause before the next try, longer after each failure; the pages of a restarted server must not all come back at once. */
function pauseAfter(failures: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures) * (0.5 + Math.random() / 2);
}

/** Opens the stream, and opens it again after a growing pause whenever it is lost. */
export function openLiveEvents(options: LiveEventsOptions): LiveEvents {
  const next = createAppointment();
  let source: EventSource | undefined;
  let failures = 0;
  let heardAtMs = Date.now();
  const leave = (): void => {
    source?.close();
    source = undefined;
  };
  const lose = (): void => {
    leave();
    options.onState('lost');
    next.in(pauseAfter(failures), connect);
    failures += 1;
  };
  const onSign = (): void => {
    heardAtMs = Date.now();
    next.in(SILENCE_MS, lose);
  };
  const onOpen = (): void => {
    failures = 0;
    options.onState('open');
    onSign();
  };
  const connect = (): void => {
    // The browser's own retry gives up on some errors; ours does not.
    const opened = connectTo(options, { onOpen, onSign, onError: () => (source === opened ? lose() : undefined) });
    source = opened;
    onSign();
  };
  const renew = (): void => {
    leave();
    failures = 0;
    next.in(0, connect);
  };
  connect();
  return {
    retryNow() {
      if (source === undefined || Date.now() - heardAtMs > DOUBTFUL_MS) renew();
    },
    renew,
    close() {
      next.cancel();
      source?.close();
    },
  };
}
