/** The place where an agent writes: a switch between note and reply, the text, and what can be done with the ticket. */

import { h } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { DeskAction } from '#adapters/desk-contract.ts';
import type { Script, TicketView } from '../../wire.ts';
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
import { MacroList, type Macros, useMacros } from './macros.ts';
import { More } from './more.ts';
import type { Performing } from './perform.ts';
import { type Picture, PictureField } from './picture-field.ts';
import { problemInWords } from './problem-in-words.ts';
import { ScriptPreview } from './script-preview.ts';
import { foreignScript, inScript } from './scripts.ts';
import { noteWriting } from './writing-now.ts';

/** What the composer works on. */
export interface ComposerProps {
  readonly view: TicketView;
  readonly words: Words;
  readonly performing: Performing;
}

/** Everything a writing agent can change, and what it leads to. */
interface Writing {
  readonly draft: DraftText;
  readonly reach: Reach;
  readonly picture: Picture | undefined;
  readonly ready: boolean;
  readonly macros: Macros | undefined;
  readonly change: (news: Partial<DraftText>) => void;
  readonly setPicture: (picture: Picture | undefined) => void;
  /** The merchant's script, where a reply is to be put into it. */
  readonly script: Script | undefined;
  readonly asWritten: boolean;
  readonly setAsWritten: (asWritten: boolean) => void;
  /** True when the reply could not be put into the merchant's script and has not gone out. */
  readonly unconverted: boolean;
  readonly send: () => Promise<void>;
}

function useWriting({ ticket }: TicketView, { busy, perform }: Performing): Writing {
  const [, redraw] = useState(0);
  const [picture, setPicture] = useState<Picture>();
  const [asWritten, setAsWritten] = useState(false);
  const [unconverted, setUnconverted] = useState(false);
  const reach = reachOf(ticket, currentUser());
  const draft = reachable(draftOf(ticket.number), reach);
  const change = (news: Partial<DraftText>): void => {
    keepDraft(ticket.number, { ...draftOf(ticket.number), ...news });
    redraw((count) => count + 1);
  };
  const macros = useMacros(draft.text, ticket.language, (text) => change({ text }));
  const script = draft.kind === 'reply' ? foreignScript(ticket) : undefined;
  const full = draft.text.trim() !== '' || (draft.kind === 'reply' && picture !== undefined);
  const ready = full && macros === undefined;
  const send = async (): Promise<void> => {
    if (busy || !ready) return;
    const text = script === undefined || asWritten ? draft.text.trim() : await inScript(draft.text.trim(), script);
    setUnconverted(text === undefined);
    if (text === undefined || !(await perform(...actsOf({ ...draft, text }, reach, picture)))) return;
    setPicture(undefined);
    setAsWritten(false);
    noteWriting(undefined);
    change({ text: '' });
  };
  const scripts = { script, asWritten, setAsWritten, unconverted };
  return { draft, reach, picture, ready, macros, change, setPicture, ...scripts, send };
}

/** The composer. It is drawn anew for every ticket. */
export function Composer({ view, words, performing }: ComposerProps): Markup {
  const field = useRef<HTMLTextAreaElement>(null);
  const { busy, problem, perform } = performing;
  const writing = useWriting(view, performing);
  const { draft, reach, picture, macros, change, setPicture, script, asWritten, setAsWritten, unconverted } = writing;
  const told = unconverted ? { code: 'failed' } : problem;
  const canClaim = isLive(view.ticket) && reach === 'claim-first';
  const write = (kind: Kind): void => {
    change({ kind });
    field.current?.focus();
  };
  useShortcuts({
    r: () => write('reply'),
    n: () => write('note'),
    ...(canClaim ? { c: () => void (busy || perform({ kind: 'claim' })) } : {}),
  });
  return html`<form id="composer" class="composer" data-kind=${draft.kind} onSubmit=${(event: Event) => event.preventDefault()}>
    ${told === undefined ? null : html`<p id="problem" class="problem" role="alert">${problemInWords(told)}</p>`}
    ${h(Kinds, { kind: draft.kind, reach, view, words, onChange: (kind: Kind) => change({ kind }) })}
    ${h(Hints, { kind: draft.kind, reach, view, words })}
    ${macros === undefined ? null : h(MacroList, { macros })}
    ${h(Field, { field, writing, busy, words })}
    ${script === undefined ? null : h(ScriptPreview, { text: draft.text, to: script, asWritten, onChange: setAsWritten })}
    ${draft.kind === 'reply' ? h(PictureField, { picture, onChange: setPicture }) : null}
    ${h(Actions, { view, words, performing, writing, canClaim })} ${h(More, { view, performing })}
  </form>`;
}

interface FieldProps {
  readonly field: { readonly current: HTMLTextAreaElement | null };
  readonly writing: Writing;
  readonly busy: boolean;
  readonly words: Words;
}

function Field({ field, writing: { draft, macros, change, send }, busy, words }: FieldProps): Markup {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (macros?.onKey(event.key) === true) event.preventDefault();
    else if (event.key === 'Escape') field.current?.blur();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      void send();
    }
  };
  const label = words.writing.placeholder[draft.kind];
  return html`<textarea
    id="text"
    ref=${field}
    aria-describedby="kind-hint"
    aria-label=${label}
    placeholder=${label}
    ...${macros?.attributes ?? {}}
    rows="2"
    maxlength="5000"
    readonly=${busy}
    value=${draft.text}
    onInput=${(event: Event) => {
      const { value } = event.currentTarget as HTMLTextAreaElement;
      noteWriting(value === '' ? undefined : draft.kind);
      change({ text: value });
    }}
    onKeyDown=${onKeyDown}
  ></textarea>`;
}

interface ActionsProps extends ComposerProps {
  readonly writing: Writing;
  readonly canClaim: boolean;
}

function Actions({ view, words, performing, writing, canClaim }: ActionsProps): Markup {
  const { busy, perform } = performing;
  const { draft, reach, ready, change, send } = writing;
  const note = draft.kind === 'note' ? draft.text.trim() : '';
  const claim = html`<button
    type="button"
    class="claim"
    title=${words.hints.claim}
    disabled=${busy}
    onClick=${() => void perform({ kind: 'claim' })}
  >
    ${words.actions.claim}
  </button>`;
  return html`<div id="actions" class="actions">
    <button
      type="button"
      class="send ${draft.kind}"
      title="Ctrl/⌘ + Enter"
      disabled=${busy || !ready}
      onClick=${() => void send()}
    >
      ${words.writing.send[hintOf(draft.kind, reach) === 'claim-first' ? 'claim-first' : draft.kind]}
    </button>
    ${canClaim ? claim : null}
    ${h(Closing, { view, words, performing, note, onDone: () => note !== '' && change({ text: '' }) })}
  </div>`;
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

/** Who will read the text, and what the platform still takes while it is a reply that could go out. */
function Hints({ kind, reach, view: { room }, words }: Omit<KindsProps, 'onChange'>): Markup {
  const silent = room === undefined || kind !== 'reply' || reach === 'closed';
  return [
    html`<p id="kind-hint" class="soft" aria-live="polite">${words.writing.hint[hintOf(kind, reach)]}</p>`,
    silent
      ? null
      : html`<p id="room" class=${room.open ? 'soft' : 'soft shut'} aria-live="polite">${roomInWords(room, words)}</p>`,
  ];
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
