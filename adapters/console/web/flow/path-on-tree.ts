/** Finds the steps somebody tried on the tree of a symptom, also those that stand in a procedure it leads through. Pure. */

import type { TriedStep } from '#dialogs/ticket.ts';
import type { FlowView } from '../../wire.ts';

/** A tried step on the tree. */
export interface TriedOnTree {
  /** The step of the tree: itself, or the one that leads through its procedure. */
  readonly place: string;
  /** Its index among the steps tried. */
  readonly index: number;
}

/** Tried steps with their places, in the order they were tried, and the indexes of those that are nowhere. */
export interface PathOnTree {
  readonly found: readonly TriedOnTree[];
  readonly elsewhere: readonly number[];
}

/** Ids of the flows that a flow leads through and comes back from. */
export function linkedFlows({ steps }: FlowView): readonly string[] {
  const links = steps.filter(({ kind }) => kind === 'link');
  return [...new Set(links.flatMap(({ ways }) => ways.filter(({ kind }) => kind === 'flow').map(({ to }) => to)))];
}

/** Looks for every tried step on the tree, then in the flows that it leads through, however deep. */
export function findPath(
  flow: FlowView,
  linked: ReadonlyMap<string, FlowView>,
  tried: readonly Pick<TriedStep, 'step'>[],
): PathOnTree {
  const found: TriedOnTree[] = [];
  const elsewhere: number[] = [];
  tried.forEach(({ step }, index) => {
    const place = flow.steps.find(
      (one) =>
        one.id === step || (one.kind === 'link' && one.ways.some(({ to }) => holds(to, step, linked, new Set()))),
    );
    if (place === undefined) elsewhere.push(index);
    else found.push({ place: place.id, index });
  });
  return { found, elsewhere };
}

function holds(id: string, step: string, linked: ReadonlyMap<string, FlowView>, seen: Set<string>): boolean {
  const flow = linked.get(id);
  if (flow === undefined || seen.has(id)) return false;
  seen.add(id);
  return flow.steps.some((one) => one.id === step) || linkedFlows(flow).some((next) => holds(next, step, linked, seen));
}

/** A way between two steps of a flow, named by both. */
export function wayName(from: string, to: string): string {
  return `${from}>${to}`;
}

/**
 * The ways somebody must have taken from the start through these places, in their order: those without which the next
 * place could not have been reached. Where two ways would do, neither is claimed.
 */
export function waysTaken(
  { start, steps }: Pick<FlowView, 'start' | 'steps'>,
  places: readonly string[],
): ReadonlySet<string> {
  const ways = steps.flatMap(({ id, ways: out }) =>
    out.filter(({ kind }) => kind === 'step').map(({ to }) => [id, to] as const),
  );
  const taken = new Set<string>();
  let from = start;
  for (const place of places) {
    if (place !== from && reaches(from, place, ways)) {
      for (const [a, b] of ways) {
        const others = ways.filter(([c, d]) => c !== a || d !== b);
        if (!reaches(from, place, others)) taken.add(wayName(a, b));
      }
    }
    from = place;
  }
  return taken;
}

function reaches(from: string, place: string, ways: readonly (readonly [string, string])[]): boolean {
  const seen = new Set([from]);
  for (const at of seen) for (const [a, b] of ways) if (a === at) seen.add(b);
  return seen.has(place);
}
