/** Draws a sheet as HTML: for a phone, for paper, and without a single script. Pure. */

import type { Locale } from '#knowledge/guide.ts';
import type { Block, Check, Field, Quiz, QuizQuestion, Sheet } from './sheet.ts';

/** What stands around a sheet. */
export interface Frame {
  readonly locale: Locale;
  /** Where the style sheet is. */
  readonly stylePath: string;
  /** Small print at the end, such as the day. */
  readonly foot: readonly string[];
  /** The sheet in other languages: address and name. */
  readonly languages: readonly { readonly href: string; readonly name: string; readonly current: boolean }[];
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const LANGUAGE: Readonly<Record<Locale, string>> = { 'zh-Hans': 'zh-Hans', 'zh-Hant': 'zh-Hant', en: 'en' };

/** The whole page. */
export function renderSheet(sheet: Sheet, { locale, stylePath, foot, languages }: Frame): string {
  const links = languages.map(({ href, name, current }) =>
    current
      ? `<span aria-current="page">${escapeHtml(name)}</span>`
      : `<a href="${escapeHtml(href)}">${escapeHtml(name)}</a>`,
  );
  return `<!doctype html>
<html lang="${LANGUAGE[locale]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${escapeHtml(sheet.title)}</title>
<link rel="stylesheet" href="${escapeHtml(stylePath)}">
</head>
<body>
<nav class="languages">${links.join(' · ')}</nav>
<main>
<h1>${escapeHtml(sheet.title)}</h1>
${sheet.lead ? `<p class="lead">${escapeHtml(sheet.lead)}</p>` : ''}
${sheet.blocks.map(renderBlock).join('\n')}
</main>
<footer>${foot.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}</footer>
</body>
</html>
`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p class="note">${escapeHtml(block.text)}</p>`;
    case 'notice':
      return `<section class="notice"><h2>${escapeHtml(block.title)}</h2><p>${escapeHtml(block.text)}</p></section>`;
    case 'fields':
      return section(block.title, `<dl>${block.rows.map(renderField).join('')}</dl>`);
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      return section(
        block.title,
        `<${tag}>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</${tag}>`,
      );
    }
    case 'checks':
      return section(block.title, `<ul class="checks">${block.rows.map(renderCheck).join('')}</ul>`);
    case 'quiz':
      return renderQuiz(block.quiz);
  }
}

function section(title: string | undefined, inside: string): string {
  return `<section>${title ? `<h2>${escapeHtml(title)}</h2>` : ''}${inside}</section>`;
}

function renderField({ name, value, note }: Field): string {
  const written = value === undefined ? '<span class="blank"></span>' : escapeHtml(value);
  return `<div><dt>${escapeHtml(name)}</dt><dd>${written}${note ? ` <small>${escapeHtml(note)}</small>` : ''}</dd></div>`;
}

function renderCheck({ text, days }: Check): string {
  const boxes = (days.length > 0 ? days : ['']).map((day) => `<span class="box">${escapeHtml(day)}</span>`);
  return `<li><span class="task">${escapeHtml(text)}</span><span class="boxes">${boxes.join('')}</span></li>`;
}

function renderQuiz({ title, button, questions, score, locale }: Quiz): string {
  const result = score ? `<p class="score" role="status">${escapeHtml(score)}</p>` : '';
  return `<section class="quiz" id="quiz"><h2>${escapeHtml(title)}</h2>${result}
<form method="get" action="#quiz"><input type="hidden" name="lang" value="${locale}">${questions.map(renderQuestion).join('')}<button>${escapeHtml(button)}</button></form></section>`;
}

function renderQuestion({ name, text, choices, verdict }: QuizQuestion): string {
  const options = choices.map(
    ({ id, label, chosen }) =>
      `<label><input type="radio" name="${escapeHtml(name)}" value="${escapeHtml(id)}"${chosen ? ' checked' : ''}> ${escapeHtml(label)}</label>`,
  );
  const told = verdict
    ? `<p class="${verdict.right ? 'right' : 'wrong'}"><strong>${escapeHtml(verdict.text)}</strong> ${escapeHtml(verdict.why)}</p>`
    : '';
  return `<fieldset><legend>${escapeHtml(text)}</legend>${options.join('')}${told}</fieldset>`;
}
