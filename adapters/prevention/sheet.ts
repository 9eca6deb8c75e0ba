/** A sheet of paper as data: what stands on it, in the order in which it stands there. */

import type { Locale } from '#knowledge/guide.ts';

/** A part of a sheet. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'notice'; readonly title: string; readonly text: string }
  /** What is known, or a line to write on where `value` is absent. */
  | { readonly kind: 'fields'; readonly title?: string; readonly rows: readonly Field[] }
  | { readonly kind: 'list'; readonly title: string; readonly items: readonly string[]; readonly ordered: boolean }
  /** Things to do with the days on which they are due, each with a box to tick. */
  | { readonly kind: 'checks'; readonly title: string; readonly rows: readonly Check[] }
  | { readonly kind: 'quiz'; readonly quiz: Quiz };

/** A name with its value. */
export interface Field {
  readonly name: string;
  readonly value?: string;
  /** Said beside the value, such as by when to renew. */
  readonly note?: string;
}

/** One thing to do; without days it has one empty box. */
export interface Check {
  readonly text: string;
  readonly days: readonly string[];
}

/** Questions to answer; once they are answered also which answers were right, and why. */
export interface Quiz {
  readonly locale: Locale;
  readonly title: string;
  readonly button: string;
  readonly questions: readonly QuizQuestion[];
  /** How many were right, in words; absent before anything was answered. */
  readonly score?: string;
}

/** One question of the quiz. */
export interface QuizQuestion {
  readonly name: string;
  readonly text: string;
  readonly choices: readonly { readonly id: string; readonly label: string; readonly chosen: boolean }[];
  readonly verdict?: { readonly right: boolean; readonly text: string; readonly why: string };
}

/** A whole sheet. */
export interface Sheet {
  readonly title: string;
  readonly lead: string;
  readonly blocks: readonly Block[];
}
