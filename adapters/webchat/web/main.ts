/** The merchant's page: keeps what is known of the conversation, and wires the parts of the page to it. */

import { openLiveEvents } from '#adapters/web/live-events.ts';
import type { Locale } from '#knowledge/guide.ts';
import type { OutgoingMessage, PageLine } from '../wire.ts';
import { createComposer } from './composer.ts';
import { createOutbox, type Photo } from './outbox.ts';
import { createPhotoPicker } from './photo-picker.ts';
import { createScreen } from './screen.ts';
import { fetchHistory, fetchNews, postMessage } from './send.ts';
import { addLines, type Lines, lastSeq, openQuestion } from './timeline.ts';
import { keepLocale, readLocale } from './wording.ts';

/** By then the bot has answered what it was sent. */
const ANSWERED_AFTER_MS = 1_000;

let lines: Lines = [];
let locale: Locale = readLocale();
let earlierBefore: number | undefined;
let historyRead = false;
/** Signs that an agent is writing, since the last answer. */
let writingSigns = 0;
let connection: 'connecting' | 'open' | 'lost' = 'connecting';
let streaming = false;
let endPause: (() => void) | undefined;

const outbox = createOutbox({
  storage: sessionStorageOrNone(),
  async post(message) {
    const result = await postMessage(message);
    if (!streaming && result.kind === 'accepted') setTimeout(() => void readBeside(), ANSWERED_AFTER_MS);
    return result;
  },
  pause,
  onChange: () => show(),
});
const screen = createScreen({
  onChoose: (choice) => write({ text: choice.label, choiceId: choice.id }),
  onStarter: (text) => write({ text }),
  onLocale: changeLocale,
  onEarlier: () => void readEarlier(),
  onRetry: (id) => outbox.retry(id),
  onRemove: (id) => outbox.forget(new Set([id])),
});
const photos = createPhotoPicker((photo) => writePhoto(photo));
const composer = createComposer((text) => write({ text }));

function show(): void {
  composer.show(locale);
  photos.show(locale);
  const outgoing = outbox.entries();
  screen.show({ lines, outgoing, locale, connection, earlier: earlierBefore !== undefined, historyRead, writingSigns });
}

function write(message: Pick<OutgoingMessage, 'text' | 'choiceId'>): void {
  outbox.add({ ...message, id: randomUuid(), locale });
  screen.scrollToEnd();
}

function writePhoto(photo: Photo): void {
  outbox.add({ id: randomUuid(), text: '', locale, photo });
  screen.scrollToEnd();
}

function learn(more: readonly PageLine[]): void {
  lines = addLines(lines, more);
  if (more.some(({ from }) => from !== 'merchant')) writingSigns = 0;
  outbox.forget(new Set(more.flatMap((line) => line.messageId ?? [])));
}

function changeLocale(next: Locale): void {
  locale = next;
  keepLocale(next);
  show();
}

async function readEarlier(): Promise<void> {
  try {
    const page = await fetchHistory(earlierBefore);
    learn(page.lines);
    earlierBefore = page.before;
    screen.keepPlace(show);
  } catch {
    // The button stays; the merchant taps it again once the connection is back.
  }
}

function showConnection(state: typeof connection): void {
  connection = state;
  if (state === 'open') endPause?.();
  show();
}

/**
 * Asks for new lines while there is no stream: a server that is full refuses streams and answers everything else. The
 * stream is tried again every few seconds, and each failure brings us here.
 */
async function readBeside(): Promise<void> {
  // Before the newest lines are known, what comes after the last of them would be the oldest.
  if (!historyRead) return;
  const news = await fetchNews(lastSeq(lines)).catch(() => undefined);
  if (news) learn(news.lines);
  if (!streaming) showConnection(news ? 'open' : 'lost');
}

/** Reads the newest lines, however long the server takes to come back, and follows the transcript from there. */
async function start(): Promise<void> {
  for (;;) {
    try {
      const page = await fetchHistory();
      learn(page.lines);
      earlierBefore = page.before;
      break;
    } catch {
      connection = 'lost';
      show();
      await pause(2000);
    }
  }
  historyRead = true;
  show();
  screen.scrollToEnd();
  follow();
}

function follow(): void {
  const live = openLiveEvents({
    address: () => `/chat/events?after=${lastSeq(lines)}`,
    names: ['line', 'writing'],
    onEvent: (name, payload) => {
      if (name === 'writing') writingSigns += 1;
      else learn([payload as PageLine]);
      show();
    },
    onState: (state) => {
      streaming = state === 'open';
      if (streaming) showConnection('open');
      else void readBeside();
    },
  });
  addEventListener('online', () => {
    live.renew();
    endPause?.();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    live.retryNow();
    endPause?.();
    show();
  });
}

/** Number keys tap the choices of the open question, unless they are being typed into the text field. */
document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  const choice = openQuestion(lines, outbox.entries())?.choices?.[Number(event.key) - 1];
  if (choice === undefined) return;
  event.preventDefault();
  write({ text: choice.label, choiceId: choice.id });
});

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    endPause = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** `crypto.randomUUID` exists on HTTPS and localhost only. */
function randomUuid(): string {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function sessionStorageOrNone(): Pick<Storage, 'getItem' | 'setItem'> {
  try {
    return sessionStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined };
  }
}

show();
void start();
