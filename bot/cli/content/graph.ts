/** The command that draws the tree of a symptom. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instance } from '@viz-js/viz';
import { LOCALES, type Locale } from '#knowledge/guide.ts';
import { toDot } from './draw/dot.ts';
import { toMermaid } from './draw/mermaid.ts';
import { type Tree, treeOf } from './draw/tree.ts';
import { openGuide } from './open-guide.ts';

/** The width of a usual screen in points. */
const SCREEN_POINTS = 1_300;

/** What the command was asked for. */
export interface GraphOptions {
  readonly overlay: string | undefined;
  readonly json: boolean;
  readonly ids: readonly string[];
  readonly all: boolean;
  /** Folder for the drawings; absent: the Mermaid text is printed. */
  readonly out: string | undefined;
  readonly locale: string | undefined;
}

/** Prints Mermaid text, or writes `<id>.svg` and `<id>.mmd` for each flow; exit code 2 for a name not known. */
export async function graph({ overlay, json, ids, all, out, locale = 'zh-Hans' }: GraphOptions): Promise<number> {
  const guide = await openGuide(overlay);
  if (!guide) return 1;
  if (!isLocale(locale)) return refuse(`There is no language ${locale}: use ${LOCALES.join(', ')}.`);
  const named = all ? [...guide.flows.keys()] : ids;
  if (named.length === 0) return refuse('Say which symptom or procedure to draw, or --all.');
  const unknown = named.find((id) => !guide.flows.has(id));
  if (unknown !== undefined) return refuse(`There is no symptom or procedure ${unknown}; list prints them.`);
  const trees = named.flatMap((id) => guide.flows.get(id) ?? []).map((flow) => treeOf(flow, guide, locale));
  if (out === undefined) {
    const drawn = trees.map((tree) => ({ id: tree.id, mermaid: toMermaid(tree) }));
    console.log(json ? JSON.stringify(drawn) : drawn.map(({ mermaid }) => mermaid).join('\n'));
    return 0;
  }
  await mkdir(out, { recursive: true });
  const graphviz = await instance();
  const files: { readonly id: string; readonly svg: string; readonly mermaid: string }[] = [];
  for (const tree of trees) {
    const file = { id: tree.id, svg: join(out, `${tree.id}.svg`), mermaid: join(out, `${tree.id}.mmd`) };
    await writeFile(
      file.svg,
      draw(tree, locale, (dot) => graphviz.renderString(dot, { format: 'svg' })),
    );
    await writeFile(file.mermaid, toMermaid(tree));
    files.push(file);
  }
  console.log(json ? JSON.stringify(files) : files.map(({ svg }) => svg).join('\n'));
  return 0;
}

/** Down the page; a tree too wide for a screen grows to the right instead, where that is narrower. */
function draw(tree: Tree, locale: Locale, render: (dot: string) => string): string {
  const down = render(toDot(tree, locale, 'TB'));
  if (widthOf(down) <= SCREEN_POINTS) return down;
  const right = render(toDot(tree, locale, 'LR'));
  return widthOf(right) < widthOf(down) ? right : down;
}

function widthOf(svg: string): number {
  return Number(/<svg width="(\d+)pt"/.exec(svg)?.[1] ?? 0);
}

function isLocale(text: string): text is Locale {
  return LOCALES.some((locale) => locale === text);
}

function refuse(why: string): number {
  console.error(why);
  return 2;
}
