/** The figures of an evaluation: how often it was right, what it confused, how fast it was. */

import { OUT_OF_SCOPE } from './read-lines.ts';

/** What the matcher made of one test line. */
export interface Judged {
  readonly text: string;
  readonly label: string;
  /** The likeliest label, out of scope left out; `undefined` when nothing came near. */
  readonly got: string | undefined;
  /** The score of `got`, 0 to 1. */
  readonly score: number;
  /** What was decided: out of scope or not. */
  readonly rejected: boolean;
  /** What spoke for it, in words. */
  readonly because: string;
  readonly ms: number;
}

/** The figures; shares from 0 to 1. */
export interface Figures {
  readonly lines: number;
  readonly inScope: number;
  readonly outOfScope: number;
  /** Of the lines in scope, the share whose likeliest label is the right one. */
  readonly accuracy: number;
  /** The F1 of every label in scope, averaged. */
  readonly macroF1: number;
  /** How well 1 - score tells lines out of scope from those in scope; absent when there are none. */
  readonly auroc?: number;
  /** What the decision to accept or reject comes to, out of scope counted as a label. */
  readonly decided: {
    readonly accuracy: number;
    readonly inScopeRejected: number;
    readonly outOfScopeRejected?: number;
  };
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Two labels and how many lines of the first were taken for the second. */
export interface Confusion {
  readonly label: string;
  readonly got: string;
  readonly lines: number;
}

const isInScope = ({ label }: Judged): boolean => label !== OUT_OF_SCOPE;
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Sums up what was judged. */
export function sumUp(judged: readonly Judged[]): Figures {
  const inside = judged.filter(isInScope);
  const outside = judged.filter((line) => !isInScope(line));
  const times = judged.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (part: number): number => times[Math.floor((times.length - 1) * part)] ?? 0;
  const right = (line: Judged): boolean => line.got === line.label;
  const rightlyDecided = judged.filter((line) => (isInScope(line) ? right(line) && !line.rejected : line.rejected));
  return {
    lines: judged.length,
    inScope: inside.length,
    outOfScope: outside.length,
    accuracy: share(inside.filter(right).length, inside.length),
    macroF1: macroF1(inside),
    ...(outside.length > 0 && inside.length > 0 ? { auroc: auroc(inside, outside) } : {}),
    decided: {
      accuracy: share(rightlyDecided.length, judged.length),
      inScopeRejected: share(inside.filter(({ rejected }) => rejected).length, inside.length),
      ...(outside.length > 0
        ? { outOfScopeRejected: share(outside.filter(({ rejected }) => rejected).length, outside.length) }
        : {}),
    },
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

/** Averaged over the labels that occur in the test; a label never given back counts 0. */
function macroF1(lines: readonly Judged[]): number {
  const counts = new Map<string, { true: number; given: number; right: number }>();
  const of = (label: string) => {
    const known = counts.get(label) ?? { true: 0, given: 0, right: 0 };
    counts.set(label, known);
    return known;
  };
  for (const { label, got } of lines) {
    of(label).true += 1;
    if (got !== undefined) of(got).given += 1;
    if (got === label) of(label).right += 1;
  }
  const tested = [...counts.values()].filter((count) => count.true > 0);
  const sum = tested.reduce((total, count) => total + (2 * count.right) / (count.true + count.given), 0);
  return share(sum, tested.length);
}

/** The chance that a line in scope scores higher than one out of scope; ties count half. */
function auroc(inside: readonly Judged[], outside: readonly Judged[]): number {
  const all = [
    ...inside.map(({ score }) => ({ score, inside: true })),
    ...outside.map(({ score }) => ({ score, inside: false })),
  ].sort((a, b) => a.score - b.score);
  let wins = 0;
  let below = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.score === all[from]?.score) to += 1;
    const tied = all.slice(from, to);
    const outsideTied = tied.filter((line) => !line.inside).length;
    wins += (tied.length - outsideTied) * (below + outsideTied / 2);
    below += outsideTied;
    from = to;
  }
  return wins / (inside.length * outside.length);
}

/** What was taken for what, most often first. */
export function confusionsOf(judged: readonly Judged[]): readonly Confusion[] {
  const counts = new Map<string, Confusion>();
  for (const { label, got = 'nothing' } of judged.filter(isInScope)) {
    if (label === got) continue;
    const key = JSON.stringify([label, got]);
    counts.set(key, { label, got, lines: (counts.get(key)?.lines ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.lines - a.lines);
}
