/** The command that copies the database while posdesk serves: `npm run -s backup -- FILE`. */

import { type BackupReceipt, backUp } from '../backup.ts';
import { noteBackup } from '../backup-note.ts';
import { readConfig } from '../config.ts';
import { describeError } from '../log.ts';
import { openExistingStore, type StorePlace } from '../store/open-store.ts';
import { runCopyCommand } from './copy-command.ts';
import { runCommand } from './run-command.ts';

const USAGE = `npm run -s backup -- FILE
npm run -s backup -- --done

Writes a checked copy of the database that DATABASE_URL names to a new file. Prints what it holds.
With --done: notes that a copy was made by other means, such as pg_dump. The metric posdesk_backup_time_seconds tells
when the last one was.`;

async function note(place: StorePlace): Promise<void> {
  const store = await openExistingStore(place);
  try {
    await noteBackup(store, Date.now());
  } finally {
    await store.close();
  }
}

/** The copy is whole whether it can be noted or not. */
async function copy(databasePath: string, file: string): Promise<BackupReceipt> {
  const receipt = backUp(databasePath, file);
  await note({ databasePath }).catch((error: unknown) => {
    process.stderr.write(
      `The copy is whole; when it was made could not be noted: ${JSON.stringify(describeError(error))}\n`,
    );
  });
  return receipt;
}

if (process.argv[2] === '--done') {
  await runCommand(USAGE, async () => {
    if (process.argv.length > 3) return 'misused';
    await note(readConfig());
    return 0;
  });
} else await runCopyCommand(USAGE, 'pg_dump', copy);
