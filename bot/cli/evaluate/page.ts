/** An evaluation as one HTML file without anything from outside: figures, a picture of the confusions, the errors. */

import { confusionsOf, type Figures, type Judged } from './figures.ts';
import { type Costs, errorsOf, figureRows } from './print.ts';
import { OUT_OF_SCOPE } from './read-lines.ts';

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1c2430}
table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
tr+tr td{border-top:1px solid #e3e7ec}svg{max-width:100%;height:auto;background:#f6f8fa}.n{text-align:right}
small{color:#5a6675}@media(prefers-color-scheme:dark){body{background:#14181d;color:#dfe5ec}svg{background:#1c2229}
tr+tr td{border-color:#2c343d}small{color:#97a3b0}text{fill:#97a3b0}}`;

/** The page. `title` says what was evaluated. */
export function renderPage(title: string, figures: Figures, costs: Costs, judged: readonly Judged[]): string {
  const rows = figureRows(figures, costs).map(([name, value]) => row([name, value]));
  const confusions = confusionsOf(judged).map(({ label, got, lines }) => row([String(lines), label, got]));
  const errors = errorsOf(judged).map(({ text, label, got, score, because }) =>
    row([text, label, `${got ?? 'nothing'} (${score.toFixed(2)})`, because]),
  );
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
<h1>${escapeHtml(title)}</h1>
<table>${rows.join('\n')}</table>
<h2>What was taken for what</h2>
<p>A row for each label, a column for each answer, in the same order: green is right, red is wrong, stronger is more often.</p>
${drawMatrix(judged)}
<h2>Confusions</h2>
<table><tr><th>lines</th><th>label</th><th>taken for</th></tr>${confusions.join('\n')}</table>
<h2>Errors, and the evidence that won</h2>
<table><tr><th>text</th><th>label</th><th>taken for</th><th>because</th></tr>${errors.join('\n')}</table>
</html>
`;
}

const PICTURE = 900;
const LARGEST_CELL = 26;
const SMALLEST_CELL = 5;
const LABEL_WIDTH = 240;
/** Below this size of a cell, labels beside the rows would overlap. */
const READABLE_CELL = 9;

/** The confusion matrix as an SVG picture; every cell tells its labels and count when pointed at. */
export function drawMatrix(judged: readonly Judged[]): string {
  const lines = judged.filter(({ label }) => label !== OUT_OF_SCOPE);
  const labels = [...new Set(lines.flatMap(({ label, got }) => (got === undefined ? [label] : [label, got])))].sort();
  const place = new Map(labels.map((label, at) => [label, at]));
  const cell = Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, Math.floor(PICTURE / Math.max(1, labels.length))));
  const left = cell >= READABLE_CELL ? LABEL_WIDTH : 0;
  const counts = Map.groupBy(lines, ({ label, got = '' }) => JSON.stringify([label, got]));
  const rowSums = Map.groupBy(lines, ({ label }) => label);
  const cells = [...counts.values()].map((group) => {
    const { label, got } = group[0] as Judged;
    const column = place.get(got ?? '');
    if (column === undefined) return '';
    const share = group.length / (rowSums.get(label)?.length ?? 1);
    const colour = label === got ? '#1a7f4b' : '#c62828';
    const told = `${label} → ${got}: ${group.length}`;
    const at = `x="${left + column * cell}" y="${(place.get(label) ?? 0) * cell}"`;
    return `<rect ${at} width="${cell}" height="${cell}" fill="${colour}" opacity="${(0.2 + 0.8 * share).toFixed(2)}"><title>${escapeHtml(told)}</title></rect>`;
  });
  const names = left === 0 ? [] : labels.map((label, at) => nameBeside(label, left - 6, (at + 0.75) * cell, cell));
  const side = labels.length * cell;
  const size = `viewBox="0 0 ${left + side} ${side}" width="${left + side}" height="${side}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="Confusion matrix">${names.join('')}${cells.join('')}</svg>`;
}

function nameBeside(label: string, x: number, y: number, cell: number): string {
  return `<text x="${x}" y="${y.toFixed(1)}" text-anchor="end" font-size="${Math.min(13, cell - 1)}">${escapeHtml(label)}</text>`;
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((one) => `<td>${escapeHtml(one)}</td>`).join('')}</tr>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
