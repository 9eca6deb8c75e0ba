/** One HTTP listener: limits against slow and large requests, security headers, uniform errors, a clean end. */

import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import express from 'express';
import helmet from 'helmet';
import { type Refusal, refusalOf, refuse, refusePlainly } from '#adapters/browser-request.ts';
import type { QuickHandler } from '#adapters/contract.ts';
import type { ListenAddress } from './config.ts';
import { ConfigFault } from './faults.ts';
import { describeError, type Logger } from './log.ts';

/** Where nothing else is said, no request is larger, in bytes. */
const BODY_BYTES = 64 * 1024;
/** A client that has not sent its request by then is cut off, in milliseconds; its headers come within 9 s anyway. */
const REQUEST_MS = 9_000;

/** More connections are closed at once; each open one costs some kilobytes. */
const MOST_CONNECTIONS = 20_000;
const MOST_HEADERS = 100;
/**
 * How long a proxy may keep a connection that it does not use: longer than proxies do by themselves (60 s), because one
 * that we close while a request is on its way fails that request, and proxies count that as our failure.
 */
const IDLE_PROXY_MS = 75_000;

/** The same headers for every request, worked out once: none of helmet's depends on the request. */
function headersOf(middleware: ReturnType<typeof helmet>): readonly (readonly [name: string, value: string])[] {
  const headers: [string, string][] = [];
  const collect = {
    setHeader: (name: string, value: string) => void headers.push([name, value]),
    removeHeader: () => {},
  } as unknown as ServerResponse;
  middleware({} as IncomingMessage, collect, () => {});
  return headers;
}

/** Answers with a policy that allows nothing; pages replace it by their own. */
const STRICT = headersOf(
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    // Browsers must not force HTTPS on a listener that speaks HTTP; the proxy in front sets this.
    strictTransportSecurity: false,
  }),
);

const strictHeaders: RequestHandler = (_request, response, next) => {
  for (const [name, value] of STRICT) response.setHeader(name, value);
  next();
};

function refuseLargerThan(bodyBytes: number): RequestHandler {
  return (request, response, next) => {
    if (Number(request.headers['content-length'] ?? 0) <= bodyBytes) return next();
    response.set('Connection', 'close');
    refuse(response, { status: 413, code: 'too-large', message: 'The request is too large.' });
  };
}

/** The refusal for what went wrong; what was our fault is noted. */
function noteFault(fault: unknown, log: Logger): Refusal {
  const refusal = refusalOf(fault);
  // What a client did wrong is answered; logging it would let anybody fill the log.
  if (refusal.status >= 500) log.error('request-failed', describeError(fault));
  return refusal;
}

/** Answers whatever goes wrong in any route, in one shape; routes have no such handler of their own, which would hide it. */
export function answerFaults(log: Logger): ErrorRequestHandler {
  return (fault: unknown, _request, response, next) => {
    const refusal = noteFault(fault, log);
    if (response.headersSent) return next(fault);
    refuse(response, refusal);
  };
}

/** How a listener's app differs from the usual one. */
export interface ListenerOptions {
  /** The most that a request may hold; 64 KB when left out. */
  readonly bodyBytes?: number;
  /** Whose X-Forwarded-* headers are believed, as addresses or how many proxies stand in a row; nobody's when left out. */
  readonly trustProxy?: readonly string[] | number | undefined;
}

/** Methods that no route of ours answers; HTTP's own TRACE would echo a request's cookies. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const refuseOtherMethods: RequestHandler = (request, response, next) => {
  if (METHODS.has(request.method)) return next();
  refuse(response, { status: 405, code: 'no-such-method', message: 'This method is not offered.' });
};

const STREAM = /\/(events|stream)\/?$/i;

/** Express answers HEAD as GET, and a live stream without a body would never end. */
const refuseHeadOfStream: RequestHandler = (request, response, next) => {
  if (request.method !== 'HEAD' || !STREAM.test(request.path)) return next();
  refuse(response, { status: 405, code: 'no-such-method', message: 'This method is not offered.' });
};

/** Has `quick` take what it can, under the headers of every answer; the rest goes to the app. */
export function quickFirst(app: Express, quick: QuickHandler, log: Logger): RequestListener {
  const headers = STRICT.flat();
  const fail = (fault: unknown, response: ServerResponse): void => {
    const refusal = noteFault(fault, log);
    if (response.headersSent) response.destroy();
    else refusePlainly(response, refusal, headers);
  };
  const terms = { headers, fail };
  return (request, response) => {
    if (!quick(request, response, terms)) app(request, response);
  };
}

/** An app with what both listeners share; `mount` adds the routes. */
export function createListenerApp(
  mount: (app: Express) => void,
  log: Logger,
  { bodyBytes = BODY_BYTES, trustProxy }: ListenerOptions = {},
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', typeof trustProxy === 'object' ? [...trustProxy] : (trustProxy ?? false));
  app.use(refuseOtherMethods);
  app.use(strictHeaders, refuseHeadOfStream, refuseLargerThan(bodyBytes));
  mount(app);
  app.use((_request, response) =>
    refuse(response, { status: 404, code: 'not-found', message: 'There is nothing here.' }),
  );
  app.use(answerFaults(log));
  return app;
}

/** What tells a load balancer how we are. `ready` resolves when the store answers. */
export function addHealth(app: Express, ready: () => Promise<boolean>): void {
  app.get('/healthz', (_request, response) => void response.set('Cache-Control', 'no-store').json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const status = (await ready().catch(() => false)) ? 'ready' : 'not-ready';
    response
      .status(status === 'ready' ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status });
  });
}

/** A listener that is open. */
export interface Listener {
  /** Where to reach it from this machine, without a closing slash. */
  readonly url: string;
  /** Takes no more requests, ends live streams, and gives the rest so many milliseconds. */
  close(graceMs: number): Promise<void>;
}

function urlOf({ host }: ListenAddress, server: Server): string {
  const { port } = server.address() as AddressInfo;
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function listenFault({ host, port }: ListenAddress, names: string, error: NodeJS.ErrnoException): ConfigFault {
  const remedies: Readonly<Record<string, string>> = {
    EADDRINUSE: `Stop the program that uses it, or choose another port with ${names}_PORT`,
    EACCES: `Choose a port above 1023 with ${names}_PORT`,
    EADDRNOTAVAIL: `Set ${names}_HOST to an address of this machine`,
    ENOTFOUND: `Set ${names}_HOST to an address of this machine`,
  };
  const code = error.code ?? 'unknown';
  const taken = code === 'EADDRINUSE';
  return new ConfigFault({
    code: taken ? 'port-taken' : 'cannot-listen',
    what: taken ? `Port ${port} on ${host} is taken` : `posdesk cannot listen on ${host}:${port} (${code})`,
    remedy: `${remedies[code] ?? `Set ${names}_HOST and ${names}_PORT to an address that is free`}.`.replace(
      /\b_/g,
      '',
    ),
    cause: error,
  });
}

function isStream(response: { getHeader(name: string): unknown }): boolean {
  return String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');
}

/**
 * Opens a listener; `names` is the prefix of its variables, for the fault: an empty string or `DESK`. `first` sees every
 * request before the app.
 */
export async function listen(
  app: Express,
  address: ListenAddress,
  names: '' | 'DESK',
  requestMs = REQUEST_MS,
  first?: (app: Express) => RequestListener,
): Promise<Listener> {
  const open = new Set<{ end(): unknown; getHeader(name: string): unknown }>();
  const options = {
    requestTimeout: requestMs,
    headersTimeout: Math.min(requestMs, REQUEST_MS),
    connectionsCheckingInterval: Math.ceil(Math.min(requestMs, REQUEST_MS) / 9),
  };
  const server = createServer(options, first?.(app) ?? app);
  if (app.get('trust proxy') !== false) server.keepAliveTimeout = IDLE_PROXY_MS;
  server.maxConnections = MOST_CONNECTIONS;
  server.maxHeadersCount = MOST_HEADERS;
  server.on('request', (_request, response) => {
    open.add(response);
    response.on('close', () => open.delete(response));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenFault(address, names, error)));
    server.listen(address.port, address.host, resolve);
  });
  return {
    url: urlOf(address, server),
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const response of open) if (isStream(response)) response.end();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}
