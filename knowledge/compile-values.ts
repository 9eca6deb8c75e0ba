/** Turns the small values of content files (wording, patterns, targets, conditions) into what the Guide holds. */

import { type Condition, LOCALES, type Source, type Wording } from './guide.ts';
import type { ParsedFile, Path } from './parse-yaml.ts';
import { compilePattern } from './pattern.ts';
import type { ContentProblem } from './problem.ts';
import type { WrittenCondition, WrittenWording } from './schema.ts';

/** What a text is for, which decides how long it may be. */
export type WordingUse = 'sentence' | 'question' | 'label' | 'title' | 'phrase' | 'phrase-label';

/** A wording as written, kept for the checks. */
export interface SeenWording {
  readonly written: WrittenWording;
  readonly use: WordingUse;
  readonly at: Source;
}

/** An example as written, kept for the checks. */
export interface SeenText {
  readonly text: string;
  /** Id of the entry that it stands in. */
  readonly owner: string;
  readonly at: Source;
}

/** Every name that content may refer to, collected before anything is compiled. */
export interface Names {
  readonly symptoms: ReadonlySet<string>;
  readonly procedures: ReadonlySet<string>;
  /** Ids of all steps of all flows. */
  readonly steps: ReadonlySet<string>;
  /** Those of them that have something done. */
  readonly doSteps: ReadonlySet<string>;
  /** Slots that some step fills, and those that are read from what merchants write. */
  readonly slots: ReadonlySet<string>;
}

/** What all files share while they are compiled. */
export interface Draft {
  readonly names: Names;
  /** Standard wording by key. */
  readonly phrases: ReadonlyMap<string, Wording>;
  /** Puts words into the spelling that messages are compared in. */
  readonly clean: (words: string) => string;
  readonly problems: ContentProblem[];
  readonly wordings: SeenWording[];
  readonly examples: SeenText[];
}

/** One entry of a file: a symptom, a code, a control. */
export interface Entry {
  readonly file: ParsedFile;
  readonly path: Path;
  readonly id: string;
  readonly value: unknown;
}

/** Adds a problem at a place of a file. */
export function refuse(
  draft: Draft,
  file: ParsedFile,
  path: Path,
  message: string,
  remedy: string,
  part: 'key' | 'value' = 'value',
): void {
  draft.problems.push({ ...file.place(path, part), message, remedy });
}

/** A wording in every locale. A missing language borrows the nearest one; `check` reports it. */
export function compileWording(
  draft: Draft,
  file: ParsedFile,
  path: Path,
  written: WrittenWording,
  use: WordingUse = 'sentence',
): Wording {
  draft.wordings.push({
    written,
    use,
    get at() {
      return file.place(path);
    },
  });
  return fillLanguages(written);
}

/** The wording with missing languages borrowed from the others. */
export function fillLanguages(written: WrittenWording): Wording {
  const any = LOCALES.map((locale) => written[locale]).find((text) => text !== undefined) ?? '';
  const hans = written['zh-Hans'] ?? written['zh-Hant'] ?? any;
  return { 'zh-Hans': hans, 'zh-Hant': written['zh-Hant'] ?? hans, en: written.en ?? any };
}

/** Patterns as regular expressions, in order; the refused ones become problems. */
export function compilePatterns(
  draft: Draft,
  file: ParsedFile,
  path: Path,
  written: readonly string[] | undefined,
): readonly RegExp[] {
  return (written ?? []).flatMap((text, index) => {
    const pattern = compileOnePattern(draft, file, [...path, index], text);
    return pattern === undefined ? [] : [pattern];
  });
}

/** One pattern, or nothing and a problem. */
export function compileOnePattern(draft: Draft, file: ParsedFile, path: Path, text: string): RegExp | undefined {
  const result = compilePattern(text, draft.clean);
  if (result.kind === 'pattern') return result.pattern;
  refuse(draft, file, path, `pattern ${text}: ${result.message}`, result.remedy);
  return undefined;
}

/** Keeps the examples of an entry for the checks and hands them on. */
export function noteExamples(draft: Draft, { file, path, id }: Entry, examples: readonly string[]): readonly string[] {
  for (const [index, text] of examples.entries()) {
    draft.examples.push({
      text,
      owner: id,
      // There are thousands, and hardly any is ever asked where it stands.
      get at() {
        return file.place([...path, 'examples', index]);
      },
    });
  }
  return examples;
}

const STEP_OUTCOMES: ReadonlySet<string> = new Set(['fixed', 'not-fixed', 'done', 'cannot', 'unsure', 'skipped']);

/** A condition with every value as a list; what it names must exist. */
export function compileCondition(draft: Draft, file: ParsedFile, path: Path, written: WrittenCondition): Condition {
  return Object.fromEntries(
    Object.entries(written).map(([key, value]) => {
      const values = typeof value === 'string' ? [value] : value;
      if (key.startsWith('tried.')) checkTried(draft, file, [...path, key], key.slice('tried.'.length), values);
      else if (!draft.names.slots.has(key)) {
        refuse(
          draft,
          file,
          [...path, key],
          `no step fills the slot ${key}`,
          'Use the slot of a question, or correct the name.',
        );
      }
      return [key, values];
    }),
  );
}

function checkTried(draft: Draft, file: ParsedFile, path: Path, step: string, values: readonly string[]): void {
  if (!draft.names.steps.has(step))
    refuse(draft, file, path, `there is no step ${step}`, 'Correct the step id after tried.');
  const wrong = values.find((value) => !STEP_OUTCOMES.has(value) && value !== 'any' && value !== 'unknown');
  if (wrong !== undefined) {
    refuse(
      draft,
      file,
      path,
      `${wrong} is no outcome of a step`,
      `Use one of: ${[...STEP_OUTCOMES, 'any', 'unknown'].join(', ')}.`,
    );
  }
}
