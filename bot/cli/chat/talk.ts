/** A conversation in the terminal: type, read the answer, tap a choice by its number. */

import type { Interface } from 'node:readline';
import type { ReplyChoice } from '#dialogs/message.ts';
import type { ChatDesk, Heard } from './chat-desk.ts';
import { choicesOf } from './jsonl.ts';

const HELP = 'Write as a merchant would; a number taps a choice. :trace shows why, :ticket the ticket, :quit ends.';

/** Talks until the input ends or `:quit`. */
export async function talk(desk: ChatDesk, input: Interface, print: (text: string) => void): Promise<void> {
  let last: Heard | undefined;
  let ticket: unknown;
  let ended = false;
  input.once('close', () => {
    ended = true;
  });
  // Lines that were piped in are answered after their end.
  const prompt = (): void => (ended ? undefined : input.prompt());
  print(HELP);
  prompt();
  for await (const line of input) {
    const text = line.trim();
    if (text === ':quit') return;
    if (text === ':trace') print((last?.trace ?? []).map(({ by, says }) => `  ${by}: ${says}`).join('\n'));
    else if (text === ':ticket') print(ticket ? JSON.stringify(ticket, undefined, 2) : '  no ticket yet');
    else if (text !== '') {
      last = await desk.say({ conversation: 'terminal', ...saidOf(text, lastChoices(last)) });
      ticket = last.tickets[0] ?? ticket;
      for (const shown of last.lines) print(drawLine(shown.text, choicesOf(shown)));
    }
    prompt();
  }
}

function lastChoices(heard: Heard | undefined): readonly ReplyChoice[] {
  const line = heard?.lines.at(-1);
  return line ? choicesOf(line) : [];
}

function saidOf(text: string, choices: readonly ReplyChoice[]): { text: string; choiceId?: string } {
  const choice = /^\d$/.test(text) ? choices[Number(text) - 1] : undefined;
  return choice ? { text: choice.label, choiceId: choice.id } : { text };
}

function drawLine(text: string, choices: readonly ReplyChoice[]): string {
  const numbered = choices.map((choice, index) => `   ${index + 1}. ${choice.label}`);
  return [`\n${text.replace(/^/gm, '  ')}`, ...numbered, ''].join('\n');
}
