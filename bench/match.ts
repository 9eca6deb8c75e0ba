/** `npm run bench -- match`: the matcher beside natural, fuse.js and nlp.js, on our content, on corpora, and as examples grow. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { linesToLearn, linesToTest, readLines } from '#bot/cli/evaluate/read-lines.ts';
import { loadGuide } from '#bot/content/load-guide.ts';

interface Line {
  readonly text: string;
  readonly label: string;
}

/** What an engine is to learn and what it is asked; only lines in scope. */
export interface MatchTask {
  readonly name: string;
  readonly train: readonly Line[];
  readonly test: readonly Line[];
}

/** What an engine came to on a task. `lines` were asked before its time was up. */
export interface MatchRun {
  readonly lines: number;
  readonly accuracy: number;
  readonly loadSeconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** How much is measured. */
export interface MatchPlan {
  /** The folder with corpora, one JSON Lines file each; without it, our own content alone. */
  readonly corpora?: string;
  /** An engine that has not learnt a task after this is given up. */
  readonly trainSeconds: number;
  readonly testSeconds: number;
  /** Lines asked of each engine. */
  readonly lines: number;
}

const ENGINES = ['posdesk', 'natural Bayes', 'natural TF-IDF', 'fuse.js', 'nlp.js'] as const;
const GROWTH = [1_000, 10_000, 100_000] as const;

/** Runs every engine on every task, one after the other, and prints a row for each. */
export async function benchMatch(plan: MatchPlan): Promise<void> {
  const own = await contentTask(plan.lines);
  const corpora = plan.corpora === undefined ? [] : await corpusTasks(plan.corpora, plan.lines);
  printRow(['task', 'engine', 'right', 'of lines', 'load s', 'p50 ms', 'p99 ms']);
  for (const task of [own, ...corpora]) await runEach(task, plan);
  for (const size of GROWTH) await runEach(grown(own, size), plan);
}

async function runEach(task: MatchTask, plan: MatchPlan): Promise<void> {
  for (const engine of ENGINES) {
    const run = await runOne(engine, task, plan);
    printRow([task.name, engine, ...(run === undefined ? ['gave up'] : cellsOf(run))]);
  }
}

function cellsOf({ accuracy, lines, loadSeconds, p50Ms, p99Ms }: MatchRun): readonly string[] {
  const share = `${(100 * accuracy).toFixed(1)} %`;
  return [share, String(lines), loadSeconds.toFixed(2), p50Ms.toFixed(2), p99Ms.toFixed(2)];
}

async function runOne(engine: string, task: MatchTask, plan: MatchPlan): Promise<MatchRun | undefined> {
  const worker = new Worker(new URL('./match-worker.ts', import.meta.url), {
    workerData: { engine, task, testSeconds: plan.testSeconds },
    stdout: true,
  });
  try {
    return await new Promise((resolve, reject) => {
      const late = setTimeout(() => resolve(undefined), (plan.trainSeconds + 2 * plan.testSeconds) * 1000);
      worker.once('exit', () => clearTimeout(late));
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}

/** Our examples, every fifth held out and asked. Rules, screen texts and synonyms are left out for all engines alike. */
async function contentTask(lines: number): Promise<MatchTask> {
  const guide = await loadGuide();
  const symptoms = [...guide.flows.values()].filter((flow) => flow.kind === 'symptom');
  const all = symptoms.flatMap(({ id, examples }) => examples.map((text) => ({ text, label: id })));
  return {
    name: 'own content, examples alone',
    train: all.filter((_, at) => at % 5 !== 2),
    test: thin(
      all.filter((_, at) => at % 5 === 2),
      lines,
    ),
  };
}

async function corpusTasks(folder: string, most: number): Promise<readonly MatchTask[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  return Promise.all(
    names.map(async (name) => {
      const read = readLines(await readFile(join(folder, name), 'utf8'));
      if (read.kind === 'problem') throw new Error(`${name}:${read.line} is no labelled line`);
      const inScope = read.lines.filter(({ label }) => label !== 'oos');
      return { name: name.replace('.jsonl', ''), train: linesToLearn(inScope), test: thin(linesToTest(inScope), most) };
    }),
  );
}

/** At most so many, evenly spread. */
function thin<T>(all: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, all.length / most);
  return all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}

/** As many examples as wanted: each beyond our own is one of them followed by the beginning of another. */
function grown(own: MatchTask, size: number): MatchTask {
  const { train } = own;
  const examples = Array.from({ length: size }, (_, at): Line => {
    const line = train[(at * 7) % train.length] as Line;
    const other = train[(at * 31 + Math.floor(at / train.length)) % train.length] as Line;
    return at < train.length ? line : { text: `${line.text} ${other.text.slice(0, 8)}`, label: line.label };
  });
  return { name: `${size} examples`, train: examples, test: own.test };
}

const WIDTHS = [28, 16, 9, 10, 9, 9, 9] as const;

function printRow(cells: readonly string[]): void {
  console.log(cells.map((cell, at) => cell.padEnd(WIDTHS[at] ?? 0)).join(' '));
}
