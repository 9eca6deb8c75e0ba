/** An evaluation as a page of text. */

import { type Confusion, confusionsOf, type Figures, type Judged } from './figures.ts';
import { OUT_OF_SCOPE } from './read-lines.ts';

/** What training and testing took. */
export interface Costs {
  readonly examples: number;
  readonly labels: number;
  readonly loadSeconds: number;
  readonly rssMb: number;
}

const MOST_CONFUSIONS = 25;
const MOST_ERRORS = 200;

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** The figures, a name and a value each. */
export function figureRows(figures: Figures, costs: Costs): readonly (readonly [name: string, value: string])[] {
  const { decided } = figures;
  return [
    ['learnt from', `${costs.examples} lines, ${costs.labels} labels`],
    ['tested on', `${figures.inScope} lines in scope, ${figures.outOfScope} out of scope`],
    ['accuracy in scope', percent(figures.accuracy)],
    ['macro-F1 in scope', percent(figures.macroF1)],
    ...(figures.auroc === undefined ? [] : [['AUROC out of scope', figures.auroc.toFixed(4)] as const]),
    ['rightly decided', percent(decided.accuracy)],
    ['in scope but rejected', percent(decided.inScopeRejected)],
    ...(decided.outOfScopeRejected === undefined
      ? []
      : [['out of scope and rejected', percent(decided.outOfScopeRejected)] as const]),
    ['training', `${costs.loadSeconds.toFixed(2)} s`],
    ['a line', `p50 ${figures.p50Ms.toFixed(3)} ms, p99 ${figures.p99Ms.toFixed(3)} ms`],
    ['memory', `${costs.rssMb.toFixed(0)} MB`],
  ];
}

/** Figures, what was confused, and every error with the evidence that won. */
export function printEvaluation(figures: Figures, costs: Costs, judged: readonly Judged[]): string {
  const rows = figureRows(figures, costs);
  const width = Math.max(...rows.map(([name]) => name.length));
  const errors = errorsOf(judged);
  const more = errors.length > MOST_ERRORS ? [`… and ${errors.length - MOST_ERRORS} more`] : [];
  return [
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    '',
    'Taken for something else',
    ...confusionsOf(judged).slice(0, MOST_CONFUSIONS).map(confusionLine),
    '',
    'Errors, and the evidence that won',
    ...errors.slice(0, MOST_ERRORS).map(errorLine),
    ...more,
  ].join('\n');
}

/** The lines in scope that got another label. */
export function errorsOf(judged: readonly Judged[]): readonly Judged[] {
  return judged.filter(({ label, got }) => label !== OUT_OF_SCOPE && got !== label);
}

function confusionLine({ label, got, lines }: Confusion): string {
  return `${String(lines).padStart(4)}  ${label} → ${got}`;
}

function errorLine({ text, label, got, score, because }: Judged): string {
  return `  ${text}\n      ${label} → ${got ?? 'nothing'} ${score.toFixed(2)}, ${because}`;
}
