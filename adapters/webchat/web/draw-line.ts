/** One message of the conversation -> its element. */

import { element, isTrusted, keepTogether, linkify } from '#adapters/web/dom.ts';
import type { PageAttachment, PageLine } from '../wire.ts';
import type { Outgoing, Unsent } from './outbox.ts';
import type { Words } from './wording.ts';

/** How a line looks beside its words. */
export interface LineView {
  /** True for the last line of its speaker within a minute. */
  readonly timed: boolean;
  /** True while the line's choices can be tapped. */
  readonly open: boolean;
  readonly chosenId: string | undefined;
  onChoose(choice: { readonly id: string; readonly label: string }): void;
}

/** What the merchant can do with a message that was refused. */
export interface FailureActions {
  retry(id: string): void;
  remove(id: string): void;
}

/** A durable line. */
export function drawLine(line: PageLine, words: Words, view: LineView): HTMLElement {
  const mine = line.from === 'merchant';
  const text = mine ? keepTogether(line.text) : linkify(line.text);
  return element(
    'li',
    { class: `line ${line.from}` },
    line.from === 'agent'
      ? element('p', { class: 'author' }, line.author ?? words.agent)
      : spoken(speaker(line, words)),
    line.text === '' ? undefined : element('div', { class: 'bubble' }, ...text),
    ...(line.attachments ?? []).map((attachment) => drawAttachment(attachment, words)),
    drawPicture(line, words),
    drawReceipt(line, words),
    drawChoices(line, words, view),
    view.timed ? drawTime(line.atMs, words) : undefined,
  );
}

/** A message on its way. */
export function drawOutgoing({ message, state }: Outgoing, words: Words, actions: FailureActions): HTMLElement {
  const failed = state === 'failed';
  const retry = element('button', { type: 'button', class: 'plain' }, words.retry);
  const remove = element('button', { type: 'button', class: 'plain' }, words.remove);
  retry.addEventListener('click', () => actions.retry(message.id));
  remove.addEventListener('click', () => actions.remove(message.id));
  return element(
    'li',
    { class: `line merchant ${state}` },
    spoken(words.you),
    element('div', { class: 'bubble' }, ...wordsOf(message, words)),
    failed
      ? element('p', { class: 'meta problem', role: 'alert' }, words.failed, retry, remove)
      : element('p', { class: 'meta' }, state === 'waiting' ? `${words.sending}…` : '\u00a0'),
  );
}

function wordsOf({ text, photo }: Unsent, words: Words): readonly Node[] {
  return keepTogether(photo === undefined ? text : `${words.photo}: ${photo.name}`);
}

/** A photo as it was taken in; of anything else, its name. */
function drawAttachment({ name, url }: PageAttachment, words: Words): HTMLElement {
  if (url === undefined || !url.startsWith('/chat/images/')) {
    return element('div', { class: 'bubble' }, `${words.attachment}: ${name}`);
  }
  const photo = element('img', { class: 'picture', src: url, alt: `${words.photo}: ${name}`, loading: 'lazy' });
  return element('a', { class: 'photo', href: url, target: '_blank', rel: 'noopener' }, photo);
}

/** A line between two days. */
export function drawDay(atMs: number, words: Words): HTMLElement {
  const format = new Intl.DateTimeFormat(words.lang, { month: 'long', day: 'numeric', weekday: 'long' });
  return element('li', { class: 'day' }, format.format(atMs));
}

function speaker(line: PageLine, words: Words): string {
  return line.from === 'merchant' ? words.you : words.bot;
}

/** Words for those who hear the page; others see who speaks by side and colour. */
function spoken(words: string): HTMLElement {
  return element('span', { class: 'hidden-words' }, `${words}: `);
}

function drawTime(atMs: number, words: Words): HTMLElement {
  const format = new Intl.DateTimeFormat(words.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return element(
    'p',
    { class: 'meta' },
    element('time', { datetime: new Date(atMs).toISOString() }, format.format(atMs)),
  );
}

function drawPicture(line: PageLine, words: Words): HTMLElement | undefined {
  const address = line.imageUrl;
  if (address === undefined || !(isTrusted(address) || /^\/[^/\\]/.test(address))) return undefined;
  return element('img', { class: 'picture', src: address, alt: line.text || words.picture, loading: 'lazy' });
}

/** The number to keep and when somebody answers; all else is in the words above. */
function drawReceipt(line: PageLine, words: Words): HTMLElement | undefined {
  if (line.receipt === undefined) return undefined;
  const { ticketNumber, lines } = line.receipt;
  const promise = lines.filter((text) => /\d:\d\d/.test(text)).at(-1);
  return element(
    'section',
    { class: 'receipt', 'aria-label': `${words.receipt} ${ticketNumber}` },
    element(
      'div',
      {},
      element('p', {}, element('span', { class: 'label' }, words.receipt), element('strong', {}, ticketNumber)),
      promise === undefined ? undefined : element('p', {}, promise),
    ),
    drawCopy(ticketNumber, words),
  );
}

/** Browsers let pages copy on HTTPS and localhost only; elsewhere a tap on the number selects it. */
function drawCopy(ticketNumber: string, words: Words): HTMLElement | undefined {
  if (!('clipboard' in navigator)) return undefined;
  const label = element('span', { 'aria-live': 'polite' }, words.copy);
  const button = element('button', { type: 'button', class: 'copy', title: words.copyNumber }, label);
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(ticketNumber).then(
      () => {
        label.textContent = words.copied;
      },
      () => button.remove(),
    );
  });
  return button;
}

function drawChoices(line: PageLine, words: Words, view: LineView): HTMLElement | undefined {
  if (line.choices === undefined || line.choices.length === 0) return undefined;
  const buttons = line.choices.map((choice, index) => {
    const chosen = choice.id === view.chosenId;
    const button = element(
      'button',
      {
        type: 'button',
        class: chosen ? 'choice chosen' : 'choice',
        disabled: !view.open,
        'aria-keyshortcuts': view.open && index < 9 ? String(index + 1) : undefined,
      },
      element('span', { class: 'number', 'aria-hidden': 'true' }, String(index + 1)),
      element('span', {}, ...keepTogether(choice.label)),
      chosen ? element('span', { class: 'hidden-words' }, ` (${words.chosen})`) : undefined,
    );
    button.addEventListener('click', () => view.onChoose(choice));
    return button;
  });
  return element(
    'div',
    { class: view.open ? 'choices open' : 'choices', role: 'group', 'aria-label': words.choices },
    ...buttons,
  );
}
