/** Drives the chat by program: one JSON object a line in, the desk's answers out, each line closed by `done`. */

import { basename } from 'node:path';
import type { Interface } from 'node:readline';
import { z } from 'zod';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { ChatDesk, Heard } from './chat-desk.ts';

const conversation = z.string().min(1);
const inputSchema = z.union([
  z.strictObject({ conversation, text: z.string() }),
  z.strictObject({ conversation, choice: z.string().min(1) }),
  z.strictObject({ conversation, image: z.string().min(1) }),
  z.strictObject({ advanceMs: z.number().int().nonnegative() }),
  z.strictObject({
    conversation,
    agent: z.enum(['claim', 'reply', 'note', 'resolve', 'handback']),
    text: z.string().optional(),
  }),
]);

type Write = (value: Record<string, unknown>) => void;

/** Reads lines until the input ends. A line that cannot be used is answered with an error and does not stop the rest. */
export async function driveByLines(desk: ChatDesk, input: Interface, write: Write): Promise<void> {
  for await (const line of input) {
    if (line.trim() === '') continue;
    try {
      await takeLine(desk, line, write);
    } catch (error) {
      write({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
    }
    write({ kind: 'done' });
  }
}

async function takeLine(desk: ChatDesk, line: string, write: Write): Promise<void> {
  const parsed = inputSchema.safeParse(readJson(line));
  if (!parsed.success) {
    write({ kind: 'error', message: `not a line of this protocol: ${line.slice(0, 200)}` });
    return;
  }
  const input = parsed.data;
  if ('advanceMs' in input) {
    const heard = await desk.advance(input.advanceMs);
    for (const [name, one] of heard) writeHeard(name, one, write);
    return;
  }
  if ('agent' in input) {
    const heard = await desk.act(input.conversation, input.agent, input.text ?? '');
    if ('refused' in heard) write({ conversation: input.conversation, kind: 'error', message: heard.refused });
    else writeHeard(input.conversation, heard, write);
    return;
  }
  writeHeard(input.conversation, await desk.say(saidOf(input)), write);
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function saidOf(input: { conversation: string } & ({ text: string } | { choice: string } | { image: string })) {
  if ('text' in input) return { conversation: input.conversation, text: input.text };
  if ('choice' in input) return { conversation: input.conversation, text: '', choiceId: input.choice };
  const attachment = { kind: 'image', name: basename(input.image), ref: input.image } as const;
  return { conversation: input.conversation, text: '', attachments: [attachment] };
}

function writeHeard(name: string, heard: Heard, write: Write): void {
  if (heard.secrets > 0)
    write({ conversation: name, kind: 'security', type: 'card_data_in_chat', count: heard.secrets });
  for (const line of heard.lines) {
    write({
      conversation: name,
      kind: 'message',
      text: line.text,
      choices: choicesOf(line),
      ...(line.from === 'agent' ? { from: 'agent' } : {}),
    });
  }
  for (const ticket of heard.tickets) write({ conversation: name, kind: 'ticket', ticket });
  for (const step of heard.trace) write({ conversation: name, kind: 'trace', ...step });
}

/** The tappable answers of a line. */
export function choicesOf(line: TranscriptLine) {
  return line.reply?.kind === 'choices' ? line.reply.choices : [];
}
