/** The report of a run as one page with charts, without scripts and without anything from elsewhere. */

import { drawHistogram, drawShares, ENDS_IN_WORDS } from './charts.ts';
import { NEVER, type Wrong } from './judge.ts';
import { MEANINGS, percent } from './say-tally.ts';
import { countNever, ENDS, type Example, type Tally } from './tally.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --page: #fff; --line: #d8dee6; --fixed: #1b7f4b; --answered: #3f9fbf; --handed-off: #d08a1d; --abandoned: #b9bfc8; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa5b3; --page: #14181e; --line: #2c343f; --fixed: #4cc38a; --answered: #62b8d6; --handed-off: #e5aa4d; --abandoned: #5c6572; --bad: #f2827a; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2.2rem; } p.lead { color: var(--soft); margin-top: .2rem; }
dl.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 1rem; } dl.figures dt { color: var(--soft); } dl.figures dd { margin: 0; font-size: 1.6rem; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; } td { border-top: 1px solid var(--line); padding: .35rem .5rem .35rem 0; } td.count { text-align: right; width: 5rem; font-variant-numeric: tabular-nums; }
tr.bad td { color: var(--bad); font-weight: 600; }
svg { width: 100%; height: auto; display: block; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .soft { fill: var(--soft); } svg .axis { stroke: var(--line); }
.key { display: flex; flex-wrap: wrap; gap: 1rem; color: var(--soft); } .key i { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin-right: .4em; }
details { border-top: 1px solid var(--line); padding: .4rem 0; } pre { white-space: pre-wrap; font: 13px/1.45 ui-monospace, monospace; }
`;

/** Text as it may stand in a page. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The page. `seed` is the run's own, so that it can be repeated. */
export function drawReport(found: Tally, seed: number): string {
  const failed = countNever(found);
  const verdict = failed === 0 ? 'Nothing happened that never may.' : `${failed} things happened that never may.`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated merchants</title><style>${STYLE}</style></head><body>
<h1>Simulated merchants</h1>
<p class="lead">${found.conversations.toLocaleString('en')} conversations, seed ${seed}. ${verdict}</p>
${drawFigures(found)}
<h2>What never may happen</h2>
<table>${[...NEVER, 'misread' as const].map((kind) => drawWrong(kind, found.wrong[kind])).join('')}</table>
<h2>Turns to the end</h2>
${drawHistogram(found.histogram)}
<h2>How conversations ended, by language</h2>
${drawKey()}
${drawShares(found.byLocale)}
<h2>How conversations ended, by what was wrong</h2>
${drawKey()}
${drawShares(found.bySymptom)}
<h2>Examples</h2>
${Object.entries(found.examples)
  .flatMap(([kind, examples]) => (examples ?? []).map((example) => drawExample(kind as Wrong, example)))
  .join('')}
</body></html>
`;
}

function drawFigures({ conversations, ends, turns, recognised }: Tally): string {
  const figures = [
    ...ENDS.map((end) => [ENDS_IN_WORDS[end], percent(ends[end], conversations)]),
    ['recognised', percent(recognised, conversations)],
    ['turns, median', String(turns.median)],
    ['turns, p95', String(turns.p95)],
  ];
  return `<dl class="figures">${figures.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
}

function drawWrong(kind: Wrong, count: number): string {
  const bad = kind !== 'misread' && count > 0;
  return `<tr${bad ? ' class="bad"' : ''}><td class="count">${count}</td><td>${MEANINGS[kind]}</td></tr>`;
}

function drawKey(): string {
  const entries = ENDS.map((end) => `<span><i style="background:var(--${end})"></i>${ENDS_IN_WORDS[end]}</span>`);
  return `<p class="key">${entries.join('')}</p>`;
}

function drawExample(kind: Wrong, { seed, symptom, at, script }: Example): string {
  const title = `${MEANINGS[kind]}: ${symptom}, ${at} (merchant ${seed})`;
  return `<details><summary>${escapeText(title)}</summary><pre>${escapeText(script.join('\n'))}</pre></details>`;
}
