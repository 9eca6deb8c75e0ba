/** The way out: requests to addresses that others may have a say in, never into our own network, never without limits. */

import { type LookupAddress, lookup as resolveName } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { isPublicAddress } from './public-address.ts';

/** One request. */
export interface GuardedRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Ends the request early; whatever it says, nothing runs longer than `timeoutMs`. */
  readonly signal?: AbortSignal;
  /** For the whole answer; 30 seconds when left out. */
  readonly timeoutMs?: number;
  /** The body ends with a fault beyond these; 32 MB when left out. */
  readonly mostBytes?: number;
  /** Origins that the operator has chosen, such as a stand-in or a proxy: only there our own network is allowed. */
  readonly trusted?: readonly string[];
  /** Redirects that are followed, each checked anew; none when left out, and a redirect is a fault then. */
  readonly redirects?: number;
}

/** A request that was not sent, or an answer that was not read, for our own safety. The message names no address. */
export class GuardFault extends Error {
  override readonly name = 'GuardFault';
}

/** Sends a request; rejects with a GuardFault, the signal's reason, or what the network says. */
export type GuardedFetch = (url: string | URL, request?: GuardedRequest) => Promise<Response>;

/** Finds all addresses of a name, as node:dns does. */
export type Resolve = (
  host: string,
  options: { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 32 * 1024 * 1024;
/** Headers that hold secrets: they stay with the origin that they were meant for. */
const SECRET_HEADERS = /^(?:authorization|cookie|proxy-authorization|x-api-key|x-[\w-]*(?:token|key|secret))$/i;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Connections are kept apart: one that was opened without checks must not serve a request that needs them. */
const createAgents = () => ({
  'http:': new HttpAgent({ keepAlive: true }),
  'https:': new HttpsAgent({ keepAlive: true }),
});

type Agents = ReturnType<typeof createAgents>;

function checkUrl(url: URL, isTrusted: boolean): 'http:' | 'https:' {
  const { protocol, hostname, username, password } = url;
  if (protocol !== 'https:' && protocol !== 'http:') throw new GuardFault('the address is none of the web');
  if (username !== '' || password !== '') throw new GuardFault('the address holds a password');
  if (isTrusted) return protocol;
  if (protocol === 'http:') throw new GuardFault('the address is not encrypted');
  // Names are checked when they are resolved; a bare address never is.
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (/^[\d.]+$|:/.test(bare) && !isPublicAddress(bare)) throw new GuardFault('the address is not public');
  return protocol;
}

/** Resolves a name and lets only public addresses through: the very ones that are connected to. */
function guardLookup(resolve: Resolve) {
  return (host: string, options: { all?: boolean }, done: (...answer: never[]) => void): void => {
    const answer = done as unknown as (error: Error | null, address?: unknown, family?: number) => void;
    resolve(host, { all: true }, (error, addresses) => {
      if (error) return answer(error);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        return answer(new GuardFault('the name leads into a network that is not public'));
      }
      return options.all ? answer(null, addresses) : answer(null, first.address, first.family);
    });
  };
}

interface Sending {
  readonly agents: Agents;
  readonly lookup: ReturnType<typeof guardLookup> | undefined;
  readonly signal: AbortSignal;
}

function send(url: URL, request: GuardedRequest, { agents, lookup, signal }: Sending): Promise<IncomingMessage> {
  const { method = request.body === undefined ? 'GET' : 'POST', headers = {}, body } = request;
  const protocol = checkUrl(url, lookup === undefined);
  const start = protocol === 'https:' ? requestHttps : requestHttp;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...headers, ...length }, agent: agents[protocol], signal };
    const sent = start(url, { ...options, ...(lookup ? { lookup: lookup as never } : {}) }, resolve);
    sent.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    sent.end(body);
  });
}

/** The body, cut off with a fault when it grows too long. */
async function* limit(answer: IncomingMessage, mostBytes: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > mostBytes) throw new GuardFault('the answer is too large');
      yield chunk;
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    answer.destroy();
  }
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  return headers;
}

function toResponse(
  answer: IncomingMessage,
  { mostBytes = MOST_BYTES }: GuardedRequest,
  signal: AbortSignal,
): Response {
  const status = answer.statusCode ?? 502;
  if (BODILESS.has(status)) answer.resume();
  const body = BODILESS.has(status) ? null : Readable.toWeb(Readable.from(limit(answer, mostBytes, signal)));
  return new Response(body as ReadableStream<Uint8Array<ArrayBuffer>> | null, { status, headers: headersOf(answer) });
}

/** What is sent on after a redirect: secrets stay with their origin, and a body is not sent twice. */
function redirected(request: GuardedRequest, from: URL, to: URL): GuardedRequest {
  const { body: _, method: __, headers = {}, ...rest } = request;
  const kept = Object.entries(headers).filter(([name]) => from.origin === to.origin || !SECRET_HEADERS.test(name));
  return { ...rest, headers: Object.fromEntries(kept.filter(([name]) => !/^content-/i.test(name))) };
}

/** A client with its own connections; `resolve` stands in for the name service in tests. */
export function createGuardedFetch(resolve: Resolve = resolveName): GuardedFetch {
  const [checked, unchecked] = [createAgents(), createAgents()];
  const lookup = guardLookup(resolve);
  return async (address, request = {}) => {
    const patience = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
    const signal = request.signal === undefined ? patience : AbortSignal.any([request.signal, patience]);
    let [url, current, left] = [new URL(address), request, request.redirects ?? 0];
    for (;;) {
      const isTrusted = request.trusted?.includes(url.origin) === true;
      const sending = { agents: isTrusted ? unchecked : checked, lookup: isTrusted ? undefined : lookup, signal };
      const answer = await send(url, current, sending);
      if (!REDIRECTS.has(answer.statusCode ?? 0)) return toResponse(answer, request, signal);
      answer.resume();
      const target = answer.headers.location ?? '';
      if (left === 0 || !URL.canParse(target, url.href)) throw new GuardFault('the answer is a redirect');
      const next = new URL(target, url);
      [url, current, left] = [next, redirected(current, url, next), left - 1];
    }
  };
}

/** The client of the house. */
export const guardedFetch: GuardedFetch = createGuardedFetch();
