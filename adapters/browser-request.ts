/** What our own pages' servers share: cookies, the same-origin rule, and errors in one shape. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';

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

function secondsOf(retryAfterMs: number): string {
  return String(Math.max(1, Math.ceil(retryAfterMs / 1000)));
}

function bodyOf({ code, message }: Refusal): object {
  return { error: { code, message } };
}

/** Answers with a refusal. */
export function refuse(response: Response, refusal: Refusal): void {
  if (refusal.retryAfterMs !== undefined) response.set('Retry-After', secondsOf(refusal.retryAfterMs));
  response.status(refusal.status).set('Cache-Control', 'no-store').json(bodyOf(refusal));
}

/**
 * Sends JSON that nobody keeps, without Express and without the tag that it works out of every body; `headers` are names
 * and values in turn.
 */
export function sendPlainly(
  response: ServerResponse,
  status: number,
  body: object,
  headers: readonly string[] = [],
): void {
  const text = JSON.stringify(body);
  const own = ['Cache-Control', 'no-store', 'Content-Type', 'application/json; charset=utf-8'];
  response.writeHead(status, [...headers, ...own, 'Content-Length', String(Buffer.byteLength(text))]);
  // As text it leaves together with the headers; as bytes it would be a second piece.
  response.end(text);
}

/** Answers with a refusal, without Express. */
export function refusePlainly(response: ServerResponse, refusal: Refusal, headers: readonly string[]): void {
  const { status, retryAfterMs } = refusal;
  const again = retryAfterMs === undefined ? [] : ['Retry-After', secondsOf(retryAfterMs)];
  sendPlainly(response, status, bodyOf(refusal), [...headers, ...again]);
}

/** The value of a cookie, or undefined. The first of a name wins, as browsers send the most specific one first. */
export function readCookie(request: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
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
export function isSameOrigin(request: Pick<IncomingMessage, 'headers'>): boolean {
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

/**
 * The refusal for what went wrong, without a stack or anything the client sent: 503, unless the fault bears a `status`
 * that says it was the client's.
 */
export function refusalOf(fault: unknown): Refusal {
  return refusalFor(statusOf(fault));
}

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
