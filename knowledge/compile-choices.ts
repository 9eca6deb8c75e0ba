/** Turns the closed answers of a question, the results of a step, and where they lead, into what the dialog offers. */

import { compilePatterns, compileWording, type Draft, refuse, type WordingUse } from './compile-values.ts';
import type { Choice, Target, Wording } from './guide.ts';
import type { ParsedFile, Path } from './parse-yaml.ts';
import type { WrittenChoice, WrittenResult, WrittenWording } from './schema.ts';

/** Targets that are not ids. */
export const RESERVED_TARGETS: ReadonlySet<string> = new Set(['next', 'done', 'resolved', 'handoff', 'answered']);

/** Their labels stand in the phrases, where a gap is reported once. */
const STANDARD_CHOICES: ReadonlySet<string> = new Set(['yes', 'no', 'unsure']);

/** Where a step is compiled: its file, its path, and the ids of its neighbours. */
export interface Spot {
  readonly draft: Draft;
  readonly file: ParsedFile;
  readonly path: Path;
  readonly siblings: ReadonlySet<string>;
  /** Id of the flow; a step may bear it or the one it links, so that `tried.restart-router` reads naturally. */
  readonly flow: string;
}

/** Puts a wording into words, when there is one, under the key that it had. */
export function optionalWording<Key extends string>(
  spot: Spot,
  key: Key,
  written: WrittenWording | undefined,
  use: WordingUse = 'sentence',
): { readonly [K in Key]?: Wording } {
  if (written === undefined) return {};
  const wording = compileWording(spot.draft, spot.file, [...spot.path, key], written, use);
  return { [key]: wording } as { readonly [K in Key]?: Wording };
}

/** A wording that the step must have. */
export function wordingAt(spot: Spot, key: string, written: WrittenWording, use: WordingUse = 'sentence'): Wording {
  return compileWording(spot.draft, spot.file, [...spot.path, key], written, use);
}

/** A target that exists; left out: `otherwise`. */
export function target(spot: Spot, keys: Path, written: string | undefined, otherwise: Target = 'next'): Target {
  if (written === undefined) return otherwise;
  const { names } = spot.draft;
  const known =
    RESERVED_TARGETS.has(written) ||
    spot.siblings.has(written) ||
    names.symptoms.has(written) ||
    names.procedures.has(written);
  if (!known) {
    refuse(
      spot.draft,
      spot.file,
      [...spot.path, ...keys],
      `${written} leads nowhere`,
      `Use next, done, resolved, handoff, answered, a step of this entry, or a symptom or procedure.`,
    );
  }
  return written;
}

/** One answer; the short form `yes: next` has its target at the choice itself. */
export function compileChoice(
  spot: Spot,
  keys: Path,
  id: string,
  short: string | WrittenChoice,
  after: Target,
): Choice {
  const written = typeof short === 'string' ? { go: short } : short;
  const path = [...spot.path, ...keys];
  const { draft, file } = spot;
  const standard = draft.phrases.get(`choice.${id}`);
  if (written.label === undefined && standard === undefined && !STANDARD_CHOICES.has(id)) {
    refuse(
      draft,
      file,
      path,
      `the answer ${id} has no label`,
      `Add a label; only yes, no, unsure and the phrases choice.* have one.`,
    );
  }
  return {
    id,
    label: written.label
      ? compileWording(draft, file, [...path, 'label'], written.label, 'label')
      : (standard ?? { 'zh-Hans': id, 'zh-Hant': id, en: id }),
    accept: compilePatterns(draft, file, [...path, 'accept'], written.accept),
    examples: written.examples ?? [],
    set: written.set ?? {},
    go: target(spot, typeof short === 'string' ? keys : [...keys, 'go'], written.go, after),
  };
}

/** One result of a `do` step. */
export function compileResult(spot: Spot, id: string, written: WrittenResult): Choice {
  const choice = compileChoice(spot, ['results', id], id, written, 'next');
  return written.means === undefined ? choice : { ...choice, means: written.means };
}
