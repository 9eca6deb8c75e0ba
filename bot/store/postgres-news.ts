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
  /** Absent in what versions before this one say. */
  readonly signs?: readonly string[];
}

const NOTHING: Bulletin = { from: '', changed: [] };
/** With the rest of the bulletin these stay far below what a NOTIFY holds, also when JSON doubles their quotes. */
const MOST_SIGNS = 3;
const SIGN_BYTES = 1_000;

function readBulletin(payload: string | undefined, own: string): Bulletin {
  const bulletin: Bulletin = payload === undefined ? NOTHING : JSON.parse(payload);
  return bulletin.from === own ? NOTHING : bulletin;
}

function inPieces<Item>(all: readonly Item[], most: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, at) => all.slice(at * most, (at + 1) * most));
}

/** Signs that are gathered, and those who hear of others'. */
function createSigns(plan: () => void): News['signs'] & { take(): readonly string[]; hear(sign: string): void } {
  const listeners: ((sign: string) => void)[] = [];
  let gathered: string[] = [];
  return {
    tell(sign) {
      if (Buffer.byteLength(sign) > SIGN_BYTES) return;
      gathered.push(sign);
      plan();
    },
    onHeard: (listener) => void listeners.push(listener),
    take() {
      const taken = gathered;
      gathered = [];
      return taken;
    },
    hear(sign) {
      for (const listener of listeners) listener(sign);
    },
  };
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
    const { changed, signs: told = [] } = readBulletin(payload, own);
    for (const [id, desk] of changed) {
      listener({ conversationId: id as ConversationId, desk, outbox: false, timers: false });
    }
    for (const sign of told) signs.hear(sign);
  });
  const send = (): void => {
    timer = undefined;
    const changed = [...gathered];
    gathered = new Map();
    const told = signs.take();
    const bulletins: readonly Bulletin[] = [
      ...inPieces(changed, MOST_IN_ONE).map((piece) => ({ from: own, changed: piece })),
      ...inPieces(told, MOST_SIGNS).map((piece) => ({ from: own, changed: [], signs: piece })),
    ];
    // All in one, so that they keep their order. News that are lost cost a page its immediacy only; the rows are committed.
    const texts = bulletins.map((bulletin) => JSON.stringify(bulletin));
    pool.query('select pg_notify($1, text) from unnest($2::text[]) as text', [CHANNEL, texts]).catch(() => {});
  };
  const plan = (): void => {
    timer ??= setTimeout(send, GATHER_MS);
  };
  const signs = createSigns(plan);
  await line.connect();
  return {
    tell({ conversationId, desk }) {
      gathered.set(conversationId, desk || gathered.get(conversationId) === true);
      plan();
    },
    signs,
    onHeard(hear) {
      listener = hear;
    },
    async close() {
      clearTimeout(timer);
      await line.close();
    },
  };
}
