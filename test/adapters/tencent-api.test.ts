/** Calls of Tencent's APIs against a server that answers as they do. */

import { setTimeout as pause } from 'node:timers/promises';
import express, { type Request, type Response } from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAccessToken, type IssuedToken } from '#adapters/tencent/access-token.ts';
import { callApi, createTencentApi } from '#adapters/tencent/call-api.ts';
import { listen } from '#test/fixtures/listen.ts';

const CLASSES = { retry: [-1, 45011], refresh: [40001, 42001] };

async function serve(answer: (request: Request, response: Response) => void | Promise<void>) {
  const app = express();
  app.use(express.json());
  app.use((request, response) => answer(request, response));
  const server = await listen(app);
  onTestFinished(() => server.close());
  return { baseUrl: server.url, classes: CLASSES };
}

const issued = (token: string, expiresInMs = 7_200_000): IssuedToken => ({ kind: 'ok', token, expiresInMs });

describe('a call', () => {
  it('sends JSON and brings the answer', async () => {
    const config = await serve(
      (request, response) => void response.json({ errcode: 0, echo: request.body, query: request.query }),
    );
    const result = await callApi(config, { path: '/cgi-bin/x', query: { a: '1' }, body: { touser: '甲' } });
    expect(result).toMatchObject({ kind: 'ok', body: { echo: { touser: '甲' }, query: { a: '1' } } });
  });

  it.each([
    [-1, 'retry'],
    [45011, 'retry'],
    [40001, 'refresh'],
    [45015, 'never'],
    [48001, 'never'],
  ])('reads code %i as %s', async (errcode, advice) => {
    const config = await serve((_request, response) => void response.json({ errcode, errmsg: 'some\nwords' }));
    const reason = `error ${errcode}: some words`;
    expect(await callApi(config, { path: '/' })).toEqual({ kind: 'failed', advice, errcode, reason });
  });

  it.each([
    ['a page instead of JSON', (response: Response) => response.send('<html>'), 'retry'],
    ['a list', (response: Response) => response.json([]), 'retry'],
    ['status 502', (response: Response) => response.status(502).end(), 'retry'],
    ['status 404', (response: Response) => response.status(404).end(), 'never'],
    ['a broken line', (response: Response) => response.destroy(), 'retry'],
    ['too much', (response: Response) => response.send('x'.repeat(5 * 1024 * 1024)), 'never'],
  ] as const)('survives %s', async (_what, answer, advice) => {
    const config = await serve((_request, response) => void answer(response));
    expect(await callApi(config, { path: '/', query: { access_token: 'geheim' } })).toMatchObject({
      kind: 'failed',
      advice,
    });
  });

  it('gives up a platform that does not answer, and says so without the token', async () => {
    const config = await serve(() => {});
    const result = await callApi(config, { path: '/', query: { access_token: 'geheim' }, timeoutMs: 30 });
    expect(result).toEqual({ kind: 'failed', advice: 'retry', reason: 'no answer within 30 ms' });
  });

  it('follows no redirect, which would carry the token elsewhere (CVE-2026-28481)', async () => {
    let reached = false;
    const elsewhere = await serve((_request, response) => {
      reached = true;
      response.json({});
    });
    const config = await serve((_request, response) => response.redirect(307, elsewhere.baseUrl));
    const result = await callApi(config, { path: '/', query: { access_token: 'geheim' }, body: {} });
    expect(result.kind).toBe('failed');
    expect(JSON.stringify(result)).not.toContain('geheim');
    expect(reached).toBe(false);
  });
});

describe('the access token', () => {
  it('is asked for once by everybody who waits', async () => {
    let asked = 0;
    const token = createAccessToken(
      async () => {
        asked += 1;
        await pause(5);
        return issued(`t${asked}`);
      },
      () => 0,
    );
    const results = await Promise.all(Array.from({ length: 20 }, () => token.get()));
    expect(new Set(results.map((result) => result.kind === 'ok' && result.token))).toEqual(new Set(['t1']));
    expect(asked).toBe(1);
  });

  it('is renewed before it ends', async () => {
    let asked = 0;
    let now = 0;
    const token = createAccessToken(
      async () => {
        asked += 1;
        return issued(`t${asked}`);
      },
      () => now,
    );
    await token.get();
    now = 6_800_000;
    expect(await token.get()).toEqual({ kind: 'ok', token: 't1' });
    now = 6_950_000;
    expect(await token.get()).toEqual({ kind: 'ok', token: 't2' });
  });

  it('is not asked for again while a short-lived one holds, and asked again after a failure', async () => {
    const answers = [{ kind: 'failed', advice: 'retry', reason: 'down' } as const, issued('short', 60_000)];
    const token = createAccessToken(
      async () => answers.shift() ?? issued('later'),
      () => 0,
    );
    expect(await token.get()).toMatchObject({ kind: 'failed' });
    expect(await token.get()).toEqual({ kind: 'ok', token: 'short' });
    expect(await token.get()).toEqual({ kind: 'ok', token: 'short' });
  });

  it('is forced anew when the platform repeats the rejected one', async () => {
    const asked: boolean[] = [];
    const token = createAccessToken(
      async ({ force }) => {
        asked.push(force);
        return issued(force ? 'new' : 'old');
      },
      () => 0,
    );
    await token.get();
    expect(await token.renew('old')).toEqual({ kind: 'ok', token: 'new' });
    expect(await token.renew('old')).toEqual({ kind: 'ok', token: 'new' });
    expect(asked).toEqual([false, false, true]);
  });
});

describe('a call with a token', () => {
  it('renews a rejected token once for all calls, and makes each again', async () => {
    let tokens = 0;
    const config = await serve((request, response) => {
      const fresh = request.query.access_token === 't2';
      response.json(fresh ? { errcode: 0, done: true } : { errcode: 42001, errmsg: 'expired' });
    });
    const accessToken = createAccessToken(
      async () => {
        tokens += 1;
        return issued(`t${tokens}`);
      },
      () => 0,
    );
    const api = createTencentApi(config, accessToken);
    const results = await Promise.all(Array.from({ length: 8 }, () => api.call({ path: '/', body: {} })));
    expect(results.every((result) => result.kind === 'ok')).toBe(true);
    expect(tokens).toBe(2);
  });

  it('does not go round in circles when the new token is rejected too', async () => {
    let calls = 0;
    const config = await serve((_request, response) => {
      calls += 1;
      response.json({ errcode: 40001 });
    });
    let tokens = 0;
    const api = createTencentApi(
      config,
      createAccessToken(
        async () => issued(`t${++tokens}`),
        () => 0,
      ),
    );
    expect(await api.call({ path: '/' })).toMatchObject({ kind: 'failed', advice: 'refresh' });
    expect(calls).toBe(2);
  });

  it('downloads bytes, and reads JSON in their place as the failure it is', async () => {
    const config = await serve((request, response) => {
      if (request.query.media_id === 'photo') response.type('image/jpeg').send(Buffer.from([1, 2, 3]));
      else if (request.query.media_id === 'big') response.type('image/jpeg').send(Buffer.alloc(101));
      else response.type('text/plain').send('{"errcode":40007,"errmsg":"invalid media_id"}');
    });
    const api = createTencentApi(
      config,
      createAccessToken(
        async () => issued('t'),
        () => 0,
      ),
    );
    const get = (id: string) => api.download({ path: '/cgi-bin/media/get', query: { media_id: id }, mostBytes: 100 });
    const photo = await get('photo');
    expect(photo).toMatchObject({ kind: 'ok', contentType: 'image/jpeg' });
    expect(photo.kind === 'ok' && [...photo.bytes]).toEqual([1, 2, 3]);
    expect(await get('gone')).toMatchObject({ kind: 'failed', advice: 'never', errcode: 40007 });
    expect(await get('big')).toMatchObject({ kind: 'failed', advice: 'never' });
  });
});
