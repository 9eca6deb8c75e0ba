/** Mistakes put into real content files, one at each place where that kind of mistake can be made. */

import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';
import { compile } from '#knowledge/compile.ts';
import { RESERVED_TARGETS } from '#knowledge/compile-choices.ts';
import { LOCALES } from '#knowledge/guide.ts';
import type { ContentProblem } from '#knowledge/problem.ts';
import type { ContentFile } from '#knowledge/read-content.ts';

/** A mistake: characters of a file replaced by others, without a change to the lines behind. */
export interface Mutant {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly put: string;
  /** Where it must be reported, first and last line. */
  readonly lines: readonly [first: number, last: number];
  /** What the report must say. */
  readonly says: RegExp;
}

/** Everything that `content check` prints. */
export function check(files: readonly ContentFile[]): readonly ContentProblem[] {
  const compiled = compile(files, {
    createMatcher: () => ({ match: () => ({ decision: 'reject', ranked: [], multi: [], because: '' }) }),
  });
  return [...(compiled.kind === 'problems' ? compiled.problems : []), ...compiled.remarks()];
}

/** The files with mistakes in them. */
export function mutate(files: readonly ContentFile[], mutants: readonly Mutant[]): readonly ContentFile[] {
  return files.map((file) => {
    const own = mutants.filter((mutant) => mutant.file === file.file).sort((one, other) => other.from - one.from);
    const text = own.reduce((now, { from, to, put }) => now.slice(0, from) + put + now.slice(to), file.text);
    return own.length === 0 ? file : { ...file, text };
  });
}

/** Mistakes that no report names at the right place. */
export function missed(mutants: readonly Mutant[], reports: readonly ContentProblem[]): readonly Mutant[] {
  return mutants.filter(
    ({ file, lines: [first, last], says }) =>
      !reports.some((one) => one.file === file && one.line >= first && one.line <= last && says.test(one.message)),
  );
}

type Found = Omit<Mutant, 'file'>;

/** One place in a parsed file. */
interface Spot {
  readonly text: string;
  readonly pair: Pair<unknown, unknown>;
  readonly parents: readonly unknown[];
  readonly lineAt: (offset: number) => number;
}

/** Walks every `key: value` of the files. */
function collect(files: readonly ContentFile[], find: (spot: Spot) => readonly Found[]): readonly Mutant[] {
  return files.flatMap(({ file, text }) => {
    const lineCounter = new LineCounter();
    const document = parseDocument(text, { lineCounter });
    const mutants: Mutant[] = [];
    const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
    visit(document, {
      Pair(_key, pair, parents) {
        mutants.push(...find({ text, pair, parents, lineAt }).map((found) => ({ ...found, file })));
      },
    });
    return mutants;
  });
}

const keyOf = ({ key }: Pair<unknown, unknown>): string => (isScalar(key) ? String(key.value) : '');
const startOf = (node: unknown): number => (node as Node).range?.[0] ?? 0;
const endOf = (node: unknown): number => (node as Node).range?.[1] ?? 0;
const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** Takes a pair out, with the comma of a map on one line. */
function removal({ text, pair, parents }: Spot): Pick<Found, 'from' | 'to' | 'put'> {
  let from = startOf(pair.key);
  let to = pair.value ? endOf(pair.value) : endOf(pair.key);
  if (isMap(parents.at(-1)) && (parents.at(-1) as { flow?: boolean }).flow) {
    const after = /^\s*,/.exec(text.slice(to));
    const before = /,\s*$/.exec(text.slice(0, from));
    if (after) to += after[0].length;
    else if (before) from -= before[0].length;
  }
  return { from, to, put: blank(text.slice(from, to)) };
}

function linesOf({ lineAt }: Spot, node: unknown): readonly [number, number] {
  return [lineAt(startOf(node)), lineAt(endOf(node))];
}

/** The same with the line of the key that the map stands under. */
function linesFromKey(spot: Spot, node: unknown): readonly [number, number] {
  const [first, last] = linesOf(spot, node);
  const above = spot.parents.at(-2);
  return [isPair(above) ? spot.lineAt(startOf(above.key)) : first, last];
}

/** Every language of every wording, missing. */
export function missingTranslations(files: readonly ContentFile[], locale: string): readonly Mutant[] {
  const wordings = files.filter(({ name }) => !name.startsWith('phrases.'));
  return collect(wordings, (spot) => {
    const around = spot.parents.at(-1);
    if (keyOf(spot.pair) !== locale || !isMap(around)) return [];
    const others = around.items.filter(({ key }) => isScalar(key) && LOCALES.some((one) => one === key.value));
    return others.length < 2
      ? []
      : [{ ...removal(spot), lines: linesFromKey(spot, around), says: new RegExp(`${locale} is missing$`) }];
  });
}

/** Every key under this name, missing; reported somewhere in the map that it stood in. */
export function missingKeys(files: readonly ContentFile[], key: string, says: RegExp): readonly Mutant[] {
  return collect(files, (spot) =>
    keyOf(spot.pair) === key ? [{ ...removal(spot), lines: linesOf(spot, spot.parents.at(-1)), says }] : [],
  );
}

const TARGET_KEYS: ReadonlySet<string> = new Set([
  ...['go', 'unsure', 'fixed', 'failed', 'cannot', 'otherwise', 'link', 'guard', 'route', 'symptom'],
]);

/** Every name that refers to something, pointing nowhere. */
export function danglingReferences(files: readonly ContentFile[]): readonly Mutant[] {
  let count = 0;
  const bend = (spot: Spot, node: unknown): readonly Found[] => {
    if (!isScalar(node) || typeof node.value !== 'string' || RESERVED_TARGETS.has(node.value)) return [];
    count += 1;
    const name = `nowhere-${count}`;
    const line = spot.lineAt(startOf(node));
    return [{ from: startOf(node), to: endOf(node), put: name, lines: [line, line], says: new RegExp(`${name}\\b`) }];
  };
  return collect(files, (spot) => {
    const key = keyOf(spot.pair);
    const { value } = spot.pair;
    if (TARGET_KEYS.has(key)) return bend(spot, value);
    if (key === 'confusable' && isSeq(value)) return value.items.flatMap((item) => bend(spot, item));
    if (key === 'choices' && isMap(value)) return value.items.flatMap((item) => bend(spot, item.value));
    return [];
  });
}
