/** Charts as inline SVG. */

import type { SimulatedEnd } from './play.ts';
import { ENDS, type Ends } from './tally.ts';

/** The ends as the report names them. */
export const ENDS_IN_WORDS: Readonly<Record<SimulatedEnd, string>> = {
  fixed: 'fixed',
  answered: 'answered',
  'handed-off': 'handed off',
  abandoned: 'abandoned',
};

const WIDTH = 900;
const LABEL = 190;
const ROW = 22;

/** One bar of shares for each row. */
export function drawShares(rows: readonly (readonly [name: string, ends: Ends])[]): string {
  const height = rows.length * ROW + 4;
  const bars = rows.map(([name, ends], index) => drawRow(name, ends, index * ROW));
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Shares of ends">${bars.join('')}</svg>`;
}

function drawRow(name: string, ends: Ends, y: number): string {
  const total = ENDS.reduce((sum, end) => sum + ends[end], 0);
  const room = WIDTH - LABEL - 60;
  let x = LABEL;
  const parts = ENDS.map((end) => {
    const width = total === 0 ? 0 : (room * ends[end]) / total;
    const rect = `<rect x="${x.toFixed(1)}" y="${y + 3}" width="${width.toFixed(1)}" height="${ROW - 6}" fill="var(--${end})"><title>${ENDS_IN_WORDS[end]}: ${ends[end]}</title></rect>`;
    x += width;
    return rect;
  });
  const label = `<text x="${LABEL - 8}" y="${y + 15}" text-anchor="end">${name}</text>`;
  return `${label}${parts.join('')}<text class="soft" x="${WIDTH - 52}" y="${y + 15}">${total}</text>`;
}

const CHART_HEIGHT = 200;

/** How many conversations took how many turns. */
export function drawHistogram(histogram: readonly (readonly [turns: number, conversations: number])[]): string {
  const most = Math.max(1, ...histogram.map(([, count]) => count));
  const last = Math.max(1, ...histogram.map(([turns]) => turns));
  const room = (WIDTH - 20) / last;
  const bars = histogram.map(([turns, count]) => {
    const height = ((CHART_HEIGHT - 44) * count) / most;
    const x = 10 + (turns - 1) * room;
    const middle = (x + room / 2).toFixed(1);
    const bar = `<rect x="${(x + 1).toFixed(1)}" y="${(CHART_HEIGHT - 20 - height).toFixed(1)}" width="${(room - 2).toFixed(1)}" height="${height.toFixed(1)}" fill="var(--answered)"><title>${turns} turns: ${count}</title></rect>`;
    const number = `<text class="soft" x="${middle}" y="${(CHART_HEIGHT - 24 - height).toFixed(1)}" text-anchor="middle">${count}</text>`;
    return `${bar}${number}<text x="${middle}" y="${CHART_HEIGHT - 5}" text-anchor="middle">${turns}</text>`;
  });
  const axis = `<line class="axis" x1="10" x2="${WIDTH - 10}" y1="${CHART_HEIGHT - 20}" y2="${CHART_HEIGHT - 20}"/>`;
  return `<svg viewBox="0 0 ${WIDTH} ${CHART_HEIGHT}" role="img" aria-label="Turns to the end">${axis}${bars.join('')}</svg>`;
}
