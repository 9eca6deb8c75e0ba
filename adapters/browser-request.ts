/** What our own pages' servers share: cookies, the same-origin rule, and errors in one shape. */

import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';

/** A refusal as our pages and API clients read it: `{"error":{"code","message"}}`. */
export interface Refusal {
  readonly status: number;
  /** Stable, for programs. */
  readonly code: string;
  /** For people who read the answer; never holds what the client sent. */
  readonly message: string;
  /** Becomes `Retry-After`, rounded up to seconds. */
  readonly retryAfterMs?: number;
}

/** Answers with a refusal. */
export function refuse(response: Response, refusal: Refusal): void {
  if (refusal.retryAfterMs !== undefined) {
    response.set('Retry-After', String(Math.max(1, Math.ceil(refusal.retryAfterMs / 1000))));
  }
  response
    .status(refusal.status)
    .set('Cache-Control', 'no-store')
    .json({ error: { code: refusal.code, message: refusal.message } });
}

/** The value of a cookie, or undefined. The first of a name wins, as browsers send the most specific one first. */
export function readCookie(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const cut = pair.indexOf('=');
    if (cut > 0 && pair.slice(0, cut).trim() === name) return pair.slice(cut + 1).trim();
  }
  return undefined;
}

/**
 * True unless another site made the browser send this. Sec-Fetch-Site decides where the browser sends it (HTTPS and
 * localhost); else Origin must name this host. Programs send neither, and carry no cookie that could be abused.
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.headers.origin;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.host;
}

/** Refuses what changes something when another site made the browser send it. */
export const requireSameOrigin: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD' || isSameOrigin(request)) return next();
  refuse(response, { status: 403, code: 'cross-site', message: 'This request came from another site.' });
};

/** Refuses a body that is not JSON: a plain HTML form of another site cannot send JSON. */
export const requireJson: RequestHandler = (request, response, next) => {
  if (request.is('application/json') === 'application/json') return next();
  refuse(response, { status: 415, code: 'not-json', message: 'Send application/json.' });
};

/** Turns what went wrong into a uniform refusal, without a stack or anything the client sent. */
export const answerFault: ErrorRequestHandler = (fault: unknown, _request, response, next) => {
  if (response.headersSent) return next(fault);
  refuse(response, refusalFor(statusOf(fault)));
};

function refusalFor(status: number): Refusal {
  if (status === 413) return { status, code: 'too-large', message: 'The request is too large.' };
  if (status === 415) return { status, code: 'not-json', message: 'The encoding is not supported.' };
  if (status >= 400 && status < 500) return { status: 400, code: 'malformed', message: 'The request is malformed.' };
  return { status: 503, code: 'unavailable', message: 'Please try again in a moment.', retryAfterMs: 2000 };
}

function statusOf(fault: unknown): number {
  const status = typeof fault === 'object' && fault !== null && 'status' in fault ? fault.status : undefined;
  return typeof status === 'number' ? status : 500;
}
