/** The command that checks the content files. */

import { compile } from '#knowledge/compile.ts';
import type { Flow } from '#knowledge/guide.ts';
import { type ContentProblem, sortProblems } from '#knowledge/problem.ts';
import { type ContentFile, readContent } from '#knowledge/read-content.ts';
import { NO_MATCHER } from './open-guide.ts';

/** Prints what is wrong as file:line:column; exit code 1 when anything is. */
export async function check(overlay: string | undefined, json: boolean): Promise<number> {
  const read = await readContent(overlay);
  const compiled = compile(read.files, { createMatcher: () => NO_MATCHER });
  const problems = sortProblems([
    ...read.problems,
    ...(compiled.kind === 'problems' ? compiled.problems : []),
    ...compiled.remarks(),
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
