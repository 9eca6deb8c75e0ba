/** The transcript as agents see it, notes and events included. */

import { type Child, element, keepTogether, linkify } from '#adapters/web/dom.ts';
import type { Entry } from '#adapters/web/update-list.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { Attachment, Reply } from '#dialogs/message.ts';
import type { Words } from './wording.ts';

/** The entry of one line. */
export function entryFor(line: TranscriptLine, words: Words): Entry {
  return { key: String(line.seq), look: words.lang, draw: () => drawLine(line, words) };
}

function drawLine(line: TranscriptLine, words: Words): HTMLElement {
  const time = new Intl.DateTimeFormat(words.lang, {
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(line.atMs);
  const speaker = line.author ?? words.speaker[line.from];
  return element(
    'li',
    { class: `said ${line.from}` },
    element('p', { class: 'who' }, element('strong', {}, speaker), ...noteMark(line, words), element('time', {}, time)),
    element('div', { class: 'words' }, ...(line.from === 'merchant' ? keepTogether(line.text) : linkify(line.text))),
    ...(line.reply === undefined ? [] : drawExtras(line.reply)),
    ...(line.attachments ?? []).map((attachment) => drawAttachment(attachment, words)),
  );
}

/** Photos that are kept are shown, and open whole in a tab of their own; of other things the name is known. */
function drawAttachment({ kind, name, ref }: Attachment, words: Words): HTMLElement {
  const address = `/api/media/${encodeURIComponent(ref)}`;
  if (!ref.startsWith('media:')) return element('p', { class: 'soft' }, `${words.attachment}: ${name}`);
  const link = { href: address, target: '_blank', rel: 'noopener' };
  if (kind !== 'image') return element('p', {}, element('a', link, `${words.attachment}: ${name}`));
  const photo = element('img', { class: 'photo', src: address, alt: `${words.attachment}: ${name}`, loading: 'lazy' });
  return element('p', {}, element('a', { ...link, title: name }, photo));
}

function noteMark(line: TranscriptLine, words: Words): readonly Child[] {
  return line.from === 'note' && line.author !== undefined ? [element('em', {}, words.speaker.note)] : [];
}

function drawExtras(reply: Reply): readonly Child[] {
  if (reply.kind === 'choices') {
    const labels = reply.choices.map(({ label }) => element('span', { class: 'chip' }, label));
    return [element('p', { class: 'chips' }, ...labels)];
  }
  return [];
}
