/** Adaptive Cards 1.5 as we send them: texts that cannot become markup, and buttons that say which choice they are. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Receipt, ReplyChoice } from '#dialogs/message.ts';
import type { AdaptiveCard } from './activity.ts';

/** Names our own buttons among those of other apps. */
export const CHOOSE_VERB = 'posdesk/choose';
/** A longer question is not repeated on the answered card: it would stand in every button. */
const MOST_KEPT_CHARACTERS = 600;

const chosen = z.object({
  posdesk: z.object({
    choice: z.string().min(1).max(200),
    label: z.string().min(1).max(200),
    text: z.string().max(MOST_KEPT_CHARACTERS).optional(),
    /** Mark of the person who was asked; see `markOf`. */
    user: z.string().max(22).optional(),
  }),
});

/** What a tapped button brings back. */
export type Chosen = z.infer<typeof chosen>['posdesk'];

/** What stands for a person in a button, where others in the chat could read an id. */
export function markOf(userId: string): string {
  return createHash('sha256').update(userId).digest('base64url').slice(0, 11);
}

/** Reads what a button brought back; undefined when it is none of ours. */
export function readChosen(value: unknown): Chosen | undefined {
  const parsed = chosen.safeParse(value);
  return parsed.success ? parsed.data.posdesk : undefined;
}

/**
 * The question above its choices, one button to a line so that no label is cut off. In a team everybody sees the
 * buttons; `userId` tells who was asked.
 */
export function choicesCard(text: string, choices: readonly ReplyChoice[], userId?: string): AdaptiveCard {
  return card([
    ...paragraphs(text),
    ...choices.map((choice) => ({
      type: 'ActionSet',
      spacing: 'Small',
      actions: [chooseAction(text, choice, userId)],
    })),
  ]);
}

/** The same card once it is answered: the choice in place of the buttons. */
export function answeredCard({ text, label }: Chosen): AdaptiveCard {
  const choice = { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: `✓ ${label}`, weight: 'Bolder' }] };
  return card([...(text === undefined ? [] : paragraphs(text)), choice]);
}

/** What was said, and below it the ticket. */
export function receiptCard(text: string, receipt: Receipt): AdaptiveCard {
  const number = {
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text: receipt.ticketNumber, weight: 'Bolder' }],
  };
  const items = [number, ...receipt.lines.flatMap((line) => paragraphs(line))];
  return card([...paragraphs(text), { type: 'Container', style: 'emphasis', items }]);
}

/** A picture below what was said about it. */
export function imageCard(text: string, url: string): AdaptiveCard {
  return card([...paragraphs(text), { type: 'Image', url, altText: text }]);
}

/** A card around its elements. */
export function card(body: readonly object[]): AdaptiveCard {
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    body,
  };
}

/** A TextBlock would read Markdown; a TextRun shows every character as it is, and has no lines of its own. */
export function paragraphs(text: string): readonly object[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => ({
      type: 'RichTextBlock',
      ...(index === 0 ? {} : { spacing: 'Small' }),
      inlines: [{ type: 'TextRun', text: line }],
    }));
}

/** Clients before Action.Execute take the fallback, which comes back as a message. */
function chooseAction(text: string, { id, label }: ReplyChoice, userId: string | undefined): object {
  const kept = text.length <= MOST_KEPT_CHARACTERS && text !== '' ? { text } : {};
  const user = userId === undefined ? {} : { user: markOf(userId) };
  const data = { posdesk: { choice: id, label, ...kept, ...user } satisfies Chosen };
  return {
    type: 'Action.Execute',
    title: label,
    verb: CHOOSE_VERB,
    data,
    fallback: { type: 'Action.Submit', title: label, data },
  };
}
