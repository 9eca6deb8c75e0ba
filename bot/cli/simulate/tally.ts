/** Adds up what came of many simulated merchants. */

import type { Locale } from '#knowledge/guide.ts';
import { NEVER, type Wrong } from './judge.ts';
import type { Played, SimulatedEnd } from './play.ts';

/** Every way to end, the best first. */
export const ENDS: readonly SimulatedEnd[] = ['fixed', 'answered', 'handed-off', 'abandoned'];

/** How many ended how. */
export type Ends = Readonly<Record<SimulatedEnd, number>>;

/** One example of something that went wrong. */
export interface Example {
  readonly seed: number;
  readonly symptom: string;
  readonly at: string;
  readonly script: readonly string[];
}

/** The figures of a run. */
export interface Tally {
  readonly conversations: number;
  readonly ends: Ends;
  /** Merchants whose case was filed under what is really wrong. */
  readonly recognised: number;
  readonly turns: { readonly median: number; readonly p95: number; readonly most: number };
  /** Turns, and how many conversations took so many. */
  readonly histogram: readonly (readonly [turns: number, conversations: number])[];
  readonly bySymptom: readonly (readonly [symptom: string, ends: Ends])[];
  readonly byLocale: readonly (readonly [locale: Locale, ends: Ends])[];
  readonly wrong: Readonly<Record<Wrong, number>>;
  /** Where each kind happened most often. */
  readonly places: Readonly<Partial<Record<Wrong, readonly (readonly [at: string, count: number])[]>>>;
  /** A few of each kind. */
  readonly examples: Readonly<Partial<Record<Wrong, readonly Example[]>>>;
}

const WRONGS: readonly Wrong[] = [...NEVER, 'misread'];
const EXAMPLES = 8;
const PLACES = 30;

/** The figures of all that was played, whatever their order. */
export function tally(unsorted: readonly Played[]): Tally {
  const played = unsorted.toSorted((a, b) => a.seed - b.seed);
  const turns = played.map((one) => one.turns).sort((a, b) => a - b);
  const at = (share: number): number => turns[Math.min(turns.length - 1, Math.floor(turns.length * share))] ?? 0;
  const grouped = <K>(keyOf: (one: Played) => K) =>
    [...Map.groupBy(played, keyOf)].map(([key, some]) => [key, endsOf(some)] as const);
  return {
    conversations: played.length,
    ends: endsOf(played),
    recognised: played.filter(({ recognised }) => recognised).length,
    turns: { median: at(0.5), p95: at(0.95), most: turns.at(-1) ?? 0 },
    histogram: [...Map.groupBy(turns, (count) => count)].map(([count, some]) => [count, some.length] as const),
    bySymptom: grouped(({ symptom }) => symptom).sort(([a], [b]) => a.localeCompare(b)),
    byLocale: grouped(({ locale }) => locale).sort(([a], [b]) => b.localeCompare(a)),
    wrong: Object.fromEntries(WRONGS.map((kind) => [kind, countOf(played, kind)])) as Record<Wrong, number>,
    places: Object.fromEntries(WRONGS.map((kind) => [kind, placesOf(played, kind)])),
    examples: Object.fromEntries(WRONGS.map((kind) => [kind, examplesOf(played, kind)])),
  };
}

function endsOf(played: readonly Played[]): Ends {
  return Object.fromEntries(ENDS.map((end) => [end, played.filter((one) => one.end === end).length])) as Ends;
}

function countOf(played: readonly Played[], kind: Wrong): number {
  return played.reduce((sum, { findings }) => sum + findings.filter(({ wrong }) => wrong === kind).length, 0);
}

function placesOf(played: readonly Played[], kind: Wrong): readonly (readonly [at: string, count: number])[] {
  const places = played.flatMap(({ findings }) => findings.filter(({ wrong }) => wrong === kind).map(({ at }) => at));
  return [...Map.groupBy(places, (at) => at)]
    .map(([at, all]) => [at, all.length] as const)
    .sort(([, a], [, b]) => b - a)
    .slice(0, PLACES);
}

function examplesOf(played: readonly Played[], kind: Wrong): readonly Example[] {
  return played
    .flatMap(({ seed, symptom, script, findings }) => {
      const finding = findings.find(({ wrong }) => wrong === kind);
      return finding ? [{ seed, symptom, at: finding.at, script }] : [];
    })
    .slice(0, EXAMPLES);
}

/** How many things went wrong that never may. */
export function countNever({ wrong }: Tally): number {
  return NEVER.reduce((sum, kind) => sum + wrong[kind], 0);
}
