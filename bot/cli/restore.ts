/** The command that puts a copy back where a database is missing: `npm run -s restore -- FILE`. */

import { restore } from '../backup.ts';
import { readConfig } from '../config.ts';
import { ConfigFault, faultLine } from '../faults.ts';

const USAGE = `npm run -s restore -- FILE

Copies FILE to the place that DATABASE_URL names. Refuses when a database is there. Prints what it holds.`;

function main(): number {
  const [file, ...more] = process.argv.slice(2);
  if (file === undefined || more.length > 0 || file.startsWith('-')) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const { databasePath, postgresUrl } = readConfig();
  if (postgresUrl !== undefined) {
    throw new ConfigFault({
      code: 'restore-by-postgres',
      what: 'DATABASE_URL is a Postgres, which reads its own copies',
      remedy: 'Use pg_restore; docs/operations.md has the commands.',
    });
  }
  process.stdout.write(`${JSON.stringify(restore(file, databasePath))}\n`);
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${faultLine(error)}\n`);
  process.exitCode = 1;
}
