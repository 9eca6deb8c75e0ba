/** Reads rows of a table as devices: which column means what, what each cell must look like, and what is wrong with it. */

import { DEVICE_STATUSES, type DeviceRecord, type DeviceStatus } from '#dialogs/device-record.ts';
import { redact } from '#dialogs/redact.ts';
import type { DeviceField } from '../store/device-store.ts';
import type { Cell, TableRow } from './read-table.ts';

/** Something wrong in a row, in words for whoever mends the file. */
export interface RowProblem {
  readonly row: number;
  readonly column: string;
  readonly message: string;
}

/** The devices of a table. With any problem none of them must be stored. */
export interface ReadDevices {
  readonly devices: readonly DeviceRecord[];
  /** The fields that the table has columns for; it says nothing of others. */
  readonly fields: readonly DeviceField[];
  readonly problems: readonly RowProblem[];
  /** Headings that mean nothing here; their columns are left out. */
  readonly ignored: readonly string[];
}

type Field = DeviceField;

/** Headings without case, spaces and signs. */
const HEADINGS: Readonly<Record<Field, readonly string[]>> = {
  serial: [
    'serial',
    'serialnumber',
    'serialno',
    'sn',
    '序列号',
    '序列號',
    '序號',
    '机身号',
    '設備號',
    '设备号',
    '设备序列号',
  ],
  model: ['model', 'devicemodel', '型号', '型號', '机型', '機型'],
  mid: ['mid', 'merchantnumber', 'merchantid', 'merchantno', 'merchantnum', '商户号', '商户编号', '商店代號', '商戶號'],
  tid: ['tid', 'terminalid', 'terminalno', 'terminalnumber', '终端号', '端末機號', '終端號'],
  merchant: ['merchant', 'merchantname', '商户', '商户名称', '商戶', '商戶名稱'],
  store: ['store', 'storename', 'shop', 'shopname', 'branch', '门店', '店名', '網點', '門店', '门店名称'],
  iccid: ['iccid', 'simiccid', 'sim', 'simnumber', '流量卡号', '物联卡号', 'sim卡號', 'sim卡号'],
  carrier: ['carrier', 'simcarrier', 'operator', '运营商', '電信商', '運營商'],
  simEndsOn: [
    'simendson',
    'simend',
    'simends',
    'simenddate',
    'simplanend',
    'simplanends',
    'simplanendson',
    'planend',
    'simexpiry',
    'simexpires',
    'simplanexpiry',
    '流量到期',
    '流量卡到期',
    '流量卡到期日',
    '流量到期日',
    'sim到期日',
  ],
  contractEndsOn: [
    'contractendson',
    'contractend',
    'contractends',
    'contractenddate',
    'contractexpiry',
    'contractexpires',
    'leaseend',
    'leaseends',
    'leaseendson',
    'leaseenddate',
    'leaseexpiry',
    '合同到期',
    '合同到期日',
    '租赁到期',
    '租赁到期日',
    '租期到期日',
    '合約到期日',
    '租約到期日',
    '到期日',
  ],
  certificateEndsOn: [
    'certificateendson',
    'certificateend',
    'certificateends',
    'certificateenddate',
    'certificateexpiry',
    'certend',
    'certends',
    'certendson',
    'certexpiry',
    'certexpires',
    '证书到期',
    '证书到期日',
    '憑證到期日',
  ],
  approvalEndsOn: [
    'approvalendson',
    'approvalend',
    'approvalends',
    'approvalenddate',
    'approvalexpiry',
    'approvaldate',
    '认证到期',
    '认证到期日',
    '入网到期',
    '入网认证到期日',
    '認證到期日',
  ],
  status: ['status', 'devicestatus', 'state', '状态', '狀態', '设备状态'],
  firmware: ['firmware', 'firmwareversion', 'version', '固件', '固件版本', '软件版本', '韌體', '韌體版本'],
};

const STATUSES: Readonly<Record<DeviceStatus, readonly string[]>> = {
  active: ['active', 'normal', 'enabled', 'ok', 'inuse', '正常', '启用', '在用', '啟用', '使用中'],
  dormant: ['dormant', 'sleeping', 'paused', 'inactive', '休眠', '沉默', '暂停', '暫停', '睡眠'],
  blocked: [
    'blocked',
    'frozen',
    'disabled',
    'suspended',
    'risk',
    '冻结',
    '停用',
    '禁用',
    '风控',
    '凍結',
    '風控',
    '受限',
  ],
  returned: ['returned', 'cancelled', 'canceled', 'closed', '退机', '已退机', '注销', '撤机', '退機', '註銷'],
  lost: ['lost', 'stolen', '遗失', '丢失', '被盗', '遺失', '失竊'],
};

const DAY_FIELDS: readonly Field[] = ['simEndsOn', 'contractEndsOn', 'certificateEndsOn', 'approvalEndsOn'];
const MOST_CHARACTERS = 120;
const MOST_COLUMNS = 256;
const TOO_LONG = `is longer than ${MOST_CHARACTERS} characters`;
const QUOTED = 40;

const plain = (text: string): string => text.toLowerCase().replace(/[\s_\-./()（）:：#﻿]/g, '');

/** Reads a table, its heading first. */
export function readDevices(rows: readonly TableRow[]): ReadDevices {
  const [heading, ...body] = rows;
  const names = heading?.cells.slice(0, MOST_COLUMNS).map((cell) => String(cell ?? '').trim()) ?? [];
  const fields = names.map(fieldOf);
  const wrong = headingProblem(heading, names, fields);
  const ignored = names.filter((name, at) => name !== '' && fields[at] === undefined);
  if (wrong) return { devices: [], fields: [], problems: [wrong], ignored };
  const seen = new Map<string, number>();
  const read = body.map((row) => readRow(row, names, fields, seen));
  return {
    devices: read.flatMap(({ device }) => device ?? []),
    fields: fields.flatMap((field) => field ?? []),
    problems: read.flatMap(({ problems }) => problems),
    ignored,
  };
}

function fieldOf(name: string): Field | undefined {
  const wanted = plain(name);
  return (Object.keys(HEADINGS) as Field[]).find((field) => HEADINGS[field].includes(wanted));
}

function headingProblem(
  heading: TableRow | undefined,
  names: readonly string[],
  fields: readonly (Field | undefined)[],
): RowProblem | undefined {
  const row = heading?.row ?? 1;
  if ((heading?.cells.length ?? 0) > MOST_COLUMNS) {
    return { row, column: '', message: `has more than ${MOST_COLUMNS} columns` };
  }
  if (heading?.problem !== undefined) return { row, column: '', message: heading.problem };
  if (!fields.includes('serial')) {
    return { row, column: '', message: 'no column is headed “serial” (or “SN”, “序列号”)' };
  }
  const at = fields.findIndex((field, index) => field !== undefined && fields.indexOf(field) !== index);
  if (at < 0) return undefined;
  return { row, column: names[at] ?? '', message: `means the same as “${names[fields.indexOf(fields[at])]}”` };
}

interface ReadRow {
  readonly device?: DeviceRecord;
  readonly problems: readonly RowProblem[];
}

/** What is wrong with a row as a whole. */
function rowProblem({ cells, problem: broken }: TableRow, width: number): string | undefined {
  if (broken !== undefined) return broken;
  const surplus = cells.slice(width).some((cell) => String(cell ?? '').trim() !== '');
  return surplus ? 'has more cells than the heading; a text with a comma needs quotation marks' : undefined;
}

function readRow(
  whole: TableRow,
  names: readonly string[],
  fields: readonly (Field | undefined)[],
  seen: Map<string, number>,
): ReadRow {
  const { row, cells } = whole;
  const wrong = rowProblem(whole, names.length);
  if (wrong !== undefined) return { problems: [{ row, column: '', message: wrong }] };
  const problems: RowProblem[] = [];
  const values: [Field, string][] = [];
  for (const [at, field] of fields.entries()) {
    const read = field === undefined ? undefined : readCell(field, cells[at] ?? null);
    if (field === undefined || read === undefined) continue;
    if (read.kind === 'value') values.push([field, read.value]);
    else problems.push({ row, column: names[at] ?? field, message: read.message });
  }
  const device = { status: 'active', ...Object.fromEntries(values) } as DeviceRecord;
  const column = names[fields.indexOf('serial')] ?? 'serial';
  const before = seen.get(device.serial);
  if (device.serial === undefined) {
    if (problems.length === 0) problems.push({ row, column, message: 'is empty' });
  } else if (before !== undefined) {
    problems.push({ row, column, message: `${device.serial} stands in row ${before} already` });
  } else seen.set(device.serial, row);
  return problems.length > 0 ? { problems } : { device, problems };
}

type Read = { readonly kind: 'value'; readonly value: string } | { readonly kind: 'problem'; readonly message: string };

const value = (text: string): Read => ({ kind: 'value', value: text });
const problem = (message: string): Read => ({ kind: 'problem', message });

function readCell(field: Field, cell: Cell): Read | undefined {
  if (cell === null || String(cell).trim() === '') return undefined;
  if (DAY_FIELDS.includes(field)) return readDay(cell);
  if (cell instanceof Date) return problem('is a date where none belongs');
  const isNumber = typeof cell === 'number';
  const text = String(cell).trim();
  if (isNumber && field === 'serial')
    return problem('is a number cell, which may have lost a zero; make the column text');
  if (isNumber && !Number.isSafeInteger(cell))
    return problem('is a number cell, which has lost digits; make the column text');
  return readText(field, text);
}

const SHAPES: Readonly<Partial<Record<Field, readonly [RegExp, string]>>> = {
  serial: [/^[A-Z0-9]{6,24}$/, 'is no serial: 6 to 24 letters and digits'],
  mid: [/^\d{8,15}$/, 'is no merchant number: 8 to 15 digits'],
  tid: [/^[A-Z0-9]{6,12}$/, 'is no terminal number: 6 to 12 letters and digits'],
  iccid: [/^\d{18,19}[\dA-F]$/, 'is no ICCID: 19 or 20 digits'],
};

/** A cell as a problem shows it, which may stand in a log of whoever runs the import. */
const quote = (text: string): string => `“${redact(text).text.slice(0, QUOTED)}”`;

function readText(field: Field, text: string): Read {
  if (/^\d(?:[.,]\d+)?e\+?\d+$/i.test(text)) return problem(`${quote(text)} has lost digits; make the column text`);
  if (field === 'status') return readStatus(text);
  const shape = SHAPES[field];
  if (!shape) return text.length > MOST_CHARACTERS ? problem(TOO_LONG) : value(redact(text.toWellFormed()).text);
  const bare = text.toUpperCase().replace(/[\s-]/g, '');
  return shape[0].test(bare) ? value(bare) : problem(`${quote(text)} ${shape[1]}`);
}

function readStatus(text: string): Read {
  const wanted = plain(text);
  const status = DEVICE_STATUSES.find((one) => STATUSES[one].includes(wanted));
  return status ? value(status) : problem(`${quote(text)} is none of ${DEVICE_STATUSES.join(', ')}`);
}

const DAY = /^(\d{4})(?:-|\/|\.|年)?(\d{1,2})(?:-|\/|\.|月)?(\d{1,2})日?(?:[ T]00:00(?::00(?:\.0+)?)?Z?)?$/;

function readDay(cell: Cell): Read {
  if (cell instanceof Date) {
    return Number.isNaN(cell.getTime()) ? problem('is no date') : value(cell.toISOString().slice(0, 10));
  }
  const text = String(cell).trim();
  const [, year = '', month = '', day = ''] = DAY.exec(text) ?? [];
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const real = year !== '' && !Number.isNaN(Date.parse(iso)) && new Date(iso).toISOString().startsWith(iso);
  return real ? value(iso) : problem(`${quote(text)} is no date such as 2026-11-30`);
}
