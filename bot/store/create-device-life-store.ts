/** Bindings, tokens and reminders over any engine. */

import { appendAudit } from './audit-queries.ts';
import * as bindings from './binding-queries.ts';
import type { BindingStore, ReminderStore, TokenStore } from './device-life.ts';
import type { Engine } from './engine.ts';
import * as reminders from './reminder-queries.ts';
import * as tokens from './sticker-queries.ts';

function createBindingStore({ atomically, reads }: Engine): BindingStore {
  return {
    bindings: (conversationId) => bindings.findBindings(reads, conversationId),
    bindingsOf: (serial) => bindings.findBindingsOf(reads, serial),
    bindDevice: (conversationId, binding, now, note) =>
      atomically(async (db) => {
        await bindings.saveBinding(db, conversationId, binding, now);
        if (note) await appendAudit(db, [note]);
      }),
    unbindDevice: (conversationId, serial, note) =>
      atomically(async (db) => {
        const gone = await bindings.deleteBinding(db, conversationId, serial);
        await appendAudit(db, [{ ...note, outcome: gone ? note.outcome : 'not-found' }]);
        return gone;
      }),
    registerMisses: (keys, since) => bindings.findMisses(reads, keys, since),
  };
}

function createTokenStore({ atomically, reads }: Engine): TokenStore {
  return {
    tokenKey: (candidate) => atomically((db) => tokens.keepTokenKey(db, candidate)),
    saveTokens: (issued, note) =>
      atomically(async (db) => {
        await tokens.insertTokens(db, issued);
        await appendAudit(db, [note]);
      }),
    token: (id) => tokens.findToken(reads, id),
    tokensOf: (serial) => tokens.findTokensOf(reads, serial),
    revokeTokens: (serial, now, note) =>
      atomically(async (db) => {
        const ended = await tokens.endTokens(db, serial, now);
        await appendAudit(db, [{ ...note, details: { ...note.details, ended } }]);
        return ended;
      }),
    useToken: ({ id, kind, serial }, conversationId, mid, now, note) =>
      atomically(async (db) => {
        if (kind === 'link' && !(await tokens.takeLink(db, id, conversationId))) return false;
        const proof = kind === 'link' ? 'link' : 'sticker';
        await bindings.saveBinding(db, conversationId, { serial, proof, ...(mid === undefined ? {} : { mid }) }, now);
        if (kind === 'link') await appendAudit(db, [note]);
        return true;
      }),
  };
}

function createReminderStore({ reads }: Engine): ReminderStore {
  return {
    dueReminders: (query) => reminders.findDueReminders(reads, query),
    endings: (from, to) => reminders.countEndings(reads, from, to),
    endingDevices: (from, to, limit) => reminders.findEnding(reads, from, to, limit),
    sentReminders: (range, limit) => reminders.findSentReminders(reads, range, limit),
    remindersOf: (serial) => reminders.findRemindersOf(reads, serial),
  };
}

/** Everything around terminals besides the register itself. */
export function createDeviceLifeStore(engine: Engine): BindingStore & TokenStore & ReminderStore {
  return { ...createBindingStore(engine), ...createTokenStore(engine), ...createReminderStore(engine) };
}
