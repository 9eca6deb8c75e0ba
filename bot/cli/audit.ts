/** The command that checks the audit log: `audit verify`, while posdesk serves. Exit code 1 when the chain is broken. */

import { readConfig } from '../config.ts';
import { openExistingStore } from '../store/open-store.ts';
import { runCommand } from './run-command.ts';

const USAGE = `npm run -s audit -- verify

Goes through the audit log and says whether every entry follows from the one before.
Prints the last hash: kept elsewhere, it proves later that nothing before it was changed.`;

async function verify(): Promise<number> {
  const store = await openExistingStore(readConfig());
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

async function main(words: readonly string[]): Promise<number | 'misused'> {
  if (words.length === 1 && words[0] === 'verify') return await verify();
  return 'misused';
}

await runCommand(USAGE, () => main(process.argv.slice(2)));
