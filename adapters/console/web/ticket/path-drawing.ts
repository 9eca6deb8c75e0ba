/** The steps tried as a line of boxes, where the tree itself is not to be had or the steps stand on another one. */

import type { Ticket } from '#dialogs/ticket.ts';
import { fitText } from '../flow/fit-text.ts';
import { html, type Markup } from '../html.ts';
import { agentTexts } from '../tickets.ts';
import type { Words } from '../wording.ts';

const BOX = { width: 240, height: 62, gap: 26 };

/** The path, from the first step to the last. */
export function PathDrawing({ ticket, words }: { readonly ticket: Ticket; readonly words: Words }): Markup {
  const { steps: titles } = agentTexts(ticket, words.lang);
  const height = ticket.stepsTried.length * (BOX.height + BOX.gap);
  return html`<div class="drawing" tabindex="0" role="group" aria-label=${words.stepsTried}>
    <svg viewBox="0 0 ${BOX.width + 8} ${height}" width=${BOX.width + 8} height=${height} role="img" aria-label=${words.stepsTried}>
      ${ticket.stepsTried.map(({ title, outcome }, index) => {
        const y = index * (BOX.height + BOX.gap) + 2;
        return html`<g class="box ${outcome}" key=${index} transform="translate(4 ${y})">
          ${index === 0 ? null : html`<g class="way taken"><path d="M${BOX.width / 2},${-BOX.gap} V-2" /></g>`}
          <rect width=${BOX.width} height=${BOX.height} rx="10" />
          ${fitText(titles[index] ?? title, BOX.width - 22, 2).map(
            (line, row) => html`<text key=${row} x="11" y=${20 + row * 16}>${line}</text>`,
          )}
          <text class="foot" x="11" y=${BOX.height - 8}>${words.outcome[outcome]}</text>
        </g>`;
      })}
    </svg>
  </div>`;
}
