/**
 * Brings back what people do with tickets in a helpdesk: what they write as notes, and closing and reopening. Asked for
 * every minute, a few tickets at a time.
 */

import { redact } from '#dialogs/redact.ts';
import type { DeskUser } from '../desk-contract.ts';
import { holdMark } from '../tickets/hold-mark.ts';
import { MARKS } from '../tickets/marks.ts';
import type { ExternalTicket, FollowedTicket, SinkDependencies } from '../tickets/sink-contract.ts';
import { SinkFault } from '../tickets/sink-http.ts';
import { echoOf, type Helpdesk, type HelpdeskComment } from './helpdesk-product.ts';
import { readTold } from './told.ts';

const EVERY_MS = 60_000;
/** A process that has taken a round has it for so long; less than the time between two, or it would pass over its next one. */
const ROUND_MS = 55_000;
/** Tickets asked about in one round. */
const MOST_AT_ONCE = 40;
/** No further ticket is begun so long after a round has begun: the next round may be another process's. */
const BEGIN_WITHIN_MS = 30_000;
/** How long after its end a ticket is still looked at. */
const AFTER_END_MS = 3 * 24 * 60 * 60_000;
const NOTE_LENGTH = 4_000;

type Polling = Pick<SinkDependencies, 'desk' | 'externals' | 'notebook' | 'now' | 'warn'>;

function placeOf(helpdesk: Helpdesk, number: string, what: 'read' | 'turned'): string {
  return `${MARKS.sink}${helpdesk.name}:${what}:${number}`;
}

/** As it may be kept; before anything is cut off, as half of a card number is none. */
function clean(text: string): string {
  return redact(text.toWellFormed()).text;
}

function userOf(author: string, helpdesk: Helpdesk): DeskUser {
  return { name: clean(author) + echoOf(helpdesk), role: 'agent' };
}

async function noteDown(number: string, comment: HelpdeskComment, helpdesk: Helpdesk, { desk, warn }: Polling) {
  const text = clean(comment.text).slice(0, NOTE_LENGTH);
  const result = await desk.act(userOf(comment.author, helpdesk), number, { kind: 'note', text });
  if (result.kind === 'refused') warn('sink-note-refused', { sink: helpdesk.name, number, reason: result.reason });
}

/** Reads what is new at one ticket. */
async function readComments(number: string, id: string, helpdesk: Helpdesk, polling: Polling): Promise<void> {
  const key = placeOf(helpdesk, number, 'read');
  const readTo = Number((await polling.notebook.read(key)) ?? 0);
  const comments = await helpdesk.comments(id);
  const fresh = comments.filter((comment) => comment.id > readTo);
  for (const comment of fresh) {
    if (!comment.ours && comment.text.trim() !== '') await noteDown(number, comment, helpdesk, polling);
    await polling.notebook.write(key, String(comment.id));
  }
}

/**
 * Closes or reopens ours when somebody there has done so since we last told them how it stands. Each turn is followed
 * once: ours may be turned again before the queue has told them so, or where they do not let us turn theirs. One that is
 * as it should be already is refused by the desk.
 */
async function followTurn(
  number: string,
  external: ExternalTicket,
  helpdesk: Helpdesk,
  { desk, notebook }: Polling,
): Promise<void> {
  const closed = await helpdesk.isClosed(external.id);
  if (closed === undefined || closed === readTold(external).closed) return;
  const last = await helpdesk.lastTurn(external.id);
  if (last === undefined || last.ours) return;
  const key = placeOf(helpdesk, number, 'turned');
  if (last.id <= Number((await notebook.read(key)) ?? 0)) return;
  const user = userOf(last.author, helpdesk);
  await desk.act(user, number, closed ? { kind: 'resolve', elsewhere: true } : { kind: 'reopen' });
  await notebook.write(key, String(last.id));
}

/** Those that are followed after the ticket `after`, as many as a round may ask about; listed in pages. */
async function listNext(helpdesk: Helpdesk, { externals, now }: Polling, after: string | undefined) {
  const since = now() - AFTER_END_MS;
  const listed: FollowedTicket[] = [];
  while (listed.length < MOST_AT_ONCE) {
    const page = await externals.followed(helpdesk.name, since, listed.at(-1)?.number ?? after);
    if (page.length === 0) break;
    listed.push(...page);
  }
  return listed.slice(0, MOST_AT_ONCE);
}

/**
 * One round over the tickets after `after`, where the last one stopped. Resolves with the ticket that the next one goes on
 * after; with undefined when it begins anew.
 */
export async function readTickets(helpdesk: Helpdesk, polling: Polling, after?: string): Promise<string | undefined> {
  const { now, warn } = polling;
  const tickets = await listNext(helpdesk, polling, after);
  const untilMs = now() + BEGIN_WITHIN_MS;
  let last = after;
  for (const { number, external } of tickets) {
    if (now() >= untilMs) return last;
    try {
      await readComments(number, external.id, helpdesk, polling);
      await followTurn(number, external, helpdesk, polling);
    } catch (error) {
      if (!(error instanceof SinkFault)) throw error;
      warn('sink-tickets-unread', { sink: helpdesk.name, number, reason: error.message });
      const { result } = error;
      if (result.kind === 'retry' && result.whole) return last;
    }
    last = number;
  }
  return tickets.length < MOST_AT_ONCE ? undefined : last;
}

/** True for one of the processes on a database: two that ask at once would note everything twice. */
export async function takesRound(helpdesk: Helpdesk, polling: Polling): Promise<boolean> {
  const key = `${MARKS.telling}${MARKS.sink}${helpdesk.name}`;
  return (await holdMark(polling, key, ROUND_MS)) !== undefined;
}

/** Asks until it is stopped. */
export function pollTickets(helpdesk: Helpdesk, polling: Polling): () => Promise<void> {
  let last: string | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    try {
      if (await takesRound(helpdesk, polling)) last = await readTickets(helpdesk, polling, last);
    } catch (error) {
      polling.warn('sink-tickets-failed', {
        sink: helpdesk.name,
        kind: error instanceof Error ? error.name : 'unknown',
      });
    }
    plan();
  };
  const plan = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = round();
    }, EVERY_MS);
  };
  plan();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
