/** What the commands that copy the database have in common: one file to name, and only where posdesk keeps the file. */

import { readConfig } from '../config.ts';
import { ConfigFault } from '../faults.ts';
import { runCommand } from './run-command.ts';

/** Runs `copy` with the database and the file named on the command line, and prints what it returns, or resolves with, as JSON. */
export async function runCopyCommand(
  usage: string,
  tool: 'pg_dump' | 'pg_restore',
  copy: (databasePath: string, file: string) => unknown,
): Promise<void> {
  await runCommand(usage, async () => {
    const [file, ...more] = process.argv.slice(2);
    if (file === undefined || more.length > 0 || file.startsWith('-')) return 'misused';
    const { databasePath, postgresUrl } = readConfig();
    if (postgresUrl !== undefined) {
      throw new ConfigFault({
        code: 'copy-by-postgres',
        what: 'DATABASE_URL is a Postgres, which has its own tools for copies',
        remedy: `Use ${tool}; docs/operations.md has the commands.`,
      });
    }
    process.stdout.write(`${JSON.stringify(await copy(databasePath, file))}\n`);
    return 0;
  });
}
