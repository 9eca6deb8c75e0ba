/** News between processes on one Postgres: what a commit changed, sent with NOTIFY, heard with LISTEN. */

import { randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';
import type { ConversationId } from '#dialogs/message.ts';
import type { News } from './engine.ts';
import type { Change } from './store.ts';

/** The first half of the advisory locks that processes hold while they live; the second half is their number. */
export const ALIVE = 1_886_352_228;

const CHANNEL = 'posdesk_changes';
/** Changes of this long go out together. */
const GATHER_MS = 10;
const RECONNECT_MS = 1_000;
/** A NOTIFY holds less than 8,000 bytes; conversation ids are far below 200. */
const MOST_IN_ONE = 30;

interface Bulletin {
  readonly from: string;
  readonly changed: readonly (readonly [id: string, desk: boolean])[];
}

function readBulletin(payload: string | undefined, own: string): Bulletin['changed'] {
  const bulletin: Bulletin = JSON.parse(payload ?? '{"from":"","changed":[]}');
  return bulletin.from === own ? [] : bulletin.changed;
}

/** Keeps one connection listening, whatever happens to it; its lock says that the process is alive. */
function keepListening(url: string, process: number, hear: (payload: string | undefined) => void) {
  let client: Client | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let closed = false;

  const again = (): void => {
    client = undefined;
    if (closed || waiting) return;
    waiting = setTimeout(() => {
      waiting = undefined;
      connect().catch(again);
    }, RECONNECT_MS);
  };
  const connect = async (): Promise<void> => {
    const next = new Client({ connectionString: url, application_name: 'posdesk news', keepAlive: true });
    next.on('error', again);
    next.on('end', again);
    next.on('notification', ({ payload }) => hear(payload));
    client = next;
    await next.connect();
    await next.query('select pg_advisory_lock($1, $2)', [ALIVE, process]);
    await next.query(`listen ${CHANNEL}`);
  };
  return {
    connect,
    async close() {
      closed = true;
      clearTimeout(waiting);
      await client?.end().catch(() => {});
    },
  };
}

/** Opens the exchange of news. While its connection is broken pages of other processes catch up at their next look. */
export async function openPostgresNews(url: string, pool: Pool, process: number): Promise<News> {
  const own = randomUUID();
  let listener: (change: Change) => void = () => {};
  let gathered = new Map<ConversationId, boolean>();
  let timer: NodeJS.Timeout | undefined;

  const line = keepListening(url, process, (payload) => {
    for (const [id, desk] of readBulletin(payload, own)) {
      listener({ conversationId: id as ConversationId, desk, outbox: false, timers: false });
    }
  });
  const send = (): void => {
    timer = undefined;
    const changed = [...gathered];
    gathered = new Map();
    for (let start = 0; start < changed.length; start += MOST_IN_ONE) {
      const bulletin: Bulletin = { from: own, changed: changed.slice(start, start + MOST_IN_ONE) };
      // News that are lost cost a page its immediacy only; the rows are committed.
      pool.query('select pg_notify($1, $2)', [CHANNEL, JSON.stringify(bulletin)]).catch(() => {});
    }
  };
  await line.connect();
  return {
    tell({ conversationId, desk }) {
      gathered.set(conversationId, desk || gathered.get(conversationId) === true);
      timer ??= setTimeout(send, GATHER_MS);
    },
    onHeard(hear) {
      listener = hear;
    },
    async close() {
      clearTimeout(timer);
      await line.close();
    },
  };
}
