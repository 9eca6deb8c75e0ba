/** Who writes on the web page: a browser, known by a random cookie and by nothing else. */

import { hash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { readCookie } from '#adapters/browser-request.ts';
import type { ConversationId } from '#dialogs/message.ts';

/** A visitor of the page. */
export interface Visitor {
  readonly conversationId: ConversationId;
  readonly senderId: string;
}

const KEEP_MS = 180 * 24 * 3600 * 1000;
const KEY_PATTERN = /^[\w-]{43}$/;

/**
 * The visitor of a request; a new one, with a cookie in the answer, when the request brings none. The cookie is the
 * key to the transcript, so only its hash is ever stored.
 */
export function recogniseVisitor(request: Request, response: Response, secureCookies: boolean): Visitor {
  const name = secureCookies ? '__Host-posdesk_visitor' : 'posdesk_visitor';
  const brought = readCookie(request, name);
  const key = brought !== undefined && KEY_PATTERN.test(brought) ? brought : randomBytes(32).toString('base64url');
  if (key !== brought || request.path === '/') {
    response.cookie(name, key, { httpOnly: true, sameSite: 'lax', path: '/', secure: secureCookies, maxAge: KEEP_MS });
  }
  const senderId = hash('sha256', key).slice(0, 32);
  return { conversationId: `webchat-${senderId}` as ConversationId, senderId };
}
