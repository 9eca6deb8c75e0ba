/**
 * Measures the matcher with posdesk's own content on labelled lines: `node bench/match-dev.ts LINES.jsonl [--wrong]`. As in
 * the desk, the Guide comes from its file and is warmed up, and then reads each line once; with `--cold` it is not warmed
 * up. The first run after a change trains for that file, in another process.
 */

import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadGuide } from '#bot/content/load-guide.ts';
import { warmUp } from '#bot/content/warm-up.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';

interface LabelledLine {
  readonly text: string;
  readonly label: string;
  readonly lang?: string;
  readonly noise?: string;
  readonly secondary?: readonly string[];
}

interface Tally {
  lines: number;
  first: number;
  amongThree: number;
}

const OUT_OF_SCOPE = 'ctl-oos';
const SCAMS = new Set(['sec-scam-call']);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { wrong: { type: 'boolean', default: false }, cold: { type: 'boolean', default: false } },
});
const file = positionals[0];
if (!file) throw new Error('Name the file with labelled lines.');

const began = performance.now();
const guide = await loadGuide(undefined, join(process.env.BENCH_FOLDER ?? tmpdir(), 'posdesk-match-dev.guide'));
const loadMs = performance.now() - began;
if (!values.cold) await warmUp(guide);
const warmUpMs = performance.now() - began - loadMs;
const lines = (await readFile(file, 'utf8'))
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as LabelledLine);

const tallies = new Map<string, Tally>();
const decisions = new Map<string, number>();
const times: number[] = [];
const inScope = { lines: 0, rejected: 0 };
/** Lines with several symptoms: all of them named as such, or at least all among the first three. */
const several = { lines: 0, named: 0, amongThree: 0, falsely: 0 };
for (const line of lines) {
  const started = performance.now();
  const match = guide.matcher.match(readUtterance(line.text, guide.lexicon));
  times.push(performance.now() - started);
  const ids = match.ranked.map(({ id }) => id);
  const outside = line.label === OUT_OF_SCOPE;
  const first = outside ? match.decision === 'reject' : ids[0] === line.label;
  const amongThree = first || ids.slice(0, 3).includes(line.label);
  const kind = outside ? 'out of scope' : line.label.startsWith('ctl-') ? 'controls' : 'symptoms';
  for (const key of [
    'all',
    kind,
    ...(SCAMS.has(line.label) ? ['scams'] : []),
    `language ${line.lang ?? '?'}`,
    `noise ${line.noise ?? '?'}`,
  ]) {
    const tally = tallies.get(key) ?? { lines: 0, first: 0, amongThree: 0 };
    tally.lines += 1;
    tally.first += first ? 1 : 0;
    tally.amongThree += amongThree ? 1 : 0;
    tallies.set(key, tally);
  }
  if (!outside) {
    inScope.lines += 1;
    inScope.rejected += match.decision === 'reject' ? 1 : 0;
  }
  const troubles = [line.label, ...(line.secondary ?? [])].filter((id) => !id.startsWith('ctl-'));
  if (line.noise === 'multi' && troubles.length > 1) {
    several.lines += 1;
    several.named += troubles.every((id) => match.multi.includes(id)) ? 1 : 0;
    several.amongThree += troubles.every((id) => ids.slice(0, 3).includes(id)) ? 1 : 0;
  }
  // A line may carry a second label without being written as two.
  if (line.noise !== 'multi' && match.multi.some((id) => !troubles.includes(id))) several.falsely += 1;
  const right = first || (line.secondary ?? []).includes(ids[0] ?? '');
  const decision = `${outside ? 'out of scope, ' : ''}${match.decision}${outside ? '' : right ? ', right' : ', wrong'}`;
  decisions.set(decision, (decisions.get(decision) ?? 0) + 1);
  if (values.wrong && (!first || match.multi.length > 1 !== (line.noise === 'multi'))) {
    const top = match.ranked.slice(0, 3).map(({ id, score }) => `${id} ${score}`);
    console.log([line.label, line.text, match.decision, top.join(', '), match.because].join(' | '));
  }
}

function share(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} % of ${whole}`;
}

times.sort((a, b) => a - b);
const at = (part: number): string => (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(2);
console.table(
  [...tallies].map(([group, { lines: count, first, amongThree }]) => ({
    group,
    lines: count,
    'first %': ((100 * first) / count).toFixed(1),
    'among three %': ((100 * amongThree) / count).toFixed(1),
  })),
);
console.log(`in scope but rejected: ${share(inScope.rejected, inScope.lines)}`);
console.log(
  `several symptoms: ${share(several.named, several.lines)} all named, ${share(several.amongThree, several.lines)} all among the first three; ${several.falsely} other lines taken for such`,
);
console.table([...decisions].map(([decision, count]) => ({ decision, count })));
console.log(
  `load ${loadMs.toFixed(0)} ms (content included), warm-up ${warmUpMs.toFixed(0)} ms, match p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
);
