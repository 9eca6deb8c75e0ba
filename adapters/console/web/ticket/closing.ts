/** Ending one's work on a ticket: resolved, with how and by which step, or back to the bot; and opening it again. */

import { useState } from 'preact/hooks';
import type { ResolutionCode } from '#dialogs/ticket.ts';
import type { TicketView } from '../../wire.ts';
import { isTaken } from '../draft.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { choices, currentUser, may } from '../signed-in.ts';
import { agentTexts, isLive } from '../tickets.ts';
import type { Words } from '../wording.ts';
import type { Performing } from './perform.ts';
import { resolutionName } from './resolution-names.ts';

const ZH = { how: '怎样解决的', fixedBy: '哪一步修好的', reopen: '重新打开' };
const EN: typeof ZH = {
  how: 'How it was solved',
  fixedBy: 'What fixed it',
  reopen: 'Reopen',
};
const say = inWords(ZH, EN);

/** What is shown; `note` is a note in the making that goes along. */
export interface ClosingProps {
  readonly view: TicketView;
  readonly words: Words;
  readonly performing: Performing;
  readonly note: string;
  readonly onDone: () => void;
}

/** Buttons and picks, as far as the ticket and the role allow. */
export function Closing({ view, words, performing: { busy, perform }, note, onDone }: ClosingProps): Markup {
  const { ticket } = view;
  const [code, setCode] = useState<ResolutionCode | ''>('');
  const [fixedBy, setFixedBy] = useState('');
  const text = note === '' ? {} : { text: note };
  const run = async (work: Promise<boolean>): Promise<void> => {
    if (await work) onDone();
  };
  if (!isLive(ticket)) {
    if (ticket.status === 'cancelled' || ticket.mergedInto !== undefined) return null;
    return html`<button type="button" class="reopen" disabled=${busy} onClick=${() => void run(perform({ kind: 'reopen', ...text }))}>
      ${say().reopen}
    </button>`;
  }
  if (!isTaken(ticket) || (ticket.agent !== currentUser().name && !may('direct'))) return null;
  const { steps } = agentTexts(ticket, words.lang);
  const resolve = () =>
    perform({ kind: 'resolve', ...(code === '' ? {} : { code }), ...(fixedBy === '' ? {} : { fixedBy }), ...text });
  return html`
    <button type="button" class="handback" title=${words.hints.handback} disabled=${busy} onClick=${() => void run(perform({ kind: 'handback', ...text }))}>
      ${words.actions.handback}
    </button>
    <span class="resolving">
      ${select(
        say().how,
        code,
        choices().resolutionCodes.map((one) => [one, resolutionName(one)]),
        (value) => setCode(value as ResolutionCode | ''),
      )}
      ${select(
        say().fixedBy,
        fixedBy,
        ticket.stepsTried.map(({ step, title }, index) => [step, steps[index] ?? title]),
        setFixedBy,
      )}
      <button type="button" class="resolve" title=${words.hints.resolve} disabled=${busy} onClick=${() => void run(resolve())}>
        ${words.actions.resolve}
      </button>
    </span>
  `;
}

function select(
  label: string,
  value: string,
  options: readonly (readonly [string, string])[],
  onChange: (value: string) => void,
): Markup {
  if (options.length === 0) return null;
  return html`<select
    aria-label=${label}
    title=${label}
    value=${value}
    onChange=${(event: Event) => onChange((event.currentTarget as HTMLSelectElement).value)}
  >
    <option value="">${label}…</option>
    ${options.map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}
  </select>`;
}
