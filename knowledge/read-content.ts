/** Brings the content files from disk into memory; the only I/O in this folder. */

import { readdir, readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ContentProblem } from './problem.ts';

/** The folder with the content that comes with posdesk; an absolute path. */
export const BUILT_IN_CONTENT: string = fileURLToPath(new URL('./content', import.meta.url));

/** One content file as read. */
export interface ContentFile {
  /** Place in the content folder, with forward slashes, such as `symptoms/network.yaml`: it tells what the file holds. */
  readonly name: string;
  /** The path that messages name. */
  readonly file: string;
  readonly text: string;
}

/** The files in the order in which they apply (an overlay's after the built-in ones), and those that were unreadable. */
export interface ReadContent {
  readonly files: readonly ContentFile[];
  readonly problems: readonly ContentProblem[];
}

/** Files above this are a mistake (a log, a dump), not content. */
const LARGEST_FILE_BYTES = 2_000_000;

/**
 * Reads the built-in content and, on top of it, the overlay folder of an institution. Where both have a file of the
 * same name, both are in the list: `compile` replaces entry by entry. Unreadable files become problems; never throws.
 */
export async function readContent(overlay?: string, builtIn: string = BUILT_IN_CONTENT): Promise<ReadContent> {
  const below = await readFolder(builtIn, 'knowledge/content');
  if (overlay === undefined || overlay === '') return below;
  const above = await readFolder(overlay, overlay);
  return { files: [...below.files, ...above.files], problems: [...below.problems, ...above.problems] };
}

/** Whether a path inside a content folder is content: YAML, and not hidden. */
export function isContentName(path: string): boolean {
  return /\.ya?ml$/i.test(path) && !path.split(/[/\\]/).some((part) => part.startsWith('.'));
}

async function readFolder(folder: string, shownAs: string): Promise<ReadContent> {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) {
    return {
      files: [],
      problems: [problem(shownAs, 'this folder cannot be read', 'Check the path and its permissions.')],
    };
  }
  const names = (await readdir(root, { recursive: true }))
    .map((name) => name.split(sep).join('/'))
    .filter(isContentName)
    .sort();
  const read = await Promise.all(names.map((name) => readOne(root, name, `${shownAs}/${name}`)));
  return {
    files: read.flatMap((one) => ('text' in one ? [one] : [])),
    problems: read.flatMap((one) => ('text' in one ? [] : [one])),
  };
}

async function readOne(root: string, name: string, file: string): Promise<ContentFile | ContentProblem> {
  try {
    const path = await realpath(join(root, name));
    if (!path.startsWith(root + sep)) {
      return problem(file, 'this link leads out of the content folder', 'Put the file itself in the folder.');
    }
    const bytes = await readFile(path);
    if (bytes.length > LARGEST_FILE_BYTES) {
      return problem(file, 'this file is larger than 2 MB', 'Split it, or remove what is not content.');
    }
    if (bytes.length === 0) return problem(file, 'this file is empty', 'Write its entries, or delete it.');
    return { name, file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (cause) {
    if (cause instanceof TypeError) {
      return problem(file, 'this file is not valid UTF-8', 'Save it again with the encoding UTF-8.');
    }
    return problem(file, `this file cannot be read (${codeOf(cause)})`, 'Check that it exists and may be read.');
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}

function problem(file: string, message: string, remedy: string): ContentProblem {
  return { file, line: 1, column: 1, message, remedy };
}
