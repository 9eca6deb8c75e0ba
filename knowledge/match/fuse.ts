/** Weighs the readers' opinions on one text into one score an id. */

import type { Evidence } from './gather-evidence.ts';

/** An id with its score and what speaks for it. */
export interface Opinion {
  readonly id: string;
  /** 0 to 1. */
  readonly score: number;
  readonly because: string;
}

/** The opinions on one text, best first. */
export interface Fused {
  readonly opinions: readonly Opinion[];
}

const LINEAR = 3.2;
const NEAREST = 2.6;
const ALIKE = 1.2;
const RULE = 2.6;
const SCREEN = 3.5;
const EXACT = 6;
/** Evidence of this size is an even bet. */
const EVEN = 0.6;
/** How strongly the runners-up take from the best. */
const RIVALRY = 1.8;
const STEEPNESS = 2.2;

/** Fuses the evidence on one text; at most ten opinions, those without any evidence left out. */
export function fuse(evidence: Evidence, ids: readonly string[]): Fused {
  const nearest = new Map<string, Evidence['near'][number]>();
  const alike = new Map<string, number>();
  for (const one of evidence.near) {
    if (!nearest.has(one.id)) nearest.set(one.id, one);
    alike.set(one.id, Math.max(alike.get(one.id) ?? 0, one.alike));
  }
  const weights = ids.map((id, at) => {
    const margin = Math.max(-1, Math.min(1, evidence.margins[at] ?? -1));
    return (
      LINEAR * ((margin + 1) / 2) ** 2 +
      NEAREST * (nearest.get(id)?.similarity ?? 0) +
      ALIKE * (alike.get(id) ?? 0) +
      RULE * (evidence.rules.get(id)?.strength ?? 0) +
      (evidence.screen?.id === id ? SCREEN * evidence.screen.strength : 0) +
      (evidence.exact?.id === id ? EXACT : 0)
    );
  });
  const order = ids.map((_, at) => at).sort((a, b) => (weights[b] as number) - (weights[a] as number));
  const top = order.slice(0, 10).filter((at) => (weights[at] as number) > 0.2);
  const rivals = top.reduce((sum, at) => sum + Math.exp(RIVALRY * (weights[at] as number)), 0);
  const opinions = top.map((at) => {
    const weight = weights[at] as number;
    const share = Math.exp(RIVALRY * weight) / rivals;
    const trust = 1 / (1 + Math.exp(-STEEPNESS * (weight * Math.sqrt(evidence.known) - EVEN * 2)));
    return {
      id: ids[at] as string,
      score: round(Math.sqrt(share) * trust),
      because: reason(evidence, ids[at] as string, nearest),
    };
  });
  return { opinions };
}

function reason(evidence: Evidence, id: string, nearest: ReadonlyMap<string, Evidence['near'][number]>): string {
  if (evidence.exact?.id === id) return `example of ${id}: ${evidence.exact.text}`;
  if (evidence.screen?.id === id) return `screen text of ${id}: ${evidence.screen.words}`;
  const rule = evidence.rules.get(id);
  if (rule) return `rule of ${id}: ${rule.words}`;
  const near = nearest.get(id);
  if (near && near.similarity > 0.3) return `like an example of ${id}: ${near.text}`;
  return `words of ${id}`;
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000;
}
