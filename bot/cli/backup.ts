/** The command that copies the database while posdesk serves: `npm run -s backup -- FILE`. */

import { backUp } from '../backup.ts';
import { readConfig } from '../config.ts';
import { ConfigFault, faultLine } from '../faults.ts';

const USAGE = `npm run -s backup -- FILE

Writes a checked copy of the database that DATABASE_URL names to a new file. Prints what it holds.`;

function main(): number {
  const [file, ...more] = process.argv.slice(2);
  if (file === undefined || more.length > 0 || file.startsWith('-')) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const { databasePath, postgresUrl } = readConfig();
  if (postgresUrl !== undefined) {
    throw new ConfigFault({
      code: 'backup-by-postgres',
      what: 'DATABASE_URL is a Postgres, which makes its own copies',
      remedy: 'Use pg_dump --format=custom; docs/operations.md has the commands.',
    });
  }
  process.stdout.write(`${JSON.stringify(backUp(databasePath, file))}\n`);
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${faultLine(error)}\n`);
  process.exitCode = 1;
}
