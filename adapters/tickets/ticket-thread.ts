/** The thread below a ticket's card in a chat tool: what merchant and colleagues have said since it was last told. */

import { setTimeout as pause } from 'node:timers/promises';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { Locale } from '#knowledge/guide.ts';
import type { Notebook } from '../contract.ts';
import { holdMark } from './hold-mark.ts';
import { MARKS } from './marks.ts';
import { describeLine, TICKET_WORDS } from './ticket-words.ts';

/** A ticket whose thread is kept up to date. */
export interface TicketThread<Failure> {
  readonly number: string;
  readonly conversationId: ConversationId;
  /** Names the thread in the notebook; another card of the same ticket begins anew. */
  readonly key: string;
  readonly transcript: (afterSeq: number) => Promise<readonly TranscriptLine[]>;
  /** Writes into the thread; `lastSeq` is the last line that the text holds. Resolves with what went wrong. */
  readonly post: (text: string, lastSeq: number) => Promise<Failure | undefined>;
}

/**
 * Tells what is new in a thread, one telling after the other; resolves with what went wrong, if anything. Rejects when
 * `stopping` is aborted while another process holds the thread: what is new then is told by the next who looks.
 */
export type TellThread<Failure> = (
  thread: TicketThread<Failure>,
  stopping?: AbortSignal,
) => Promise<Failure | undefined>;

/** What telling needs. */
export interface TellDependencies {
  readonly notebook: Notebook;
  readonly locale: Locale;
  readonly now: () => Instant;
}

/** Lines of the conversation before the ticket that are told with it; all of it stands in the console. */
const HISTORY_LINES = 20;
const MOST_PAGES = 25;

/** Threads of one place. What was told is noted after it stands there: a crash in between says it twice, never not. */
export function createThreadTeller<Failure>(dependencies: TellDependencies): TellThread<Failure> {
  const tails = new Map<string, Promise<unknown>>();
  return (thread, stopping) => {
    const told = (tails.get(thread.key) ?? Promise.resolve()).then(() => tell(thread, dependencies, stopping));
    const tail = told
      .catch(() => {})
      .then(() => {
        if (tails.get(thread.key) === tail) tails.delete(thread.key);
      });
    tails.set(thread.key, tail);
    return told;
  };
}

/** Whoever has begun to tell a thread longer ago is gone. */
const TELLING_MS = 60_000;
const LOOK_AGAIN_MS = 250;

/** One process at a time tells a thread: all of them hear of its news. */
async function tell<Failure>(
  thread: TicketThread<Failure>,
  dependencies: TellDependencies,
  stopping: AbortSignal | undefined,
): Promise<Failure | undefined> {
  if (!(await hasNews(thread, dependencies))) return undefined;
  const hold = () => holdMark(dependencies, MARKS.telling + thread.key, TELLING_MS);
  let giveBack = await hold();
  while (giveBack === undefined) {
    await pause(LOOK_AGAIN_MS, undefined, stopping ? { signal: stopping } : {});
    giveBack = await hold();
  }
  try {
    return await tellNow(thread, dependencies);
  } finally {
    await giveBack();
  }
}

async function hasNews<Failure>({ key, transcript }: TicketThread<Failure>, { notebook }: TellDependencies) {
  return (await transcript(Number((await notebook.read(key)) ?? 0))).length > 0;
}

async function tellNow<Failure>(
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
