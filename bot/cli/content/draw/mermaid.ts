/** A tree as Mermaid text, which many wikis draw. */

import type { Box, Frame, Tree } from './tree.ts';
import { type BoxKind, wrap } from './words.ts';

const BRACKETS: Readonly<Record<BoxKind, readonly [open: string, close: string]>> = {
  ask: ['(', ')'],
  do: ['[', ']'],
  say: ['>', ']'],
  branch: ['{{', '}}'],
  collect: ['[/', '/]'],
  lookup: ['[(', ')]'],
  resolved: ['([', '])'],
  handoff: ['([', '])'],
  answered: ['([', '])'],
  abandoned: ['([', '])'],
  symptom: ['[[', ']]'],
};
const CLASSES = [
  'classDef ask fill:#e3f0ff,stroke:#2f6fb3',
  'classDef do fill:#fff3d1,stroke:#b07d12',
  'classDef collect fill:#e6f6ee,stroke:#2f8a5b',
  'classDef resolved fill:#2f8a4a,color:#fff',
  'classDef handoff fill:#c2462e,color:#fff',
  'classDef answered fill:#5f6b7a,color:#fff',
  'classDef symptom fill:#ece3f7,stroke:#7a4bb0',
];

/** The tree as a Mermaid flowchart. */
export function toMermaid(tree: Tree): string {
  const ids = new Map(tree.boxes.map((box, index) => [box.id, `n${index}`]));
  const arrows = tree.arrows.map(({ from, to, label }) => {
    const words = label === '' ? '' : `|${quote([label])}|`;
    return `  ${ids.get(from)} -->${words} ${ids.get(to)}`;
  });
  const title = ['---', `title: ${JSON.stringify(`${tree.title} (${tree.id})`)}`, '---'];
  const classes = CLASSES.map((line) => `  ${line}`);
  return [...title, 'flowchart TD', ...contentOf(tree, undefined, ids, '  '), ...arrows, ...classes, ''].join('\n');
}

function contentOf(
  tree: Tree,
  frame: string | undefined,
  ids: ReadonlyMap<string, string>,
  indent: string,
): readonly string[] {
  const boxes = tree.boxes.filter((box) => box.frame === frame).map((box) => `${indent}${boxText(box, ids)}`);
  const frames = tree.frames.filter(({ inside }) => inside === frame);
  return [...boxes, ...frames.flatMap((one: Frame) => frameLines(tree, one, ids, indent))];
}

function frameLines(tree: Tree, frame: Frame, ids: ReadonlyMap<string, string>, indent: string): readonly string[] {
  const head = `${indent}subgraph f${tree.frames.indexOf(frame)}[${quote([frame.title])}]`;
  return [head, ...contentOf(tree, frame.id, ids, `${indent}  `), `${indent}end`];
}

function boxText(box: Box, ids: ReadonlyMap<string, string>): string {
  const [open, close] = BRACKETS[box.kind];
  return `${ids.get(box.id)}${open}${quote(wrap(box.text, 26, 4))}${close}:::${box.kind}`;
}

function quote(lines: readonly string[]): string {
  return `"${lines.join('<br/>').replaceAll('"', '#quot;')}"`;
}
