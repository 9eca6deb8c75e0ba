/** Where WeChat calls us: its check of the address, signatures, encryption, and the answer to each call. */

import { randomBytes } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { refuse } from '#adapters/browser-request.ts';
import {
  createEnvelopes,
  type Envelope,
  type FormerSecrets,
  isSignature,
  openWithAny,
  sign,
} from '#adapters/tencent/envelope.ts';
import { buildXml, parseXml, textOf, type XmlFields } from '#adapters/tencent/xml.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Ending, Waiting } from './exchanges.ts';
import { type IncomingMessage, receiveXml } from './receive.ts';

/** What the account and we both know. */
export interface CallbackConfig extends FormerSecrets {
  readonly appId: string;
  readonly token: string;
  /** With it every call must be encrypted; without it none is. */
  readonly encodingAesKey?: string;
}

/** What the callback hands on. */
export interface CallbackDependencies {
  /** A genuine message, and the connection that waits for the answer. */
  readonly onMessage: (incoming: IncomingMessage, waiting: Waiting) => void;
  /** Called for every genuine call. */
  readonly onGenuine: () => void;
  /** Says why a call was refused; fields hold no secrets. */
  readonly warn: (event: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly now: () => Instant;
}

/** WeChat's own messages are far smaller. */
const BODY_BYTES = 64 * 1024;
/** A signature is good for this long to both sides: clocks differ, and a copied one must not work for ever. */
const SKEW_S = 300;
const LONGEST_ECHO = 256;

/** Anybody can make us refuse; nobody may fill the log with it. */
const WARN_EVERY_MS = 60_000;

interface Callback extends CallbackConfig, CallbackDependencies {
  /** Absent in plain mode. */
  readonly envelopes: readonly Envelope[] | undefined;
  /** When each reason was last written to the log. */
  readonly warnedAtMs: Map<string, number>;
}

/** The query of a call; each name once, as text. */
interface Stamp {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** The handler for the callback address. */
export function createCallback(config: CallbackConfig, dependencies: CallbackDependencies): RequestHandler {
  const { appId, encodingAesKey } = config;
  const envelopes =
    encodingAesKey === undefined ? undefined : createEnvelopes({ ...config, encodingAesKey, receiverId: appId });
  const callback: Callback = { ...config, ...dependencies, envelopes, warnedAtMs: new Map() };
  const router = Router();
  const signed = requireSignature(callback);
  const body = express.raw({ type: () => true, limit: BODY_BYTES, inflate: false });
  router.get('/', signed, (request, response) => answerEcho(callback, request, response));
  router.post('/', signed, body, (request, response) => takeCall(callback, request, response));
  return router;
}

/** Every call carries this signature, encrypted or not; it is checked before the body is read. */
function requireSignature(callback: Callback): RequestHandler {
  return (request, response, next) => {
    const stamp = readStamp(request);
    if (stamp === undefined || !isSigned(stamp, callback)) {
      return refuseCall(callback, response, 'signature');
    }
    const skewS = Math.abs(callback.now() / 1000 - Number(stamp.timestamp));
    if (!(skewS <= SKEW_S)) return refuseCall(callback, response, 'clock');
    next();
  };
}

/** By the token of now or, while the console's settings are changed, the one before. */
function isSigned({ signature, timestamp, nonce }: Stamp, { token, formerToken }: CallbackConfig): boolean {
  const tokens = formerToken === undefined ? [token] : [token, formerToken];
  return tokens.some((one) => isSignature(signature, sign(one, timestamp, nonce)));
}

/** WeChat checks the address when it is saved in the console. */
function answerEcho(callback: Callback, request: Request, response: Response): void {
  const echo = request.query.echostr;
  if (typeof echo === 'string' && echo.length <= LONGEST_ECHO) {
    callback.onGenuine();
    sendText(response, echo);
  } else refuseCall(callback, response, 'echostr');
}

function takeCall(callback: Callback, request: Request, response: Response): void {
  const stamp = readStamp(request);
  const opened = stamp && openBody(callback, request, stamp);
  const received = opened && receiveXml(opened.fields, callback.now());
  if (received === undefined || received.kind === 'malformed') {
    refuseCall(callback, response, received === undefined ? 'body' : 'message');
    return;
  }
  callback.onGenuine();
  if (received.kind === 'nothing') sendText(response, 'success');
  else
    callback.onMessage(
      received,
      waitOn(response, (text) => sealReply(received, text, callback.now(), opened?.envelope)),
    );
}

/** What a call brings, and what its answer is sealed with. */
interface OpenedCall {
  readonly fields: XmlFields;
  readonly envelope?: Envelope;
}

/** The fields of a call: decrypted where a key is set, and then nothing else counts. */
function openBody({ envelopes }: Callback, request: Request, stamp: Stamp): OpenedCall | undefined {
  const outer = Buffer.isBuffer(request.body) ? parseXml(request.body.toString()) : undefined;
  if (outer === undefined) return undefined;
  if (envelopes === undefined) return { fields: outer };
  const { timestamp, nonce } = stamp;
  const signature = String(request.query.msg_signature ?? '');
  const sealed = { encrypted: textOf(outer, 'Encrypt'), signature, timestamp, nonce };
  const opened = openWithAny(envelopes, sealed);
  const fields = opened && parseXml(opened.text);
  return opened && fields && { fields, envelope: opened.envelope };
}

function sealReply(
  { message, account }: IncomingMessage,
  text: string,
  now: Instant,
  envelope: Envelope | undefined,
): string {
  const created = Math.floor(now / 1000);
  const reply = buildXml({
    ToUserName: message.senderId,
    FromUserName: account,
    CreateTime: created,
    MsgType: 'text',
    Content: text,
  });
  if (envelope === undefined) return reply;
  const stamp = { timestamp: String(created), nonce: randomBytes(8).toString('hex') };
  const { encrypted, signature } = envelope.seal(reply, stamp);
  return buildXml({ Encrypt: encrypted, MsgSignature: signature, TimeStamp: created, Nonce: stamp.nonce });
}

/** A connection that is answered later, once. */
function waitOn(response: Response, seal: (text: string) => string): Waiting {
  return {
    isOpen: () => !response.destroyed && !response.headersSent,
    end(ending) {
      if (response.destroyed || response.headersSent) return Promise.resolve(false);
      const written = new Promise<boolean>((resolve) => {
        response.once('finish', () => resolve(true)).once('close', () => resolve(false));
      });
      answer(response, ending, seal);
      return written;
    },
  };
}

function answer(response: Response, ending: Ending, seal: (text: string) => string): void {
  if (ending.kind === 'reply') response.set('Cache-Control', 'no-store').type('text/xml').send(seal(ending.text));
  else if (ending.kind === 'nothing') sendText(response, 'success');
  else {
    const message = 'Please try again in a moment.';
    refuse(response, { status: 503, code: 'unavailable', message, retryAfterMs: ending.retryAfterMs });
  }
}

/** One answer to everything that is not genuine, so that trying teaches nothing; the log says more. */
function refuseCall({ warn, now, warnedAtMs }: Callback, response: Response, reason: string): void {
  if (now() - (warnedAtMs.get(reason) ?? Number.NEGATIVE_INFINITY) >= WARN_EVERY_MS) {
    warnedAtMs.set(reason, now());
    warn('wechat-refused', { reason });
  }
  refuse(response, { status: 401, code: 'not-genuine', message: 'This call is not from WeChat.' });
}

function sendText(response: Response, text: string): void {
  response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }).type('text/plain').send(text);
}

function readStamp(request: Request): Stamp | undefined {
  const { signature, timestamp, nonce } = request.query;
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || typeof nonce !== 'string') return undefined;
  return /^\d{1,12}$/.test(timestamp) ? { signature, timestamp, nonce } : undefined;
}
