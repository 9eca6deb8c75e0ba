/** Where a mail server, or a script beside it, hands in answers: one mail as it came over the wire in each request. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { refuse } from '../browser-request.ts';
import type { TakeMail } from './take-mail.ts';

/** Room for a mail with a few photos; only its words are read. */
export const MOST_MAIL_BYTES = 8 * 1024 * 1024;

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}

async function readBody(request: AsyncIterable<Buffer>): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MOST_MAIL_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Takes `POST` with `Authorization: Bearer` and the token. 200 says that the mail is settled, whatever it was. */
export function createInboundHandler(
  token: string,
  takeMail: TakeMail,
  warn: (event: string, fields: Readonly<Record<string, unknown>>) => void,
): RequestHandler {
  const wanted = digest(`Bearer ${token}`);
  return async (request, response) => {
    if (!timingSafeEqual(digest(request.get('authorization') ?? ''), wanted)) {
      return refuse(response, { status: 401, code: 'unauthorized', message: 'The key of mail is missing or wrong.' });
    }
    if (request.method !== 'POST') {
      response.set('allow', 'POST');
      return refuse(response, { status: 405, code: 'no-such-method', message: 'Mail is handed in by POST.' });
    }
    const bytes = await readBody(request);
    if (bytes === undefined) {
      return refuse(response, { status: 413, code: 'too-large', message: 'The mail is too large.' });
    }
    try {
      response.json({ result: await takeMail(bytes) });
    } catch (error) {
      warn('mail-not-taken', { kind: error instanceof Error ? error.name : 'unknown' });
      response.set('retry-after', '60');
      refuse(response, { status: 503, code: 'try-again', message: 'The mail could not be stored. Hand it in later.' });
    }
  };
}
