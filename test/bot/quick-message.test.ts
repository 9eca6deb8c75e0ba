/** Messages of the web chat are answered the same with and without Express, under the headers of every answer. */

import { request } from 'node:http';
import type { Express } from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import { createListenerApp, listen, quickFirst } from '#bot/listener.ts';
import { silentLogger } from '#bot/log.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { fc } from '#test/fixtures/properties.ts';
import { NOW, newCookie, UUID } from '#test/fixtures/served-webchat.ts';

const PLAIN = { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' };
const MESSAGE = JSON.stringify({ id: UUID, text: '断网了', locale: 'zh-Hans' });

/** The web chat on a listener of its own, and which of its requests Express has seen. */
async function serve(quickly: boolean, receive?: ReturnType<typeof createFakeDesk>['receive']) {
  const noted: unknown[] = [];
  const log = { ...silentLogger, error: (event: string, about?: object) => void noted.push({ event, ...about }) };
  const desk = createFakeDesk();
  desk.onMessage(() => [{ kind: 'text', text: '请看机器屏幕' }]);
  const dependencies = { ...desk, ...(receive ? { receive } : {}) };
  const { handler } = createWebchatChannel({ secureCookies: false, now: () => NOW }, dependencies);
  const seen: string[] = [];
  const mount = (app: Express): void => {
    app.use((request, _response, next) => {
      seen.push(`${request.method} ${request.url}`);
      next();
    });
    app.use(handler);
  };
  const first = (app: Express) => (quickly && handler.quick ? quickFirst(app, handler.quick, log) : app);
  const app = createListenerApp(mount, log);
  const listener = await listen(app, { host: '127.0.0.1', port: 0 }, '', undefined, first);
  onTestFinished(() => listener.close(100));
  return { url: listener.url, seen, noted, received: desk.received };
}

type Sent = Readonly<Record<string, string>>;

/** Header names in lower case and their values, without what depends on the clock or tags a body that nobody keeps. */
function send(url: string, path: string, headers: Sent, body: string, method = 'POST') {
  return new Promise<{ status: number | undefined; headers: object; body: string }>((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => void chunks.push(chunk));
      response.on('end', () => {
        const { date: _date, etag: _tag, 'set-cookie': _cookie, ...rest } = response.headers;
        resolve({ status: response.statusCode, headers: rest, body: Buffer.concat(chunks).toString() });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const visitor = (sign: string): string => `posdesk_visitor=${sign.repeat(43)}`;

/** Mostly the first, which is usual. */
const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });
/** Now and then one of these, and mostly none. */
const rarely = (...values: readonly string[]) => mostly<string | undefined>(undefined, ...values);

/** Requests that are nearly as the page sends them. Nearly each is of another visitor, so that nobody has sent too many. */
const ANY_REQUEST = fc.record({
  method: mostly('POST', 'GET', 'HEAD', 'PUT', 'OPTIONS', 'TRACE'),
  path: mostly(
    '/chat/messages',
    '/chat/messages/',
    '/chat/mess%61ges',
    '/Chat/Messages',
    '/chat//messages',
    '/chat/%ff',
  ),
  headers: fc
    .record({
      'Content-Type': mostly<string | undefined>(
        'application/json',
        ...['application/json; charset=utf-8', 'application/json; charset=utf-16', 'APPLICATION/JSON', 'text/plain'],
        ...['application/json, text/plain', 'application/jsonp', '', undefined],
      ),
      Cookie: fc
        .tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), mostly('', 'a=b; ', `${visitor('x')}; `))
        .map(([key, before]) => `${before}posdesk_visitor=${Buffer.from(key).toString('base64url')}`),
      'Sec-Fetch-Site': mostly<string | undefined>('same-origin', 'none', 'same-site', 'cross-site', undefined),
      Origin: rarely('http://evil.example', 'null', ''),
      'Content-Encoding': rarely('identity', 'gzip'),
      'Transfer-Encoding': rarely('chunked'),
      Prefer: rarely('wait=1', 'wait=0', 'return=minimal, wait=1'),
      'X-Forwarded-Host': rarely('evil.example'),
    })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Sent),
  body: fc.oneof(
    fc.uuid().map((id) => JSON.stringify({ id, text: '断网了' })),
    fc.constantFrom('', '{', '[]', 'null', '\ufeff{}', '{"id":{},"text":[]}', `${'['.repeat(9_000)}`),
  ),
});

describe('a message to the web chat', () => {
  it.each<[string, Sent, string]>([
    ['as the page sends it', PLAIN, MESSAGE],
    ['of a client that waits', { ...PLAIN, Prefer: 'wait=5' }, MESSAGE],
    ['with nothing in it', PLAIN, JSON.stringify({ id: UUID, text: ' ' })],
    ['that is too long', PLAIN, JSON.stringify({ id: UUID, text: 'x'.repeat(16 * 1024 + 1) })],
    ['without an id', PLAIN, '{"text":"x"}'],
    ['that is no JSON', PLAIN, '{"text":'],
    ['that is a number', PLAIN, '7'],
  ])('%s is answered as Express would, without it', async (_how, headers, body) => {
    const [quick, slow] = [await serve(true), await serve(false)];
    const answers = [];
    for (const { url } of [quick, slow]) {
      answers.push(await send(url, '/chat/messages', { ...headers, Cookie: await newCookie(url) }, body));
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(quick.seen).toEqual(['GET /']);
    expect(slow.seen).toEqual(['GET /', 'POST /chat/messages']);
  });

  it.each<[string, string, Sent, string]>([
    ['of another site', '/chat/messages', { ...PLAIN, 'Sec-Fetch-Site': 'cross-site' }, MESSAGE],
    ['in another type', '/chat/messages', { 'Content-Type': 'text/plain' }, MESSAGE],
    ['with an encoding', '/chat/messages', { ...PLAIN, 'Content-Encoding': 'identity' }, MESSAGE],
    ['with a query', '/chat/messages?x=1', PLAIN, MESSAGE],
    ['to another path', '/chat/message', PLAIN, MESSAGE],
    ['of an unknown visitor', '/chat/messages', { ...PLAIN, Cookie: 'posdesk_visitor=guess' }, MESSAGE],
  ])('%s is left to Express', async (_how, path, headers, body) => {
    const [quick, slow] = [await serve(true), await serve(false)];
    const answers = [];
    for (const { url } of [quick, slow]) {
      const cookie = headers.Cookie ?? (await newCookie(url));
      answers.push(await send(url, path, { ...headers, Cookie: cookie }, body));
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(quick.seen).toContain(`POST ${path}`);
  });

  it('is answered alike both ways, whatever is unusual about it', async () => {
    const [quick, slow] = [await serve(true), await serve(false)];
    await fc.assert(
      fc.asyncProperty(ANY_REQUEST, async ({ method, path, headers, body }) => {
        const [one, other] = await Promise.all(
          [quick, slow].map(({ url }) => send(url, path, headers, body, method).catch(String)),
        );
        expect(one).toEqual(other);
      }),
      { numRuns: 300 },
    );
    expect(quick.received).toEqual(slow.received);
    expect(quick.seen.length).toBeLessThan(slow.seen.length);
  });

  it('that cannot be stored, or comes when there is too much to do, is refused alike', async () => {
    for (const receive of [
      () => Promise.reject(new Error('The disk is full')),
      () => Promise.resolve({ kind: 'overloaded', retryAfterMs: 1_500 } as const),
    ]) {
      const answers = [];
      const allNoted = [];
      for (const quickly of [true, false]) {
        const { url, noted } = await serve(quickly, receive);
        answers.push(await send(url, '/chat/messages', { ...PLAIN, Cookie: await newCookie(url) }, MESSAGE));
        allNoted.push(noted);
      }
      expect(allNoted[0]).toEqual(allNoted[1]);
      expect(answers[0]).toMatchObject({
        status: 503,
        headers: { 'retry-after': '2', 'x-frame-options': 'SAMEORIGIN' },
      });
      expect(answers[0]).toEqual(answers[1]);
    }
  });

  it('that breaks off is not taken in, and the next one is', async () => {
    const { url, received } = await serve(true);
    const cookie = await newCookie(url);
    await new Promise((resolve) => {
      const sent = request(`${url}/chat/messages`, {
        method: 'POST',
        headers: { ...PLAIN, Cookie: cookie, 'Content-Length': String(MESSAGE.length * 4) },
      });
      sent.on('error', resolve);
      sent.write(MESSAGE, () => sent.destroy(new Error('gone')));
    });
    const { status } = await send(url, '/chat/messages', { ...PLAIN, Cookie: cookie }, MESSAGE);
    expect(status).toBe(202);
    expect(received).toHaveLength(1);
  });

  it('is counted against the same allowance both ways', async () => {
    const { url } = await serve(true);
    const headers = { ...PLAIN, Cookie: await newCookie(url) };
    const statuses: (number | undefined)[] = [];
    for (let at = 0; at < 61; at += 1) {
      const path = at % 2 === 0 ? '/chat/messages' : '/chat/messages?slow';
      statuses.push((await send(url, path, headers, MESSAGE)).status);
    }
    expect(new Set(statuses.slice(0, 60))).toEqual(new Set([202]));
    expect(statuses.at(-1)).toBe(429);
  });
});
