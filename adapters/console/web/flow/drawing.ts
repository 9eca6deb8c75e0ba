/** A flow drawn as a tree: its steps, the ways between them, and what happened at each. */

import { h } from 'preact';
import type { FlowStep, FlowView } from '../../wire.ts';
import { classes, html, type Markup } from '../html.ts';
import { currentSettings, inWords } from '../settings.ts';
import { nameOf } from '../signed-in.ts';
import { fitText } from './fit-text.ts';
import { BOX, layoutFlow, type PlacedStep, type PlacedWay } from './layout.ts';
import { wayName, waysTaken } from './path-on-tree.ts';

/** What is shown of a step besides its text. */
export interface StepMark {
  /** A class for its colours, such as an outcome. */
  readonly look: string;
  /** A line under its text. */
  readonly line: string;
}

const ZH = {
  ends: { resolved: '解决', handoff: '转人工', answered: '已答复', abandoned: '放弃', done: '结束' },
  flow: (name: string) => `转「${name}」`,
  kinds: {
    say: '说明',
    ask: '提问',
    do: '操作',
    branch: '判断',
    collect: '收集',
    lookup: '查询',
    link: '链接',
    outcome: '结果',
  },
};
const EN: typeof ZH = {
  ends: { resolved: 'solved', handoff: 'to a person', answered: 'answered', abandoned: 'given up', done: 'end' },
  flow: (name) => `to “${name}”`,
  kinds: {
    say: 'tells',
    ask: 'asks',
    do: 'step',
    branch: 'decides',
    collect: 'collects',
    lookup: 'looks up',
    link: 'link',
    outcome: 'ends',
  },
};
const say = inWords(ZH, EN);
const TEXT_WIDTH = BOX.width - 22;
/** The room of a foot in units of `fitText`, as its font is smaller. */
export const FOOT_WIDTH = (TEXT_WIDTH * 13) / 11;

/** What the drawing shows. */
export interface FlowDrawingProps {
  readonly flow: FlowView;
  /** Marks by step id. */
  readonly marks: ReadonlyMap<string, StepMark>;
  /** Steps in the order they were taken; the ways that surely led to them are drawn strong. */
  readonly path: readonly string[];
  readonly label: string;
}

/** The drawing as SVG; it scrolls in its own frame when it is larger than the page. */
export function FlowDrawing({ flow, marks, path, label }: FlowDrawingProps): Markup {
  const { steps, ways, width, height } = layoutFlow(flow);
  const taken = waysTaken(flow, path);
  // biome-ignore format: attributes read better one drawing part a line
  return html`<div class="drawing" tabindex="0" role="group" aria-label=${label}>
    <svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} role="img" aria-label=${label}>
      ${ways.map((way) => h(Way, { key: `${way.from.step.id}>${way.to.step.id}`, way, taken: taken.has(wayName(way.from.step.id, way.to.step.id)) }))}
      ${steps.map((placed) => h(Box, { key: placed.step.id, placed, mark: marks.get(placed.step.id) }))}
    </svg>
  </div>`;
}

function Way({ way, taken }: { readonly way: PlacedWay; readonly taken: boolean }): Markup {
  const x1 = way.from.x + BOX.width / 2;
  const y1 = way.from.y + BOX.height;
  const x2 = way.to.x + BOX.width / 2;
  const y2 = way.to.y;
  const back = y2 < y1;
  const bend = back ? 60 : Math.max(18, (y2 - y1) / 2);
  const path = back
    ? `M${way.from.x},${y1 - BOX.height / 2} C${way.from.x - bend},${y1} ${way.to.x - bend},${y2} ${way.to.x},${y2 + BOX.height / 2}`
    : `M${x1},${y1} C${x1},${y1 + bend} ${x2},${y2 - bend} ${x2},${y2 - 5}`;
  const label = way.labels.map((one) => one[currentSettings().locale]).join(' / ');
  return html`<g class=${classes('way', taken && 'taken')}>
    <path d=${path} />
    ${back ? null : html`<path class="head" d="M${x2 - 4},${y2 - 7} L${x2},${y2} L${x2 + 4},${y2 - 7} Z" />`}
    ${
      label === ''
        ? null
        : html`<text x=${x1 + (x2 - x1) * 0.35} y=${y1 + 16}>${fitText(label, 110, 1)[0]}<title>${label}</title></text>`
    }
  </g>`;
}

function Box({
  placed: { step, x, y },
  mark,
}: {
  readonly placed: PlacedStep;
  readonly mark: StepMark | undefined;
}): Markup {
  const text = step.text[currentSettings().locale];
  const lines = fitText(text, TEXT_WIDTH, 2);
  const kinds: Readonly<Record<string, string>> = say().kinds;
  const foot = mark?.line ?? endsOf(step);
  return html`<g class=${classes('box', `kind-${step.kind}`, mark?.look)} transform="translate(${x} ${y})">
    <title>${text}</title>
    <rect width=${BOX.width} height=${BOX.height} rx="10" />
    <text class="kind" x="11" y="17">${kinds[step.kind] ?? step.kind} · ${step.id}</text>
    ${lines.map((line, index) => html`<text key=${index} x="11" y=${35 + index * 16}>${line}</text>`)}
    <text class="foot" x="11" y=${BOX.height - 8}>${fitText(foot, FOOT_WIDTH, 1)[0] ?? ''}</text>
  </g>`;
}

/** Where a step ends the flow or leaves it, in one line. */
function endsOf({ ways }: FlowStep): string {
  const { locale } = currentSettings();
  const ends: Readonly<Record<string, string>> = say().ends;
  return ways
    .filter(({ kind }) => kind !== 'step')
    .map(({ to, kind, label }) => {
      const where = kind === 'end' ? (ends[to] ?? to) : say().flow(nameOf(to) ?? to);
      return label === undefined ? `→ ${where}` : `${label[locale]} → ${where}`;
    })
    .join(' · ');
}
