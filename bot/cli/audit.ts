/** The command that checks the audit log: `audit verify`, while posdesk serves. Exit code 1 when the chain is broken. */

import { readConfig } from '../config.ts';
import { faultLine } from '../faults.ts';
import { openStoreBeside } from '../store/open-beside.ts';
import type { Store } from '../store/store.ts';

const USAGE = `node bot/cli/audit.ts verify

Goes through the audit log and says whether every entry follows from the one before.
Prints the last hash: kept elsewhere, it proves later that nothing before it was changed.`;

async function openStore(): Promise<Store> {
  const { databasePath, postgresUrl } = readConfig();
  if (postgresUrl === undefined) return await openStoreBeside(databasePath);
  const { openPostgresStore } = await import('../store/postgres.ts');
  return await openPostgresStore(postgresUrl);
}

async function verify(): Promise<number> {
  const store = await openStore();
  try {
    const { entries, brokenAt } = await store.verifyAudit();
    const [last] = await store.auditEntries({ limit: 1 });
    const found = { entries, ...(brokenAt === undefined ? {} : { brokenAt }), ...(last ? { hash: last.hash } : {}) };
    process.stdout.write(`${JSON.stringify(found)}\n`);
    return brokenAt === undefined ? 0 : 1;
  } finally {
    await store.close();
  }
}

async function main(words: readonly string[]): Promise<number> {
  if (words.length === 1 && words[0] === 'verify') return await verify();
  process.stderr.write(`${USAGE}\n`);
  return 2;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${faultLine(error)}\n`);
  process.exitCode = 1;
}
