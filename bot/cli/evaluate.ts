/** The command that measures the matcher on somebody's labelled lines, without posdesk's own content. */

import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigFault } from '../faults.ts';
import { type Figures, type Judged, sumUp } from './evaluate/figures.ts';
import { judge, learn } from './evaluate/judge.ts';
import { renderPage } from './evaluate/page.ts';
import { type Costs, printEvaluation } from './evaluate/print.ts';
import { type LabelledLine, linesToLearn, linesToTest, readLines } from './evaluate/read-lines.ts';
import { readNamedFile } from './read-named-file.ts';
import { runCommand } from './run-command.ts';

const USAGE = `npm run -s evaluate -- --examples TRAIN.jsonl --test TEST.jsonl [--json] [--report FILE.html]
                        [--train-split NAME] [--test-split NAME]

  Trains the matcher on lines {"text", "label", "split"?}, without posdesk's own content, and tests it on others; the
  label oos is what lies out of scope. One file may be given for both: lines of the split train are learnt, those of
  the split test are tested, or those of the splits that are named.

  --json          the figures as JSON; shares from 0 to 1
  --report FILE   a page with a picture of what was taken for what, and every error with the evidence that won`;

/** Everything an evaluation came to. */
export interface Evaluation {
  readonly figures: Figures;
  readonly costs: Costs;
  readonly judged: readonly Judged[];
}

/** Trains on the first lines and tests on the others. */
export function evaluate(examples: readonly LabelledLine[], tests: readonly LabelledLine[]): Evaluation {
  const began = performance.now();
  const trained = learn(examples);
  const loadSeconds = (performance.now() - began) / 1000;
  const judged = judge(trained, tests);
  const rssMb = process.memoryUsage().rss / 1e6;
  const costs = { examples: examples.length, labels: trained.labels.length, loadSeconds, rssMb };
  return { figures: sumUp(judged), costs, judged };
}

async function readFrom(file: string): Promise<readonly LabelledLine[]> {
  const read = readLines(await readNamedFile(file));
  if (read.kind === 'lines') return read.lines;
  throw new ConfigFault({
    code: 'line-unreadable',
    what: `${file}:${read.line} is no line {"text": "...", "label": "..."}`,
    remedy: 'Write one JSON object a line, both values as text.',
  });
}

async function main(): Promise<number | 'misused'> {
  const { values } = parseArgs({
    options: {
      examples: { type: 'string' },
      test: { type: 'string' },
      'train-split': { type: 'string' },
      'test-split': { type: 'string' },
      json: { type: 'boolean', default: false },
      report: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.examples === undefined || values.test === undefined) return 'misused';
  const examples = linesToLearn(await readFrom(values.examples), values['train-split']);
  const tests = linesToTest(await readFrom(values.test), values['test-split']);
  if (examples.length === 0 || tests.length === 0) {
    const what = `There are no lines to ${examples.length === 0 ? 'learn from' : 'test on'}`;
    throw new ConfigFault({ code: 'no-lines', what, remedy: 'Look at the files, and at the splits that are named.' });
  }
  const { figures, costs, judged } = evaluate(examples, tests);
  console.log(values.json ? JSON.stringify({ ...costs, ...figures }) : printEvaluation(figures, costs, judged));
  if (values.report !== undefined) {
    const title = `${basename(values.test)}, learnt from ${basename(values.examples)}`;
    await writeReport(values.report, renderPage(title, figures, costs, judged));
  }
  return 0;
}

async function writeReport(file: string, page: string): Promise<void> {
  await writeFile(file, page).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigFault({
      code: 'report-unwritable',
      what: `The report cannot be written (${why})`,
      remedy: 'Name a file in a folder that you may write to.',
      cause,
    });
  });
}

if (import.meta.main) await runCommand(USAGE, main);
