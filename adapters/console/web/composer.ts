/** The place where an agent writes: a switch between note and reply, the text, and what can be done with the ticket. */

import type { DeskUser, ReplyRoom, TicketAction } from '#adapters/contract.ts';
import { byId, element } from '#adapters/web/dom.ts';
import { type Entry, updateList } from '#adapters/web/update-list.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import { type DraftText, EMPTY_DRAFT, type Kind, type Reach, reachable, reachOf } from './draft.ts';
import { isLive } from './draw-list.ts';
import { roomInWords } from './room-in-words.ts';
import { channelName } from './value-names.ts';
import type { Step, Words } from './wording.ts';

/** All that decides what the composer looks like. */
export interface Writing {
  readonly ticket: Ticket;
  readonly user: DeskUser | undefined;
  /** What the platform still allows; undefined where it limits nothing. */
  readonly room: ReplyRoom | undefined;
  readonly busy: boolean;
  /** Why the last action was refused. */
  readonly problem: string | undefined;
  readonly words: Words;
}

/** The composer. */
export interface Composer {
  show(writing: Writing): void;
  /** Forgets the draft of a ticket once it is sent. */
  clear(number: string): void;
}

/** What to do with a ticket, in order, and the text that goes with the last of it. */
type OnActs = (number: string, acts: readonly TicketAction[], text: string) => void;

/** Takes over the form. */
export function createComposer(onActs: OnActs): Composer {
  const drafts = new Map<string, DraftText>();
  let now: Writing | undefined;
  const draftFor = ({ ticket, user }: Writing): DraftText =>
    reachable(drafts.get(ticket.number) ?? EMPTY_DRAFT, reachOf(ticket, user));
  const act = (decide: (draft: DraftText, writing: Writing) => readonly [readonly TicketAction[], string]): void => {
    if (now !== undefined && !now.busy) onActs(now.ticket.number, ...decide(draftFor(now), now));
  };
  const send = (): void => {
    if (now === undefined || draftFor(now).text.trim() === '') return;
    act(({ kind, text }, writing) => [claimsFirst(kind, writing) ? ['claim', kind] : [kind], text.trim()]);
  };
  // A note that is being written goes along with a step; a reply waits for its own button.
  const take = (step: Step): void =>
    act(({ kind, text }) => [[step], step !== 'claim' && kind === 'note' ? text.trim() : '']);
  const show = (writing: Writing): void => {
    now = writing;
    const draft = draftFor(writing);
    showField(draft, writing);
    updateList(byId('actions', HTMLElement), [
      sendEntry(draft, writing, send),
      ...stepsOf(writing).map((step) => stepEntry(step, writing, () => take(step))),
    ]);
    showProblem(writing);
  };
  follow((news) => {
    if (now === undefined) return;
    drafts.set(now.ticket.number, { ...draftFor(now), ...news });
    show(now);
  }, send);
  return {
    show,
    clear(number) {
      const kept = drafts.get(number);
      if (kept !== undefined) drafts.set(number, { ...kept, text: '' });
    },
  };
}

function follow(change: (news: Partial<DraftText>) => void, send: () => void): void {
  const field = byId('text', HTMLTextAreaElement);
  field.addEventListener('input', () => change({ text: field.value }));
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    send();
  });
  for (const radio of radios()) {
    radio.addEventListener('change', () => change({ kind: radio.value === 'reply' ? 'reply' : 'note' }));
  }
  byId('composer', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
}

function radios(): readonly HTMLInputElement[] {
  return [...byId('composer', HTMLFormElement).querySelectorAll<HTMLInputElement>('input[name=kind]')];
}

function claimsFirst(kind: Kind, { ticket, user }: Writing): boolean {
  return kind === 'reply' && reachOf(ticket, user) === 'claim-first';
}

/** What the platform still allows, while a reply is being written that could go out. */
function showRoom(kind: Kind, reach: Reach, { room, words }: Writing): void {
  const line = byId('room', HTMLElement);
  line.hidden = room === undefined || kind !== 'reply' || reach === 'closed';
  line.textContent = room === undefined ? '' : roomInWords(room, words);
  line.classList.toggle('shut', room?.open === false);
}

function showField({ kind, text }: DraftText, writing: Writing): void {
  const { ticket, user, busy, words } = writing;
  const reach = reachOf(ticket, user);
  const form = byId('composer', HTMLFormElement);
  const field = byId('text', HTMLTextAreaElement);
  form.hidden = user?.role === 'viewer';
  form.dataset.kind = kind;
  for (const radio of radios()) {
    radio.checked = radio.value === kind;
    radio.disabled = radio.value === 'reply' && (reach === 'closed' || reach === 'claimed-by-other');
  }
  byId('kinds-label', HTMLElement).textContent = words.writing.label;
  byId('kind-note', HTMLElement).textContent = words.writing.note;
  byId('kind-reply', HTMLElement).textContent = words.writing.reply(channelName(ticket.channel, words.lang));
  byId('kind-hint', HTMLElement).textContent = words.writing.hint[hintOf(kind, reach)];
  showRoom(kind, reach, writing);
  if (field.value !== text) field.value = text;
  field.readOnly = busy;
  field.placeholder = words.writing.placeholder[kind];
  field.setAttribute('aria-label', words.writing.placeholder[kind]);
}

function hintOf(kind: Kind, reach: Reach): Kind | Exclude<Reach, 'open'> {
  if (reach === 'closed' || reach === 'claimed-by-other') return reach;
  return kind === 'reply' && reach === 'claim-first' ? reach : kind;
}

function showProblem({ problem, words }: Writing): void {
  const reasons: Readonly<Record<string, string>> = words.problems;
  byId('problem', HTMLElement).hidden = problem === undefined;
  byId('problem', HTMLElement).textContent = problem === undefined ? '' : (reasons[problem] ?? words.problems.failed);
}

function stepsOf({ ticket, user }: Writing): readonly Step[] {
  if (!isLive(ticket)) return [];
  if (ticket.status !== 'claimed') return ['claim'];
  const mayOverrule = user?.role === 'lead' || user?.role === 'admin';
  return ticket.agent === user?.name || mayOverrule ? ['handback', 'resolve'] : [];
}

function sendEntry({ kind, text }: DraftText, writing: Writing, send: () => void): Entry {
  const { busy, words } = writing;
  const label = words.writing.send[claimsFirst(kind, writing) ? 'claim-first' : kind];
  const disabled = busy || text.trim() === '';
  return entryFor('send', { label, disabled, kind: `send ${kind}`, title: 'Ctrl/⌘ + Enter' }, send);
}

function stepEntry(step: Step, { words, busy }: Writing, onStep: () => void): Entry {
  const button = { label: words.actions[step], disabled: busy, kind: step, title: words.hints[step] };
  return entryFor(step, button, onStep);
}

interface Button {
  readonly label: string;
  readonly disabled: boolean;
  readonly kind: string;
  readonly title: string;
}

function entryFor(key: string, { label, disabled, kind, title }: Button, onClick: () => void): Entry {
  return {
    key,
    look: `${label} ${disabled} ${kind}`,
    draw() {
      const button = element('button', { type: 'button', class: kind, title, disabled }, label);
      button.addEventListener('click', onClick);
      return button;
    },
  };
}
