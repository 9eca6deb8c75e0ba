/** The register of devices: what a file may hold, that nothing is stored by halves, and lookups. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { importDevices } from '#bot/directory/import-devices.ts';
import { readDevices } from '#bot/directory/read-devices.ts';
import { readTable } from '#bot/directory/read-table.ts';
import { createStoreDirectory } from '#bot/directory.ts';
import { silentLogger } from '#bot/log.ts';
import { openMemoryStore } from '#bot/store/memory.ts';
import type { Store } from '#bot/store/store.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

let store: Store;
beforeEach(async () => {
  store = await openMemoryStore();
  return () => store.close();
});

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

const read = async (content: string | Uint8Array) => readDevices(await readTable(fileOf('devices.csv', content)));

describe('a file of devices', () => {
  it('is read by English headings', async () => {
    const { devices, problems } = await read(
      'Serial Number,Model,Merchant No.,TID,SIM plan end,contract_end,Status\n0821-998877,A920,898000057220003,10000001,2027/1/5,20261031,Dormant\n',
    );
    expect(problems).toEqual([]);
    expect(devices).toEqual([
      {
        serial: '0821998877',
        model: 'A920',
        mid: '898000057220003',
        tid: '10000001',
        simEndsOn: '2027-01-05',
        contractEndsOn: '2026-10-31',
        status: 'dormant',
      },
    ]);
  });

  it('is read by Chinese headings, also as Excel saves it in GB 18030', async () => {
    const utf8 = '﻿序列号;商户号;合同到期日;状态\r\n0821998877;898000057220003;2026年10月31日;冻结\r\n';
    const gbk = Buffer.from('d0f2c1d0bac52cd7b4ccac0a303832313939383837372cd5fdb3a30a', 'hex');
    expect((await read(utf8)).devices).toMatchObject([{ contractEndsOn: '2026-10-31', status: 'blocked' }]);
    expect((await read(gbk)).devices).toEqual([{ serial: '0821998877', status: 'active' }]);
  });

  it.each<[string, string, string]>([
    [
      'a day that does not exist',
      'sn,contract end\n0821998877,2026-02-30',
      'row 2, contract end: “2026-02-30” is no date',
    ],
    [
      'a day that could be two',
      'sn,contract end\n0821998877,01/02/2026',
      'row 2, contract end: “01/02/2026” is no date',
    ],
    ['no serial', 'sn,model\n,A920', 'row 2, sn: is empty'],
    ['the same serial twice', 'sn\n0821998877\n\n0821 998877', 'row 4, sn: 0821998877 stands in row 2'],
    ['a serial that Excel has counted', 'sn\n8.21998877E+8', 'row 2, sn: “8.21998877E+8” has lost digits'],
    ['an ICCID that Excel has rounded', 'sn,iccid\n0821998877,8.986E+18', 'row 2, iccid: “8.986E+18” has lost digits'],
    ['an unknown status', 'sn,status\n0821998877,maybe', 'row 2, status: “maybe” is none of'],
    [
      'a quotation mark that swallows the rows after it',
      'sn,remark\n0821998877,"12" stand\n0821998878,\n',
      'row 2, : has a quotation mark that is not closed',
    ],
    ['an unclosed quotation mark', 'sn,store\n0821998877,East\n0821998878,"West\n', 'row 3, : has a quotation mark'],
    [
      'a comma that moves cells into the next column',
      'sn,store,firmware\n0821998877,Tea, Ltd,1.0\n',
      'row 2, : has more cells than the heading',
    ],
    ['no column for the serial', 'model\nA920', 'row 1, : no column is headed “serial”'],
    ['two columns of one meaning', 'sn,serial\n0821998877,1', 'row 1, serial: means the same as “sn”'],
  ])('%s is named with its row', async (_, content, expected) => {
    const [first] = (await read(content)).problems;
    expect(`row ${first?.row}, ${first?.column}: ${first?.message}`).toContain(expected);
  });

  it('names columns that it leaves out', async () => {
    expect((await read('sn,colour\n0821998877,red')).ignored).toEqual(['colour']);
  });

  it('of a number cell says that a zero may be lost', () => {
    const rows = [
      { row: 1, cells: ['sn', 'contract end'] },
      { row: 2, cells: [821998877, new Date('2026-10-31T00:00:00Z')] },
      { row: 3, cells: ['0821998877', new Date('2026-10-31T00:00:00Z')] },
    ];
    const { devices, problems } = readDevices(rows);
    expect(problems).toMatchObject([{ row: 2, column: 'sn' }]);
    expect(devices).toMatchObject([{ contractEndsOn: '2026-10-31' }]);
  });
});

describe('an import', () => {
  const GOOD = 'sn,model,mid\n0821998877,A920,898000057220003\n0821998878,A920,898000057220003\n';

  it('stores everything, and says on a second time what has changed', async () => {
    const first = await importDevices(store, fileOf('a.csv', GOOD), 1, false);
    expect(first).toMatchObject({ stored: true, changes: { added: 2, changed: 0, same: 0 } });
    const changed = fileOf('b.csv', `${GOOD.replace('8877,A920', '8877,S90')}0821998879,S90,1234567890\n`);
    const second = await importDevices(store, changed, 2, false);
    expect(second.changes).toEqual({ added: 1, changed: 1, same: 1 });
    expect(await store.devices({ serial: '0821998877' })).toMatchObject([{ model: 'S90', status: 'active' }]);
  });

  it('as a check stores nothing', async () => {
    const report = await importDevices(store, fileOf('a.csv', GOOD), 1, true);
    expect(report).toMatchObject({ stored: false, changes: { added: 2 } });
    expect(await store.hasDevices()).toBe(false);
  });

  it('with one bad row stores nothing', async () => {
    const report = await importDevices(store, fileOf('bad.csv', `${GOOD}bad!,A920,1\n`), 1, false);
    expect(report).toMatchObject({ stored: false, problems: [{ row: 4 }, { row: 4 }] });
    expect(await store.hasDevices()).toBe(false);
  });

  it('takes out what a later file leaves empty', async () => {
    await importDevices(store, fileOf('a.csv', GOOD), 1, false);
    await importDevices(store, fileOf('c.csv', 'sn,model,mid\n0821998877,,898000057220003\n'), 2, false);
    expect(await store.devices({ serial: '0821998877' })).toEqual([
      { serial: '0821998877', mid: '898000057220003', status: 'active' },
    ]);
  });

  it('keeps what a later file has no column for, above all that a terminal is blocked', async () => {
    const whole = 'sn,model,mid,status\n0821998877,A920,898000057220003,blocked\n';
    await importDevices(store, fileOf('a.csv', whole), 1, false);
    const report = await importDevices(store, fileOf('b.csv', 'sn,store\n0821998877,North\n'), 2, false);
    expect(report.changes).toEqual({ added: 0, changed: 1, same: 0 });
    expect(await store.devices({ serial: '0821998877' })).toEqual([
      { serial: '0821998877', model: 'A920', mid: '898000057220003', store: 'North', status: 'blocked' },
    ]);
  });
});

describe('the register in the store', () => {
  it('finds by serial, by merchant number, and by both only where they belong together', async () => {
    await store.saveDevices(
      [
        { serial: '0821998877', mid: '898000057220003', status: 'active' },
        { serial: '0821998878', mid: '898000057220004', status: 'active' },
      ],
      1,
    );
    const directory = await createStoreDirectory(store, () => 0, silentLogger);
    const serialsOf = async (query: Parameters<typeof directory.lookup>[0]) => {
      const answer = await directory.lookup(query);
      return answer.kind === 'found' ? answer.devices.map(({ serial }) => serial) : answer.kind;
    };
    expect(await serialsOf({ serial: '0821998877' })).toEqual(['0821998877']);
    expect(await serialsOf({ mid: '898000057220004' })).toEqual(['0821998878']);
    expect(await serialsOf({ serial: '0821998877', mid: '898000057220004' })).toBe('unknown');
    expect(await serialsOf({})).toBe('unknown');
  });

  it('is off while it is empty, and noticed once it is filled', async () => {
    let now = 0;
    const directory = await createStoreDirectory(store, () => now, silentLogger);
    expect(directory.isOn?.()).toBe(false);
    await store.saveDevices([{ serial: '0821998877', status: 'active' }], 1);
    now = 6_000;
    directory.isOn?.();
    await new Promise((resume) => setImmediate(resume));
    expect(directory.isOn?.()).toBe(true);
  });

  it('that fails is not available, and says nothing of a device', async () => {
    const broken = { hasDevices: async () => true, devices: () => Promise.reject(new Error('disk')) };
    const directory = await createStoreDirectory(broken, () => 0, silentLogger);
    expect((await directory.lookup({ serial: '0821998877' })).kind).toBe('unavailable');
  });
});
