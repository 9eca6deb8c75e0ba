/** How long a turn takes as the store fills: the whole pipeline, one turn at a time, on conversations of long ago. */

import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Channel } from '#adapters/contract.ts';
import { loadGuide } from '#bot/content/load-guide.ts';
import { silentLogger } from '#bot/log.ts';
import { createPipeline, type Pipeline } from '#bot/pipeline.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import type { ConversationId, MessageId } from '#dialogs/message.ts';
import { respond } from '#dialogs/respond.ts';
import type { Guide } from '#knowledge/guide.ts';

/** One size of the store; times in milliseconds. */
export interface Growth {
  readonly conversations: number;
  readonly fileMb: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** How far to fill it, and how many turns to time at each size. */
export interface GrowthPlan {
  readonly sizes: readonly number[];
  readonly turns: number;
  /** Where the database stands while this runs; the system's folder for temporary files when absent. */
  readonly folder?: string;
}

const LONG_AGO = 1_700_000_000_000;
const WARM_UP_TURNS = 200;
const BATCH = 20_000;
const LINE = '刷卡机连不上网了';

/** What each of them has behind it: two turns of two lines, and a state of the usual size. */
const FILL = [
  `insert into conversations (id, channel, sender_id, owner, state, last_seq, last_merchant_at, sent_since, created_at,
     merchant_seq, sent_since_tap, held)
   select 'webchat-' || n, 'webchat', n, 'nobody', null, 4, ${LONG_AGO} + n, 0, ${LONG_AGO} + n, 3, 0, 0 from batch`,
  `insert into transcript (conversation_id, seq, at, from_whom, text, message_id)
   select 'webchat-' || n, seq, ${LONG_AGO} + n, case seq % 2 when 1 then 'merchant' else 'bot' end,
     '手机能上网，机器还是连不上，已经照着做了两遍', case seq % 2 when 1 then n || '.' || seq end
   from batch, (select 1 as seq union select 2 union select 3 union select 4)`,
  `insert into inbox (channel, message_id, conversation_id, seq, status, body, sensitive, received_at)
   select 'webchat', n || '.' || seq, 'webchat-' || n, seq, 'done', null, '[]', ${LONG_AGO} + n
   from batch, (select 1 as seq union select 3)`,
  `insert into turns (conversation_id, seq, trace, outcome, at)
   select 'webchat-' || n, seq, '[{"by":"symptom","says":"net-offline (like an example) — read"},{"by":"next","says":"waits"}]',
     null, ${LONG_AGO} + n
   from batch, (select 2 as seq union select 4)`,
];

function fill(path: string, to: number): void {
  const database = new DatabaseSync(path);
  database.exec('pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -65536; begin');
  for (let first = 0; first < to; first += BATCH) {
    const last = Math.min(first + BATCH, to) - 1;
    const batch = `with recursive batch(n) as (select ${first} union all select n + 1 from batch where n < ${last})`;
    for (const insert of FILL) database.exec(insert.replace('select', `${batch} select`));
    database.exec('commit; begin');
  }
  database.exec('commit; pragma wal_checkpoint(truncate)');
  database.close();
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

const CHANNEL: Channel = {
  name: 'webchat',
  limits: { choices: 12, textBytes: 16_384, readsTranscript: true },
  path: '/',
  handler: (_request, _response, next) => next(),
  deliver: async () => ({ kind: 'delivered' }),
};

/** One message and its answer on disk, in milliseconds. */
async function timeTurn(pipeline: Pipeline, conversation: number): Promise<number> {
  const conversationId = `webchat-${conversation}` as ConversationId;
  const now = Date.now();
  const from = performance.now();
  await pipeline.receive({
    id: crypto.randomUUID() as MessageId,
    conversationId,
    channel: 'webchat',
    senderId: String(conversation),
    text: LINE,
    attachments: [],
    locale: 'zh-Hans',
    sentAtMs: now,
    receivedAtMs: now,
  });
  await pipeline.settle();
  return performance.now() - from;
}

interface Opened {
  readonly conversations: number;
  readonly fileMb: number;
  readonly pipeline: Pipeline;
  readonly times: number[];
  close(): Promise<void>;
}

async function openSize(folder: string, conversations: number, guide: Guide): Promise<Opened> {
  const path = join(folder, `${conversations}.db`);
  await (await openSqliteStore(path)).close();
  fill(path, conversations);
  const store = await openSqliteStore(path);
  const pipeline = createPipeline({ store, respond, guide: () => guide, clock: Date.now, log: silentLogger });
  await pipeline.start([CHANNEL]);
  return {
    conversations,
    fileMb: Math.round(statSync(path).size / 2 ** 20),
    pipeline,
    times: [],
    async close() {
      await pipeline.stop();
      await store.close();
    },
  };
}

function summarise({ conversations, fileMb, times }: Opened): Growth {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { conversations, fileMb, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/**
 * Fills a database for each size and times turns on all of them in turn, so that a drift of the disk's speed meets them
 * all. A million conversations need some 1.2 GB of disk.
 */
export async function benchGrowth(plan: GrowthPlan, report: (text: string) => void): Promise<readonly Growth[]> {
  const folder = mkdtempSync(join(plan.folder ?? tmpdir(), 'posdesk-growth-'));
  const opened: Opened[] = [];
  try {
    const guide = await loadGuide();
    for (const size of plan.sizes) {
      report(`filling a store with ${size} conversations`);
      opened.push(await openSize(folder, size, guide));
    }
    report('timing turns');
    for (let turn = 0; turn < plan.turns + WARM_UP_TURNS; turn += 1) {
      for (const { pipeline, conversations, times } of opened) {
        const took = await timeTurn(pipeline, Math.floor(Math.random() * conversations));
        if (turn >= WARM_UP_TURNS) times.push(took);
      }
    }
    return opened.map(summarise);
  } finally {
    for (const one of opened) await one.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
