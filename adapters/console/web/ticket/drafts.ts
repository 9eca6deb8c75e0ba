/** Drafts of replies and notes by ticket, kept until the page's tab is closed, so that a reload loses nothing. */

import { type DraftText, EMPTY_DRAFT } from '../draft.ts';

const PREFIX = 'posdesk-draft ';

const drafts = new Map<string, DraftText>();

/** The draft of a ticket. */
export function draftOf(number: string): DraftText {
  return drafts.get(number) ?? readDraft(number) ?? EMPTY_DRAFT;
}

/** Keeps the draft of a ticket. */
export function keepDraft(number: string, draft: DraftText): void {
  drafts.set(number, draft);
  try {
    if (draft.text === '') sessionStorage.removeItem(PREFIX + number);
    else sessionStorage.setItem(PREFIX + number, JSON.stringify(draft));
  } catch {
    // Where the browser keeps nothing, drafts live as long as the page.
  }
}

function readDraft(number: string): DraftText | undefined {
  try {
    const { text, kind } = JSON.parse(sessionStorage.getItem(PREFIX + number) ?? '{}');
    return typeof text === 'string' ? { text, kind: kind === 'reply' ? 'reply' : 'note' } : undefined;
  } catch {
    return undefined;
  }
}
