/** The command that checks the audit log. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const COMMAND = join(import.meta.dirname, '../../bot/cli/audit.ts');

function verify(path: string): Promise<{ readonly code: number; readonly out: string }> {
  const env = { ...process.env, DATABASE_URL: `file:${path}` };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND, 'verify'], { env }, (error, out) =>
      resolve({ code: Number(error?.code ?? 0), out }),
    );
  });
}

it('says that the chain holds, and where it does not, beside a desk that serves', async () => {
  const path = join(temporaryFolder(), 'posdesk.db');
  const store = await openSqliteStore(path);
  const note = { atMs: 1, user: 'Li', role: 'agent', action: 'ticket.note', subject: 'T1001', outcome: 'ok' };
  await store.appendAudit([note, note]);
  const held = await verify(path);
  expect(held.code).toBe(0);
  expect(JSON.parse(held.out)).toEqual({ entries: 2, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  await store.close();
  const database = new DatabaseSync(path);
  database.exec("drop trigger audit_no_update; update audit set subject = 'T2' where seq = 1");
  database.close();
  const broken = await verify(path);
  expect([broken.code, JSON.parse(broken.out).brokenAt]).toEqual([1, 1]);
});
