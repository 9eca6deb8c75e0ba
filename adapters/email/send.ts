/** Sends mail through the operator's server: encrypted or not at all, and to nobody but the addresses of the settings. */

import { createTransport, type Transporter } from 'nodemailer';
import { SinkFault } from '../tickets/sink-http.ts';
import { isMailAddress } from './email-config.ts';

/** One mail; every address is one that the operator has set. */
export interface OutgoingMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly replyTo: string;
  readonly messageId: string;
  /** The message id that its thread hangs on; absent: it begins the thread. */
  readonly thread?: string;
  /** `auto-replied` for an answer to a mail. */
  readonly submitted: 'auto-generated' | 'auto-replied';
}

/** Sends; throws a SinkFault for what the server does. */
export interface MailSender {
  /** Resolves with how many of the addresses the server refused while it took the others. */
  send(mail: OutgoingMail): Promise<number>;
  /** Connects and signs in, and sends nothing; throws a SinkFault like `send`. */
  greet(): Promise<void>;
  close(): void;
}

/** Where the server is, and who writes. */
export interface MailSenderConfig {
  /** smtp: with STARTTLS, or smtps:, with user and password where it needs them. */
  readonly smtpUrl: string;
  readonly from: string;
}

const CONNECT_MS = 10_000;
const SOCKET_MS = 30_000;
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Codes of nodemailer that mean that the server as a whole takes nothing. */
const WHOLE: ReadonlySet<unknown> = new Set([
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EAUTH',
  'ENOAUTH',
  'EREQUIRETLS',
]);
const SAID: Readonly<Record<string, string>> = {
  EAUTH: 'the mail server refuses our password',
  ETLS: 'the mail server offers no encryption',
  EREQUIRETLS: 'the mail server offers no encryption',
  ETIMEDOUT: 'the mail server did not answer in time',
};

function faultOf(error: unknown): SinkFault {
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown };
  const status = typeof responseCode === 'number' ? ` (${responseCode})` : '';
  const known = typeof code === 'string' ? SAID[code] : undefined;
  if (known !== undefined) return new SinkFault({ kind: 'retry', whole: true, reason: known + status });
  const isForGood = typeof responseCode === 'number' && responseCode >= 500;
  if (isForGood) return new SinkFault({ kind: 'refused', reason: `the mail server refuses it${status}` });
  const whole = WHOLE.has(code) ? { whole: true as const } : {};
  return new SinkFault({ kind: 'retry', reason: `the mail server did not take it${status}`, ...whole });
}

function createMailTransport(smtpUrl: string): Transporter {
  const { hostname, port, protocol, username, password } = new URL(smtpUrl);
  const secure = protocol === 'smtps:';
  return createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    ...(port === '' ? {} : { port: Number(port) }),
    secure,
    // A server that hides STARTTLS gets neither password nor mail; only this machine needs no encryption.
    requireTLS: !secure && !isLoopback(hostname),
    ignoreTLS: false,
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(isLoopback(hostname) ? { tls: { rejectUnauthorized: false } } : {}),
  });
}

/** The sender. Throws a TypeError for an address that is none. */
export function createMailSender({ smtpUrl, from }: MailSenderConfig): MailSender {
  const transport = createMailTransport(smtpUrl);
  const plain = (address: string) => {
    if (!isMailAddress(address)) throw new TypeError('That is no mail address.');
    return { name: '', address };
  };
  return {
    async send({ to, subject, text, replyTo, messageId, thread, submitted }) {
      try {
        const { rejected = [] } = await transport.sendMail({
          from: plain(from),
          to: to.map(plain),
          replyTo: plain(replyTo),
          // Whatever comes back because an addressee is gone finds its ticket.
          envelope: { from: replyTo, to: [...to] },
          subject,
          text,
          messageId,
          ...(thread === undefined ? {} : { inReplyTo: thread, references: thread }),
          headers: { 'Auto-Submitted': submitted, 'X-Auto-Response-Suppress': 'All', 'X-Posdesk': '1' },
        });
        return rejected.length;
      } catch (error) {
        if (error instanceof TypeError) throw error;
        throw faultOf(error);
      }
    },
    async greet() {
      try {
        await transport.verify();
      } catch (error) {
        throw faultOf(error);
      }
    },
    close: () => transport.close(),
  };
}
