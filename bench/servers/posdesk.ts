/**
 * posdesk itself, on free ports and a database of its own, or on BENCH_DATABASE_URL. With BENCH_THINK_MS every turn takes
 * so much longer, as with a slow register, and BENCH_SLOTS of them go on at a time.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { boundMemory } from '#bot/bound-memory.ts';
import { forgetStripped } from '#bot/stripped-modules.ts';

boundMemory();
// Only now, as in `npm start`.
const [{ createApp }, { readConfig }] = await Promise.all([import('#bot/app.ts'), import('#bot/config.ts')]);
const { BENCH_FOLDER, BENCH_DATABASE_URL, BENCH_THINK_MS, BENCH_SLOTS = '10' } = process.env;
const folder = mkdtempSync(join(BENCH_FOLDER ?? tmpdir(), 'posdesk-bench-'));

/** At most so many turns think at a time. */
function createThinking(thinkMs: number, slots: number): () => Promise<void> {
  const ends: Promise<void>[] = Array.from({ length: slots }, () => Promise.resolve());
  let turn = 0;
  return () => {
    const slot = turn++ % slots;
    const thought = (ends[slot] ?? Promise.resolve()).then(() => pause(thinkMs));
    ends[slot] = thought;
    return thought;
  };
}

const app = createApp(
  readConfig({
    ...process.env,
    PORT: '0',
    DESK_PORT: '0',
    QUIET_MS: '0',
    DATABASE_URL: BENCH_DATABASE_URL ?? `file:${join(folder, 'posdesk.db')}`,
  }),
  BENCH_THINK_MS === undefined ? {} : { beforeTurn: createThinking(Number(BENCH_THINK_MS), Number(BENCH_SLOTS)) },
);
const { publicUrl } = await app.start();
forgetStripped();
process.stdout.write(`port ${new URL(publicUrl).port}\n`);
process.on('SIGTERM', async () => {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
