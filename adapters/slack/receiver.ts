/** Bolt's receiver on our own listener: checks what Slack posts, hands it to Bolt, and answers when it is stored. */

import type { Receiver } from '@slack/bolt';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { refuse } from '#adapters/browser-request.ts';
import { readEnvelope } from './envelope.ts';
import { isGenuine, readSignature } from './signature.ts';

/** What is checked, and who gets what passes. */
export interface ReceiverOptions {
  /** All that are valid now. */
  readonly signingSecrets: readonly string[];
  readonly now: () => number;
  /**
   * Hands an envelope to Bolt; resolves when what it brings is stored, rejects when it is not. What it resolves with is
   * the answer to Slack, such as what is wrong in a box; mostly there is none.
   */
  readonly process: (envelope: NonNullable<ReturnType<typeof readEnvelope>>) => Promise<object | undefined>;
}

/** The longest message a person can write, twice in one event and escaped, is shorter. */
const BODY_BYTES = 512 * 1024;
/** Slack itself tries again at once, after a minute and after five. */
const RETRY_AFTER_MS = 2_000;

/** The route that Slack posts events and taps to. */
export function createSlackRoute({ signingSecrets, now, process }: ReceiverOptions): RequestHandler {
  const route = Router();
  // Before the body is read: who cannot sign shall not make us read it.
  const requireSignature: RequestHandler = (request, response, next) => {
    if (request.method !== 'POST') return refuse(response, { status: 405, code: 'post-only', message: 'Only POST.' });
    if (readSignature(request.headers, now()) === undefined) return refuseSignature(response);
    next();
  };
  const body = express.raw({ type: () => true, limit: BODY_BYTES, inflate: false });
  route.use(requireSignature, body, async (request, response) => {
    const signed = readSignature(request.headers, now());
    // Without a body there is no buffer.
    const bytes: unknown = request.body;
    if (!signed || !Buffer.isBuffer(bytes) || !signingSecrets.some((secret) => isGenuine(bytes, signed, secret))) {
      return refuseSignature(response);
    }
    await answer(request, response, bytes.toString('utf8'), process);
  });
  return route;
}

async function answer(request: Request, response: Response, text: string, process: ReceiverOptions['process']) {
  const payload = readPayload(request, text);
  if (payload === undefined) {
    return refuse(response, { status: 400, code: 'malformed', message: 'The request is malformed.' });
  }
  if (payload.type === 'url_verification') {
    const { challenge } = payload;
    return void response.json({ challenge: typeof challenge === 'string' ? challenge : '' });
  }
  const envelope = readEnvelope(payload);
  try {
    const said = envelope === undefined ? undefined : await process(envelope);
    if (said !== undefined) return void response.json(said);
  } catch {
    const message = 'Please try again in a moment.';
    return refuse(response, { status: 503, code: 'unavailable', message, retryAfterMs: RETRY_AFTER_MS });
  }
  response.status(200).end();
}

/** Events come as JSON; taps as a form whose field `payload` is JSON. */
function readPayload(request: Request, text: string): Readonly<Record<string, unknown>> | undefined {
  const isForm = typeof request.is('application/x-www-form-urlencoded') === 'string';
  const json = isForm ? new URLSearchParams(text).get('payload') : text;
  try {
    const payload: unknown = JSON.parse(json ?? '');
    return typeof payload === 'object' && payload !== null && !Array.isArray(payload)
      ? (payload as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function refuseSignature(response: Response): void {
  refuse(response, { status: 401, code: 'not-signed', message: 'The signature is missing, wrong or too old.' });
}

/** Bolt's side of the route, which has its own port and its own way to the app already. */
export const boltReceiver: Receiver = {
  init: () => {},
  start: async () => undefined,
  stop: async () => undefined,
};
