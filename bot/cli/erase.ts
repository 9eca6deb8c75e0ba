/** The command that erases a person: `npm run -s erase -- CONVERSATION_ID`, while posdesk serves. Prints a receipt. */

import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { ConversationId } from '#dialogs/message.ts';
import { readConfig } from '../config.ts';
import { ConfigFault } from '../faults.ts';
import { openExistingStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { runCommand } from './run-command.ts';

const USAGE = `npm run -s erase -- CONVERSATION_ID
npm run -s erase -- --ticket NUMBER

Deletes everything of one merchant: transcript, tickets and their history, photos, queues, traces.
Prints a receipt as JSON; under "outside" stand the same tickets in other systems: posdesk deletes the "queued" ones
itself while it serves; those under "links" people have to delete there.`;

async function idOf(store: Store, ticket: string | undefined, id: string | undefined): Promise<string | undefined> {
  return ticket === undefined ? id : (await store.ticket(ticket))?.conversationId;
}

async function erase(ticket: string | undefined, given: string | undefined): Promise<number> {
  const store = await openExistingStore(readConfig());
  try {
    const id = await idOf(store, ticket, given);
    const erasure = id === undefined ? undefined : await store.erase(id as ConversationId, Date.now());
    // Also when nothing was found: a run that was cut short after deleting is finished by the next one.
    await store.scrub();
    if (erasure === undefined) {
      throw new ConfigFault({
        code: 'nothing-to-erase',
        what: ticket === undefined ? 'There is no such conversation' : `There is no ticket ${ticket}`,
        remedy:
          'Name a ticket of theirs with --ticket, or the conversationId that its JSON holds; it may be erased already.',
      });
    }
    const { conversationId, erasedAtMs, ...rest } = erasure;
    // The receipt is kept by people; the name of the person would defeat the erasure.
    const person = createHash('sha256').update(conversationId).digest('hex');
    process.stdout.write(`${JSON.stringify({ person, erasedAt: new Date(erasedAtMs).toISOString(), ...rest })}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

async function main(): Promise<number | 'misused'> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { ticket: { type: 'string' } } });
  if ((values.ticket === undefined) === (positionals.length === 1)) return await erase(values.ticket, positionals[0]);
  return 'misused';
}

await runCommand(USAGE, main);
