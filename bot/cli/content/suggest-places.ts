/** Works out where in the content files proposed examples go, and how the files read with them. */

import { join } from 'node:path';
import { addExamples, cutEntry } from '#knowledge/add-examples.ts';
import { BUILT_IN_CONTENT, type ContentFile } from '#knowledge/read-content.ts';
import type { Proposal } from './suggest-entries.ts';

/** A content file as it will read. */
export interface ChangedFile {
  readonly name: string;
  /** The path that messages name. */
  readonly file: string;
  /** The path on disk. */
  readonly path: string;
  readonly text: string;
  /** As it was read; `undefined` for a file that does not exist yet. */
  readonly before: string | undefined;
}

/** Where one example goes. */
export interface Place {
  readonly id: string;
  readonly example: string;
  readonly file: string;
  readonly line: number;
}

/** All changes together: the files that change, and the place of every example. */
export interface Changes {
  readonly files: readonly ChangedFile[];
  readonly places: readonly Place[];
}

/**
 * Plans the additions. With an overlay everything goes there: an entry that only the built-in content has is copied into
 * the overlay's file of the same name first, for an overlay replaces entries as a whole.
 */
export function planChanges(
  proposals: readonly Proposal[],
  files: readonly ContentFile[],
  overlay: string | undefined,
): Changes {
  const byId = new Map<string, string[]>();
  for (const { id, example } of proposals)
    if (id !== undefined && example !== undefined) byId.set(id, [...(byId.get(id) ?? []), example]);
  const changed = new Map<string, ChangedFile>();
  const places: Place[] = [];
  for (const [id, examples] of byId) {
    const target = openTarget(id, files, overlay, changed);
    const added = target && addExamples(target.text, id, examples);
    if (!target || !added) continue;
    changed.set(target.file, { ...target, text: added.text });
    examples.forEach((example, at) => {
      places.push({ id, example, file: target.file, line: added.lines[at] ?? 1 });
    });
  }
  return { files: [...changed.values()], places };
}

/** The file that the entry is to be changed in, with the entry in it. */
function openTarget(
  id: string,
  files: readonly ContentFile[],
  overlay: string | undefined,
  changed: ReadonlyMap<string, ChangedFile>,
): ChangedFile | undefined {
  const holding = files.filter(({ text }) => cutEntry(text, id) !== undefined);
  const last = holding.at(-1);
  if (last === undefined) return undefined;
  const file = overlay === undefined || isIn(last, overlay) ? last.file : `${overlay}/${last.name}`;
  const pending = changed.get(file);
  const there = files.find((one) => one.file === file);
  const open = pending ?? {
    name: last.name,
    file,
    path: join(overlay ?? BUILT_IN_CONTENT, last.name),
    text: there?.text ?? '',
    before: there?.text,
  };
  if (cutEntry(open.text, id) !== undefined) return open;
  const gap = open.text === '' || open.text.endsWith('\n\n') ? '' : open.text.endsWith('\n') ? '\n' : '\n\n';
  return { ...open, text: `${open.text}${gap}${cutEntry(last.text, id)}` };
}

const isIn = (file: ContentFile, overlay: string): boolean => file.file === `${overlay}/${file.name}`;

/** The content as it will be read once the changes are written. */
export function withChanges(files: readonly ContentFile[], changes: Changes): readonly ContentFile[] {
  const rest = files.map((file) => {
    const change = changes.files.find((one) => one.file === file.file);
    return change ? { ...file, text: change.text } : file;
  });
  const fresh = changes.files.filter((change) => change.before === undefined);
  return [...rest, ...fresh.map(({ name, file, text }) => ({ name, file, text }))];
}
