/** Terminals at the desk: who may do what, and that everything that changes something is in the audit log. */

import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceOffice } from '#adapters/console/device-office.ts';
import type { DeskRole, DeskUser } from '#adapters/desk-contract.ts';
import { createDeviceOffice } from '#bot/directory/device-office.ts';
import { silentLogger } from '#bot/log.ts';
import { createStickers } from '#bot/stickers.ts';
import { openMemoryStore } from '#bot/store/memory.ts';
import type { Store } from '#bot/store/store.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { accept, M1, openTicket, turn } from '#test/fixtures/store-steps.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

const NOW = Date.parse('2026-11-23T10:00:00+08:00');
const SERIAL = '0821998877';
const MID = '898000057220003';
let store: Store;
let office: DeviceOffice;
beforeEach(async () => {
  store = await openMemoryStore();
  await store.saveDevices(
    [{ serial: SERIAL, mid: MID, model: 'A920', status: 'active', contractEndsOn: '2026-11-30' }],
    NOW - 1_000,
  );
  office = createDeviceOffice({
    store,
    stickers: createStickers({ store, clock: () => NOW, log: silentLogger }),
    guide: () => guide,
    clock: () => NOW,
    publicUrl: () => 'https://help.example.com',
    places: { wecom: async (token) => `https://work.weixin.qq.com/kf/x?scene_param=${token}` },
    elsewhere: false,
    reminds: true,
  });
  return () => store.close();
});

const as = (role: DeskRole): DeskUser => ({ name: role, role, signedInAtMs: NOW });
const CSV = Buffer.from(`sn,mid\n0821000001,${MID}\n`);

/** What each role is refused, and what it is allowed, by what is asked. */
const ASKED: Readonly<Record<string, readonly [(user: DeskUser) => Promise<unknown>, readonly DeskRole[]]>> = {
  list: [(user) => office.list(user, { limit: 10 }), ['viewer', 'agent', 'lead', 'operator', 'admin']],
  open: [(user) => office.open(user, SERIAL), ['viewer', 'agent', 'lead', 'operator', 'admin']],
  save: [(user) => office.save(user, { serial: '0821000009' }, 0), ['operator', 'admin']],
  import: [(user) => office.importFile(user, CSV, false), ['operator', 'admin']],
  unbind: [(user) => office.unbind(user, SERIAL, M1), ['agent', 'lead', 'admin']],
  link: [(user) => office.link(user, SERIAL), ['agent', 'lead', 'admin']],
  stickers: [(user) => office.stickers(user, [SERIAL], 'web'), ['operator', 'admin']],
  sheet: [(user) => office.sheet(user, [], 'web'), ['operator', 'admin']],
  revoke: [(user) => office.revoke(user, SERIAL), ['operator', 'admin']],
  calendar: [(user) => office.calendar(user), ['lead', 'operator', 'admin']],
};

describe.each(Object.entries(ASKED))('%s', (what, [ask, allowed]) => {
  it.each(['viewer', 'agent', 'lead', 'operator', 'admin'] as const)('by a %s', async (role) => {
    if (what === 'unbind') await store.bindDevice(M1, { serial: SERIAL, proof: 'number' }, NOW);
    const answer = await ask(as(role));
    const refused = { kind: 'refused', reason: 'not-allowed' };
    if (allowed.includes(role)) expect(answer).not.toMatchObject(refused);
    else expect(answer).toEqual(refused);
  });
});

describe('a terminal', () => {
  it('is shown with what stops it, its tickets, its merchants, its tokens', async () => {
    await accept(store, 'hi');
    await turn(store, openTicket({ sn: SERIAL }));
    await office.bind(as('agent'), SERIAL.toLowerCase(), 'T1001');
    await office.link(as('agent'), SERIAL);
    expect(await office.open(as('viewer'), SERIAL)).toMatchObject({
      device: { serial: SERIAL, model: 'A920' },
      causes: [{ phrase: 'none' }],
      tickets: [{ number: 'T1001', because: 'serial' }],
      bindings: [{ conversationId: M1, proof: 'agent', boundBy: 'agent' }],
      tokens: [{ kind: 'link', state: 'good', issuedBy: 'agent' }],
    });
    const actions = (await store.auditEntries({ limit: 10 })).map(({ action, subject }) => `${action} ${subject}`);
    expect(actions).toEqual([`device-link ${SERIAL}`, `device-bind ${SERIAL}`]);
  });

  it('is found by its own page, however many others have its serial within a number of theirs', async () => {
    const others = Array.from({ length: 60 }, (_, at) => ({
      serial: `0000${at + 100}X`,
      mid: `89${SERIAL}`,
      status: 'active' as const,
    }));
    await store.saveDevices(others, NOW);
    expect(await office.open(as('viewer'), SERIAL)).toMatchObject({ device: { serial: SERIAL } });
  });

  it('that is edited is read as a file is, and a wrong field is named', async () => {
    const wrong = await office.save(as('admin'), { serial: SERIAL, contractEndsOn: '2026-02-30' }, NOW - 1_000);
    expect(wrong).toMatchObject({ kind: 'wrong', problems: [{ column: 'contractEndsOn' }] });
    const odd = await office.save(as('admin'), { serial: SERIAL, colour: 'red' }, NOW - 1_000);
    expect(odd).toMatchObject({ kind: 'wrong', problems: [{ column: 'colour' }] });
    const fields = { serial: SERIAL, model: 'S90', status: 'dormant', contractEndsOn: '' };
    expect(await office.save(as('admin'), fields, NOW - 1_000)).toMatchObject({ kind: 'ok', device: { model: 'S90' } });
    expect(await office.save(as('admin'), fields, NOW - 1_000)).toEqual({ kind: 'changed' });
    expect(await store.devices({ serial: SERIAL })).toEqual([{ serial: SERIAL, model: 'S90', status: 'dormant' }]);
  });

  it('that the register does not know gets no link, no sticker and no merchant', async () => {
    const missing = { kind: 'refused', reason: 'not-found' };
    expect(await office.open(as('admin'), '0829999999')).toEqual(missing);
    expect(await office.link(as('admin'), '0829999999')).toEqual(missing);
    expect(await office.stickers(as('admin'), ['0829999999'], 'web')).toEqual(missing);
    expect(await office.bind(as('admin'), SERIAL, 'T9999')).toEqual(missing);
    expect(await store.auditEntries({ limit: 10 })).toEqual([]);
  });
});

describe('stickers', () => {
  it('lead to the web, or to a platform that is set up', async () => {
    expect(office.places()).toEqual(['web', 'wecom']);
    const sheetFor = async (place: 'web' | 'wecom') => {
      const made = await office.stickers(as('admin'), [SERIAL, SERIAL], place);
      const ids = 'ids' in made ? made.ids : [];
      expect(ids).toHaveLength(1);
      const sheet = await office.sheet(as('admin'), ids, place);
      return 'kind' in sheet ? [] : sheet;
    };
    expect(await sheetFor('web')).toMatchObject([
      { serial: SERIAL, model: 'A920', url: expect.stringMatching(/^https:\/\/help\.example\.com\/d\/[\w-]{34}$/) },
    ]);
    expect((await sheetFor('wecom'))[0]?.url).toMatch(/scene_param=[\w-]{34}$/);
    expect(await office.stickers(as('admin'), [SERIAL], 'wechat')).toMatchObject({ reason: 'not-found' });
  });
});

describe('an import', () => {
  it('as a check shows rows and changes nothing', async () => {
    const found = await office.importFile(as('admin'), CSV, true);
    expect(found).toMatchObject({
      kind: 'read',
      stored: false,
      changes: { added: 1 },
      sample: [{ serial: '0821000001' }],
    });
    expect(await store.devices({ serial: '0821000001' })).toEqual([]);
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['a heading alone', Buffer.from('sn,mid\n')],
    ['a broken workbook', Buffer.from('PK\u0003\u0004nothing')],
  ])('of a file that is %s is refused', async (_, file) => {
    expect(await office.importFile(as('admin'), file, false)).toEqual({ kind: 'unreadable' });
  });

  it('of more rows than a page should hold up is sent to the command', async () => {
    const rows = Array.from({ length: 20_001 }, (_, at) => `08${String(at).padStart(8, '0')}`);
    expect(await office.importFile(as('admin'), Buffer.from(`sn\n${rows.join('\n')}`), false)).toEqual({
      kind: 'too-long',
      most: 20_000,
    });
  });
});

it('the calendar shows what ends, and what of it somebody can be told', async () => {
  await store.bindDevice(M1, { serial: SERIAL, mid: MID, proof: 'number' }, NOW);
  expect(await office.calendar(as('operator'))).toMatchObject({
    today: '2026-11-23',
    endings: [{ kind: 'contract', day: '2026-11-30', devices: 1, bound: 1 }],
    soon: [{ serial: SERIAL }],
    sent: [],
    reminds: true,
  });
});
