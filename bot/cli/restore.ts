/** The command that puts a copy back where a database is missing: `npm run -s restore -- FILE`. */

import { restore } from '../backup.ts';
import { runCopyCommand } from './copy-command.ts';

const USAGE = `npm run -s restore -- FILE

Copies FILE to the place that DATABASE_URL names. Refuses when a database is there. Prints what it holds.`;

await runCopyCommand(USAGE, 'pg_restore', (databasePath, file) => restore(file, databasePath));
