/** Fetches the tree of a symptom together with the procedures it leads through. */

import type { FlowView } from '../../wire.ts';
import { fetchFlow } from '../api.ts';
import { linkedFlows } from './path-on-tree.ts';

/** A flow and, by id, those it leads through. */
export interface FlowTree {
  readonly flow: FlowView;
  readonly linked: ReadonlyMap<string, FlowView>;
}

/** Procedures within procedures within procedures are followed; deeper ones are not worth the wait. */
const DEEPEST = 3;

/** The tree; a procedure that cannot be had is left out. */
export async function fetchTree(id: string): Promise<FlowTree> {
  const flow = await fetchFlow(id);
  const linked = new Map<string, FlowView>();
  let wanted = linkedFlows(flow);
  for (let depth = 0; depth < DEEPEST && wanted.length > 0; depth += 1) {
    const asked = await Promise.allSettled(wanted.map(fetchFlow));
    for (const answer of asked) if (answer.status === 'fulfilled') linked.set(answer.value.id, answer.value);
    wanted = [...new Set([...linked.values()].flatMap(linkedFlows))].filter((one) => one !== id && !linked.has(one));
  }
  return { flow, linked };
}
