/** The place where an agent writes: a switch between note and reply, the text, and what can be done with the ticket. */

import { h } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { DeskAction } from '#adapters/contract.ts';
import type { TicketView } from '../../wire.ts';
import { type DraftText, type Kind, type Reach, reachable, reachOf } from '../draft.ts';
import { html, type Markup } from '../html.ts';
import { roomInWords } from '../room-in-words.ts';
import { useShortcuts } from '../shortcuts.ts';
import { currentUser } from '../signed-in.ts';
import { isLive } from '../tickets.ts';
import { channelName } from '../value-names.ts';
import type { Words } from '../wording.ts';
import { Closing } from './closing.ts';
import { draftOf, keepDraft } from './drafts.ts';
import { MacroList, useMacros } from './macros.ts';
import { More } from './more.ts';
import type { Performing } from './perform.ts';
import { type Picture, PictureField } from './picture-field.ts';
import { problemInWords } from './problem-in-words.ts';

/** What the composer works on. */
export interface ComposerProps {
  readonly view: TicketView;
  readonly words: Words;
  readonly performing: Performing;
}

/** The composer. It is drawn anew for every ticket. */
export function Composer({ view, words, performing }: ComposerProps): Markup {
  const { ticket, room } = view;
  const { busy, problem, perform } = performing;
  const field = useRef<HTMLTextAreaElement>(null);
  const [, redraw] = useState(0);
  const [picture, setPicture] = useState<Picture>();
  const reach = reachOf(ticket, currentUser());
  const draft = reachable(draftOf(ticket.number), reach);
  const change = (news: Partial<DraftText>): void => {
    keepDraft(ticket.number, { ...draftOf(ticket.number), ...news });
    redraw((count) => count + 1);
  };
  const macros = useMacros(draft.text, ticket.language, (text) => change({ text }));
  const ready = (draft.text.trim() !== '' || (draft.kind === 'reply' && picture !== undefined)) && macros === undefined;
  const send = async (): Promise<void> => {
    if (busy || !ready) return;
    const done = await perform(...actsOf(draft, reach, picture));
    if (!done) return;
    setPicture(undefined);
    change({ text: '' });
  };
  const write = (kind: Kind): void => {
    change({ kind });
    field.current?.focus();
  };
  const canClaim = isLive(ticket) && reach === 'claim-first';
  useShortcuts({
    r: () => write('reply'),
    n: () => write('note'),
    ...(canClaim ? { c: () => void perform({ kind: 'claim' }) } : {}),
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (macros?.onKey(event.key) === true) event.preventDefault();
    else if (event.key === 'Escape') field.current?.blur();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      void send();
    }
  };
  return html`<form id="composer" class="composer" data-kind=${draft.kind} onSubmit=${(event: Event) => event.preventDefault()}>
    ${problem === undefined ? null : html`<p id="problem" class="problem" role="alert">${problemInWords(problem)}</p>`}
    ${h(Kinds, { kind: draft.kind, reach, view, words, onChange: (kind: Kind) => change({ kind }) })}
    <p id="kind-hint" class="soft" aria-live="polite">${words.writing.hint[hintOf(draft.kind, reach)]}</p>
    ${
      room === undefined || draft.kind !== 'reply' || reach === 'closed'
        ? null
        : html`<p id="room" class=${room.open ? 'soft' : 'soft shut'} aria-live="polite">${roomInWords(room, words)}</p>`
    }
    ${macros === undefined ? null : h(MacroList, { macros })}
    <textarea
      id="text"
      ref=${field}
      aria-describedby="kind-hint"
      aria-label=${words.writing.placeholder[draft.kind]}
      placeholder=${words.writing.placeholder[draft.kind]}
      ...${macros?.attributes ?? {}}
      rows="2"
      maxlength="5000"
      readonly=${busy}
      value=${draft.text}
      onInput=${(event: Event) => change({ text: (event.currentTarget as HTMLTextAreaElement).value })}
      onKeyDown=${onKeyDown}
    ></textarea>
    ${draft.kind === 'reply' ? h(PictureField, { picture, onChange: setPicture }) : null}
    <div id="actions" class="actions">
      <button
        type="button"
        class="send ${draft.kind}"
        title="Ctrl/⌘ + Enter"
        disabled=${busy || !ready}
        onClick=${() => void send()}
      >
        ${words.writing.send[draft.kind === 'reply' && reach === 'claim-first' ? 'claim-first' : draft.kind]}
      </button>
      ${
        canClaim
          ? html`<button type="button" class="claim" title=${words.hints.claim} disabled=${busy} onClick=${() => void perform({ kind: 'claim' })}>
              ${words.actions.claim}
            </button>`
          : null
      }
      ${h(Closing, { view, words, performing, note: draft.kind === 'note' ? draft.text.trim() : '', onDone: () => draft.kind === 'note' && change({ text: '' }) })}
    </div>
    ${h(More, { view, performing })}
  </form>`;
}

/** What sending comes to: a reply to a ticket that nobody has claims it first. */
function actsOf({ kind, text }: DraftText, reach: Reach, picture: Picture | undefined): readonly DeskAction[] {
  if (kind === 'note') return [{ kind: 'note', text: text.trim() }];
  const media = picture === undefined ? {} : { mediaRef: picture.ref };
  const reply: DeskAction = { kind: 'reply', text: text.trim(), ...media };
  return reach === 'claim-first' ? [{ kind: 'claim' }, reply] : [reply];
}

function hintOf(kind: Kind, reach: Reach): Kind | Exclude<Reach, 'open'> {
  if (reach === 'closed' || reach === 'claimed-by-other') return reach;
  return kind === 'reply' && reach === 'claim-first' ? reach : kind;
}

interface KindsProps {
  readonly kind: Kind;
  readonly reach: Reach;
  readonly view: TicketView;
  readonly words: Words;
  readonly onChange: (kind: Kind) => void;
}

function Kinds({ kind, reach, view, words, onChange }: KindsProps): Markup {
  const labels = { note: words.writing.note, reply: words.writing.reply(channelName(view.ticket.channel, words.lang)) };
  const out = reach === 'closed' || reach === 'claimed-by-other';
  return html`<fieldset class="kinds">
    <legend class="hidden-words">${words.writing.label}</legend>
    ${(['note', 'reply'] as const).map(
      (one) => html`<label class="kind ${one}" key=${one}>
        <input
          type="radio"
          name="kind"
          value=${one}
          checked=${kind === one}
          disabled=${one === 'reply' && out}
          onChange=${() => onChange(one)}
        />
        <span>${labels[one]}</span>
      </label>`,
    )}
  </fieldset>`;
}
