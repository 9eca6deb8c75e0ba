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
  /** An agent's mail that begins with a command which there is not. */
  | { readonly kind: 'unclear'; readonly token: string }
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

/** A command and what follows; Chinese ones need no blank behind them. */
const COMMAND =
  /^[/／](reply|note|claim|resolve|handback|回复|回覆|备注|備註|接单|接單|解决|解決|交还|交還)(?<![a-z](?=[\w-]))[\s:：,，]*([\s\S]*)$/i;
/** What looks like a command, and might have been meant for the merchant. */
const STRANGE_COMMAND = /^[/／]\p{L}+(?=$|[\s:：,，。])/u;

function readCommand(text: string): { readonly action: TicketAction; readonly text: string } | undefined {
  const [, word, rest = ''] = COMMAND.exec(text) ?? [];
  const action = word === undefined ? undefined : COMMANDS[`/${word.toLowerCase()}`];
  if (action !== undefined) return { action, text: rest.trim() };
  return STRANGE_COMMAND.test(text) ? undefined : { action: 'note', text };
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
  const command = readCommand(stripQuotes(mail.text));
  if (command === undefined) return { kind: 'unclear', token };
  const { action, text } = command;
  if (text === '' && (action === 'note' || action === 'reply')) return { kind: 'ignored', reason: 'empty' };
  return { kind: 'act', token, agent, action, text: text.slice(0, TEXT_LENGTH) };
}
