/** Checks one value of a content file against its schema and says what is wrong in words for support people. */

import type { z } from 'zod';
import { kindOf, type ParsedFile, type Path } from './parse-yaml.ts';
import type { ContentProblem } from './problem.ts';
import { KNOWN_KEYS } from './schema.ts';

const SEE = 'See docs/writing-content.md.';

type Issue = z.core.$ZodIssue;
type Advice = Pick<ContentProblem, 'message' | 'remedy'>;

/** The value in the shape of the schema, or nothing and the problems handed to `report`. */
export function readEntry<Schema extends z.ZodType>(
  schema: Schema,
  file: ParsedFile,
  path: Path,
  value: unknown,
  report: (problem: ContentProblem) => void,
): z.infer<Schema> | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) for (const problem of explain(issue, file, path, value)) report(problem);
  return undefined;
}

function explain(issue: Issue, file: ParsedFile, base: Path, root: unknown): readonly ContentProblem[] {
  const path = [...base, ...issue.path];
  const value = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    root,
  );
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ ...file.place([...path, key], 'key'), ...unknownKey(key, value) }));
  }
  if (issue.code === 'invalid_union') {
    const fits = issue.errors.find(
      (errors) => !errors.some((one) => one.path.length === 0 && one.code === 'invalid_type'),
    );
    return (fits ?? issue.errors[0] ?? []).flatMap((inner) => explain(inner, file, path, value));
  }
  const advice = adviceOn(issue, value, String(path.at(-1)), file.written(path));
  return [{ ...file.place(path, issue.code === 'invalid_key' ? 'key' : 'value'), ...advice }];
}

function adviceOn(issue: Issue, value: unknown, key: string, written: string): Advice {
  if (value === undefined) return { message: `the key ${key} is missing`, remedy: `Add it. ${SEE}` };
  if (value === null) return { message: 'nothing is written here', remedy: 'Write the value, or remove the key.' };
  if (issue.code === 'invalid_type') return wrongType(issue.expected, value, written);
  if (issue.code === 'invalid_key') {
    return { message: `the id ${key} has signs that ids must not have`, remedy: 'Use letters, digits and - only.' };
  }
  if (issue.code === 'invalid_value') {
    return { message: `${written} is not possible here`, remedy: `Use one of: ${issue.values.join(', ')}.` };
  }
  return { message: issue.message, remedy: value === '' ? 'Write something here, or remove the key.' : SEE };
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'text',
  int: 'a whole number',
  boolean: 'true or false',
};

function wrongType(expected: string, value: unknown, written: string): Advice {
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return {
      message: `${written} is read as ${kindOf(value)}, but text is meant`,
      remedy: `Put it in quotes: '${written}'.`,
    };
  }
  const message = `${TYPES[expected] ?? expected} is meant here, not ${kindOf(value)}`;
  return { message, remedy: expected === 'string' ? `A text with a colon needs quotes. ${SEE}` : SEE };
}

function unknownKey(key: string, around: unknown): Advice {
  const message = `the key ${key} means nothing here`;
  const value = (around as Record<string, unknown> | undefined)?.[key];
  if (value === null || / /.test(key)) return { message, remedy: 'A text with a comma or colon needs quotes.' };
  const near = KNOWN_KEYS.find((known) => known !== key && distance(known, key) <= (key.length > 3 ? 2 : 1));
  return {
    message,
    remedy: near === undefined ? `Remove it, or check its indentation. ${SEE}` : `Do you mean ${near}?`,
  };
}

/** Edit distance of two short words. */
function distance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
