/** posdesk itself, on a database of its own and free ports. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '#bot/app.ts';
import { readConfig } from '#bot/config.ts';

const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'posdesk-bench-'));
const app = await createApp(
  readConfig({
    ...process.env,
    PORT: '0',
    DESK_PORT: '0',
    QUIET_MS: '0',
    DATABASE_URL: `file:${join(folder, 'posdesk.db')}`,
  }),
);
const { publicUrl } = await app.start();
process.stdout.write(`port ${new URL(publicUrl).port}\n`);
process.on('SIGTERM', async () => {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
