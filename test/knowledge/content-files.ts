/** Small content files for the tests of the compiler. */

import { type Compiled, compile } from '#knowledge/compile.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { MatcherInput } from '#knowledge/match/create-matcher.ts';
import type { ContentProblem } from '#knowledge/problem.ts';
import type { ContentFile } from '#knowledge/read-content.ts';

const PHRASES = `choice.yes: y
choice.no: n
choice.unsure: u
ask.works: works?
`;

/** Content files by name; phrases are added so that standard labels exist. */
export function filesOf(texts: Readonly<Record<string, string>>): readonly ContentFile[] {
  const phrases = Object.fromEntries(['zh-Hans', 'zh-Hant', 'en'].map((one) => [`phrases.${one}.yaml`, PHRASES]));
  return Object.entries({ ...phrases, ...texts }).map(([name, text]) => ({ name, file: name, text }));
}

/** Compiles with a matcher that remembers what it was made from. */
export function compiled(files: readonly ContentFile[]): {
  readonly result: Compiled;
  readonly source: MatcherInput | undefined;
} {
  let source: MatcherInput | undefined;
  const result = compile(files, {
    createMatcher: (input) => {
      source = input;
      return { match: () => ({ decision: 'reject', ranked: [], multi: [], because: '' }) };
    },
  });
  return { result, source };
}

/** The Guide of files that must compile. */
export function guideOf(texts: Readonly<Record<string, string>>): Guide {
  const { result } = compiled(filesOf(texts));
  if (result.kind === 'problems') throw new Error(linesOf(result.problems).join('\n'));
  return result.guide;
}

/** Problems of files, as `file:line:column message — remedy`. */
export function problemsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  const { result } = compiled(filesOf(texts));
  return result.kind === 'problems' ? linesOf(result.problems) : [];
}

/** Remarks of files, in the same form. */
export function remarksOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return linesOf(compiled(filesOf(texts)).result.remarks());
}

function linesOf(problems: readonly ContentProblem[]): readonly string[] {
  return problems.map(({ file, line, column, message, remedy }) => `${file}:${line}:${column} ${message} — ${remedy}`);
}

/** A symptom file with the steps given, each line indented by two more spaces. */
export function symptom(steps: string, head = ''): string {
  return `net-offline:
  title: { zh-Hans: 断网, zh-Hant: 斷網, en: Offline }
  priority: P2
  examples: [断网了]
${head}  steps:
${steps
  .trim()
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
`;
}

/** A wording in three languages on one line. */
export const WORDS = '{ zh-Hans: 好吗, zh-Hant: 好嗎, en: Fine }';
