/** The settings of mail to agents, and what a mail address is. Pure. */

/** A mailbox of its own: whatever arrives in it is read and deleted. */
export interface PopConfig {
  readonly host: string;
  readonly port: number;
  /** False only for a server on this machine. */
  readonly tls: boolean;
  readonly user: string;
  readonly password: string;
  /** How often to look; a minute when left out. */
  readonly everyMs?: number;
}

/** The settings of mail to agents. */
export interface EmailConfig {
  /** smtp://user:password@mail.example.com:587 or smtps://… */
  readonly smtpUrl: string;
  /** The address that posdesk writes from, and with a `+` and a token, the one that agents answer to. */
  readonly from: string;
  /** Who gets the mails. */
  readonly to: readonly string[];
  /** Names of accounts at the desk by the addresses that their owners write from, in lower case. */
  readonly agents: ReadonlyMap<string, string>;
  /** The mailbox in which answers arrive. */
  readonly pop?: PopConfig;
  /** The key of whoever hands answers to us over HTTP. */
  readonly inboundToken?: string;
}

/** The sink's name. */
export const EMAIL = 'email';

const ADDRESS = /^[A-Za-z0-9._%+=-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;

/** One plain mail address, without name, list or anything that a mail server could read otherwise. */
export function isMailAddress(text: string): boolean {
  return ADDRESS.test(text);
}
