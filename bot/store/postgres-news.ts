/** News between processes on one Postgres: what a commit changed, sent with NOTIFY, heard with LISTEN. */

import { randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';
import type { ConversationId } from '#dialogs/message.ts';
import type { News } from './engine.ts';
import { setLimits } from './postgres-connections.ts';
import type { Change } from './store.ts';

/** The first half of the advisory locks that processes hold while they live; the second half is their number. */
export const ALIVE = 1_886_352_228;

const CHANNEL = 'posdesk_changes';
/** Changes of this long go out together. */
const GATHER_MS = 10;
/** What could not be sent, because no connection was free, is sent so much later. */
const AGAIN_MS = 250;
const RECONNECT_MS = 1_000;
const CONNECT_WITHIN_MS = 2_000;
/** How often the connection is asked whether it still stands, and how long for: with nothing to say it would never know. */
const BEAT: Beat = { everyMs: 10_000, withinMs: 5_000 };
/** A NOTIFY holds less than 8,000 bytes; conversation ids are far below 200. */
const MOST_IN_ONE = 30;

/** How the connection for news is watched. */
export interface Beat {
  readonly everyMs: number;
  /** How long an answer is waited for. */
  readonly withinMs: number;
}

interface Bulletin {
  readonly from: string;
  readonly changed: readonly (readonly [id: string, desk: boolean])[];
  /** Absent in what versions before this one say. */
  readonly signs?: readonly string[];
}

/** What may have happened elsewhere while nobody listened. */
const MISSED: Change = { conversationId: '' as ConversationId, desk: true, outbox: false, timers: false, missed: true };

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

async function beginListening(client: Client, process: number): Promise<void> {
  await setLimits(client);
  // Shared with the connection before, which Postgres may not have found gone yet.
  await client.query('select pg_advisory_lock_shared($1, $2)', [ALIVE, process]);
  await client.query(`listen ${CHANNEL}`);
}

/**
 * Keeps one connection listening, whatever happens to it; its lock says that the process is alive. `missed` is called when
 * it listens again.
 */
function keepListening(
  url: string,
  process: number,
  beat: Beat,
  hear: (payload: string | undefined) => void,
  missed: () => void,
): { connect(): Promise<void>; close(): Promise<void> } {
  let client: Client | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let closed = false;

  const again = (afterMs: number): void => {
    client = undefined;
    if (closed) return;
    waiting = setTimeout(() => void connect().then(missed, () => {}), afterMs);
  };
  const connect = async (): Promise<void> => {
    const next = new Client({
      connectionString: url,
      application_name: 'posdesk news',
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      query_timeout: beat.withinMs,
    });
    let beating: NodeJS.Timeout | undefined;
    let listensSinceMs = Number.POSITIVE_INFINITY;
    const lost = (): void => {
      clearInterval(beating);
      if (client !== next) return;
      // At once where it stood, so that others hardly see us gone.
      again(performance.now() - listensSinceMs > RECONNECT_MS ? 0 : RECONNECT_MS);
      next.end().catch(() => {});
    };
    next.on('error', lost);
    next.on('end', lost);
    next.on('notification', ({ payload }) => hear(payload));
    client = next;
    try {
      await next.connect();
      await beginListening(next, process);
      listensSinceMs = performance.now();
      beating = setInterval(() => void next.query('select 1').catch(lost), beat.everyMs);
    } catch (error) {
      lost();
      throw error;
    }
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

/** Opens the exchange of news. Whoever follows others is told to look when its connection was broken for a moment. */
export async function openPostgresNews(url: string, pool: Pool, process: number, beat = BEAT): Promise<News> {
  const own = randomUUID();
  let listener: (change: Change) => void = () => {};
  let gathered = new Map<ConversationId, boolean>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const hear = (payload: string | undefined): void => {
    const { changed, signs: told = [] } = readBulletin(payload, own);
    for (const [id, desk] of changed) {
      listener({ conversationId: id as ConversationId, desk, outbox: false, timers: false });
    }
    for (const sign of told) signs.hear(sign);
  };
  const line = keepListening(url, process, beat, hear, () => listener(MISSED));
  const send = (): void => {
    timer = undefined;
    const changed = [...gathered];
    gathered = new Map();
    const told = signs.take();
    const bulletins: readonly Bulletin[] = [
      ...inPieces(changed, MOST_IN_ONE).map((piece) => ({ from: own, changed: piece })),
      ...inPieces(told, MOST_SIGNS).map((piece) => ({ from: own, changed: [], signs: piece })),
    ];
    // All in one, so that they keep their order.
    const texts = bulletins.map((bulletin) => JSON.stringify(bulletin));
    pool.query('select pg_notify($1, text) from unnest($2::text[]) as text', [CHANNEL, texts]).catch(() => {
      // A page elsewhere looks only when it is told, so that what nobody was told of is told later.
      for (const [id, desk] of changed) gather(id, desk);
      if (changed.length > 0) plan(AGAIN_MS);
    });
  };
  const gather = (id: ConversationId, desk: boolean): void => {
    gathered.set(id, desk || gathered.get(id) === true);
  };
  const plan = (afterMs = GATHER_MS): void => {
    if (!closed) timer ??= setTimeout(send, afterMs);
  };
  const signs = createSigns(plan);
  try {
    await line.connect();
  } catch (error) {
    await line.close();
    throw error;
  }
  return {
    tell({ conversationId, desk }) {
      gather(conversationId, desk);
      plan();
    },
    signs,
    onHeard(hear) {
      listener = hear;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await line.close();
    },
  };
}
