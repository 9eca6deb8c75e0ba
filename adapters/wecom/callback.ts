/** The address that WeCom calls: the check of the URL, and notices that an account has something to fetch. */

import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import type { ChannelDependencies } from '#adapters/contract.ts';
import { createEnvelopes, type Envelope, type FormerSecrets, openWithAny } from '#adapters/tencent/envelope.ts';
import { parseXml, textOf, type XmlFields } from '#adapters/tencent/xml.ts';
import type { Instant } from '#dialogs/message.ts';

/** What both sides of the callback know. */
export interface CallbackConfig extends FormerSecrets {
  readonly corpId: string;
  readonly token: string;
  readonly encodingAesKey: string;
}

/** A notice that an account has something. */
export interface KfNotice {
  readonly kfId: string;
  /** Opens sync_msg for ten minutes. */
  readonly token: string;
  readonly atMs: Instant;
}

/** What the callback needs. */
export interface CallbackDependencies extends Pick<ChannelDependencies, 'warn' | 'now'> {
  /** Resolves when the notice is on disk; only then is the platform answered. */
  readonly notice: (notice: KfNotice) => Promise<void>;
}

const BODY = '64kb';
/** Older calls are repetitions by somebody else; clocks may differ by as much. */
const FRESH_MS = 5 * 60_000;
const SECOND_MS = 1_000;
const ACCOUNT_ID = /^[\w-]{1,64}$/;
const CALLBACK_TOKEN_LENGTH = 128;

/** Routes for GET and POST of the callback. Whatever is wrong with a call, the answer is the same. */
export function createCallback(config: CallbackConfig, dependencies: CallbackDependencies): RequestHandler {
  const envelopes = createEnvelopes({ ...config, receiverId: config.corpId });
  const router = Router();
  router.get('/', (request, response) => {
    const echo = openSealed(envelopes, request, request.query.echostr, dependencies.now());
    if (echo === undefined) refuse(response);
    else response.type('text/plain').send(echo);
  });
  router.post('/', express.text({ type: () => true, limit: BODY }), (request, response) => {
    takeCall(envelopes, request, response, dependencies).catch((error: unknown) => {
      dependencies.warn('wecom-callback-not-noted', { error: error instanceof Error ? error.name : 'unknown' });
      // The platform calls again, up to three times.
      if (!response.headersSent) response.status(500).end();
    });
  });
  router.use(refuseMalformed);
  return router;
}

async function takeCall(
  envelopes: readonly Envelope[],
  request: Request,
  response: Response,
  { now, notice }: CallbackDependencies,
): Promise<void> {
  const sealed = typeof request.body === 'string' ? parseXml(request.body) : undefined;
  const plain = openSealed(envelopes, request, textOf(sealed, 'Encrypt'), now());
  const fields = plain === undefined ? undefined : parseXml(plain);
  if (fields === undefined) {
    refuse(response);
    return;
  }
  const found = readNotice(fields, now());
  if (found !== undefined) await notice(found);
  response.type('text/plain').send('success');
}

/** The text inside; undefined when anything about it is wrong. */
function openSealed(
  envelopes: readonly Envelope[],
  request: Request,
  encrypted: unknown,
  now: Instant,
): string | undefined {
  const { msg_signature: signature, timestamp, nonce } = request.query;
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || typeof nonce !== 'string') return undefined;
  // Also false for a time that is none.
  const isFresh = Math.abs(now - Number(timestamp) * SECOND_MS) <= FRESH_MS;
  if (typeof encrypted !== 'string' || !isFresh) return undefined;
  return openWithAny(envelopes, { signature, timestamp, nonce, encrypted })?.text;
}

/** The notice in a call; undefined for other events of the app, which come to the same address. */
function readNotice(fields: XmlFields, now: Instant): KfNotice | undefined {
  const kfId = textOf(fields, 'OpenKfId');
  if (textOf(fields, 'Event') !== 'kf_msg_or_event' || !ACCOUNT_ID.test(kfId)) return undefined;
  const createdMs = Number(textOf(fields, 'CreateTime')) * SECOND_MS;
  const token = textOf(fields, 'Token').slice(0, CALLBACK_TOKEN_LENGTH);
  return { kfId, token, atMs: createdMs > 0 ? Math.min(createdMs, now) : now };
}

const refuseMalformed: ErrorRequestHandler = (_error, _request, response, _next) => refuse(response);

function refuse(response: Response): void {
  response.status(403).end();
}
