/** A listener: nothing about us in its errors, nothing too large or too slow, and a clean end. */

import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ListenAddress } from '#bot/config.ts';
import { addHealth, createListenerApp, listen } from '#bot/listener.ts';
import { silentLogger } from '#bot/log.ts';

const ANY_PORT: ListenAddress = { host: '127.0.0.1', port: 0 };

async function serve(ready: () => Promise<boolean> = async () => true) {
  const app = createListenerApp((routes) => {
    addHealth(routes, ready);
    routes.get('/defect', () => {
      throw new Error('secret inside');
    });
    routes.get('/item/:id', (_request, response) => void response.json({}));
    routes.post('/echo', (request, response) => {
      request.resume().on('end', () => response.json({ ok: true }));
    });
    routes.get('/stream', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {}\n\n');
    });
  }, silentLogger);
  const listener = await listen(app, ANY_PORT, '', 300);
  onTestFinished(() => listener.close(0));
  return listener;
}

describe('an answer', () => {
  it.each([
    ['/nothing', 404, 'not-found'],
    ['/defect', 503, 'unavailable'],
    ['/item/%ff', 400, 'malformed'],
  ])('to %s is a JSON error without a stack', async (path, status, code) => {
    const { url } = await serve();
    const response = await fetch(url + path);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: { code, message: expect.any(String) } });
    expect(response.headers.get('x-powered-by')).toBeNull();
  });

  it('allows no page by default', async () => {
    const { url } = await serve();
    const { headers } = await fetch(`${url}/healthz`);
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('about readiness follows the store', async () => {
    const status = async (ready: () => Promise<boolean>) => (await fetch(`${(await serve(ready)).url}/readyz`)).status;
    expect(await status(async () => true)).toBe(200);
    expect(await status(async () => false)).toBe(503);
    expect(await status(() => Promise.reject(new Error('disk')))).toBe(503);
  });
});

describe('a connection that is not used', () => {
  const keptFor = async (trustProxy?: number) => {
    const app = createListenerApp((routes) => addHealth(routes, async () => true), silentLogger, { trustProxy });
    const listener = await listen(app, ANY_PORT, '');
    onTestFinished(() => listener.close(0));
    return (await fetch(`${listener.url}/healthz`)).headers.get('keep-alive');
  };

  it('is kept longer than proxies keep it, so that none is closed under a request of theirs', async () => {
    expect(await keptFor(1)).toBe('timeout=75');
  });

  it('is closed soon where nobody stands in front', async () => {
    expect(await keptFor()).toBe('timeout=5');
  });
});

describe('a request', () => {
  it('above 64 KB is refused before it is read', async () => {
    const { url } = await serve();
    const post = (bytes: number) => fetch(`${url}/echo`, { method: 'POST', body: 'x'.repeat(bytes) });
    expect((await post(64 * 1024)).status).toBe(200);
    const refused = await post(64 * 1024 + 1);
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ error: { code: 'too-large' } });
  });

  it('that never ends is cut off', async () => {
    const { url } = await serve();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12');
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe('closing', () => {
  it('ends live streams at once and refuses new connections', async () => {
    const listener = await serve();
    const stream = await fetch(`${listener.url}/stream`);
    await listener.close(60_000);
    expect(await stream.text()).toBe('data: {}\n\n');
    await expect(fetch(`${listener.url}/healthz`)).rejects.toThrow();
  });
});

describe('an address that cannot be used', () => {
  it('is a fault that names the variable', async () => {
    const app = createListenerApp(() => {}, silentLogger);
    const foreign = { host: '192.0.2.1', port: 0 };
    await expect(listen(app, foreign, 'DESK')).rejects.toMatchObject({
      name: 'ConfigFault',
      code: 'cannot-listen',
      remedy: expect.stringContaining('DESK_HOST'),
    });
    await expect(listen(app, foreign, '')).rejects.toMatchObject({ remedy: 'Set HOST to an address of this machine.' });
  });
});
