/** Where the boxes of a flow stand when it is drawn: steps in layers from the top, every way on leading downwards. Pure. */

import type { Wording } from '#knowledge/guide.ts';
import type { FlowStep, FlowView } from '../../wire.ts';

/** Sizes in the drawing's own units. */
export const BOX = { width: 208, height: 78, gapX: 26, gapY: 46, margin: 12 } as const;

/** A step with its place; `x` and `y` are its upper left corner. */
export interface PlacedStep {
  readonly step: FlowStep;
  readonly x: number;
  readonly y: number;
}

/** A way from one placed step to another. */
export interface PlacedWay {
  readonly from: PlacedStep;
  readonly to: PlacedStep;
  readonly labels: readonly Wording[];
}

/** Everything of a drawing but its looks. */
export interface FlowLayout {
  readonly steps: readonly PlacedStep[];
  readonly ways: readonly PlacedWay[];
  readonly width: number;
  readonly height: number;
}

/** Places the steps. A step stands below all that lead to it; ways back up do not count. */
export function layoutFlow({ steps }: Pick<FlowView, 'steps'>): FlowLayout {
  const layers = layersOf(steps);
  const widest = Math.max(1, ...layers.map((layer) => layer.length));
  const width = BOX.margin * 2 + widest * BOX.width + (widest - 1) * BOX.gapX;
  const placed = new Map<string, PlacedStep>();
  layers.forEach((layer, depth) => {
    const taken = layer.length * BOX.width + (layer.length - 1) * BOX.gapX;
    byParents(layer, steps, placed).forEach((step, column) => {
      const x = (width - taken) / 2 + column * (BOX.width + BOX.gapX);
      placed.set(step.id, { step, x, y: BOX.margin + depth * (BOX.height + BOX.gapY) });
    });
  });
  const height = BOX.margin * 2 + layers.length * BOX.height + Math.max(0, layers.length - 1) * BOX.gapY;
  return { steps: [...placed.values()], ways: waysOf(placed), width, height };
}

function layersOf(steps: readonly FlowStep[]): readonly (readonly FlowStep[])[] {
  const place = new Map(steps.map(({ id }, index) => [id, index]));
  const depth = new Map<string, number>();
  steps.forEach((step, index) => {
    const own = depth.get(step.id) ?? 0;
    depth.set(step.id, own);
    for (const { to, kind } of step.ways) {
      if (kind === 'step' && (place.get(to) ?? -1) > index) depth.set(to, Math.max(depth.get(to) ?? 0, own + 1));
    }
  });
  const layers: FlowStep[][] = [];
  for (const step of steps) {
    const layer = layers[depth.get(step.id) ?? 0] ?? [];
    layers[depth.get(step.id) ?? 0] = [...layer, step];
  }
  return [...layers].map((layer) => layer ?? []);
}

/** The steps of a layer, each as near below what leads to it as the others let it. */
function byParents(
  layer: readonly FlowStep[],
  steps: readonly FlowStep[],
  placed: ReadonlyMap<string, PlacedStep>,
): readonly FlowStep[] {
  const middle = (step: FlowStep): number => {
    const parents = steps.filter((one) => placed.has(one.id) && one.ways.some(({ to }) => to === step.id));
    const sum = parents.reduce((total, { id }) => total + (placed.get(id)?.x ?? 0), 0);
    return parents.length === 0 ? 0 : sum / parents.length;
  };
  return [...layer].sort((a, b) => middle(a) - middle(b));
}

/** The ways that lead to steps; several between the same two are one, with all their labels. */
function waysOf(placed: ReadonlyMap<string, PlacedStep>): readonly PlacedWay[] {
  const ways = new Map<string, PlacedWay>();
  for (const from of placed.values()) {
    for (const { to, kind, label } of from.step.ways) {
      const target = kind === 'step' ? placed.get(to) : undefined;
      if (target === undefined) continue;
      const key = `${from.step.id} ${to}`;
      const labels = [...(ways.get(key)?.labels ?? []), ...(label === undefined ? [] : [label])];
      ways.set(key, { from, to: target, labels });
    }
  }
  return [...ways.values()];
}
