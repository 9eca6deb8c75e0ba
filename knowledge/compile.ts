/** Compiles content files into the Guide, or says what is wrong with them by file, line and column. */

import { findProblems, findRemarks } from './check.ts';
import { collectNames } from './collect-names.ts';
import { compileFlows } from './compile-flows.ts';
import { compileInstitution } from './compile-institution.ts';
import { compileRenewal } from './compile-renewal.ts';
import {
  compileCodes,
  compileControls,
  compileCues,
  compileDevices,
  compilePhrases,
  compileScreenTexts,
  compileSynonyms,
} from './compile-tables.ts';
import type { Draft, Entry } from './compile-values.ts';
import { familiarLines } from './familiar-lines.ts';
import type { Guide } from './guide.ts';
import { createMatcher, type MatcherInput } from './match/create-matcher.ts';
import type { Matcher } from './match/matcher.ts';
import { type ParsedFile, parseYaml } from './parse-yaml.ts';
import { type ContentProblem, sortProblems } from './problem.ts';
import type { ContentFile } from './read-content.ts';
import { createLexicon, type Lexicon, type Synonyms } from './text/lexicon.ts';
import { fromCantonese, toSimplified } from './text/simplify.ts';

/** What a caller may put in place of the real thing. */
export interface CompileDependencies {
  readonly createMatcher: (source: MatcherInput) => Matcher;
}

/**
 * What compiling came to. `remarks` are shortcomings that a merchant would notice but that do not stop the desk (a
 * missing translation, a step nobody reaches), looked for when they are asked for; `problems` leave no Guide.
 */
export type Compiled =
  | {
      readonly kind: 'guide';
      readonly guide: Guide;
      /** What the lexicon was made from. */
      readonly synonyms: Synonyms;
      readonly remarks: () => readonly ContentProblem[];
    }
  | {
      readonly kind: 'problems';
      readonly problems: readonly ContentProblem[];
      readonly remarks: () => readonly ContentProblem[];
    };

/** Compiles the files, later ones replacing entries of earlier ones of the same name. Pure; never throws on content. */
export function compile(
  files: readonly ContentFile[],
  dependencies: CompileDependencies = { createMatcher },
): Compiled {
  const parsed = files.map(parseYaml);
  const problems: ContentProblem[] = parsed.flatMap((file) => file.problems);
  const report = (problem: ContentProblem): void => {
    problems.push(problem);
  };
  const kinds = sortEntries(parsed, report);
  const { phrases, wordings, missing } = compilePhrases(kinds.phrases, report);
  const synonyms = compileSynonyms(kinds.synonyms, report);
  const lexicon = createLexicon(synonyms);
  const draft: Draft = {
    clean: once((words) => lexicon.merge(toSimplified(fromCantonese(words)))),
    names: collectNames(kinds.symptoms, kinds.procedures),
    phrases,
    problems,
    wordings: [...wordings],
    examples: [],
  };
  const institution = compileInstitution(draft, kinds.institution, kinds.devices);
  const renewal = compileRenewal(draft, kinds.renewal);
  const flows = compileFlows(draft, kinds.symptoms, kinds.procedures, institution);
  const tables = {
    controls: compileControls(draft, kinds.controls),
    cues: compileCues(draft, kinds.cues),
    screenTexts: compileScreenTexts(draft, kinds.screenTexts),
    codes: compileCodes(draft, kinds.codes),
    devices: compileDevices(draft, kinds.devices),
  };
  problems.push(...findProblems({ flows }));
  const remarks = (): readonly ContentProblem[] => sortProblems([...missing, ...findRemarks({ draft, flows })]);
  if (problems.length > 0) return { kind: 'problems', problems: sortProblems(problems), remarks };
  const content = { revision: revisionOf(files), flows, ...tables, institution, renewal, phrases };
  const reading = createLexicon(synonyms, familiarLines(content));
  const matcher = dependencies.createMatcher(matcherInput(content, reading));
  return { kind: 'guide', guide: { ...content, lexicon: reading, matcher }, synonyms, remarks };
}

/** The same few words stand in most patterns. */
function once(answer: (words: string) => string): (words: string) => string {
  const answers = new Map<string, string>();
  return (words) => {
    const known = answers.get(words);
    if (known !== undefined) return known;
    const made = answer(words);
    answers.set(words, made);
    return made;
  };
}

/** What the matcher of some content is made from. */
export function matcherInput(
  { flows, controls, screenTexts }: Pick<Guide, 'flows' | 'controls' | 'screenTexts'>,
  lexicon: Lexicon,
): MatcherInput {
  return {
    symptoms: [...flows.values()].filter((flow) => flow.kind === 'symptom'),
    controls: [...controls.values()],
    screenTexts,
    lexicon,
  };
}

/** The kinds of content and how their files are called. */
const KINDS = {
  symptoms: /^symptoms\/[a-z0-9-]+\.ya?ml$/,
  procedures: /^procedures\/[a-z0-9-]+\.ya?ml$/,
  cues: /^cues\.ya?ml$/,
  controls: /^controls\.ya?ml$/,
  screenTexts: /^screen-texts\.ya?ml$/,
  codes: /^codes\.ya?ml$/,
  devices: /^devices\.ya?ml$/,
  synonyms: /^synonyms\.ya?ml$/,
  institution: /^institution\.ya?ml$/,
  renewal: /^renewal\.ya?ml$/,
  phrases: /^phrases\.(zh-Hans|zh-Hant|en)\.yaml$/,
} as const;

type Kind = keyof typeof KINDS;

/** These files are lists; the others are maps. */
const LISTS: ReadonlySet<Kind> = new Set(['screenTexts', 'devices']);

function sortEntries(
  files: readonly ParsedFile[],
  report: (problem: ContentProblem) => void,
): Readonly<Record<Kind, readonly Entry[]>> {
  const found = new Map<Kind, Map<string, Entry>>((Object.keys(KINDS) as Kind[]).map((kind) => [kind, new Map()]));
  for (const file of files) {
    const kind = (Object.keys(KINDS) as Kind[]).find((one) => KINDS[one].test(file.name));
    if (kind === undefined) {
      report({
        ...file.place([]),
        message: 'a content file of this name is not known',
        remedy: 'See the table of files in docs/writing-content.md.',
      });
      continue;
    }
    for (const entry of entriesOf(file, LISTS.has(kind), report))
      found.get(kind)?.set(`${file.name}/${keyOf(entry, kind)}`, entry);
  }
  return Object.fromEntries([...found].map(([kind, entries]) => [kind, [...entries.values()]])) as unknown as Record<
    Kind,
    readonly Entry[]
  >;
}

/** Entries of maps are replaced by key; those of lists are added. */
function keyOf(entry: Entry, kind: Kind): string {
  return LISTS.has(kind) ? `${entry.file.place([]).file}#${entry.id}` : entry.id;
}

function entriesOf(file: ParsedFile, list: boolean, report: (problem: ContentProblem) => void): readonly Entry[] {
  const { value } = file;
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) === list && typeof value === 'object') {
    return Object.entries(value).map(([id, inner]) => ({ file, id, value: inner, path: list ? [Number(id)] : [id] }));
  }
  const remedy = list ? 'Begin every entry with - .' : 'Begin every entry with its key and a colon.';
  report({ ...file.place([]), message: `this file must be a ${list ? 'list' : 'map'}`, remedy });
  return [];
}

/** 53 bits of the cyrb53 hash over names and texts: stable across machines and releases. */
function revisionOf(files: readonly ContentFile[]): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (const { name, text } of files) {
    for (const part of [name, '\u0000', text, '\u0000']) {
      for (let at = 0; at < part.length; at++) {
        const unit = part.charCodeAt(at);
        a = Math.imul(a ^ unit, 2654435761);
        b = Math.imul(b ^ unit, 1597334677);
      }
    }
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36).padStart(11, '0');
}
