/** What every store must do with the register, bindings, tokens and reminders. */

import { describe, expect, it } from 'vitest';
import type { AuditNote } from '#bot/audit.ts';
import type { DeviceToken, ReminderKey, ReminderQuery } from '#bot/store/device-life.ts';
import type { Store } from '#bot/store/store.ts';
import type { DeviceRecord } from '#dialogs/device-record.ts';
import { conversationOf } from '#test/fixtures/merchant-message.ts';
import { ALL, accept, M1, NOW, say, turn, writes } from '#test/fixtures/store-steps.ts';

const DAY_MS = 86_400_000;
const SERIAL = '0821998877';
const MID = '898000057220003';
const device = (changes: Partial<DeviceRecord> = {}): DeviceRecord => ({
  serial: SERIAL,
  mid: MID,
  model: 'A920',
  status: 'active',
  ...changes,
});
const note = (action = 'device-bind'): AuditNote => ({
  atMs: NOW,
  user: 'Li',
  role: 'agent',
  action,
  subject: SERIAL,
  outcome: 'ok',
});
const key = (changes: Partial<ReminderKey> = {}): ReminderKey => ({
  serial: SERIAL,
  kind: 'contract',
  endsOn: '2026-12-20',
  days: 30,
  ...changes,
});
const due = (changes: Partial<ReminderQuery> = {}): ReminderQuery => ({
  kind: 'contract',
  days: 30,
  from: '2026-11-29',
  to: '2026-12-22',
  limit: 10,
  ...changes,
});

/** A turn that says something nobody asked for, with the notes that it was said. */
const remind = (store: Store, keys: readonly ReminderKey[], conversationId = M1) =>
  store.runTurn({ kind: 'notice', conversationId }, NOW, () => ({
    writes: writes({ lines: [say('ends soon')], reminders: keys }),
    result: true,
  }));

/** The register, bindings, tokens and reminders. */
export function describeDeviceStore(name: string, open: () => Promise<Store>): void {
  describe(`${name}: the register`, () => {
    it('finds by serial, by merchant number, and by both only where they belong together', async () => {
      const store = await open();
      expect(await store.hasDevices()).toBe(false);
      await store.saveDevices([device(), device({ serial: '0821998878', mid: '898000057220004' })], NOW);
      expect(await store.hasDevices()).toBe(true);
      expect(await store.devices({ serial: SERIAL })).toEqual([device()]);
      expect((await store.devices({ mid: '898000057220004' })).map(({ serial }) => serial)).toEqual(['0821998878']);
      expect(await store.devices({ serial: SERIAL, mid: '898000057220004' })).toEqual([]);
      expect(await store.devices({})).toEqual([]);
    });

    it('writes thousands at once and says what changed', async () => {
      const store = await open();
      const many = Array.from({ length: 1_700 }, (_, at) => device({ serial: `0821${String(at).padStart(6, '0')}` }));
      expect(await store.saveDevices(many, NOW)).toEqual({ added: 1_700, changed: 0, same: 0 });
      const changed = many.map((one, at) => (at < 3 ? { ...one, model: 'S90' } : one));
      expect(await store.compareDevices(changed)).toEqual({ added: 0, changed: 3, same: 1_697 });
    });

    it('lists pages by serial, by status, and by part of any name or number', async () => {
      const store = await open();
      const shop = device({ serial: '0821000001', merchant: '老王面馆', store: '二店', tid: '10000001' });
      await store.saveDevices([device(), shop, device({ serial: '0821000002', status: 'blocked' })], NOW);
      const serials = async (query: Parameters<Store['listDevices']>[0]) =>
        (await store.listDevices(query)).devices.map(({ serial }) => serial);
      expect(await serials({ limit: 10 })).toEqual(['0821000001', '0821000002', SERIAL]);
      expect(await serials({ limit: 10, status: 'blocked' })).toEqual(['0821000002']);
      expect(await serials({ limit: 10, search: '面馆' })).toEqual(['0821000001']);
      expect(await serials({ limit: 10, search: '1998877' })).toEqual([SERIAL]);
      expect(await serials({ limit: 10, search: '100%' })).toEqual([]);
      expect(await serials({ limit: 10, serial: '0821000001' })).toEqual(['0821000001']);
      expect(await serials({ limit: 10, serial: '082100000' })).toEqual([]);
      const first = await store.listDevices({ limit: 2 });
      expect(first.total).toBe(3);
      expect(await serials({ limit: 2, after: first.next ?? '' })).toEqual([SERIAL]);
    });

    it('changes one device with its entry in the audit log, unless somebody was faster', async () => {
      const store = await open();
      await store.saveDevices([device()], NOW);
      const [before] = (await store.listDevices({ limit: 1 })).devices;
      const next = device({ contractEndsOn: '2027-01-01' });
      const seen = before?.updatedAtMs ?? 0;
      expect(await store.putDevice(next, seen, NOW + 1, note('device-edit'))).toBe(true);
      expect(await store.putDevice(device(), seen, NOW + 2, note('device-edit'))).toBe(false);
      expect(await store.devices({ serial: SERIAL })).toEqual([next]);
      const entries = await store.auditEntries({ limit: 10 });
      expect(entries.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
        'device-edit changed-meanwhile',
        'device-edit ok',
      ]);
    });
  });

  describe(`${name}: bindings`, () => {
    it('stand beside the turn, the latest first, with what the register knows', async () => {
      const store = await open();
      await store.saveDevices([device()], NOW);
      await store.bindDevice(M1, { serial: '0821000001', proof: 'agent', by: 'Li' }, NOW, note());
      await store.bindDevice(M1, { serial: SERIAL, mid: MID, proof: 'link' }, NOW + 1);
      await accept(store, 'hi');
      const work = await turn(store, () => writes());
      expect(work?.bound.map(({ serial, model, proof }) => `${serial} ${model} ${proof}`)).toEqual([
        `${SERIAL} A920 link`,
        '0821000001 undefined agent',
      ]);
      expect((await store.bindingsOf(SERIAL)).map(({ conversationId }) => conversationId)).toEqual([M1]);
      expect(await store.unbindDevice(M1, SERIAL, note('device-unbind'))).toBe(true);
      expect(await store.unbindDevice(M1, SERIAL, note('device-unbind'))).toBe(false);
      expect((await store.bindings(M1)).map(({ serial }) => serial)).toEqual(['0821000001']);
    });

    it('a sticker never takes the place of a proof', async () => {
      const store = await open();
      await store.bindDevice(M1, { serial: SERIAL, mid: MID, proof: 'number' }, NOW);
      await store.bindDevice(M1, { serial: SERIAL, proof: 'sticker' }, NOW + 5);
      expect(await store.bindings(M1)).toMatchObject([{ proof: 'number', mid: MID, boundAtMs: NOW + 5 }]);
    });

    it('of a turn are one commit with it and its entries in the audit log; misses are counted for a day', async () => {
      const store = await open();
      await accept(store, 'hi');
      await turn(store, () =>
        writes({ bindings: [{ serial: SERIAL, mid: MID, proof: 'number' }], misses: [{ mid: MID }] }),
      );
      await accept(store, 'again');
      await turn(store, () => writes({ misses: [{ mid: MID, serial: '0821000009' }] }));
      expect(await store.bindings(M1)).toMatchObject([{ serial: SERIAL, proof: 'number' }]);
      expect(await store.registerMisses([`mid:${MID}`, 'sn:0821000009'], NOW - DAY_MS)).toBe(2);
      expect(await store.registerMisses(['sn:0821000009'], NOW - DAY_MS)).toBe(1);
      expect(await store.registerMisses([`mid:${MID}`], NOW + 1)).toBe(0);
      const outcomes = (await store.auditEntries({ limit: 10 })).map(({ outcome }) => outcome);
      expect(outcomes).toEqual(['no-match', 'no-match', 'ok']);
      expect(await store.verifyAudit()).toMatchObject({ entries: 3 });
    });

    it('go with the conversation when it is erased', async () => {
      const store = await open();
      await accept(store, 'hi');
      await store.bindDevice(M1, { serial: SERIAL, mid: MID, proof: 'number' }, NOW);
      await remind(store, [key()]);
      expect((await store.erase(M1, NOW))?.rows).toMatchObject({ device_bindings: 1, reminders: 1 });
      expect(await store.bindingsOf(SERIAL)).toEqual([]);
    });
  });

  describe(`${name}: tokens`, () => {
    const token = (changes: Partial<DeviceToken> = {}): DeviceToken => ({
      id: '00112233445566aa',
      kind: 'link',
      serial: SERIAL,
      issuedAtMs: NOW,
      issuedBy: 'Li',
      ...changes,
    });

    it('are signed with the first key that was ever offered', async () => {
      const store = await open();
      const keys = await Promise.all(['one', 'two', 'three'].map((candidate) => store.tokenKey(candidate)));
      expect(new Set(keys).size).toBe(1);
      expect(await store.tokenKey('four')).toBe(keys[0]);
    });

    it('a link belongs to the conversation that opens it first', async () => {
      const store = await open();
      await store.saveTokens([token()], note('device-link'));
      const [one, other] = [M1, conversationOf('m2')];
      expect(await store.useToken(token(), one, MID, NOW, note())).toBe(true);
      expect(await store.useToken(token(), other, MID, NOW, note())).toBe(false);
      expect(await store.useToken(token(), one, MID, NOW, note())).toBe(true);
      expect((await store.bindingsOf(SERIAL)).map(({ conversationId, proof }) => `${conversationId} ${proof}`)).toEqual(
        [`${one} link`],
      );
      expect(await store.token(token().id)).toMatchObject({ usedBy: one });
    });

    it('of a terminal are ended together', async () => {
      const store = await open();
      await store.saveTokens([token(), token({ id: 'ff', kind: 'sticker' })], note('device-stickers'));
      expect(await store.revokeTokens(SERIAL, NOW + 1, note('device-revoke'))).toBe(2);
      expect((await store.tokensOf(SERIAL)).map(({ revokedAtMs }) => revokedAtMs)).toEqual([NOW + 1, NOW + 1]);
      expect(await store.useToken(token(), M1, MID, NOW, note())).toBe(false);
      expect(await store.bindings(M1)).toEqual([]);
    });
  });

  describe(`${name}: reminders`, () => {
    async function bound(changes: Partial<DeviceRecord> = {}, proof: 'number' | 'sticker' = 'number') {
      const store = await open();
      await store.saveDevices([device({ contractEndsOn: '2026-12-20', ...changes })], NOW);
      await accept(store, 'hi');
      await turn(store, () => writes());
      await store.bindDevice(M1, { serial: SERIAL, mid: MID, proof }, NOW);
      return store;
    }

    it('are due for terminals in use whose merchant is known and was not told', async () => {
      const store = await bound();
      expect(await store.dueReminders(due())).toMatchObject([
        { serial: SERIAL, endsOn: '2026-12-20', conversationId: M1, owner: 'bot', sentSince: 0 },
      ]);
      expect(await store.dueReminders(due({ to: '2026-12-19' }))).toEqual([]);
      expect(await store.dueReminders(due({ kind: 'sim' }))).toEqual([]);
      expect(await store.dueReminders(due({ after: SERIAL }))).toEqual([]);
    });

    it.each<[string, Partial<DeviceRecord>, 'number' | 'sticker']>([
      ['a terminal that was returned', { status: 'returned' }, 'number'],
      ['a terminal that has another merchant now', { mid: '898000057220004' }, 'number'],
      ['a terminal that was only scanned', {}, 'sticker'],
    ])('are not due for %s', async (_, changes, proof) => {
      expect(await (await bound(changes, proof)).dueReminders(due())).toEqual([]);
    });

    it('are written once, whoever tries, and with the message or not at all', async () => {
      const store = await bound();
      const tries = await Promise.all([1, 2, 3].map(() => remind(store, [key()]).catch(() => undefined)));
      expect(tries.filter((done) => done === true)).toHaveLength(1);
      const lines = await store.transcript(M1, ALL);
      expect(lines.filter(({ text }) => text === 'ends soon')).toHaveLength(1);
      expect(await store.dueReminders(due())).toEqual([]);
      expect(await store.dueReminders(due({ days: 7 }))).toHaveLength(1);
      expect(await store.remindersOf(SERIAL)).toMatchObject([{ ...key(), conversationId: M1, atMs: NOW }]);
      expect(await store.sentReminders({ fromMs: NOW, toMs: NOW + 1 }, 10)).toHaveLength(1);
    });

    it('end with the wish for none, and begin again with the wish for some', async () => {
      const store = await bound();
      const wish = async (on: boolean) => {
        await accept(store, 'please');
        await turn(store, () => writes({ wantsReminders: on }));
      };
      await wish(false);
      expect(await store.dueReminders(due())).toEqual([]);
      expect(await remind(store, [key()])).toBeUndefined();
      await wish(true);
      expect(await store.dueReminders(due())).toHaveLength(1);
    });

    it('and what they are about are counted by day', async () => {
      const store = await bound({ simEndsOn: '2027-01-05' });
      expect(await store.endings('2026-12-01', '2027-01-31')).toEqual([
        { kind: 'contract', day: '2026-12-20', devices: 1, bound: 1 },
        { kind: 'sim', day: '2027-01-05', devices: 1, bound: 1 },
      ]);
      expect((await store.endingDevices('2027-01-01', '2027-01-31', 5)).map(({ serial }) => serial)).toEqual([SERIAL]);
    });
  });
}
