/** The thread below a ticket's card: what merchant and colleagues have said since it was last told. */

import type { Notebook } from '#adapters/contract.ts';
import { splitText } from '#adapters/tencent/split-text.ts';
import { describeLine, TICKET_WORDS } from '#adapters/ticket-words.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { Locale } from '#knowledge/guide.ts';
import type { SlackClient } from './client.ts';
import type { SlackFailure } from './errors.ts';
import type { Address } from './place.ts';
import { escapeText } from './plain-text.ts';
import { TEXT_BYTES } from './render.ts';

/** A ticket whose thread is kept up to date. */
export interface WatchedThread {
  readonly number: string;
  readonly address: Address;
  readonly transcript: (afterSeq: number) => Promise<readonly TranscriptLine[]>;
}

/** What telling needs. */
export interface ThreadDependencies {
  readonly client: Pick<SlackClient, 'post'>;
  readonly notebook: Notebook;
  readonly locale: Locale;
}

/** Tells what is new in a thread, one telling after the other for each ticket; resolves with what went wrong. */
export type TellThread = (thread: WatchedThread) => Promise<SlackFailure | undefined>;

const TOLD = 'slack:told:';
/** Marks messages that hold what merchants said, so that they can be found again. */
export const LINES = 'lines';
/** Lines of the conversation before the ticket that are told with it; all of it stands in the console. */
const HISTORY_LINES = 20;
const MOST_PAGES = 25;

/** Threads of one channel. */
export function createThreads(dependencies: ThreadDependencies): TellThread {
  const tails = new Map<string, Promise<unknown>>();
  return (thread) => {
    const before = tails.get(thread.number) ?? Promise.resolve();
    const told = before.then(() => tell(thread, dependencies));
    const tail = told
      .catch(() => {})
      .then(() => {
        if (tails.get(thread.number) === tail) tails.delete(thread.number);
      });
    tails.set(thread.number, tail);
    return told;
  };
}

async function tell(
  { number, address, transcript }: WatchedThread,
  { client, notebook, locale }: ThreadDependencies,
): Promise<SlackFailure | undefined> {
  const key = `${TOLD}${address.channel}:${address.thread_ts ?? ''}`;
  const noted = await notebook.read(key);
  const lines = await readAll(transcript, Number(noted ?? 0));
  const last = lines.at(-1);
  if (last === undefined) return undefined;
  const isFirst = noted === undefined;
  const shown = isFirst ? lines.slice(-HISTORY_LINES) : lines.filter(({ from }) => from !== 'bot');
  const heading = isFirst ? [`${TICKET_WORDS.history[locale]} · ${number}`] : [];
  const text = [...heading, ...shown.map((line) => describeLine(line, locale))].join('\n');
  const mark = { delivery: number, part: last.seq, digest: LINES };
  for (const part of shown.length === 0 ? [] : splitText(text, TEXT_BYTES)) {
    const posted = await client.post(address, { text: escapeText(part) }, mark);
    if (posted.kind !== 'ok') return posted;
  }
  await notebook.write(key, String(last.seq));
  return undefined;
}

async function readAll(transcript: WatchedThread['transcript'], afterSeq: number): Promise<readonly TranscriptLine[]> {
  const all: TranscriptLine[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const lines = await transcript(all.at(-1)?.seq ?? afterSeq);
    all.push(...lines);
    if (lines.length === 0) break;
  }
  return all;
}
