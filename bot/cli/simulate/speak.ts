/** Puts what a simulated merchant means into the words that merchants use. */

import type { ReplyChoice } from '#dialogs/message.ts';
import type { Lines } from './lines.ts';
import type { Merchant } from './merchant.ts';
import type { Random } from './random.ts';

/** One message as it is sent. */
export interface Spoken {
  readonly text: string;
  readonly choiceId?: string;
  /** Whether the words are the button's own, so that no reader may miss them. */
  readonly plain: boolean;
}

/** Lines for the results and answers that merchants word in a hundred ways. */
const LABEL_OF: Readonly<Record<string, string>> = {
  fixed: 'ctl-fixed',
  'not-fixed': 'ctl-not-fixed',
  cannot: 'ctl-cannot',
  unsure: 'ctl-unsure',
};

const AROUND = {
  'zh-Hans': [
    (words: string) => `是${words}`,
    (words: string) => `${words}的`,
    (words: string) => `嗯 ${words}`,
    (words: string) => `好像是${words}`,
    (words: string) => `我看了 ${words}`,
  ],
  'zh-Hant': [
    (words: string) => `是${words}`,
    (words: string) => `${words}喔`,
    (words: string) => `嗯 ${words}`,
    (words: string) => `我看了 ${words}`,
  ],
  en: [
    (words: string) => `I think ${words.toLowerCase()}`,
    (words: string) => `${words.toLowerCase()}`,
    (words: string) => `ok so ${words.toLowerCase()}`,
    (words: string) => `${words} I guess`,
  ],
} as const;

const PAUSES = /(?<=\p{Script=Han}{2})[,，。 ]|(?<=\w{3}), /u;

/** The answer of a button, tapped, typed as it stands, or said in other words. */
export function sayAnswer(
  button: ReplyChoice,
  answer: string,
  merchant: Merchant,
  lines: Lines,
  random: Random,
): Spoken {
  const { style, locale } = merchant;
  if (random.chance(style.taps)) return { text: button.label, choiceId: button.id, plain: true };
  const label = LABEL_OF[answer];
  const drawn = label && random.chance(0.6) ? lines.draw(label, locale, style.noisy, random) : undefined;
  if (drawn) return { text: drawn, plain: false };
  const around = random.chance(0.5) ? random.pick(AROUND[locale]) : undefined;
  return { text: around ? around(button.label) : button.label, plain: around === undefined };
}

/** A line of a label in the merchant's language, or nothing when nobody has written one. */
export function sayLine(label: string, merchant: Merchant, lines: Lines, random: Random): string | undefined {
  return lines.draw(label, merchant.locale, merchant.style.noisy, random);
}

/** The same text in the pieces that somebody sends who presses Enter at every pause. */
export function inPieces(text: string): readonly string[] {
  const pieces = text
    .split(PAUSES)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  return pieces.slice(0, 5);
}

const OPENED = { 'zh-Hans': '型号', 'zh-Hant': '型號', en: 'model' } as const;

/** The first message: the complaint, with the model where this merchant gives it unasked. */
export function sayComplaint(merchant: Merchant, lines: Lines, random: Random): string {
  const { symptom, locale, givesModel, terminal } = merchant;
  const line = sayLine(symptom.id, merchant, lines, random) ?? symptom.title[locale];
  return givesModel ? `${line} ${OPENED[locale]} ${terminal.model}` : line;
}
