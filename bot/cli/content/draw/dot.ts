/** A tree in the language of Graphviz, with boxes sized for Chinese, whose widths Graphviz does not know. */

import type { Locale } from '#knowledge/guide.ts';
import type { Arrow, Box, Frame, Tree } from './tree.ts';
import { type BoxKind, columns, DRAWING_WORDS, wrap } from './words.ts';

interface Style {
  readonly shape: string;
  readonly style?: string;
  readonly fill: string;
  readonly line: string;
}

const STYLES: Readonly<Record<BoxKind, Style>> = {
  ask: { shape: 'box', style: 'rounded,filled', fill: '#e3f0ff', line: '#2f6fb3' },
  do: { shape: 'box', style: 'filled', fill: '#fff3d1', line: '#b07d12' },
  say: { shape: 'note', fill: '#f4f4f4', line: '#8a8a8a' },
  branch: { shape: 'hexagon', fill: '#ffffff', line: '#6b6b6b' },
  collect: { shape: 'parallelogram', fill: '#e6f6ee', line: '#2f8a5b' },
  lookup: { shape: 'cylinder', fill: '#eeeeff', line: '#5b5bb0' },
  resolved: { shape: 'box', style: 'rounded,filled', fill: '#2f8a4a', line: '#2f8a4a' },
  handoff: { shape: 'box', style: 'rounded,filled', fill: '#c2462e', line: '#c2462e' },
  answered: { shape: 'box', style: 'rounded,filled', fill: '#5f6b7a', line: '#5f6b7a' },
  abandoned: { shape: 'box', style: 'rounded,filled', fill: '#9a9a9a', line: '#9a9a9a' },
  symptom: { shape: 'cds', fill: '#ece3f7', line: '#7a4bb0' },
};
const DARK: readonly BoxKind[] = ['resolved', 'handoff', 'answered', 'abandoned'];
const FONT = 'Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif';
const POINTS = 13;
const LABEL_POINTS = 12;
/** Width of a Latin letter in parts of the size of the type. */
const LETTER = 0.53;
const LINE = 1.35;

/** The tree as Graphviz source, growing down (`TB`) or to the right (`LR`). */
export function toDot(tree: Tree, locale: Locale, direction: 'TB' | 'LR'): string {
  const ids = new Map(tree.boxes.map((box, index) => [box.id, `n${index}`]));
  return [
    'digraph {',
    `rankdir=${direction}; nodesep=0.28; ranksep=0.42; compound=true; bgcolor="white"; fontname="${FONT}"; pad=0.3;`,
    `labelloc=t; fontsize=20; label=${titleLabel(tree, locale)};`,
    `node [fontname="${FONT}", fontsize=${POINTS}, penwidth=1.3];`,
    `edge [fontname="${FONT}", fontsize=${LABEL_POINTS}, color="#555555", arrowsize=0.7];`,
    ...contentOf(tree, undefined, ids),
    ...tree.arrows.map((arrow) => arrowLine(arrow, ids)),
    '}',
  ].join('\n');
}

function contentOf(tree: Tree, frame: string | undefined, ids: ReadonlyMap<string, string>): readonly string[] {
  return [
    ...tree.boxes.filter((box) => box.frame === frame).map((box) => boxLine(box, ids)),
    ...tree.frames.filter(({ inside }) => inside === frame).flatMap((one) => frameLines(tree, one, ids)),
  ];
}

function frameLines(tree: Tree, frame: Frame, ids: ReadonlyMap<string, string>): readonly string[] {
  const index = tree.frames.indexOf(frame);
  return [
    `subgraph cluster_${index} {`,
    `style="rounded,filled"; fillcolor="#fafafa"; color="#bbbbbb"; fontsize=${POINTS}; margin=12; labeljust=l;`,
    `label=${sized([frame.title], POINTS, '#555555')};`,
    ...contentOf(tree, frame.id, ids),
    '}',
  ];
}

function boxLine(box: Box, ids: ReadonlyMap<string, string>): string {
  const { shape, style = 'filled', fill, line } = STYLES[box.kind];
  const lines = wrap(box.text, box.kind === 'branch' ? 22 : 26, 4);
  const tilted = shape === 'hexagon' || shape === 'parallelogram' || shape === 'cds' ? 1.35 : 1;
  const width = (Math.max(6, ...lines.map(columns)) * LETTER * POINTS * tilted + 20) / 72;
  const height = (lines.length * POINTS * LINE + (shape === 'cylinder' ? 26 : 14)) / 72;
  const ink = DARK.includes(box.kind) ? '#ffffff' : '#1c1c1c';
  return (
    `${ids.get(box.id)} [label=${quote(lines.join('\n'))}, shape=${shape}, style="${style}", fillcolor="${fill}", ` +
    `color="${line}", fontcolor="${ink}", fixedsize=true, width=${width.toFixed(2)}, height=${height.toFixed(2)}];`
  );
}

function arrowLine({ from, to, label }: Arrow, ids: ReadonlyMap<string, string>): string {
  const words = label === '' ? '' : ` [label=${sized(wrap(label, 20, 3), LABEL_POINTS, '#333333')}]`;
  return `${ids.get(from)} -> ${ids.get(to)}${words};`;
}

/** Text in a table of a fixed size, because Graphviz would take Chinese for half as wide. */
function sized(lines: readonly string[], points: number, ink: string): string {
  const width = Math.ceil(Math.max(1, ...lines.map(columns)) * LETTER * points + 12);
  const height = Math.ceil(lines.length * points * LINE + 2);
  const text = lines.map((line) => `&#160;${escapeHtml(line)}<BR ALIGN="LEFT"/>`).join('');
  return (
    `<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD FIXEDSIZE="TRUE" WIDTH="${width}" ` +
    `HEIGHT="${height}" ALIGN="LEFT" BALIGN="LEFT"><FONT COLOR="${ink}">${text}</FONT></TD></TR></TABLE>>`
  );
}

/** The title over a row that explains the colours. */
function titleLabel(tree: Tree, locale: Locale): string {
  const words = DRAWING_WORDS[locale];
  const used = new Set(tree.boxes.map(({ kind }) => kind));
  const kinds = (Object.keys(STYLES) as BoxKind[]).filter((kind) => used.has(kind));
  const cells = kinds.map((kind) => {
    const width = Math.ceil(columns(words[kind]) * LETTER * LABEL_POINTS + 18);
    const ink = DARK.includes(kind) ? '#ffffff' : '#1c1c1c';
    const { fill, line } = STYLES[kind];
    return `<TD FIXEDSIZE="TRUE" WIDTH="${width}" HEIGHT="24" ALIGN="LEFT" BALIGN="LEFT" BORDER="1" COLOR="${line}" BGCOLOR="${fill}"><FONT POINT-SIZE="${LABEL_POINTS}" COLOR="${ink}"> ${escapeHtml(words[kind])}<BR ALIGN="LEFT"/></FONT></TD>`;
  });
  const title = `<TR><TD COLSPAN="${Math.max(1, kinds.length)}" HEIGHT="40">${escapeHtml(`${tree.title} (${tree.id})`)}</TD></TR>`;
  return `<<TABLE BORDER="0" CELLSPACING="6" CELLPADDING="0">${title}<TR>${cells.join('')}</TR></TABLE>>`;
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
