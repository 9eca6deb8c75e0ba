/** Messages of the web chat are answered the same with and without Express, under the headers of every answer. */

import { request } from 'node:http';
import type { Express } from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import { createListenerApp, listen, quickFirst } from '#bot/listener.ts';
import { silentLogger } from '#bot/log.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
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
function send(url: string, path: string, headers: Sent, body: string) {
  return new Promise<{ status: number | undefined; headers: object; body: string }>((resolve, reject) => {
    const sent = request(`${url}${path}`, { method: 'POST', headers }, (response) => {
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
