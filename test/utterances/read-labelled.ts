/** Reads the labelled lines beside the tests. */

import { readFile } from 'node:fs/promises';

/** A line as a merchant typed it, with what is right about it. */
export interface LabelledLine {
  readonly text: string;
  readonly label: string;
  readonly noise: string;
  readonly secondary?: readonly string[];
}

/** The lines of `name`.jsonl, as text. */
export async function readLines(name: string): Promise<readonly string[]> {
  return (await readFile(new URL(`./${name}.jsonl`, import.meta.url), 'utf8')).trim().split('\n');
}

/** The lines of `name`.jsonl, with their labels. */
export async function readLabelled(name: string): Promise<readonly LabelledLine[]> {
  return (await readLines(name)).map((line) => JSON.parse(line) as LabelledLine);
}
