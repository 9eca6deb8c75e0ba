/** A line of the transcript -> what the merchant's page shows of it. */

import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { Attachment, Reply } from '#dialogs/message.ts';
import { clientIdOf } from './receive.ts';
import type { PageAttachment, PageLine } from './wire.ts';

/** The line as the merchant may see it; undefined for notes and events, which are the desk's own business. */
export function renderLine(line: TranscriptLine): PageLine | undefined {
  if (line.from === 'note' || line.from === 'event') return undefined;
  const messageId = line.messageId === undefined ? undefined : clientIdOf(line.messageId);
  return {
    seq: line.seq,
    atMs: line.atMs,
    from: line.from,
    text: line.text,
    ...(line.reply === undefined ? {} : renderReply(line.reply)),
    ...(line.author === undefined ? {} : { author: line.author }),
    ...(messageId === undefined ? {} : { messageId }),
    ...(line.attachments === undefined || line.attachments.length === 0
      ? {}
      : { attachments: line.attachments.map((attachment, index) => renderAttachment(line.seq, attachment, index)) }),
  };
}

function renderAttachment(seq: number, { kind, name, ref }: Attachment, index: number): PageAttachment {
  const kept = kind === 'image' && ref.startsWith('media:');
  return { kind, name, ...(kept ? { url: `/chat/images/${seq}/${index}` } : {}) };
}

/** The lines that the merchant may see. */
export function renderLines(lines: readonly TranscriptLine[]): readonly PageLine[] {
  return lines.flatMap((line) => renderLine(line) ?? []);
}

function renderReply(reply: Reply): Partial<PageLine> {
  if (reply.kind === 'choices') return { text: reply.text, choices: reply.choices };
  if (reply.kind === 'image') return { text: reply.text, imageUrl: reply.url };
  if (reply.kind === 'receipt') return { text: reply.text, receipt: reply.receipt };
  return { text: reply.text };
}
