/** Tickets as CSV for a spreadsheet; a cell never becomes a formula. Pure. */

import type { Ticket } from '#dialogs/ticket.ts';

/** What a spreadsheet may take for the beginning of a formula, the full-width forms included (CVE-2014-3524). */
const FORMULA = /^[\s]*[=+\-@\t\r\n＝＋－＠]/;

/** One cell: quoted where it must be, and with an apostrophe before what could be a formula. */
export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const inert = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n\t]/.test(inert) || inert !== value ? `"${inert.replaceAll('"', '""')}"` : inert;
}

const isoOf = (atMs: number | undefined): string | undefined =>
  atMs === undefined ? undefined : new Date(atMs).toISOString();

const COLUMNS: readonly (readonly [string, (ticket: Ticket) => string | number | undefined])[] = [
  ['number', (ticket) => ticket.number],
  ['status', (ticket) => ticket.status],
  ['priority', (ticket) => ticket.priority],
  ['priorityReason', (ticket) => ticket.priorityReason],
  ['symptoms', (ticket) => ticket.symptoms.join(' ')],
  ['merchantWords', (ticket) => ticket.merchantWords],
  ['screenText', (ticket) => ticket.screenText],
  ['code', (ticket) => ticket.code],
  ['model', (ticket) => ticket.model],
  ['sn', (ticket) => ticket.sn],
  ['tid', (ticket) => ticket.tid],
  ['mid', (ticket) => ticket.mid],
  ['contactName', (ticket) => ticket.contactName],
  ['contactPhone', (ticket) => ticket.contactPhone],
  ['channel', (ticket) => ticket.channel],
  ['language', (ticket) => ticket.language],
  ['agent', (ticket) => ticket.agent],
  ['opened', (ticket) => isoOf(ticket.openedAtMs)],
  ['answerDue', (ticket) => isoOf(ticket.answerDueMs)],
  ['firstAnswer', (ticket) => isoOf(ticket.firstAnswerAtMs)],
  ['resolved', (ticket) => isoOf(ticket.resolution?.atMs)],
  ['resolutionCode', (ticket) => ticket.resolution?.code],
  ['fixedBy', (ticket) => ticket.resolution?.fixedBy],
  ['rating', (ticket) => ticket.rating],
  ['mergedInto', (ticket) => ticket.mergedInto],
  ['stepsTried', (ticket) => ticket.stepsTried.map(({ step, outcome }) => `${step}=${outcome}`).join(' ')],
  ['summary', (ticket) => ticket.summary],
];

/** The line of names, with the mark that tells spreadsheets that it is UTF-8. */
export const CSV_HEAD = `\uFEFF${COLUMNS.map(([name]) => name).join(',')}\r\n`;

/** One line for each ticket. */
export function csvLines(tickets: readonly Ticket[]): string {
  return tickets.map((ticket) => `${COLUMNS.map(([, cell]) => csvCell(cell(ticket))).join(',')}\r\n`).join('');
}
