/** The command that copies the database while posdesk serves: `npm run -s backup -- FILE`. */

import { backUp } from '../backup.ts';
import { runCopyCommand } from './copy-command.ts';

const USAGE = `npm run -s backup -- FILE

Writes a checked copy of the database that DATABASE_URL names to a new file. Prints what it holds.`;

await runCopyCommand(USAGE, 'pg_dump', backUp);
