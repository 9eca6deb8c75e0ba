/** Whether a mail that came in is an agent's word about a ticket, and what it asks for. Pure. */

import type { TicketAction } from '../desk-contract.ts';
import type { ReadMail } from './mime.ts';
import { stripQuotes } from './strip-quotes.ts';
import { findToken } from './token.ts';

/** What comes of a mail. */
export type MailVerdict =
  | {
      readonly kind: 'act';
      readonly token: string;
      readonly agent: string;
      readonly action: TicketAction;
      readonly text: string;
    }
  /** A mail of ours did not reach an agent. */
  | { readonly kind: 'bounce'; readonly token: string; readonly status: string }
  | { readonly kind: 'ignored'; readonly reason: string };

/** Whom mails are taken from. */
export interface MailRules {
  /** The address that posdesk writes from. */
  readonly address: string;
  /** Names of agents at the desk by their mail addresses in lower case. */
  readonly agents: ReadonlyMap<string, string>;
}

/** The first line says what is to be done; without one of these it is a note. */
const COMMANDS: Readonly<Record<string, TicketAction>> = {
  ...{ '/reply': 'reply', '/回复': 'reply', '/回覆': 'reply' },
  ...{ '/note': 'note', '/备注': 'note', '/備註': 'note' },
  ...{ '/claim': 'claim', '/接单': 'claim', '/接單': 'claim' },
  ...{ '/resolve': 'resolve', '/解决': 'resolve', '/解決': 'resolve' },
  ...{ '/handback': 'handback', '/交还': 'handback', '/交還': 'handback' },
};
const TEXT_LENGTH = 4_000;

/** Programs answering programs: what they say is nobody's word, and answering them would never end. */
function isAutomatic({ header }: ReadMail): boolean {
  const [submitted = 'no'] = header('auto-submitted');
  const precedence = header('precedence')[0]?.toLowerCase() ?? '';
  return (
    !/^no\b/i.test(submitted) ||
    /^(?:bulk|list|junk|auto_reply)/.test(precedence) ||
    ['x-autoreply', 'x-autorespond', 'x-loop', 'list-id', 'x-posdesk'].some((name) => header(name).length > 0) ||
    header('return-path').some((path) => path.trim() === '<>')
  );
}

/** The receiving server says that the sender is not who it claims to be. */
function isForged({ header }: ReadMail): boolean {
  // The first one is the last server's, which is ours; those below may have been written by anybody.
  return /\bdmarc\s*=\s*(?:fail|quarantine|reject)\b/i.test(header('authentication-results')[0] ?? '');
}

function readCommand(text: string): { readonly action: TicketAction; readonly text: string } {
  const [, word = '', rest = ''] = /^(\/[^\s:：]+)[ \t:：]*([\s\S]*)$/.exec(text) ?? [];
  const action = COMMANDS[word.toLowerCase()];
  return action === undefined ? { action: 'note', text } : { action, text: rest.trim() };
}

/** Judges a mail. Only a list of addresses, a token that cannot be guessed, and words of a person make an action. */
export function judgeMail(mail: ReadMail, { address, agents }: MailRules): MailVerdict {
  const token = findToken(mail, address);
  if (token === undefined) return { kind: 'ignored', reason: 'no ticket' };
  if (mail.bounced !== undefined) {
    return mail.bounced.startsWith('5')
      ? { kind: 'bounce', token, status: mail.bounced }
      : { kind: 'ignored', reason: 'delayed' };
  }
  if (isAutomatic(mail)) return { kind: 'ignored', reason: 'automatic' };
  if (isForged(mail)) return { kind: 'ignored', reason: 'forged' };
  const agent = agents.get(mail.from);
  if (agent === undefined) return { kind: 'ignored', reason: 'not an agent' };
  const { action, text } = readCommand(stripQuotes(mail.text));
  if (text === '' && (action === 'note' || action === 'reply')) return { kind: 'ignored', reason: 'empty' };
  return { kind: 'act', token, agent, action, text: text.slice(0, TEXT_LENGTH) };
}
