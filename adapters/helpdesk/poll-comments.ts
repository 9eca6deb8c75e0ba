/** Brings what people write at tickets in a helpdesk back as notes: asked for every minute, a few tickets at a time. */

import type { SinkDependencies } from '../tickets/sink-contract.ts';
import { SinkFault } from '../tickets/sink-http.ts';
import type { Helpdesk, HelpdeskComment } from './helpdesk-product.ts';

const EVERY_MS = 60_000;
/** Tickets asked about in one round. */
const MOST_AT_ONCE = 40;
/** How long after its end a ticket is still looked at. */
const AFTER_END_MS = 3 * 24 * 60 * 60_000;
const NOTE_LENGTH = 4_000;

type Polling = Pick<SinkDependencies, 'desk' | 'externals' | 'notebook' | 'now' | 'warn'>;

function placeOf(helpdesk: Helpdesk, number: string): string {
  return `sink:${helpdesk.name}:read:${number}`;
}

async function noteDown(number: string, comment: HelpdeskComment, helpdesk: Helpdesk, { desk, warn }: Polling) {
  const user = { name: `${comment.author} (${helpdesk.title})`, role: 'agent' } as const;
  const text = comment.text.slice(0, NOTE_LENGTH);
  const result = await desk.act(user, number, { kind: 'note', text });
  if (result.kind === 'refused') warn('sink-note-refused', { sink: helpdesk.name, number, reason: result.reason });
}

/** Reads what is new at one ticket. */
async function readTicket(number: string, id: string, helpdesk: Helpdesk, polling: Polling): Promise<void> {
  const key = placeOf(helpdesk, number);
  const readTo = Number((await polling.notebook.read(key)) ?? 0);
  const comments = await helpdesk.comments(id);
  const fresh = comments.filter((comment) => comment.id > readTo);
  for (const comment of fresh) {
    if (!comment.ours && comment.text.trim() !== '') await noteDown(number, comment, helpdesk, polling);
    await polling.notebook.write(key, String(comment.id));
  }
}

/** One round; `from` is where the last one stopped. Resolves with where the next one begins. */
export async function readComments(helpdesk: Helpdesk, polling: Polling, from = 0): Promise<number> {
  const { externals, now, warn } = polling;
  const followed = await externals.followed(helpdesk.name, now() - AFTER_END_MS);
  const start = from < followed.length ? from : 0;
  for (const { number, external } of followed.slice(start, start + MOST_AT_ONCE)) {
    try {
      await readTicket(number, external.id, helpdesk, polling);
    } catch (error) {
      if (!(error instanceof SinkFault)) throw error;
      warn('sink-comments-unread', { sink: helpdesk.name, number, reason: error.message });
      const { result } = error;
      if (result.kind === 'retry' && result.whole) return start;
    }
  }
  return start + MOST_AT_ONCE;
}

/** Asks until it is stopped. */
export function pollComments(helpdesk: Helpdesk, polling: Polling): () => Promise<void> {
  let from = 0;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    try {
      from = await readComments(helpdesk, polling, from);
    } catch (error) {
      polling.warn('sink-comments-failed', {
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
