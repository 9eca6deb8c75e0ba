/** Calls of Tencent's HTTP APIs: JSON both ways, with limits on time and size, and errors by what to do about them. */

import { neverReached } from '#adapters/doubtful-tries.ts';
import { guardedFetch } from '#adapters/guarded-fetch.ts';

/** Answers of the platform by their names; which are there depends on the call. */
export type ApiBody = Readonly<Record<string, unknown>>;

/** Why a call failed, and whether trying again can help. */
export interface ApiFailure {
  readonly kind: 'failed';
  /** `refresh`: the token was rejected. `never`: the same call will fail again. */
  readonly advice: 'retry' | 'refresh' | 'never';
  /** The platform's code; absent when it did not answer as it should. */
  readonly errcode?: number;
  /** The platform cannot have had it: it was never reached, or there was no token to ask it with. */
  readonly unsent?: true;
  /** In words for the log and the agent; holds no secret. */
  readonly reason: string;
}

/** How a call for JSON ended. */
export type ApiResult = { readonly kind: 'ok'; readonly body: ApiBody } | ApiFailure;

/** How a download ended. */
export type DownloadResult =
  | { readonly kind: 'ok'; readonly bytes: Uint8Array; readonly contentType: string }
  | ApiFailure;

/** The platform's codes that are worth another try; all others are not. */
export interface ErrorClasses {
  readonly retry: readonly number[];
  readonly refresh: readonly number[];
}

/** One request. */
export interface ApiRequest {
  /** Begins with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON with POST; without it the request is a GET. */
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

/** Where the API is and how its codes are read. */
export interface ApiConfig {
  /** Such as `https://api.weixin.qq.com`. */
  readonly baseUrl: string;
  readonly classes: ErrorClasses;
  /** How long a call may take; ten seconds when absent. */
  readonly timeoutMs?: number;
}

/** A token to use, or why there is none. */
export type TokenResult = { readonly kind: 'ok'; readonly token: string } | ApiFailure;

/** The token of one account, for everybody who calls. */
export interface AccessToken {
  /** The present token; everybody who asks meanwhile waits for the same request. */
  get(): Promise<TokenResult>;
  /** A newer token than `rejected`; when somebody has fetched one already, that. */
  renew(rejected: string): Promise<TokenResult>;
}

/** Calls with a token; one that is rejected is renewed and the call made once more. */
export interface TencentApi {
  call(request: ApiRequest): Promise<ApiResult>;
  /** The bytes of a file of at most `mostBytes`. */
  download(request: ApiRequest & { readonly mostBytes: number }): Promise<DownloadResult>;
}

const TIMEOUT_MS = 10_000;
/** Tencent's own; any other base address is one that the operator has chosen. */
const PLATFORM_HOSTS: ReadonlySet<string> = new Set(['api.weixin.qq.com', 'qyapi.weixin.qq.com']);

/** The origin of a base address that the operator has chosen, where our own network is meant; none for Tencent's. */
export function chosenOrigins({ hostname, origin }: URL): readonly string[] {
  return PLATFORM_HOSTS.has(hostname) ? [] : [origin];
}

/** Far above any JSON that these APIs answer with; sync_msg brings 1,000 messages at most. */
const JSON_BYTES = 4 * 1024 * 1024;
const REASON_LENGTH = 160;

/** Makes one call without a token. Never throws for what the platform or the network does. */
export async function callApi(config: ApiConfig, request: ApiRequest): Promise<ApiResult> {
  const answer = await send(config, request, JSON_BYTES);
  return answer.kind === 'failed' ? answer : readJson(config, answer.bytes);
}

/** An API whose calls carry `access_token`. */
export function createTencentApi(config: ApiConfig, accessToken: AccessToken): TencentApi {
  const withToken = async <Result extends { readonly kind: 'ok' }>(
    call: (token: string) => Promise<Result | ApiFailure>,
  ): Promise<Result | ApiFailure> => {
    const first = await accessToken.get();
    if (first.kind === 'failed') return { ...first, unsent: true };
    const result = await call(first.token);
    if (result.kind === 'ok' || result.advice !== 'refresh') return result;
    const renewed = await accessToken.renew(first.token);
    return renewed.kind === 'failed' ? renewed : call(renewed.token);
  };
  return {
    call: (request) => withToken((token) => callApi(config, addToken(request, token))),
    download: (request) => withToken((token) => downloadFile(config, addToken(request, token), request.mostBytes)),
  };
}

function addToken(request: ApiRequest, token: string): ApiRequest {
  return { ...request, query: { access_token: token, ...request.query } };
}

/** Both platforms answer a failed download with status 200 and JSON in its place. */
async function downloadFile(config: ApiConfig, request: ApiRequest, mostBytes: number): Promise<DownloadResult> {
  const answer = await send(config, request, mostBytes);
  if (answer.kind === 'failed') return answer;
  const { bytes, contentType } = answer;
  if (!/^(?:text\/plain|application\/json)/i.test(contentType)) return { kind: 'ok', bytes, contentType };
  const result = readJson(config, bytes);
  return result.kind === 'failed' ? result : failure('never', 'the platform sent no file');
}

type Answer = { readonly kind: 'ok'; readonly bytes: Uint8Array; readonly contentType: string } | ApiFailure;

async function send(config: ApiConfig, request: ApiRequest, mostBytes: number): Promise<Answer> {
  const { path, query = {}, body, timeoutMs = config.timeoutMs ?? TIMEOUT_MS } = request;
  const url = new URL(config.baseUrl.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const json = { method: 'POST' as const, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  try {
    // A redirect is a fault: it would carry the token to another host.
    const response = await guardedFetch(url, {
      ...(body === undefined ? {} : json),
      timeoutMs,
      trusted: chosenOrigins(url),
    });
    const bytes = await readLimited(response, mostBytes);
    if (response.status >= 500 || response.status === 429) return failure('retry', `HTTP status ${response.status}`);
    if (!response.ok) return failure('never', `HTTP status ${response.status}`);
    if (bytes === undefined) return failure('never', `the answer is larger than ${mostBytes} bytes`);
    return { kind: 'ok', bytes, contentType: response.headers.get('content-type') ?? '' };
  } catch (error) {
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    if (neverReached(error)) return { ...failure('retry', 'the platform cannot be reached'), unsent: true };
    return failure('retry', late ? `no answer within ${timeoutMs} ms` : 'the platform cannot be reached');
  }
}

/** The body, or undefined when it is longer; what is too much is not read. */
async function readLimited(response: Response, mostBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readJson({ classes }: ApiConfig, bytes: Uint8Array): ApiResult {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return failure('retry', 'the answer is no JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return failure('retry', 'the answer is no JSON');
  const { errcode, errmsg } = body as ApiBody;
  if (errcode === undefined || errcode === 0) return { kind: 'ok', body: body as ApiBody };
  if (typeof errcode !== 'number') return failure('retry', 'the answer has no error code');
  const advice = classes.refresh.includes(errcode) ? 'refresh' : classes.retry.includes(errcode) ? 'retry' : 'never';
  return { ...failure(advice, `error ${errcode}${explain(errmsg)}`), errcode };
}

/** The platform's own words on one line; they hold addresses and request ids, never a token. */
function explain(errmsg: unknown): string {
  if (typeof errmsg !== 'string') return '';
  return `: ${errmsg.replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ').slice(0, REASON_LENGTH)}`;
}

function failure(advice: ApiFailure['advice'], reason: string): ApiFailure {
  return { kind: 'failed', advice, reason };
}
