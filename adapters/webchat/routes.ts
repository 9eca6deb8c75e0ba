/** What the page asks of the server: send a message, follow the transcript, read its history. */

import type { Request, Response } from 'express';
import { type Allowance, createAllowance } from '#adapters/allowance.ts';
import { type Refusal, refuse } from '#adapters/browser-request.ts';
import type { ChannelDependencies, MediaShelf, Receive, Transcripts } from '#adapters/contract.ts';
import { createStreamGate, openEventStream, type StreamGate } from '#adapters/event-stream.ts';
import type { InboundMessage } from '#dialogs/message.ts';
import { followTranscript, readHistory, watchReplies } from './follow.ts';
import { createPhotoRoutes } from './photo-routes.ts';
import { receiveBody } from './receive.ts';
import { renderLines } from './render.ts';
import { recogniseVisitor, type Visitor } from './visitor.ts';
import { createWritingSigns, type WritingSigns } from './writing.ts';

/** What the routes need. */
export interface RouteDependencies {
  readonly secureCookies: boolean;
  now(): number;
  readonly receive: Receive;
  readonly transcripts: Transcripts;
  readonly media: MediaShelf;
  readonly whileWriting?: ChannelDependencies['whileWriting'];
  /** How many streams may be open; absent: `STREAMS`. */
  readonly streams?: { readonly perVisitor: number; readonly inAll: number };
}

/** One route. A rejection is a storage fault, which becomes a 503. */
export type Route = (request: Request, response: Response) => Promise<void>;

/** The routes by what they are for. */
export interface Routes {
  readonly message: Route;
  readonly events: Route;
  readonly history: Route;
  readonly photos: ReturnType<typeof createPhotoRoutes>;
}

/** The dependencies, and what is counted over all requests. */
interface Desk extends RouteDependencies {
  readonly gate: StreamGate;
  readonly allowance: Allowance;
  readonly signs: WritingSigns;
}

const BEAT_MS = 15_000;
const HISTORY_LINES = 100;
const LONGEST_WAIT_S = 10;
/** A page uses one stream; more are other tabs. */
const STREAMS = { perVisitor: 6, inAll: 5_000 };
/** Far above what a person types, even with retries after a time offline. */
const REQUESTS = { burst: 60, perSecond: 5, visitors: 20_000 };

const STREAM_AGAIN_MS = 15_000;
const TOO_MANY_PAGES: Refusal = {
  ...{ status: 429, code: 'too-many-streams', message: 'Too many pages are open.', retryAfterMs: STREAM_AGAIN_MS },
};
/** The page asks for new lines instead until there is room. */
const NO_ROOM: Refusal = {
  ...{ status: 503, code: 'no-room', message: 'No live page more can be served.', retryAfterMs: STREAM_AGAIN_MS },
};
const WRONG_SEQ: Refusal = { status: 400, code: 'malformed', message: 'A position is a whole number.' };

/** Routes with their own limits. */
export function createRoutes(dependencies: RouteDependencies): Routes {
  const desk: Desk = {
    ...dependencies,
    gate: createStreamGate(dependencies.streams ?? STREAMS),
    allowance: createAllowance(REQUESTS, dependencies.now),
    signs: createWritingSigns(dependencies.whileWriting),
  };
  return {
    message: (request, response) => takeMessage(desk, request, response),
    events: (request, response) => streamLines(desk, request, response),
    history: (request, response) => sendHistory(desk, request, response),
    photos: createPhotoRoutes({
      ...dependencies,
      admit: (request, response) => admit(desk, request, response),
      bring: (request, response, message) => bring(desk, request, response, message),
    }),
  };
}

async function takeMessage(desk: Desk, request: Request, response: Response): Promise<void> {
  const visitor = admit(desk, request, response);
  if (visitor === undefined) return;
  const received = receiveBody(request.body, visitor, desk.now());
  if (received.kind === 'refused') return refuse(response, received.refusal);
  await bring(desk, request, response, received.message);
}

/** Brings a message in; the answer is its place in the transcript, with the replies for a client that waits. */
async function bring(desk: Desk, request: Request, response: Response, message: InboundMessage): Promise<void> {
  const waitMs = wantedWaitMs(request);
  const watch = waitMs === 0 ? undefined : watchReplies(desk.transcripts, message.conversationId);
  try {
    const accepted = await desk.receive(message);
    if (accepted.kind === 'overloaded') return refuseOverload(response, accepted.retryAfterMs);
    response.setHeader('Cache-Control', 'no-store');
    if (!watch) return answer(response, 202, { seq: accepted.seq });
    const replies = await watch.replies(accepted, waitMs);
    response.setHeader('Preference-Applied', `wait=${waitMs / 1000}`);
    answer(response, 200, { seq: accepted.seq, replies });
  } finally {
    watch?.stop();
  }
}

function refuseOverload(response: Response, retryAfterMs: number): void {
  refuse(response, { status: 503, code: 'overloaded', message: 'Please try again shortly.', retryAfterMs });
}

/** Sends JSON without the tag that Express works out of every body: nobody keeps an answer to a POST. */
function answer(response: Response, status: number, body: object): void {
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': length });
  // As text it leaves together with the headers; as bytes it would be a second piece.
  response.end(text);
}

async function streamLines(desk: Desk, request: Request, response: Response): Promise<void> {
  // A reconnecting browser repeats the address of its first connection; the header is newer.
  const afterSeq = readSeq(request.headers['last-event-id'] || request.query.after, 0);
  if (afterSeq === undefined) return refuse(response, WRONG_SEQ);
  const visitor = admit(desk, request, response);
  if (visitor === undefined) return;
  const leave = desk.gate.enter(visitor.senderId);
  if (leave === undefined) return refuse(response, desk.gate.isFull() ? NO_ROOM : TOO_MANY_PAGES);
  const endings: (() => void)[] = [leave];
  const stream = openEventStream(response, {
    beatMs: BEAT_MS,
    onClose: () => {
      for (const end of endings) end();
    },
  });
  const { conversationId } = visitor;
  const stop = followTranscript(
    desk.transcripts,
    { conversationId, afterSeq },
    {
      onLine: (line) => stream.send({ name: 'line', payload: line, id: line.seq }),
      onFault: () => stream.close(),
    },
  );
  endings.push(stop);
  endings.push(desk.signs.hear(conversationId, () => void stream.send({ name: 'writing', payload: {} })));
}

async function sendHistory(desk: Desk, request: Request, response: Response): Promise<void> {
  const before = readSeq(request.query.before, Number.POSITIVE_INFINITY);
  if (before === undefined) return refuse(response, WRONG_SEQ);
  const after = readSeq(request.query.after, 0);
  if (after === undefined) return refuse(response, WRONG_SEQ);
  const visitor = admit(desk, request, response);
  if (visitor === undefined) return;
  const { transcripts } = desk;
  const { conversationId } = visitor;
  const isNewer = request.query.after !== undefined;
  const page = isNewer
    ? { lines: renderLines(await transcripts.after(conversationId, after, HISTORY_LINES)) }
    : await readHistory(transcripts, conversationId, before, HISTORY_LINES);
  response.set('Cache-Control', 'no-store').json(page);
}

/** The visitor when the request may go on; otherwise it has been answered. */
function admit(desk: Desk, request: Request, response: Response): Visitor | undefined {
  const visitor = recogniseVisitor(request, response, desk.secureCookies);
  const retryAfterMs = desk.allowance.take(visitor.senderId);
  if (retryAfterMs === undefined) return visitor;
  refuse(response, { status: 429, code: 'too-many', message: 'Please slow down.', retryAfterMs });
  return undefined;
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
