/** The steps that were tried: as a list, and as a path on the tree of the symptom. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { Ticket } from '#dialogs/ticket.ts';
import { FlowDrawing, type StepMark } from '../flow/drawing.ts';
import { fetchTree } from '../flow/fetch-tree.ts';
import { findPath, type TriedOnTree } from '../flow/path-on-tree.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { nameOf } from '../signed-in.ts';
import { agentTexts } from '../tickets.ts';
import { useAnswer } from '../use-answer.ts';
import type { Words } from '../wording.ts';
import { PathDrawing } from './path-drawing.ts';

const ZH = {
  onTree: '在排查树上看',
  tree: (name: string) => `「${name}」的排查树，走过的路加粗`,
  loading: '正在读取排查树…',
};
const EN: typeof ZH = {
  onTree: 'Show on the tree',
  tree: (name) => `The tree of “${name}”, the way taken in bold`,
  loading: 'Reading the tree…',
};
const say = inWords(ZH, EN);

/** The steps of a ticket. */
export function Steps({ ticket, words }: { readonly ticket: Ticket; readonly words: Words }): Markup {
  const [open, setOpen] = useState(false);
  const { stepsTried } = ticket;
  const { steps: titles } = agentTexts(ticket, words.lang);
  const symptom = ticket.symptoms.find((id) => id !== 'unknown' && !id.startsWith('ctl-'));
  return html`<section class="steps">
    <h3>${words.stepsTried}</h3>
    ${
      stepsTried.length === 0
        ? html`<p class="soft">${words.noSteps}</p>`
        : html`<ol>
            ${stepsTried.map(
              (tried, index) => html`<li class="step ${tried.outcome}" key=${index}>
                <span>${titles[index] ?? tried.title}</span>
                <strong>${words.outcome[tried.outcome]}</strong>
                ${tried.words === undefined ? null : html`<q>${tried.words}</q>`}
              </li>`,
            )}
          </ol>`
    }
    ${
      symptom === undefined
        ? null
        : html`<details class="tree" onToggle=${(event: Event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
            <summary>${say().onTree}</summary>
            ${open ? h(Tree, { ticket, symptom, words }) : null}
          </details>`
    }
  </section>`;
}

function Tree({
  ticket,
  symptom,
  words,
}: {
  readonly ticket: Ticket;
  readonly symptom: string;
  readonly words: Words;
}): Markup {
  const answer = useAnswer(`tree ${symptom}`, () => fetchTree(symptom), false);
  if (answer.value === undefined) {
    return answer.fault === undefined ? html`<p class="soft">${say().loading}</p>` : h(PathDrawing, { ticket, words });
  }
  const { flow, linked } = answer.value;
  const { found } = findPath(flow, linked, ticket.stepsTried);
  const label = say().tree(nameOf(symptom) ?? symptom);
  return [
    found.length < ticket.stepsTried.length ? h(PathDrawing, { ticket, words }) : null,
    h(FlowDrawing, { flow, marks: marksOf(ticket, found, words), path: found.map(({ place }) => place), label }),
  ];
}

/** What happened at each step of the tree; a procedure of several steps tells how each of them went. */
function marksOf(ticket: Ticket, found: readonly TriedOnTree[], words: Words): ReadonlyMap<string, StepMark> {
  const { steps: titles } = agentTexts(ticket, words.lang);
  const marks = new Map<string, StepMark>();
  for (const { place, index } of found) {
    const tried = ticket.stepsTried[index];
    if (tried === undefined) continue;
    const before = marks.get(place);
    const outcome = words.outcome[tried.outcome];
    const line = tried.step === place ? outcome : `${titles[index] ?? tried.title}: ${outcome}`;
    marks.set(place, { look: tried.outcome, line: before === undefined ? line : `${before.line} · ${line}` });
  }
  return marks;
}
