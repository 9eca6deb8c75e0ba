/** A file of devices that somebody uploads: read beside the conversations, and given up where it takes too much. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zipFiles } from '#adapters/teams/zip-files.ts';
import { readInThread } from '#bot/directory/read-in-thread.ts';
import { readTableBytes } from '#bot/directory/read-table.ts';
import { repackArchive } from '#bot/directory/repack-archive.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const MEGABYTE = 1024 * 1024;
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const OPENING = '<?xml version="1.0" encoding="UTF-8"?>';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook of one sheet whose cells are all texts. */
function workbook(rows: readonly (readonly string[])[]): Uint8Array {
  return workbookOf(sheetOf(rows));
}

/** The rows of a sheet. */
function sheetOf(rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], at: number): string =>
    row.map((cell, column) => `<c r="${'ABC'[column]}${at + 1}" t="inlineStr"><is><t>${cell}</t></is></c>`).join('');
  return rows.map((row, at) => `<row r="${at + 1}">${cells(row, at)}</row>`).join('');
}

/** A workbook whose only sheet has these rows. */
function workbookOf(sheet: string): Uint8Array {
  const relation = (kind: string, target: string): string =>
    `${OPENING}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${OFFICE}/${kind}" Target="${target}"/></Relationships>`;
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const files = {
    '_rels/.rels': relation('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml': `${OPENING}<workbook ${main} xmlns:r="${OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relation('worksheet', 'worksheets/sheet1.xml'),
    'xl/worksheets/sheet1.xml': `${OPENING}<worksheet ${main}><sheetData>${sheet}</sheetData></worksheet>`,
  };
  return zipFiles(Object.entries(files).map(([name, content]) => ({ name, bytes: text(content) })));
}

const ROWS = [
  ['SN', '型号', '状态'],
  ['0821998877', 'A920', '正常'],
  ['0821998878', 'A920', '冻结'],
];

describe('a file that is read in a thread', () => {
  it.each([
    ['a workbook', workbook(ROWS)],
    ['CSV', text(ROWS.map((row) => row.join(',')).join('\n'))],
  ])('that is %s gives its devices', async (_, bytes) => {
    expect(await readInThread(bytes, 9)).toEqual({
      kind: 'read',
      devices: [
        { serial: '0821998877', model: 'A920', status: 'active' },
        { serial: '0821998878', model: 'A920', status: 'blocked' },
      ],
      fields: ['serial', 'model', 'status'],
      problems: [],
      problemCount: 0,
      ignored: [],
    });
  });

  it('tells only the first of many problems and unknown headings, and how many there are', async () => {
    const heading = ['SN', ...Array.from({ length: 80 }, (_, at) => `${'x'.repeat(900)}${at}`)].join(',');
    const file = text([heading, ...Array.from({ length: 5_000 }, () => '??')].join('\n'));
    const answer = await readInThread(file, 9_999);
    expect(answer).toMatchObject({ kind: 'read', devices: [], problemCount: 5_000 });
    expect(answer.kind === 'read' && [answer.problems.length, answer.ignored.length]).toEqual([100, 50]);
    expect(JSON.stringify(answer).length).toBeLessThan(50_000);
  });

  it('waits for those before it', async () => {
    const long = text(['SN', ...Array.from({ length: 9_000 }, (_, at) => `08219${10_000 + at}`)].join('\n'));
    const done: string[] = [];
    await Promise.all([
      readInThread(long, 9_999).then(() => done.push('long')),
      readInThread(workbook(ROWS), 9).then(() => done.push('short')),
      readInThread(text('sn'), 9).then(() => done.push('none')),
    ]);
    expect(done).toEqual(['long', 'short', 'none']);
  });

  it('is refused with more rows than are wanted', async () => {
    expect(await readInThread(workbook(ROWS), 2)).toMatchObject({ kind: 'read' });
    expect(await readInThread(workbook(ROWS), 1)).toEqual({ kind: 'too-long' });
  });

  it('is unreadable when it is no table, or takes longer than it may', async () => {
    expect(await readInThread(text('sn'), 9)).toEqual({ kind: 'unreadable' });
    expect(await readInThread(workbook(ROWS).slice(0, 300), 9)).toEqual({ kind: 'unreadable' });
    expect(await readInThread(workbook(ROWS), 9, 0)).toEqual({ kind: 'unreadable' });
  });
});

/** Packs the files of an archive that stores them, and has each file say of itself what `claims` says. */
function pack(archive: Uint8Array, claims: { readonly unpacked?: number } = {}): Uint8Array {
  const stored = Buffer.from(archive);
  const [locals, centrals]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (let at = stored.indexOf(Buffer.from('504b0102', 'hex')); stored.readUInt32LE(at) === 0x02014b50; ) {
    const [size, nameBytes] = [stored.readUInt32LE(at + 20), stored.readUInt16LE(at + 28)];
    const from = stored.readUInt32LE(at + 42);
    const bytes = deflateRawSync(stored.subarray(from + 30 + nameBytes, from + 30 + nameBytes + size));
    const [local, central] = [
      Buffer.from(stored.subarray(from, from + 30 + nameBytes)),
      Buffer.from(stored.subarray(at, at + 46 + nameBytes)),
    ];
    for (const [header, fields] of [
      [local, 8],
      [central, 10],
    ] as const) {
      header.writeUInt16LE(8, fields);
      header.writeUInt32LE(bytes.length, fields + 10);
      header.writeUInt32LE(claims.unpacked ?? size, fields + 14);
    }
    central.writeUInt32LE(offset, 42);
    locals.push(local, bytes);
    centrals.push(central);
    offset += local.length + bytes.length;
    at += 46 + nameBytes;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.from(stored.subarray(-22));
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** Names the last file of an archive so many times more in the directory. */
function repeatLast(archive: Uint8Array, times: number): Uint8Array {
  const bytes = Buffer.from(archive);
  const last = bytes.lastIndexOf(Buffer.from('504b0102', 'hex'));
  const [body, end] = [bytes.subarray(0, -22), Buffer.from(bytes.subarray(-22))];
  end.writeUInt16LE(end.readUInt16LE(10) + times, 10);
  return Buffer.concat([body, ...Array.from({ length: times }, () => body.subarray(last)), end]);
}

const BLANK = ' '.repeat(60 * MEGABYTE);
const TOO_LARGE = { kind: 'unreadable', why: 'too-large' };

describe('a workbook that unpacks to more than a machine bears', () => {
  it.each([
    ['and says so', () => pack(workbookOf(BLANK))],
    ['and says that it is small', () => pack(workbookOf(BLANK), { unpacked: 100 })],
    ['because one file is named many times', () => repeatLast(pack(workbookOf(' '.repeat(2 * MEGABYTE))), 40)],
    // A million rows of which three hold anything, and five columns have a format.
    [
      'because of a format on rows that hold nothing',
      () => pack(workbookOf(`${sheetOf(ROWS)}<row r="1048576"><c r="E1048576" s="1"/></row>`)),
    ],
  ])('%s is not read, and that is why', async (_, make) => {
    const file = make();
    expect(file.length).toBeLessThan(MEGABYTE);
    expect(() => repackArchive(file)).toThrow();
    expect(await readInThread(file, 9)).toEqual(TOO_LARGE);
  });

  it('because its files are many is not read', async () => {
    expect(await readInThread(repeatLast(pack(workbook(ROWS)), 2_000), 9)).toEqual({ kind: 'unreadable' });
  });

  it.each([
    ['a cell', '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>SN</t></is></c></row>'],
    ['a row', "<row r = '99999999'></row><row r='2'><c r='ZZZ2'/></row>"],
  ])('because %s stands far out is not read', async (_, far) => {
    expect(() => repackArchive(pack(workbookOf(far)))).toThrow('far out');
    expect(await readInThread(pack(workbookOf(far)), 9)).toEqual(TOO_LARGE);
  });

  it.each([
    ['cut off', (file: Buffer) => file.subarray(0, -30)],
    ['with files that begin nowhere', (file: Buffer) => fill(file, '504b0102', 42, 0xfffffff0)],
    ['with files that end nowhere', (file: Buffer) => fill(file, '504b0102', 20, 0xffffffff)],
    ['with a directory that is elsewhere', (file: Buffer) => fill(file, '504b0506', 16, 0xffffffff)],
    ['with an unknown packing', (file: Buffer) => fill(file, '504b0102', 10, 99)],
  ])('%s is unreadable', async (_, change) => {
    expect(await readInThread(change(Buffer.from(pack(workbook(ROWS)))), 9)).toEqual({ kind: 'unreadable' });
  });

  it('is read where it is only packed', async () => {
    expect(await readTableBytes(pack(workbook(ROWS)), 99)).toHaveLength(ROWS.length);
    expect(await readTableBytes(pack(workbook(ROWS)))).toHaveLength(ROWS.length);
  });
});

/** Writes a number into the header that begins with those bytes. */
function fill(file: Buffer, header: string, at: number, value: number): Buffer {
  file.writeUInt32LE(value, file.indexOf(Buffer.from(header, 'hex')) + at);
  return file;
}

describe('CSV of eight megabytes', () => {
  it.each([
    ['line breaks', '\n', 'unreadable'],
    ['commas', ',', 'unreadable'],
    ['quotation marks', '"', 'unreadable'],
    ['lines of one letter', 'a\n', 'too-long'],
  ])('of %s takes no more memory than a full table', (_, sign, kind) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file.csv'), sign.repeat((8 * MEGABYTE) / sign.length));
    const script = `import { readFileSync } from 'node:fs';
import { readInThread } from ${JSON.stringify(new URL('../../bot/directory/read-in-thread.ts', import.meta.url).href)};
const { kind } = await readInThread(readFileSync(${JSON.stringify(join(folder, 'file.csv'))}), 20_000);
console.log(JSON.stringify({ kind, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }));`;
    writeFileSync(join(folder, 'read.mjs'), script);
    const { stdout } = spawnSync(process.execPath, [join(folder, 'read.mjs')], { encoding: 'utf8', timeout: 60_000 });
    const outcome = JSON.parse(stdout);
    expect(outcome.kind).toBe(kind);
    expect(outcome.megabytes).toBeLessThan(600);
  });
});
