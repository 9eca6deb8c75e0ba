/** Reads the JSON body of a message by the shortest way, and anything unusual by Express's own. */

import express, { type Request, type RequestHandler } from 'express';
import { requireJson } from '#adapters/browser-request.ts';

const PLAIN_JSON = /^application\/json(?:; ?charset=utf-8)?$/i;
const BYTE_ORDER_MARK = 0xfeff;

/** As every browser sends it: of a known length, neither compressed nor in another alphabet. */
function isPlain({ headers }: Request, limit: number): boolean {
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
    if (!isPlain(request, limit)) {
      return requireJson(request, response, () => readAny(request, response, next));
    }
    const chunks: Buffer[] = [];
    const fail = (fault: Error): void => next(Object.assign(fault, { status: 400 }));
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('error', fail);
    request.on('end', () => {
      try {
        request.body = parse(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
      } catch (fault) {
        return fail(fault as Error);
      }
      next();
    });
  };
}
