/** The thread below a ticket's card in a chat tool: what merchant and colleagues have said since it was last told. */

import { setTimeout as pause } from 'node:timers/promises';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { Locale } from '#knowledge/guide.ts';
import type { Notebook } from '../contract.ts';
import type { Desk } from '../desk-contract.ts';
import { describeLine, TICKET_WORDS } from './ticket-words.ts';

/** A ticket whose thread is kept up to date. */
export interface TicketThread<Failure> {
  readonly number: string;
  /** Names the thread in the notebook; another card of the same ticket begins anew. */
  readonly key: string;
  readonly transcript: (afterSeq: number) => Promise<readonly TranscriptLine[]>;
  /** Writes into the thread; `lastSeq` is the last line that the text holds. Resolves with what went wrong. */
  readonly post: (text: string, lastSeq: number) => Promise<Failure | undefined>;
}

/** Tells what is new in a thread, one telling after the other; resolves with what went wrong, if anything. */
export type TellThread<Failure> = (thread: TicketThread<Failure>) => Promise<Failure | undefined>;

/** What telling needs. */
export interface TellDependencies {
  readonly notebook: Notebook;
  readonly locale: Locale;
}

/** Lines of the conversation before the ticket that are told with it; all of it stands in the console. */
const HISTORY_LINES = 20;
const MOST_PAGES = 25;

/** Threads of one place. What was told is noted after it stands there: a crash in between says it twice, never not. */
export function createThreadTeller<Failure>(dependencies: TellDependencies): TellThread<Failure> {
  const tails = new Map<string, Promise<unknown>>();
  return (thread) => {
    const told = (tails.get(thread.key) ?? Promise.resolve()).then(() => tell(thread, dependencies));
    const tail = told
      .catch(() => {})
      .then(() => {
        if (tails.get(thread.key) === tail) tails.delete(thread.key);
      });
    tails.set(thread.key, tail);
    return told;
  };
}

async function tell<Failure>(
  { number, key, transcript, post }: TicketThread<Failure>,
  { notebook, locale }: TellDependencies,
): Promise<Failure | undefined> {
  const noted = await notebook.read(key);
  const lines = await readAll(transcript, Number(noted ?? 0));
  const last = lines.at(-1);
  if (last === undefined) return undefined;
  const isFirst = noted === undefined;
  const shown = isFirst ? lines.slice(-HISTORY_LINES) : lines.filter(({ from }) => from !== 'bot');
  const heading = isFirst ? [`${TICKET_WORDS.history[locale]} · ${number}`] : [];
  const text = [...heading, ...shown.map((line) => describeLine(line, locale))].join('\n');
  const failure = shown.length === 0 ? undefined : await post(text, last.seq);
  if (failure === undefined) await notebook.write(key, String(last.seq));
  return failure;
}

async function readAll(
  transcript: TicketThread<unknown>['transcript'],
  afterSeq: number,
): Promise<readonly TranscriptLine[]> {
  const all: TranscriptLine[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const lines = await transcript(all.at(-1)?.seq ?? afterSeq);
    all.push(...lines);
    if (lines.length === 0) break;
  }
  return all;
}

/** Threads that are looked through while their merchants may still write. */
export interface ThreadWatch<Failure> {
  watch(thread: TicketThread<Failure>): void;
  forget(number: string): void;
  /** Begins to look after every change at the desk; returns the way to stop. */
  start(desk: Pick<Desk, 'subscribe'>): () => Promise<void>;
}

/** Watches threads: what merchants write is no event of a ticket, so that no job of a sink comes with it. */
export function createThreadWatch<Failure>(
  tell: TellThread<Failure>,
  { lookAfterMs, onFailure }: { readonly lookAfterMs: number; readonly onFailure: (failure: Failure) => void },
): ThreadWatch<Failure> {
  const watched = new Map<string, TicketThread<Failure>>();
  const look = async (): Promise<void> => {
    for (const thread of [...watched.values()]) {
      const failure = await tell(thread).catch(() => undefined);
      // The others would fare no better.
      if (failure !== undefined) return onFailure(failure);
    }
  };
  return {
    watch: (thread) => void watched.set(thread.number, thread),
    forget: (number) => void watched.delete(number),
    start(desk) {
      const stopping = new AbortController();
      let changed = false;
      let looking: Promise<void> | undefined;
      const run = async (): Promise<void> => {
        while (changed && !stopping.signal.aborted) {
          await pause(lookAfterMs, undefined, { signal: stopping.signal }).catch(() => {});
          changed = false;
          if (!stopping.signal.aborted) await look();
        }
        looking = undefined;
      };
      const forget = desk.subscribe(() => {
        changed = true;
        looking ??= run();
      });
      return async () => {
        forget();
        stopping.abort();
        await looking;
      };
    },
  };
}
