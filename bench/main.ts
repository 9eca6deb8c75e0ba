/**
 * The benchmark: installs the peers when they are not there, runs every server, or with `match` every engine, prints a
 * table. With `growth`, posdesk alone on stores of several sizes; with `acks`, how fast it takes messages in; with
 * `processes`, several on one Postgres; with `fairness`, beside a loud merchant; with `fuzz`, requests of any kind.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchFairness } from './fairness.ts';
import { benchGrowth } from './growth.ts';
import type { Load } from './load.ts';
import { benchMatch } from './match.ts';
import { benchProcesses } from './processes.ts';
import { benchAcks, benchTurns, type Peer } from './turns.ts';

const peersFolder = fileURLToPath(new URL('./peers/', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpora: { type: 'string' },
    lines: { type: 'string', default: '500' },
    'train-seconds': { type: 'string', default: '120' },
    seconds: { type: 'string', default: '8' },
    workers: { type: 'string', default: '64' },
    rate: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    sizes: { type: 'string', default: '1000,100000,1000000' },
    turns: { type: 'string', default: '1000' },
    processes: { type: 'string', default: '1,2,4' },
    'think-ms': { type: 'string', default: '0' },
    slots: { type: 'string', default: '4' },
    cases: { type: 'string', default: '100000' },
    rates: { type: 'string', default: '200,600,1000,1200' },
  },
});

if (positionals[0] === 'growth') {
  const sizes = values.sizes.split(',').map(Number);
  const folder = process.env.BENCH_FOLDER;
  const figures = await benchGrowth(
    { sizes, turns: Number(values.turns), ...(folder === undefined ? {} : { folder }) },
    (text) => process.stderr.write(`${text}\n`),
  );
  const [least] = figures;
  if (values.json) console.log(JSON.stringify(figures, undefined, 2));
  else {
    for (const { conversations, fileMb, p50Ms, p99Ms } of figures) {
      const ratio = p50Ms / (least?.p50Ms ?? Number.NaN);
      console.log(
        `${conversations} conversations, ${fileMb} MB: p50 ${p50Ms.toFixed(2)} ms (× ${ratio.toFixed(2)}), p99 ${p99Ms.toFixed(1)} ms`,
      );
    }
  }
  process.exit(0);
}

if (positionals[0] === 'processes') {
  const counts = values.processes.split(',').map(Number);
  const plan = {
    counts,
    seconds: Number(values.seconds),
    thinkMs: Number(values['think-ms']),
    slots: Number(values.slots),
  };
  const figures = await benchProcesses(plan, (text) => process.stderr.write(`${text}\n`));
  if (values.json) console.log(JSON.stringify(figures, undefined, 2));
  else {
    for (const { processes, perSecond, p50Ms, p99Ms, failed } of figures) {
      const ratio = perSecond / (figures[0]?.perSecond ?? Number.NaN);
      console.log(
        `${processes}: ${perSecond.toFixed(0)} turns/s (× ${ratio.toFixed(2)}), p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms, ${failed} failed`,
      );
    }
  }
  process.exit(0);
}

if (positionals[0] === 'fairness') {
  const { alone, besideLoud, loud } = await benchFairness(Number(values.seconds));
  const ratio = besideLoud.p99Ms / alone.p99Ms;
  if (values.json) console.log(JSON.stringify({ alone, besideLoud, loud, ratio }, undefined, 2));
  else {
    console.log(`calm merchants alone:      p50 ${alone.p50Ms.toFixed(1)} ms, p99 ${alone.p99Ms.toFixed(1)} ms`);
    console.log(
      `beside one at 100 a second: p50 ${besideLoud.p50Ms.toFixed(1)} ms, p99 ${besideLoud.p99Ms.toFixed(1)} ms`,
    );
    console.log(`p99 × ${ratio.toFixed(2)}; the loud one: ${JSON.stringify(loud)}`);
  }
  process.exit(0);
}

if (positionals[0] === 'fuzz') {
  const cases = String(Math.ceil(Number(values.cases) / 3));
  const words = ['node_modules/vitest/vitest.mjs', 'run', 'test/security/malformed.test.ts', '-t', 'any request'];
  const root = fileURLToPath(new URL('..', import.meta.url));
  const { status } = spawnSync(process.execPath, words, {
    cwd: root,
    env: { ...process.env, FUZZ_CASES: cases },
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}

if (positionals[0] === 'acks') {
  const figures = await benchAcks(values.rates.split(',').map(Number), Number(values.seconds));
  if (values.json) console.log(JSON.stringify(figures, undefined, 2));
  else {
    for (const { perSecond, load, rssMb } of figures) {
      const { p50Ms, p99Ms, failed } = load;
      console.log(
        `${perSecond}/s: p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ${failed} failed, ${rssMb} MB`,
      );
    }
  }
  process.exit(0);
}

if (['botbuilder', 'node-nlp'].some((peer) => !existsSync(`${peersFolder}node_modules/${peer}`))) {
  process.stderr.write('Installing the peers of the benchmark (once) …\n');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: peersFolder, stdio: ['ignore', 'ignore', 'inherit'] });
}

if (positionals[0] === 'match') {
  await benchMatch({
    ...(values.corpora === undefined ? {} : { corpora: values.corpora }),
    trainSeconds: Number(values['train-seconds']),
    testSeconds: Number(values.seconds),
    lines: Number(values.lines),
  });
  process.exit(0);
}

const plan = {
  seconds: Number(values.seconds),
  workers: Number(values.workers),
  rate: Number(values.rate),
  rounds: Number(values.rounds),
};
const peers = await benchTurns(plan, (text) => process.stderr.write(`${text}\n`));

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const pick = (loads: readonly Load[], field: keyof Load): number => median(loads.map((load) => load[field]));
const first = peers[0];

function row({ name, closed, open, cpuMs }: Peer): string[] {
  const ratio = first ? pick(closed, 'perSecond') / pick(first.closed, 'perSecond') : Number.NaN;
  const failed = [...closed, ...open].reduce((sum, load) => sum + load.failed, 0);
  return [
    name,
    pick(closed, 'perSecond').toFixed(0),
    ratio.toFixed(2),
    median(cpuMs).toFixed(3),
    pick(open, 'p50Ms').toFixed(1),
    pick(open, 'p99Ms').toFixed(1),
    String(failed),
  ];
}

if (values.json) console.log(JSON.stringify({ plan, peers }, undefined, 2));
else {
  const head = [
    'server',
    'turns/s',
    '× echo',
    'CPU ms',
    `p50 ms at ${plan.rate}/s`,
    `p99 ms at ${plan.rate}/s`,
    'failed',
  ];
  const rows = [head, ...peers.map(row)];
  const widths = head.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  for (const cells of rows) console.log(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  console.log(
    `\nMedians of ${plan.rounds} rounds of ${plan.seconds} s; turns/s with ${plan.workers} requests at a time; CPU: the server's processor time for each of them; latency at a fixed open-loop rate.`,
  );
}
