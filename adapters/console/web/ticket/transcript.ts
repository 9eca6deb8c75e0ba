/** The transcript as agents see it: notes and events, photos, why the bot spoke, and what has not arrived. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { TurnTrace, Undelivered } from '#adapters/desk-contract.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { Attachment } from '#dialogs/message.ts';
import type { TicketView } from '../../wire.ts';
import { html, type Markup } from '../html.ts';
import { currentSettings, inWords } from '../settings.ts';
import { instantInWords } from '../time-in-words.ts';
import type { Words } from '../wording.ts';
import { linked, together } from './said-text.ts';
import { foreignScript, useScript } from './scripts.ts';

const ZH = {
  why: '为什么这样回',
  undelivered: {
    waiting: '正在发送',
    held: '平台不许再发，等商户来信再送出',
    refused: '没有送到',
  },
  retry: '重新发送',
};
const EN: typeof ZH = {
  why: 'Why this answer',
  undelivered: {
    waiting: 'On its way',
    held: 'The platform takes no more; goes out when the merchant writes',
    refused: 'Not delivered',
  },
  retry: 'Send again',
};
const say = inWords(ZH, EN);

/** What the transcript shows and tells. */
export interface TranscriptProps {
  readonly view: TicketView;
  readonly words: Words;
  /** Undefined for those who may only look. */
  readonly onRetry: ((lineSeq: number) => void) | undefined;
}

/** The lines, oldest first. */
export function Transcript({ view, words, onRetry }: TranscriptProps): Markup {
  const traces = new Map((view.trace ?? []).map((trace) => [trace.seq, trace]));
  const { ticket } = view;
  const to = foreignScript(ticket) && currentSettings().script;
  const spoken = view.transcript.filter(({ from }) => from !== 'event' && from !== 'note').map(({ text }) => text);
  const inOwnScript = useScript(spoken, to);
  const late = new Map((view.undelivered ?? []).map((one) => [one.seq, one]));
  return html`<section class="talk">
    <h2 id="transcript-title">${words.transcript}</h2>
    <div role="log" aria-live="polite" aria-labelledby="transcript-title">
      <ol id="transcript" class="transcript">
      ${view.transcript.map((line) =>
        h(Line, {
          key: line.seq,
          line,
          other: inOwnScript(line.text),
          words,
          trace: traces.get(line.seq),
          undelivered: late.get(line.seq),
          onRetry,
        }),
      )}
      </ol>
    </div>
  </section>`;
}

interface LineProps extends Pick<TranscriptProps, 'words' | 'onRetry'> {
  readonly line: TranscriptLine;
  /** The line in the agent's script, where that is another one. */
  readonly other: string | undefined;
  readonly trace: TurnTrace | undefined;
  readonly undelivered: Undelivered | undefined;
}

function Line({ line, other, words, trace, undelivered, onRetry }: LineProps): Markup {
  const isNote = line.from === 'note' && line.author !== undefined;
  return html`<li class="said ${line.from}">
    <p class="who">
      <strong>${line.author ?? words.speaker[line.from]}</strong>
      ${isNote ? html`<em>${words.speaker.note}</em>` : null}
      <time datetime=${new Date(line.atMs).toISOString()}>${instantInWords(line.atMs, words)}</time>
    </p>
    <div class="words">${line.from === 'merchant' ? together(line.text) : linked(line.text)}</div>
    ${other === undefined ? null : html`<div class="other-script" lang=${currentSettings().script}>${together(other)}</div>`}
    ${
      line.reply?.kind === 'choices'
        ? html`<p class="chips">${line.reply.choices.map(({ id, label }) => html`<span class="chip" key=${id}>${label}</span>`)}</p>`
        : null
    }
    ${(line.attachments ?? []).map((attachment) => drawAttachment(attachment, words))}
    ${undelivered === undefined ? null : h(Late, { undelivered, onRetry })}
    ${trace === undefined ? null : h(Trace, { trace })}
  </li>`;
}

/** Photos that are kept are shown, and open whole in a tab of their own; of other things the name is known. */
function drawAttachment({ kind, name, ref }: Attachment, words: Words): Markup {
  const address = `/api/media/${encodeURIComponent(ref)}`;
  const label = `${words.attachment}: ${name}`;
  if (!ref.startsWith('media:')) return html`<p class="soft">${label}</p>`;
  if (kind !== 'image') return html`<p><a href=${address} target="_blank" rel="noopener">${label}</a></p>`;
  return html`<p>
    <a href=${address} target="_blank" rel="noopener" title=${name}>
      <img class="photo" src=${address} alt=${label} loading="lazy" />
    </a>
  </p>`;
}

function Late({ undelivered, onRetry }: Pick<LineProps, 'onRetry'> & { readonly undelivered: Undelivered }): Markup {
  const { seq, state } = undelivered;
  return html`<p class="undelivered ${state}">
    <span>${say().undelivered[state]}</span>
    ${
      state === 'refused' && onRetry !== undefined
        ? html`<button type="button" class="small" onClick=${() => onRetry(seq)}>${say().retry}</button>`
        : null
    }
  </p>`;
}

/** Why the bot did what it did, when somebody asks. */
function Trace({ trace }: { readonly trace: TurnTrace }): Markup {
  const [open, setOpen] = useState(false);
  return html`<div class="trace">
    <button type="button" class="small quiet" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>
      ${say().why}
    </button>
    ${
      open
        ? html`<ul>
            ${trace.lines.map(({ by, says }, index) => html`<li key=${index}><code>${by}</code> ${says}</li>`)}
          </ul>`
        : null
    }
  </div>`;
}
