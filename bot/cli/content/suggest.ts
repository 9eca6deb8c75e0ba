/** The command that turns lines which were misunderstood or corrected into proposals for the content. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { redact } from '#dialogs/redact.ts';
import { compile } from '#knowledge/compile.ts';
import type { Guide } from '#knowledge/guide.ts';
import { type ContentFile, readContent } from '#knowledge/read-content.ts';
import { readNamedFile } from '../read-named-file.ts';
import { readTestSets, scoreGuide } from './suggest-effect.ts';
import { type CorrectedLine, plain, proposeExamples, proposeRules } from './suggest-entries.ts';
import { type ChangedFile, planChanges, withChanges } from './suggest-places.ts';
import { printSuggestion, type Suggestion } from './suggest-print.ts';

/** Proposes, shows the effect, and writes when told to; exit code 1 when a line was refused or nothing compiles. */
export async function suggest(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      content: { type: 'string' },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const [input] = positionals;
  if (input === undefined) {
    console.error('Name the file with the lines: npm run -s content -- suggest LINES.jsonl');
    return 2;
  }
  const { lines, refused } = readLines(await readNamedFile(input));
  const { files, problems } = await readContent(values.content);
  const before = problems.length === 0 ? guideOf(files) : undefined;
  if (!before) {
    console.error('The content has problems; run npm run -s content -- check.');
    return 1;
  }
  const sets = await readTestSets();
  const testLines = new Set(sets.flatMap((set) => set.lines.map(({ text }) => plain(text, before))));
  const proposals = proposeExamples(lines, before, testLines);
  const changes = planChanges(proposals, files, values.content);
  const after = changes.files.length === 0 ? before : guideOf(withChanges(files, changes));
  if (!after) {
    console.error('With these examples the content would have problems; nothing is written.');
    return 1;
  }
  const [was, will] = [await scoreGuide(before, sets), await scoreGuide(after, sets)];
  const suggestion: Suggestion = {
    proposals,
    places: changes.places,
    rules: proposeRules(proposals, before),
    effect: was.map((score, at) => ({ set: score.name, before: score, after: will[at] ?? score })),
    refused,
    written: values.write ? await writeAll(changes.files) : [],
  };
  if (values.json) console.log(JSON.stringify(suggestion));
  else printSuggestion(suggestion, values.write);
  return refused.length > 0 ? 1 : 0;
}

function guideOf(files: readonly ContentFile[]): Guide | undefined {
  const compiled = compile(files);
  return compiled.kind === 'guide' ? compiled.guide : undefined;
}

/** The lines of the file; those that are no JSON or have no text are refused, and never quoted. */
function readLines(text: string): Pick<Suggestion, 'refused'> & { readonly lines: readonly CorrectedLine[] } {
  const lines: CorrectedLine[] = [];
  const refused: { line: number; why: string }[] = [];
  text.split('\n').forEach((json, at) => {
    if (json.trim() === '') return;
    const line = readLine(json);
    if (typeof line === 'string') refused.push({ line: at + 1, why: line });
    else lines.push(line);
  });
  return { lines, refused };
}

function readLine(json: string): CorrectedLine | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return 'this line is not JSON';
  }
  if (typeof parsed !== 'object' || parsed === null) return 'this line is no object';
  const { text, label, note } = parsed as Record<string, unknown>;
  if (typeof text !== 'string' || text.trim() === '') return 'this line has no "text"';
  if (label !== undefined && typeof label !== 'string') return 'the "label" is no text';
  return {
    text,
    ...(label === undefined ? {} : { label }),
    ...(typeof note === 'string' ? { note: redact(note).text } : {}),
  };
}

/** Writes only where the file is still what was read: its writer may be at work on it. */
async function writeAll(files: readonly ChangedFile[]): Promise<readonly string[]> {
  for (const { path, before } of files) {
    const now = await readFile(path, 'utf8').catch(() => undefined);
    if (now !== before) throw new Error(`${path} has changed meanwhile; run the command again. Nothing was written.`);
  }
  for (const { path, text } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return files.map(({ file }) => file);
}
