/** What the page asks of the server: send a message, follow the transcript, read its history. */

import type { Request, Response } from 'express';
import { type Allowance, createAllowance } from '#adapters/allowance.ts';
import { type Refusal, refuse, sendPlainly } from '#adapters/browser-request.ts';
import type { ChannelDependencies, MediaShelf, QuickHandler, Receive, Transcripts } from '#adapters/contract.ts';
import { createStreamGate, openEventStream, type StreamGate } from '#adapters/event-stream.ts';
import type { InboundMessage } from '#dialogs/message.ts';
import { followTranscript, readHistory, watchReplies } from './follow.ts';
import { createPhotoRoutes } from './photo-routes.ts';
import { type Answer, createQuickMessage } from './quick-message.ts';
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
  /** The same without Express, for the messages that it can take. */
  readonly quick: QuickHandler;
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

/** Room for 16 KB of text, some of it escaped. */
export const BODY_BYTES = 64 * 1024;
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
    quick: createQuickMessage({
      secureCookies: desk.secureCookies,
      bodyBytes: BODY_BYTES,
      turnAway: (visitor) => turnAway(desk, visitor),
      take: (body, visitor, prefer) => takeBody(desk, body, visitor, prefer),
    }),
    events: (request, response) => streamLines(desk, request, response),
    history: (request, response) => sendHistory(desk, request, response),
    photos: createPhotoRoutes({
      ...dependencies,
      admit: (request, response) => admit(desk, request, response),
      bring: async (request, response, message) => send(response, await bring(desk, message, request.get('prefer'))),
    }),
  };
}

async function takeMessage(desk: Desk, request: Request, response: Response): Promise<void> {
  const visitor = admit(desk, request, response);
  if (visitor === undefined) return;
  send(response, await takeBody(desk, request.body, visitor, request.get('prefer')));
}

/** Takes the body of a message in. */
async function takeBody(desk: Desk, body: unknown, visitor: Visitor, prefer: string | undefined): Promise<Answer> {
  const received = receiveBody(body, visitor, desk.now());
  return received.kind === 'refused' ? received : await bring(desk, received.message, prefer);
}

/** Brings a message in; the answer is its place in the transcript, with the replies for a client that waits. */
async function bring(desk: Desk, message: InboundMessage, prefer: string | undefined): Promise<Answer> {
  const waitMs = wantedWaitMs(prefer);
  const watch = waitMs === 0 ? undefined : watchReplies(desk.transcripts, message.conversationId);
  try {
    const accepted = await desk.receive(message);
    if (accepted.kind === 'overloaded') return { refusal: { ...OVERLOADED, retryAfterMs: accepted.retryAfterMs } };
    const { seq } = accepted;
    if (!watch) return { status: 202, body: { seq } };
    const replies = await watch.replies(accepted, waitMs);
    return { status: 200, body: { seq, replies }, preference: `wait=${waitMs / 1000}` };
  } finally {
    watch?.stop();
  }
}

const OVERLOADED: Refusal = { status: 503, code: 'overloaded', message: 'Please try again shortly.' };

function send(response: Response, answer: Answer): void {
  if ('refusal' in answer) {
    refuse(response, answer.refusal);
    return;
  }
  if (answer.preference !== undefined) response.setHeader('Preference-Applied', answer.preference);
  sendPlainly(response, answer.status, answer.body);
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
  const refusal = turnAway(desk, visitor);
  if (refusal === undefined) return visitor;
  refuse(response, refusal);
  return undefined;
}

/** Counts a visitor's request; the refusal when there were too many. */
function turnAway(desk: Desk, { senderId }: Visitor): Refusal | undefined {
  const retryAfterMs = desk.allowance.take(senderId);
  if (retryAfterMs === undefined) return undefined;
  return { status: 429, code: 'too-many', message: 'Please slow down.', retryAfterMs };
}

/** A sequence number from a query or header; `absent` when there is none, undefined when it is no number. */
function readSeq(raw: unknown, absent: number): number | undefined {
  if (raw === undefined || raw === '') return absent;
  return typeof raw === 'string' && /^\d{1,15}$/.test(raw) ? Number(raw) : undefined;
}

/** What `Prefer: wait=N` (RFC 7240) asks for, at most ten seconds; 0 without it. */
function wantedWaitMs(prefer: string | undefined): number {
  const wait = /(?:^|[,;\s])wait=(\d{1,4})\b/i.exec(prefer ?? '')?.[1];
  return Math.min(Number(wait ?? 0), LONGEST_WAIT_S) * 1000;
}
