/** Requests of sinks to what operators have chosen, and what an answer means for the queue. */

import { type GuardedFetch, type GuardedRequest, GuardFault, guardedFetch } from '../guarded-fetch.ts';
import type { SinkResult } from './sink-contract.ts';

/** A try that did not come through, with what the queue makes of it. */
export class SinkFault extends Error {
  override readonly name = 'SinkFault';
  readonly result: SinkResult;
  constructor(result: Extract<SinkResult, { readonly reason: string }>) {
    super(result.reason);
    this.result = result;
  }
}

/** One request. */
export interface SinkRequest {
  readonly method?: GuardedRequest['method'];
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly body?: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Statuses that are an answer rather than a fault. */
  readonly expects?: readonly number[];
  /** The only statuses after which trying again is no use; absent: any 4xx that speaks of what was sent. */
  readonly refusals?: readonly number[];
  /** A web page is no answer, whatever its status: it comes from something that stands in front. */
  readonly noPages?: true;
}

/** The answer; `json` is undefined when it has no body. */
export interface SinkAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Helpdesks have been seen to take ten seconds for a ticket. */
const TIMEOUT_MS = 40_000;
const MOST_BYTES = 4 * 1024 * 1024;
/** Beyond it a wish to wait is a mistake. */
const LONGEST_WAIT_MS = 60 * 60_000;
const AWAY: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const AGAIN: ReadonlySet<number> = new Set([408, 409, 423, 425]);
const TOLD_LENGTH = 160;

/** Retry-After in milliseconds: seconds or a date; undefined when absent or absurd. */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\s*\d{1,9}\s*$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, LONGEST_WAIT_MS) : undefined;
}

/** What a refused form says is wrong with it, as helpdesks word it; values are not repeated there. */
function complaintOf(text: string): string {
  try {
    const { errors, message, error, description } = JSON.parse(text);
    const said = [errors, message, error, description].flat().find((one) => typeof one === 'string');
    return said === undefined ? '' : `: ${said.slice(0, TOLD_LENGTH)}`;
  } catch {
    return '';
  }
}

function faultOfStatus(response: Response, text: string, refusals?: readonly number[]): SinkFault {
  const { status } = response;
  const afterMs = readRetryAfter(response.headers.get('retry-after'), Date.now());
  const wait = afterMs === undefined ? {} : { afterMs };
  if (status === 401) return new SinkFault({ kind: 'retry', whole: true, reason: 'it refuses our key (401)' });
  if (AWAY.has(status)) {
    const reason = status === 429 ? 'we asked too often (429)' : `it is not available (${status})`;
    return new SinkFault({ kind: 'retry', whole: true, reason, ...wait });
  }
  const isForNow = refusals === undefined ? status >= 500 || AGAIN.has(status) : !refusals.includes(status);
  if (isForNow) {
    return new SinkFault({ kind: 'retry', reason: `it answered ${status}`, ...wait });
  }
  return new SinkFault({ kind: 'refused', reason: `it answered ${status}${complaintOf(text)}` });
}

/** What the network did; addresses and keys stay out of it. */
function faultOfNetwork(error: unknown): SinkFault {
  if (error instanceof SinkFault) return error;
  const whole = { kind: 'retry', whole: true } as const;
  if (error instanceof GuardFault) return new SinkFault({ ...whole, reason: error.message });
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const isLate = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
  return new SinkFault({
    ...whole,
    reason: isLate ? 'it did not answer in time' : `it cannot be reached (${code ?? 'network'})`,
  });
}

function isPage(response: Response): boolean {
  return response.headers.get('content-type')?.includes('html') ?? false;
}

const PAGE = 'it answered with a web page; is the address right?';

function parse(text: string, response: Response): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    const what = isPage(response) ? PAGE : 'its answer is cut off or no JSON';
    // What was asked for may have been done all the same.
    throw new SinkFault({ kind: 'retry', reason: what });
  }
}

function requestOf({ method, headers = {}, json, body, signal, timeoutMs = TIMEOUT_MS }: SinkRequest, origin: string) {
  const isJson = json !== undefined;
  const sent = isJson ? JSON.stringify(json) : body;
  const request: GuardedRequest = {
    headers: { accept: 'application/json', ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers },
    timeoutMs,
    mostBytes: MOST_BYTES,
    trusted: [origin],
    ...(method === undefined ? {} : { method }),
    ...(sent === undefined ? {} : { body: sent }),
    ...(signal === undefined ? {} : { signal }),
  };
  return request;
}

async function ask(request: SinkRequest, fetch: GuardedFetch): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(request.url, requestOf(request, new URL(request.url).origin));
    return { response, text: await response.text() };
  } catch (error) {
    throw faultOfNetwork(error);
  }
}

/** Sends a request; throws a SinkFault for anything but a good answer or one of `expects`, whose body is not read. */
export async function callSink(request: SinkRequest, fetch: GuardedFetch = guardedFetch): Promise<SinkAnswer> {
  const { response, text } = await ask(request, fetch);
  const { status } = response;
  if (request.expects?.includes(status)) return { status, json: undefined };
  if (!response.ok) throw faultOfStatus(response, text);
  return { status, json: parse(text, response) };
}

/** Sends a request whose answer is only good or bad; throws a SinkFault for a bad one. */
export async function pushToSink(request: SinkRequest, fetch: GuardedFetch = guardedFetch): Promise<void> {
  const { response, text } = await ask(request, fetch);
  if (request.expects?.includes(response.status)) return;
  if (!response.ok) throw faultOfStatus(response, text, request.refusals);
  if (request.noPages && isPage(response)) throw new SinkFault({ kind: 'retry', reason: PAGE });
}

/** Runs a step; what it throws as a SinkFault is the result, anything else is a defect and goes on. */
export async function settleSinkStep(step: () => Promise<SinkResult>): Promise<SinkResult> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof SinkFault) return error.result;
    throw error;
  }
}
