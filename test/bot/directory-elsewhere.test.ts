/** Terminals that a service of the institution knows, beside a register here that knows less of them. */

import { beforeAll, expect, it } from 'vitest';
import { createListDirectory } from '#bot/directory/file-directory.ts';
import type { DeviceRecord } from '#dialogs/device-record.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { openDeviceDesk } from '#test/fixtures/device-desk.ts';
import { conversationOf } from '#test/fixtures/merchant-message.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

const MID = '898000057220003';
const ASK = '我这台什么时候到期';
const THERE: DeviceRecord = {
  serial: '0821998877',
  mid: MID,
  model: 'A920',
  status: 'active',
  contractEndsOn: '2026-10-31',
};
const HERE: DeviceRecord = { serial: THERE.serial, status: 'active', contractEndsOn: '2027-12-31' };
const elsewhere = { directory: createListDirectory([THERE]) };
const NOTE = { atMs: 0, user: 'Li', role: 'agent', action: 'device-stickers', subject: THERE.serial, outcome: 'ok' };

it('a merchant who proves a terminal that only the service knows need not prove it again', async () => {
  const desk = await openDeviceDesk(guide, [], elsewhere);
  const said = [];
  for (const line of [ASK, THERE.serial, MID]) said.push(await desk.say(line));
  expect(said.at(-1)).toContain('2026 年 10 月 31 日到期了');
  desk.wait(30 * 86_400_000);
  expect(await desk.say(ASK)).toContain('2026 年 10 月 31 日到期了');
});

it('a sticker names a terminal of the register here, and its dates come from the service', async () => {
  const desk = await openDeviceDesk(guide, [HERE], elsewhere);
  const [sticker] = await desk.stickers.issue([THERE.serial], 'sticker', NOTE);
  expect(await desk.scan(conversationOf('a'), sticker?.text ?? '', 'sticker')).toBe(true);
  expect(await desk.say(ASK)).toContain('商户号');
  const said = await desk.say(MID);
  expect(said).toContain('2026 年 10 月 31 日到期了');
  expect(said).not.toContain('2027');
});

it('reminders go by the register here alone', async () => {
  const desk = await openDeviceDesk(guide, [], elsewhere);
  for (const line of [ASK, THERE.serial, MID]) await desk.say(line);
  const due = { kind: 'contract', days: 30, from: '2026-10-01', to: '2028-01-01', limit: 9 } as const;
  expect(await desk.store.dueReminders(due)).toEqual([]);
  await desk.store.saveDevices([{ ...HERE, mid: MID }], desk.now());
  expect(await desk.store.dueReminders(due)).toMatchObject([{ serial: THERE.serial, endsOn: '2027-12-31' }]);
});
