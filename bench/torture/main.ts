/** `npm run torture`: kills and power losses under load; exit code 1 when anything acknowledged is lost or doubled. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runKills } from './kills.ts';
import { type Findings, isWhole } from './ledger.ts';
import { runNodes } from './nodes.ts';
import { canTrace, runPowerLosses } from './power.ts';

const HELP = `npm run -s torture -- [--kills N] [--power N] [--json]

  --kills N   kill -9 so often, under load (200)
  --power N   cut the power so often: writes that were not yet synced are gone (50; needs strace)
  --engine E  embedded (left out), or postgres: two processes on a Postgres of their own,
              which is restarted too; a power loss is the database's own business there
  --json      one line of JSON in place of the table
`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    power: { type: 'string', default: '50' },
    engine: { type: 'string', default: 'embedded' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** One line of the table. */
interface Row extends Findings {
  readonly what: string;
  readonly times: number;
  /** How it must end; a control that loses nothing would mean that the test sees nothing. */
  readonly expected: 'nothing lost' | 'something lost';
}

/** What a killed process left must be taken up by then. */
const TAKEOVER_WITHIN_MS = 2_000;

const isRight = (row: Row): boolean =>
  row.expected === 'something lost' ? row.lost > 0 : isWhole(row) && (row.takeoverMs ?? 0) <= TAKEOVER_WITHIN_MS;

function printTable(rows: readonly Row[]): void {
  const head = [
    '',
    'times',
    'acknowledged',
    'lost',
    'doubled',
    'unanswered',
    'reordered',
    'slowest ms',
    'takeover ms',
    'as it must be',
  ];
  const cells = rows.map((row) => [
    row.what,
    ...[row.times, row.acknowledged, row.lost, row.duplicated, row.unanswered, row.reordered, row.slowestMs].map(
      String,
    ),
    String(row.takeoverMs ?? ''),
    isRight(row) ? 'yes' : 'NO',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((line) => line[column]?.length ?? 0)));
  for (const line of [head, ...cells]) {
    process.stdout.write(
      `${line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

function readCount(name: 'kills' | 'power'): number {
  const count = Number(values[name]);
  if (Number.isInteger(count) && count >= 0 && count <= 10_000) return count;
  process.stderr.write(`--${name} is "${values[name]}"; give a whole number from 0 to 10000.\n`);
  process.exit(2);
}

const POWER = [
  ['power loss', false],
  ['power loss, control with synchronous=NORMAL', true],
] as const;

type Tell = (line: string) => void;

async function tortureEmbedded(folder: string, kills: number, power: number, tell: Tell): Promise<readonly Row[]> {
  const rows: Row[] = [];
  if (kills > 0) {
    const findings = await runKills(join(folder, 'kills.db'), kills, tell);
    rows.push({ what: 'kill -9', times: kills, expected: 'nothing lost', ...findings });
  }
  for (const [what, lessSync] of power > 0 ? POWER : []) {
    const findings = await runPowerLosses(join(folder, lessSync ? 'control' : 'power'), power, lessSync, tell);
    rows.push({ what, times: power, expected: lessSync ? 'something lost' : 'nothing lost', ...findings });
  }
  return rows;
}

async function torturePostgres(kills: number, tell: Tell): Promise<readonly Row[]> {
  const harms = await runNodes(kills, tell);
  return harms.map(([what, times, findings]) => ({ what, times, expected: 'nothing lost', ...findings }));
}

async function main(): Promise<void> {
  const kills = readCount('kills');
  const power = readCount('power');
  const tell: Tell = (line) => void process.stderr.write(`${line}\n`);
  if (values.engine === 'embedded' && power > 0 && !canTrace()) {
    tell('--power needs strace and the right to trace: apt-get install strace, or leave it out with --power 0.');
    process.exit(2);
  }
  const folder = mkdtempSync(join(tmpdir(), 'posdesk-torture-'));
  const rows =
    values.engine === 'postgres'
      ? await torturePostgres(kills, tell)
      : await tortureEmbedded(folder, kills, power, tell);
  if (values.json) process.stdout.write(`${JSON.stringify({ rows, ok: rows.every(isRight) })}\n`);
  else printTable(rows);
  if (rows.every(isRight)) return rmSync(folder, { recursive: true, force: true });
  tell(`What was found is kept in ${folder}`);
  process.exitCode = 1;
}

if (values.help) process.stdout.write(HELP);
else await main();
