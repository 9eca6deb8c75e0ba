/** What a turn writes of terminals and reminders, in the turn's own transaction. */

import type { Conversation } from '#dialogs/conversation.ts';
import type { Instant } from '#dialogs/message.ts';
import type { AuditNote } from '../audit.ts';
import { appendAudit } from './audit-queries.ts';
import { countMiss, missKeys, saveBinding } from './binding-queries.ts';
import type { Database } from './engine.ts';
import { insertReminders, isStopped, setStopped } from './reminder-queries.ts';
import type { TurnWrites } from './store.ts';

const MERCHANT = { user: 'merchant', role: 'merchant' } as const;

function notesOf(
  { id }: Conversation,
  { bindings = [], misses = [] }: TurnWrites,
  atMs: Instant,
): readonly AuditNote[] {
  return [
    ...bindings.map(({ serial }) => ({
      ...MERCHANT,
      atMs,
      action: 'device-bind',
      subject: serial,
      outcome: 'ok',
      details: { conversation: id, proof: 'number' },
    })),
    ...misses.map(({ mid, serial }) => ({
      ...MERCHANT,
      atMs,
      action: 'device-bind',
      subject: serial ?? 'end of a serial',
      outcome: 'no-match',
      details: { conversation: id, mid },
    })),
  ];
}

/** Writes it; false, with nothing written, when a reminder had been written before. */
export async function saveDeviceWrites(
  db: Database,
  conversation: Conversation,
  writes: TurnWrites,
  now: Instant,
): Promise<boolean> {
  const { bindings = [], misses = [], wantsReminders, reminders = [] } = writes;
  const { id } = conversation;
  if (reminders.length > 0 && (await isStopped(db, id))) return false;
  if (reminders.length > 0 && !(await insertReminders(db, id, reminders, now))) return false;
  for (const binding of bindings) await saveBinding(db, id, binding, now);
  for (const miss of misses) await countMiss(db, missKeys(miss), now);
  if (wantsReminders !== undefined) await setStopped(db, id, !wantsReminders, now);
  const notes = notesOf(conversation, writes, now);
  if (notes.length > 0) await appendAudit(db, notes);
  return true;
}
