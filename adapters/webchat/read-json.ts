/** Reads the JSON body of a message by the shortest way, and anything unusual by Express's own. */

import type { IncomingMessage } from 'node:http';
import express, { type RequestHandler } from 'express';
import { requireJson } from '#adapters/browser-request.ts';

const PLAIN_JSON = /^application\/json(?:; ?charset=utf-8)?$/i;
const BYTE_ORDER_MARK = 0xfeff;

/** As every browser sends it: of a known length, neither compressed nor in another alphabet. */
export function isPlainJson({ headers }: Pick<IncomingMessage, 'headers'>, limit: number): boolean {
  const length = Number(headers['content-length']);
  return (
    length <= limit &&
    length > 0 &&
    headers['content-encoding'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    PLAIN_JSON.test(headers['content-type'] ?? '')
  );
}

/** An object or a list; throws on anything else, as Express does. */
function parse(bytes: Buffer): object {
  const text = bytes.toString();
  const body: unknown = JSON.parse(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text);
  if (typeof body === 'object' && body !== null) return body;
  throw new SyntaxError('Neither an object nor a list.');
}

/** Puts a body of at most `limit` bytes into `request.body`; what is not JSON is refused with 415, 413 or 400. */
export function readJson(limit: number): RequestHandler {
  const readAny = express.json({ limit });
  return (request, response, next) => {
    if (!isPlainJson(request, limit)) {
      return requireJson(request, response, () => readAny(request, response, next));
    }
    readPlainJson(
      request,
      (body) => {
        request.body = body;
        next();
      },
      next,
    );
  };
}

/** Reads a body that is plain JSON; `fail` gets a fault with the status 400 when it is broken. One of the two is called. */
export function readPlainJson(
  request: IncomingMessage,
  take: (body: object) => void,
  fail: (fault: Error) => void,
): void {
  const chunks: Buffer[] = [];
  const refuse = (fault: Error): void => fail(Object.assign(fault, { status: 400 }));
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.on('error', refuse);
  request.on('end', () => {
    let body: object;
    try {
      body = parse(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    } catch (fault) {
      return refuse(fault as Error);
    }
    take(body);
  });
}
