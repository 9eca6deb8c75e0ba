/** The web chat: merchants write from a page of our own, which reads the durable transcript. */

import type { Request, Response } from 'express';
import express, { Router } from 'express';
import { answerFault, type Refusal, refuse, requireJson, requireSameOrigin } from '#adapters/browser-request.ts';
import type { Channel, Receive, Transcripts } from '#adapters/contract.ts';
import { createStreamGate, openEventStream } from '#adapters/event-stream.ts';
import { pageHeaders, servePage } from '#adapters/serve-page.ts';
import type { Wording } from '#knowledge/guide.ts';
import { createAllowance } from './allowance.ts';
import { awaitReplies, followTranscript, readHistory } from './follow.ts';
import { receiveBody } from './receive.ts';
import { recogniseVisitor, type Visitor } from './visitor.ts';

/** How the web chat runs. */
export interface WebchatConfig {
  /** True when the page is served over HTTPS. */
  readonly secureCookies: boolean;
  now(): number;
  /** The desk's name in the page's header; a neutral one when absent. */
  readonly serviceName?: Wording;
}

/** What the web chat needs. */
export interface WebchatDependencies {
  readonly receive: Receive;
  readonly transcripts: Transcripts;
}

const BEAT_MS = 15_000;
const HISTORY_LINES = 100;
const LONGEST_WAIT_S = 10;
/** A page uses one stream; more are other tabs. */
const STREAMS = { perVisitor: 6, inAll: 5_000 };
/** Far above what a person types, even with retries after a time offline. */
const REQUESTS = { burst: 60, perSecond: 5, visitors: 20_000 };
/** JSON may write a character in six bytes. */
const BODY_BYTES = 100 * 1024;

/** The channel `webchat`: the page at `/`, its routes under `/chat/`. */
export function createWebchatChannel(config: WebchatConfig, dependencies: WebchatDependencies): Channel {
  const page = servePage({ assetsPath: '/chat/assets', folders: ['webchat/web', 'web'] });
  const routes = createRoutes(config, dependencies);
  const handler = Router();
  handler.use('/chat/assets', page.assets);
  handler.use(['/chat', /^\/$/], pageHeaders);
  handler.get('/', (request, response) => {
    recogniseVisitor(request, response, config.secureCookies);
    page.send(response, 'chat.html', { serviceName: JSON.stringify(config.serviceName ?? {}) });
  });
  handler.use('/chat', requireSameOrigin);
  handler.post('/chat/messages', requireJson, express.json({ limit: BODY_BYTES }), routes.message);
  handler.get('/chat/events', routes.events);
  handler.get('/chat/history', routes.history);
  handler.use('/chat', (_request, response) => refuse(response, NOT_FOUND));
  handler.use('/chat', answerFault);
  return {
    name: 'webchat',
    limits: { choices: 12, textBytes: 16 * 1024 },
    path: '/',
    handler,
    // The page reads the transcript, where the reply already is; its commit has woken every open stream.
    deliver: async () => ({ kind: 'delivered' }),
  };
}

const NOT_FOUND: Refusal = { status: 404, code: 'not-found', message: 'There is nothing here.' };
const WRONG_SEQ: Refusal = { status: 400, code: 'malformed', message: 'A position is a whole number.' };

type Route = (request: Request, response: Response) => Promise<void>;

function createRoutes(config: WebchatConfig, { receive, transcripts }: WebchatDependencies) {
  const gate = createStreamGate(STREAMS);
  const allowance = createAllowance(REQUESTS, config.now);

  /** The visitor when the request may go on; otherwise it has been answered. */
  const admit = (request: Request, response: Response): Visitor | undefined => {
    const visitor = recogniseVisitor(request, response, config.secureCookies);
    const retryAfterMs = allowance.take(visitor.senderId);
    if (retryAfterMs === undefined) return visitor;
    refuse(response, { status: 429, code: 'too-many', message: 'Please slow down.', retryAfterMs });
    return undefined;
  };

  const message: Route = async (request, response) => {
    const visitor = admit(request, response);
    if (visitor === undefined) return;
    const received = receiveBody(request.body, visitor, config.now());
    if (received.kind === 'refused') return refuse(response, received.refusal);
    const accepted = await receive(received.message);
    if (accepted.kind === 'overloaded') {
      const { retryAfterMs } = accepted;
      return refuse(response, { status: 503, code: 'overloaded', message: 'Please try again shortly.', retryAfterMs });
    }
    response.set('Cache-Control', 'no-store');
    const waitMs = wantedWaitMs(request);
    if (waitMs === 0) {
      response.status(202).json({ seq: accepted.seq });
      return;
    }
    const from = { conversationId: visitor.conversationId, afterSeq: accepted.seq };
    const replies = await awaitReplies(transcripts, from, waitMs);
    response.set('Preference-Applied', `wait=${waitMs / 1000}`).json({ seq: accepted.seq, replies });
  };

  const events: Route = async (request, response) => {
    const afterSeq = readSeq(request.headers['last-event-id'] ?? request.query.after, 0);
    if (afterSeq === undefined) return refuse(response, WRONG_SEQ);
    const visitor = admit(request, response);
    if (visitor === undefined) return;
    const leave = gate.enter(visitor.senderId);
    if (leave === undefined) {
      const message = 'Too many pages are open.';
      return refuse(response, { status: 429, code: 'too-many-streams', message, retryAfterMs: 15_000 });
    }
    const endings: (() => void)[] = [leave];
    const stream = openEventStream(response, {
      beatMs: BEAT_MS,
      onClose: () => {
        for (const end of endings) end();
      },
    });
    const stop = followTranscript(
      transcripts,
      { conversationId: visitor.conversationId, afterSeq },
      {
        onLine: (line) => stream.send({ name: 'line', payload: line, id: line.seq }),
        onFault: () => stream.close(),
      },
    );
    endings.push(stop);
  };

  const history: Route = async (request, response) => {
    const before = readSeq(request.query.before, Number.POSITIVE_INFINITY);
    if (before === undefined) return refuse(response, WRONG_SEQ);
    const visitor = admit(request, response);
    if (visitor === undefined) return;
    const page = await readHistory(transcripts, visitor.conversationId, before, HISTORY_LINES);
    response.set('Cache-Control', 'no-store').json(page);
  };

  return { message, events, history };
}

/** A sequence number from a query or header; `absent` when there is none, undefined when it is no number. */
function readSeq(raw: unknown, absent: number): number | undefined {
  if (raw === undefined || raw === '') return absent;
  return typeof raw === 'string' && /^\d{1,15}$/.test(raw) ? Number(raw) : undefined;
}

/** What `Prefer: wait=N` (RFC 7240) asks for, at most ten seconds; 0 without it. */
function wantedWaitMs(request: Request): number {
  const wait = /(?:^|[,;\s])wait=(\d{1,4})\b/i.exec(request.get('prefer') ?? '')?.[1];
  return Math.min(Number(wait ?? 0), LONGEST_WAIT_S) * 1000;
}
