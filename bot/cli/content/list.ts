/** The command that lists what is in the content. */

import { targetsOf } from '#knowledge/check-walks.ts';
import { type Control, type Flow, LOCALES, type Locale, type Wording } from '#knowledge/guide.ts';
import { toSimplified } from '#knowledge/text/simplify.ts';
import { openGuide } from './open-guide.ts';

/** One symptom, control or procedure as listed. */
export interface ListedEntry {
  readonly id: string;
  readonly kind: 'symptom' | 'control' | 'procedure';
  /** The file's group for symptoms. */
  readonly group: string;
  readonly title: string;
  readonly steps: number;
  /** Outcomes that its own steps lead to, a walk that runs past its last step included. */
  readonly outcomes: readonly string[];
  /** Languages in which every sentence and label is written. */
  readonly languages: readonly Locale[];
  /** Examples in each language; pinyin counts as Latin, which is under `en`. */
  readonly examples: Readonly<Record<Locale, number>>;
}

/** Prints every symptom, control and procedure; exit code 1 when the content does not compile. */
export async function list(overlay: string | undefined, json: boolean): Promise<number> {
  const guide = await openGuide(overlay);
  if (!guide) return 1;
  const entries = [...[...guide.flows.values()].map(listFlow), ...[...guide.controls.values()].map(listControl)];
  if (json) {
    console.log(JSON.stringify({ counts: countsOf(entries), entries }));
    return 0;
  }
  for (const entry of entries) console.log(lineOf(entry));
  const { symptoms, controls, procedures } = countsOf(entries);
  console.log(`${symptoms + controls} intents (${symptoms} symptoms, ${controls} controls), ${procedures} procedures`);
  return 0;
}

function countsOf(entries: readonly ListedEntry[]) {
  const count = (kind: ListedEntry['kind']): number => entries.filter((entry) => entry.kind === kind).length;
  return { symptoms: count('symptom'), controls: count('control'), procedures: count('procedure') };
}

function listFlow(flow: Flow): ListedEntry {
  return {
    id: flow.id,
    kind: flow.kind,
    group: flow.kind === 'symptom' ? flow.group : 'procedures',
    title: flow.title['zh-Hans'],
    steps: flow.steps.length,
    outcomes: outcomesOf(flow),
    languages: languagesOf(wordingsIn(flow)),
    examples: countExamples(flow.kind === 'symptom' ? flow.examples : []),
  };
}

function listControl({ id, title, examples }: Control): ListedEntry {
  const languages = languagesOf([title]);
  const plain = { id, kind: 'control', group: 'controls', steps: 0, outcomes: [] } as const;
  return { ...plain, title: title['zh-Hans'], languages, examples: countExamples(examples) };
}

const ENDS = new Set(['resolved', 'handoff', 'answered', 'abandoned']);

/** The outcomes that the steps of a flow lead to by themselves; `a symptom's id` where another takes over. */
function outcomesOf(flow: Flow): readonly string[] {
  const targets = flow.steps.flatMap((step) => [
    ...targetsOf(step),
    ...(step.kind === 'outcome' ? [step.outcome] : step.kind === 'link' ? [step.flow] : []),
  ]);
  const siblings = new Set(flow.steps.map(({ id }) => id));
  const last = flow.steps.at(-1);
  const runsOut = flow.kind === 'symptom' && last !== undefined && targetsOf(last).includes('next');
  const past = flow.kind === 'symptom' && flow.informative ? 'answered' : 'handoff';
  const named = targets.filter((target) => ENDS.has(target) || (target.includes('-') && !siblings.has(target)));
  return [...new Set([...named, ...(runsOut ? [past] : [])])].sort();
}

function languagesOf(wordings: readonly Wording[]): readonly Locale[] {
  return LOCALES.filter((locale) => wordings.every((wording) => (wording[locale] ?? '').trim() !== ''));
}

function countExamples(examples: readonly string[]): Readonly<Record<Locale, number>> {
  const languages = examples.map((example): Locale => {
    if (!/\p{Script=Han}/u.test(example)) return 'en';
    return toSimplified(example) === example ? 'zh-Hans' : 'zh-Hant';
  });
  const count = (locale: Locale): number => languages.filter((one) => one === locale).length;
  return { 'zh-Hans': count('zh-Hans'), 'zh-Hant': count('zh-Hant'), en: count('en') };
}

function isWording(value: object): value is Wording {
  return LOCALES.some((locale) => locale in value);
}

/** Every sentence and label of a flow, wherever it stands. */
function wordingsIn(value: unknown): readonly Wording[] {
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return [];
  return isWording(value) ? [value] : Object.values(value).flatMap(wordingsIn);
}

function lineOf({ group, id, steps, outcomes, languages, examples, title }: ListedEntry): string {
  const counted = LOCALES.map((locale) => `${examples[locale]} ${locale}`).join(', ');
  const ends = outcomes.length > 0 ? `ends: ${outcomes.join(', ')}` : '';
  const lacking = LOCALES.filter((locale) => !languages.includes(locale));
  const words = lacking.length === 0 ? 'all languages' : `incomplete: ${lacking.join(', ')}`;
  return [group, id, title, `${steps} steps`, ends, words, `examples: ${counted}`]
    .filter((part) => part !== '')
    .join('\t');
}
