/** What mail, chat tools and helpdesks note down about what they have done for a ticket, and how each note is named. Pure. */

import type { Instant } from '#dialogs/message.ts';

/** Beginnings of the keys of these notes. */
export const MARKS = {
  /** A mail by its hash: begun or done, and when. */
  mail: 'mail:',
  /** A command by where it was said: the ticket's number. */
  slackCommand: 'slack:command:',
  teamsCommand: 'teams:command:',
  /** Who was told how commands are written: the ticket's number. */
  slackHint: 'slack:hinted:',
  teamsHint: 'teams:hinted:',
  /** Who has worked on a card, and what the clock has rung for, by the ticket's number. */
  teamsViewer: 'teams:viewers:',
  teamsRung: 'teams:rung:',
  /** Until when a process tells a thread. */
  telling: 'telling:',
  /** How far a thread is told, and what was posted there, by the id of its card. */
  slackTold: 'slack:told:',
  teamsTold: 'teams:told:',
  teamsPosted: 'teams:posted:',
  /** A card that is being posted, by the ticket's reference and the card that it takes the place of: the number. */
  teamsPosting: 'teams:posting:',
  /** How far a helpdesk is read and followed: its name, `read` or `turned`, the ticket's number. */
  sink: 'sink:',
} as const;

/**
 * When a note may go: `age` when it is old; `closed` when its ticket is gone or was closed long ago; `gone` when its
 * ticket is gone; `external` when the external ticket is gone and nothing of it has to be erased any more.
 */
export type MarkEnd =
  | { readonly kind: 'age'; readonly atMs: Instant | undefined }
  | { readonly kind: 'closed' | 'gone'; readonly number: string }
  | { readonly kind: 'external'; readonly sink: string; readonly id: string };

/** Mails that were taken in before their marks said when say nothing about it. */
const SAID_AT = / (\d{1,15})$/;

function rest(key: string, prefix: string): string {
  return key.slice(prefix.length);
}

/** When a note may go; undefined for notes of others. */
export function markEnd(key: string, value: string): MarkEnd | undefined {
  const found = Object.values(MARKS).find((prefix) => key.startsWith(prefix));
  switch (found) {
    case undefined:
      return undefined;
    case MARKS.mail:
    case MARKS.telling: {
      const at = SAID_AT.exec(value)?.[1];
      return { kind: 'age', atMs: at === undefined ? undefined : Number(at) };
    }
    case MARKS.teamsViewer:
    case MARKS.teamsRung:
      return { kind: 'closed', number: rest(key, found).split(':')[0] ?? '' };
    case MARKS.slackTold:
      return { kind: 'external', sink: 'slack', id: key.split(':').at(-1) ?? '' };
    case MARKS.teamsTold:
    case MARKS.teamsPosted:
      return { kind: 'external', sink: 'teams', id: rest(key, found).split(':')[0] ?? '' };
    case MARKS.sink:
      // One who forgets how far a ticket was read reads all of it once more.
      return { kind: 'gone', number: key.split(':').at(-1) ?? '' };
    default:
      return { kind: 'closed', number: value };
  }
}

/** The mark of a mail that was acted on. */
export function mailDone(atMs: Instant): string {
  return `done ${atMs}`;
}

/** Whether a mark says that its mail was acted on. */
export function isMailDone(mark: string | undefined): boolean {
  return mark?.startsWith('done') ?? false;
}
