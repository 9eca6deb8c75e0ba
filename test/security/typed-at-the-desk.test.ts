/** What agents, operators and people in a helpdesk type: no field of theirs keeps a secret, and every number of a terminal stays. */

import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { createDeviceOffice } from '#bot/directory/device-office.ts';
import { readDevices } from '#bot/directory/read-devices.ts';
import { silentLogger } from '#bot/log.ts';
import { createStickers } from '#bot/stickers.ts';
import { respond } from '#dialogs/respond.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';
import { plainGuide } from '#test/fixtures/plain-guide.ts';
import { runConsole } from '#test/fixtures/running-console.ts';

const CARD = '6216261000000000018';
const PIN = '739150';
const TYPED = `卡号 ${CARD} 密码 ${PIN}`;
/** What identifies terminals, SIM cards, merchants and payments, and is no secret. */
const KEPT = ['NEXGO0821998877', '89860112851041537777', '898000057220003', '4200001234202611231234567890'] as const;
const [SERIAL, ICCID, MID, ORDER] = KEPT;

/** Every value of every table. */
function everythingIn(path: string): string {
  const db = new DatabaseSync(path, { readOnly: true });
  const tables = db.prepare(`select name from sqlite_master where type = 'table'`).all() as { name: string }[];
  const rows = tables.map(({ name }) => JSON.stringify(db.prepare(`select * from "${name}"`).all()));
  db.close();
  return rows.join('\n');
}

it('an agent who types a card number or a PIN into any field of a ticket leaves none of it', async () => {
  const guide = await loadBuiltInGuide();
  const console = await runConsole({ guide: () => guide, respond });
  await console.running.say('断网了');
  await console.running.say('转人工');
  const agent = await console.signIn('Li', 'lead');
  const act = async (kind: string, body: unknown) =>
    (await console.post(`/api/tickets/T1001/${kind}`, agent, body)).status;
  expect(await act('claim', {})).toBe(200);
  expect(await act('note', { text: `${TYPED} ${KEPT.join(' ')}` })).toBe(200);
  expect(await act('reply', { text: TYPED })).toBe(200);
  expect(await act('setPriority', { priority: 'P1', reason: TYPED })).toBe(200);
  expect(await act('transfer', { agent: 'Li', text: TYPED })).toBe(200);
  expect(await act('resolve', { code: 'fixed', fixedBy: TYPED, text: TYPED })).toBeLessThan(500);
  expect(await act('resolve', { code: 'fixed', text: TYPED })).toBeLessThan(500);
  expect(await act('reopen', { text: TYPED })).toBeLessThan(500);
  expect(await act('handback', { text: TYPED })).toBeLessThan(500);
  expect(await act('retrySink', { sink: TYPED })).toBeLessThan(500);
  const kept = everythingIn(console.running.path);
  expect(kept).toContain('621626*********0018');
  for (const number of KEPT) expect(kept).toContain(number);
  expect(kept).not.toContain(CARD);
  expect(kept).not.toContain(PIN);
});

it('what is asked for by something that is no ticket number is not written down', async () => {
  const console = await runConsole();
  const viewer = await console.signIn('Wu', 'viewer');
  expect((await console.get(`/api/tickets/${CARD}`, viewer)).status).toBe(404);
  expect((await console.post(`/api/tickets/${CARD}/note`, viewer, { text: 'x' })).status).toBe(404);
  expect((await console.post(`/api/tickets/T1001/${CARD}`, viewer, {})).status).toBe(404);
  expect(everythingIn(console.running.path)).not.toContain(CARD);
});

it('a name at the sign-in, and the name of somebody to be invited, keeps no card number', async () => {
  const console = await runConsole();
  const admin = await console.signIn('Root', 'admin');
  const tried = await fetch(`${console.url}/sign-in/password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ name: CARD, password: 'x' }),
  });
  expect(tried.status).toBe(401);
  expect((await console.post('/api/accounts/invite', admin, { name: `Li ${CARD}`, role: 'agent' })).status).not.toBe(
    200,
  );
  const kept = everythingIn(console.running.path);
  expect(kept).toContain('621626*********0018');
  expect(kept).not.toContain(CARD);
});

it('what somebody asks for whose role does not reach it is noted without a card number', async () => {
  const console = await runConsole();
  const viewer = await console.signIn('Wu', 'viewer');
  const admin = await console.signIn('Root', 'admin');
  const asked = [
    ['accounts/invite', { name: `Li ${CARD}`, role: 'agent' }],
    ['accounts/change', { name: `Li ${CARD}`, role: 'agent' }],
  ] as const;
  for (const [path, body] of asked) {
    expect((await console.post(`/api/${path}`, viewer, body)).status).toBe(403);
    expect((await console.post(`/api/${path}`, admin, body)).status).not.toBe(200);
  }
  expect(everythingIn(console.running.path)).not.toContain(CARD);
});

it('an operator who types or imports a card number into the register leaves none of it, and every number stays', async () => {
  const { running } = await runConsole();
  const { store } = running;
  const office = createDeviceOffice({
    store,
    stickers: createStickers({ store, clock: () => START_MS, log: silentLogger }),
    guide: () => plainGuide,
    clock: () => START_MS,
    publicUrl: () => '',
    places: {},
    elsewhere: false,
    reminds: false,
  });
  const operator = { name: 'Op', role: 'operator', signedInAtMs: START_MS } as const;
  const texts = { model: TYPED, merchant: TYPED, store: `${TYPED} 订单 ${ORDER}`, carrier: TYPED, firmware: TYPED };
  const fields = { serial: SERIAL, mid: MID, iccid: ICCID, ...texts };
  expect(await office.save(operator, fields, 0)).toMatchObject({ kind: 'ok' });
  const file = `sn,mid,iccid,商户名称,门店\n6222025812345678,${MID},${ICCID},${TYPED},A920 二店\n`;
  expect(await office.importFile(operator, Buffer.from(file), false)).toMatchObject({ stored: true });
  const kept = everythingIn(running.path);
  expect(kept).toContain('卡号 621626*********0018 密码 ***');
  for (const number of [...KEPT, '6222025812345678', 'A920 二店']) expect(kept).toContain(number);
  expect(kept).not.toContain(CARD);
  expect(kept).not.toContain(PIN);
});

it('what is wrong with a cell is said without its secrets', () => {
  const { problems } = readDevices([
    { row: 1, cells: ['sn', 'tid', 'status'] },
    { row: 2, cells: ['NEXGO0821998877', CARD, CARD] },
  ]);
  expect(problems).toHaveLength(2);
  expect(JSON.stringify(problems)).not.toContain(CARD);
});
