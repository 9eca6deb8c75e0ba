/** Charts as inline SVG: columns over time, and bars for things that are counted. */

import { html, type Markup } from '../html.ts';

/** One column or bar. */
export interface Count {
  readonly label: string;
  readonly count: number;
  /** Drawn beside the first, such as resolved beside opened. */
  readonly second?: number;
  /** In place of the count behind a bar. */
  readonly shown?: string;
}

/** About as many units as a telephone has pixels, so that labels can be read there too. */
const COLUMNS = { width: 420, height: 150, foot: 22, head: 16 };
const WIDEST_BAR = 24;
/** Labels that stand side by side without touching. */
const MOST_LABELS = 8;
const HALF_LABEL = 18;

/** Which of so many columns have a label below them, and where its middle is. Pure. */
export function labelPlaces(count: number): ReadonlyMap<number, number> {
  const every = Math.ceil(count / MOST_LABELS);
  const slot = COLUMNS.width / Math.max(1, count);
  const labelled = Array.from({ length: count }, (_, index) => index).filter((index) => index % every === 0);
  const inside = (x: number): number => Math.min(COLUMNS.width - HALF_LABEL, Math.max(HALF_LABEL, x));
  return new Map(labelled.map((index) => [index, inside(index * slot + slot / 2)]));
}

/** Columns from left to right; every value stands in a table for those who cannot see them. */
export function Columns(props: {
  readonly title: string;
  readonly counts: readonly Count[];
  /** What first and second columns are. */
  readonly names: readonly [string, string?];
}): Markup {
  const { title, counts, names } = props;
  const most = Math.max(1, ...counts.flatMap(({ count, second }) => [count, second ?? 0]));
  const slot = COLUMNS.width / Math.max(1, counts.length);
  const room = COLUMNS.height - COLUMNS.foot - COLUMNS.head;
  const bar = (value: number, index: number, part: 0 | 1): Markup => {
    const height = (value / most) * room;
    const width = Math.min(WIDEST_BAR, slot * (names[1] === undefined ? 0.7 : 0.38));
    const x = index * slot + slot / 2 + (names[1] === undefined ? -width / 2 : part === 0 ? -width : 0);
    return html`<rect class="part-${part}" x=${x} y=${COLUMNS.height - COLUMNS.foot - height} width=${width} height=${height} rx="2" />`;
  };
  const labels = labelPlaces(counts.length);
  return html`<figure class="chart">
    <figcaption>${title}${names[1] === undefined ? null : html`<span class="soft legend"><i class="part-0"></i>${names[0]} <i class="part-1"></i>${names[1]}</span>`}</figcaption>
    <svg viewBox="0 0 ${COLUMNS.width} ${COLUMNS.height}" role="img" aria-label=${title}>
      <line x1="0" x2=${COLUMNS.width} y1=${COLUMNS.height - COLUMNS.foot} y2=${COLUMNS.height - COLUMNS.foot} />
      <text class="soft" x="0" y="11">${most}</text>
      ${counts.map(
        ({ label, count, second }, index) => html`<g key=${label}>
          <title>${label}: ${count}${second === undefined ? '' : ` / ${second}`}</title>
          ${bar(count, index, 0)} ${second === undefined ? null : bar(second, index, 1)}
          ${labels.has(index) ? html`<text class="soft at" x=${labels.get(index)} y=${COLUMNS.height - 6}>${label}</text>` : null}
        </g>`,
      )}
    </svg>
    ${table(title, counts, names)}
  </figure>`;
}

function table(title: string, counts: readonly Count[], names: readonly [string, string?]): Markup {
  return html`<table class="hidden-words">
    <caption>${title}</caption>
    <thead><tr><td></td>${names.map((name) => (name === undefined ? null : html`<th key=${name}>${name}</th>`))}</tr></thead>
    <tbody>
      ${counts.map(({ label, count, second }) => html`<tr key=${label}><th>${label}</th><td>${count}</td>${second === undefined ? null : html`<td>${second}</td>`}</tr>`)}
    </tbody>
  </table>`;
}

/** Bars from the top, each with its name and value in words. */
export function Bars({
  title,
  counts,
  empty,
}: {
  readonly title: string;
  readonly counts: readonly Count[];
  readonly empty: string;
}): Markup {
  const most = Math.max(1, ...counts.map(({ count }) => count));
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    ${counts.length === 0 ? html`<p class="soft">${empty}</p>` : null}
    <ul class="bars">
      ${counts.map(
        ({ label, count, shown }) => html`<li key=${label}>
          <span>${label}</span>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="part-0" width=${(count / most) * 100} height="8" /></svg>
          <strong>${shown ?? count}</strong>
        </li>`,
      )}
    </ul>
  </figure>`;
}
