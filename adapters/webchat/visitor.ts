/** Who writes on the web page: a browser, known by a random cookie and by nothing else. */

import { hash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
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

const nameOf = (secureCookies: boolean): string => (secureCookies ? '__Host-posdesk_visitor' : 'posdesk_visitor');

function broughtKey(request: Pick<IncomingMessage, 'headers'>, secureCookies: boolean): string | undefined {
  const brought = readCookie(request, nameOf(secureCookies));
  return brought !== undefined && KEY_PATTERN.test(brought) ? brought : undefined;
}

function visitorOf(key: string): Visitor {
  const senderId = hash('sha256', key).slice(0, 32);
  return { conversationId: `webchat-${senderId}` as ConversationId, senderId };
}

/** The visitor whose cookie a request brings; undefined when it brings none. */
export function findVisitor(request: Pick<IncomingMessage, 'headers'>, secureCookies: boolean): Visitor | undefined {
  const key = broughtKey(request, secureCookies);
  return key === undefined ? undefined : visitorOf(key);
}

/**
 * The visitor of a request; a new one, with a cookie in the answer, when the request brings none. The cookie is the
 * key to the transcript, so only its hash is ever stored.
 */
export function recogniseVisitor(request: Request, response: Response, secureCookies: boolean): Visitor {
  const brought = broughtKey(request, secureCookies);
  const key = brought ?? randomBytes(32).toString('base64url');
  if (brought === undefined || request.path === '/') {
    const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: secureCookies, maxAge: KEEP_MS } as const;
    response.cookie(nameOf(secureCookies), key, options);
  }
  return visitorOf(key);
}
