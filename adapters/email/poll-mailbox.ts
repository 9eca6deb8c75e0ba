/** Fetches answers from a mailbox by POP3 (RFC 1939) over TLS, which every mail server offers; what was taken is deleted there. */

import { connect as connectPlain } from 'node:net';
import { createInterface } from 'node:readline';
import { connect as connectTls } from 'node:tls';
import type { PopConfig } from './email-config.ts';
import { MOST_MAIL_BYTES } from './inbound.ts';
import type { TakeMail } from './take-mail.ts';

const EVERY_MS = 60_000;
const PATIENCE_MS = 20_000;
const MOST_AT_ONCE = 50;

/** What the server said that was not `+OK`; never what we sent. */
export class PopFault extends Error {
  override readonly name = 'PopFault';
}

interface PopTalk {
  /** Sends a command and resolves with the first line of the answer. */
  ask(command: string): Promise<string>;
  /** The lines that follow, up to the closing dot. */
  rest(): Promise<readonly string[]>;
  close(): void;
}

function openTalk({ host, port, tls }: PopConfig): PopTalk {
  const socket = tls ? connectTls({ host, port, servername: host }) : connectPlain({ host, port });
  socket.setTimeout(PATIENCE_MS, () => socket.destroy(new PopFault('it did not answer in time')));
  socket.setEncoding('latin1');
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new PopFault('it hung up')));
  });
  failed.catch(() => {});
  const next = async (): Promise<string> => {
    const line = await Promise.race([lines.next(), failed]);
    if (line.done) throw new PopFault('it hung up');
    return line.value;
  };
  return {
    async ask(command) {
      if (command !== '') socket.write(`${command}\r\n`);
      const line = await next();
      if (!line.startsWith('+OK')) throw new PopFault('it refuses');
      return line;
    },
    async rest() {
      const all: string[] = [];
      let size = 0;
      for (;;) {
        const line = await next();
        if (line === '.') return all;
        size += line.length;
        if (size > 2 * MOST_MAIL_BYTES) throw new PopFault('a mail is too large');
        all.push(line.startsWith('.') ? line.slice(1) : line);
      }
    },
    close: () => socket.destroy(),
  };
}

function safe(text: string): string {
  if (/[\r\n]/.test(text)) throw new PopFault('the settings hold a line break');
  return text;
}

async function signIn({ ask }: Pick<PopTalk, 'ask'>, config: PopConfig): Promise<void> {
  await ask('');
  await ask(`USER ${safe(config.user)}`);
  await ask(`PASS ${safe(config.password)}`);
}

/** Signs in to the mailbox and leaves again; rejects when it is not reached or refuses us. */
export async function greetMailbox(config: PopConfig): Promise<void> {
  const talk = openTalk(config);
  try {
    await signIn(talk, config);
    await talk.ask('QUIT');
  } finally {
    talk.close();
  }
}

/** Looks once: takes every mail, and deletes each once it is settled; resolves with how many were left for the next time. */
export async function emptyMailbox(config: PopConfig, takeMail: TakeMail): Promise<number> {
  const talk = openTalk(config);
  try {
    await signIn(talk, config);
    await talk.ask('LIST');
    const listed = (await talk.rest()).map((line) => line.split(' ').map(Number));
    const mails = listed.slice(0, MOST_AT_ONCE);
    let left = 0;
    for (const [number = 0, size = 0] of mails) {
      if (size <= MOST_MAIL_BYTES) {
        await talk.ask(`RETR ${number}`);
        const mail = Buffer.from((await talk.rest()).join('\r\n'), 'latin1');
        // One that cannot be taken now does not keep the others waiting.
        const taken = await takeMail(mail).catch(() => undefined);
        if (taken === undefined) {
          left += 1;
          continue;
        }
      }
      await talk.ask(`DELE ${number}`);
    }
    // Only now the server deletes; a mail that comes again is known by its message id.
    await talk.ask('QUIT');
    return left;
  } finally {
    talk.close();
  }
}

/** Looks every minute until it is stopped. */
export function pollMailbox(
  config: PopConfig,
  takeMail: TakeMail,
  warn: (event: string, fields: Readonly<Record<string, unknown>>) => void,
): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      const left = await emptyMailbox(config, takeMail);
      if (left > 0) warn('mail-not-taken', { left });
    } catch (error) {
      const reason = error instanceof PopFault ? error.message : error instanceof Error ? error.name : 'unknown';
      warn('mailbox-not-read', { reason });
    }
    plan();
  };
  const plan = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = look();
    }, config.everyMs ?? EVERY_MS);
  };
  running = look();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
