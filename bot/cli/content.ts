/** The command that content writers use: checks the files, lists what is in them, fills traditional wording. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from '#knowledge/compile.ts';
import { type FilledHant, fillHant, fillHantPhrases } from '#knowledge/fill-hant.ts';
import type { Flow } from '#knowledge/guide.ts';
import type { Matcher } from '#knowledge/match/matcher.ts';
import { type ContentProblem, sortProblems } from '#knowledge/problem.ts';
import { BUILT_IN_CONTENT, type ContentFile, readContent } from '#knowledge/read-content.ts';

const USAGE = `npm run -s content -- <command> [--content DIR] [--json]

  check      prints what is wrong as file:line:column; exit code 1 when anything is
  list       prints every symptom and procedure with its steps and examples
  fill-hant  writes missing traditional Chinese next to the simplified

  --content DIR  the folder of your institution, laid over the built-in content
  --json         machine-readable output`;

/** Checking needs no matcher, and training one takes a second. */
const NO_MATCHER: Matcher = { match: () => ({ decision: 'reject', ranked: [], multi: [], because: 'not trained' }) };

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      content: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [command] = positionals;
  if (values.help) return print(USAGE);
  if (command === 'check') return check(values.content, values.json);
  if (command === 'list') return list(values.content, values.json);
  if (command === 'fill-hant') return fill(values.content, values.json);
  console.error(USAGE);
  return 2;
}

function print(text: string): number {
  console.log(text);
  return 0;
}

async function check(overlay: string | undefined, json: boolean): Promise<number> {
  const read = await readContent(overlay);
  const compiled = compile(read.files, { createMatcher: () => NO_MATCHER });
  const problems = sortProblems([
    ...read.problems,
    ...(compiled.kind === 'problems' ? compiled.problems : []),
    ...compiled.remarks,
  ]);
  const flows = compiled.kind === 'guide' ? [...compiled.guide.flows.values()] : [];
  if (json) console.log(JSON.stringify({ problems, counts: countsOf(flows) }));
  else if (problems.length === 0) console.log(summaryOf(flows, read.files));
  else {
    for (const group of alike(problems)) console.log(lineOf(group));
    console.log(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
  }
  return problems.length === 0 ? 0 : 1;
}

/** Problems of one file that say the same, together. */
function alike(problems: readonly ContentProblem[]): readonly (readonly ContentProblem[])[] {
  return [...Map.groupBy(problems, ({ file, message }) => `${file} ${message}`).values()];
}

function lineOf([first, ...others]: readonly ContentProblem[]): string {
  if (first === undefined) return '';
  const { file, line, column, message, remedy } = first;
  const lines = others.slice(0, 8).map((other) => other.line);
  const more = others.length > lines.length ? ' …' : '';
  const also = lines.length > 0 ? ` (${others.length + 1} times; also line ${lines.join(', ')}${more})` : '';
  return `${file}:${line}:${column} ${message}${also} — ${remedy}`;
}

function countsOf(flows: readonly Flow[]) {
  const symptoms = flows.filter((flow) => flow.kind === 'symptom');
  return {
    symptoms: symptoms.length,
    procedures: flows.length - symptoms.length,
    steps: flows.reduce((sum, flow) => sum + flow.steps.length, 0),
    examples: symptoms.reduce((sum, flow) => sum + flow.examples.length, 0),
  };
}

function summaryOf(flows: readonly Flow[], files: readonly ContentFile[]): string {
  const { symptoms, procedures, steps, examples } = countsOf(flows);
  return `${files.length} files are in order: ${symptoms} symptoms, ${procedures} procedures, ${steps} steps, ${examples} examples`;
}

async function list(overlay: string | undefined, json: boolean): Promise<number> {
  const read = await readContent(overlay);
  const compiled = compile(read.files, { createMatcher: () => NO_MATCHER });
  if (compiled.kind === 'problems') {
    console.error(`The content has ${compiled.problems.length} problems; run npm run -s content -- check.`);
    return 1;
  }
  const rows = [...compiled.guide.flows.values()].map((flow) => ({
    id: flow.id,
    kind: flow.kind,
    group: flow.kind === 'symptom' ? flow.group : 'procedures',
    title: flow.title['zh-Hans'],
    steps: flow.steps.length,
    examples: flow.kind === 'symptom' ? flow.examples.length : 0,
    languages: languagesOf(flow),
  }));
  if (json) console.log(JSON.stringify(rows));
  else
    for (const row of rows)
      console.log(
        [row.group, row.id, `${row.steps} steps`, `${row.examples} examples`, row.languages.join(' '), row.title].join(
          '\t',
        ),
      );
  return 0;
}

/** The languages that the examples of a flow are written in. */
function languagesOf(flow: Flow): readonly string[] {
  if (flow.kind === 'procedure') return [];
  const chinese = flow.examples.some((example) => /\p{Script=Han}/u.test(example));
  const latin = flow.examples.some((example) => !/\p{Script=Han}/u.test(example));
  return [...(chinese ? ['zh'] : []), ...(latin ? ['en'] : [])];
}

async function fill(overlay: string | undefined, json: boolean): Promise<number> {
  const folder = overlay ?? BUILT_IN_CONTENT;
  const { files } = await readContent(undefined, folder);
  const filled: (FilledHant & { readonly name: string })[] = [];
  for (const { name, text } of files) {
    if (name.startsWith('phrases.')) continue;
    filled.push({ name, ...(await write(join(folder, name), text, fillHant(text))) });
  }
  const hans = files.find(({ name }) => name === 'phrases.zh-Hans.yaml');
  if (hans !== undefined) {
    const name = 'phrases.zh-Hant.yaml';
    const before = files.find((file) => file.name === name)?.text ?? '';
    filled.push({ name, ...(await write(join(folder, name), before, fillHantPhrases(hans.text, before))) });
  }
  report(filled, json);
  return filled.some(({ refused }) => refused !== undefined) ? 1 : 0;
}

/** Writes only when the file is still what was read: its writer may be at work on it. */
async function write(path: string, before: string, result: FilledHant): Promise<FilledHant> {
  if (result.added === 0) return result;
  const now = await readFile(path, 'utf8').catch(() => '');
  if (now !== before)
    return { text: before, added: 0, refused: 'the file has changed meanwhile; run the command again' };
  await writeFile(path, result.text);
  return result;
}

function report(filled: readonly (FilledHant & { readonly name: string })[], json: boolean): void {
  const rows = filled.filter(({ added, refused }) => added > 0 || refused !== undefined);
  if (json) console.log(JSON.stringify(rows.map(({ name, added, refused }) => ({ name, added, refused }))));
  else if (rows.length === 0) console.log('Nothing to add.');
  else
    for (const { name, added, refused } of rows)
      console.log(`${name}: ${refused ?? `${added} ${added === 1 ? 'line' : 'lines'} added`}`);
}

process.exitCode = await main().catch((cause: unknown) => {
  console.error(cause instanceof Error ? cause.message : String(cause));
  return 2;
});
