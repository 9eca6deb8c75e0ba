/** A file of devices that somebody uploads: read beside the conversations, and given up where it takes too much. */

import { describe, expect, it } from 'vitest';
import { zipFiles } from '#adapters/teams/zip-files.ts';
import { readInThread } from '#bot/directory/read-in-thread.ts';
import { isSmallArchive } from '#bot/directory/small-archive.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const OPENING = '<?xml version="1.0" encoding="UTF-8"?>';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook of one sheet whose cells are all texts. */
function workbook(rows: readonly (readonly string[])[]): Uint8Array {
  const cells = (row: readonly string[], at: number): string =>
    row.map((cell, column) => `<c r="${'ABC'[column]}${at + 1}" t="inlineStr"><is><t>${cell}</t></is></c>`).join('');
  const sheet = rows.map((row, at) => `<row r="${at + 1}">${cells(row, at)}</row>`).join('');
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
      ignored: [],
    });
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

describe('an archive', () => {
  /** Says of its first file that it unpacks to so many bytes. */
  function claim(archive: Uint8Array, unpacked: number): Uint8Array {
    const bytes = Buffer.from(archive);
    bytes.writeUInt32LE(unpacked, bytes.indexOf(Buffer.from('504b0102', 'hex')) + 24);
    return bytes;
  }

  it('that would unpack to more than a machine bears is not opened', async () => {
    const bomb = claim(workbook(ROWS), 4_000_000_000);
    expect(isSmallArchive(bomb)).toBe(false);
    expect(await readInThread(bomb, 9)).toEqual({ kind: 'unreadable' });
  });

  it('of usual size is, and so is what is no archive; one without its directory is not', () => {
    expect(isSmallArchive(workbook(ROWS))).toBe(true);
    expect(isSmallArchive(text('sn,mid\n0821998877,898000057220003'))).toBe(true);
    expect(isSmallArchive(workbook(ROWS).slice(0, -30))).toBe(false);
  });
});
