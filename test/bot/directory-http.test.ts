/** The institution's own register over HTTP: request, answer, cache, and every way in which it can fail. */

import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpDirectory } from '#adapters/directory/http-directory.ts';

const DEVICE = {
  serial: '0821998877',
  mid: '898000057220003',
  status: 'active',
  contractEndsOn: '2026-10-31',
  store: null,
};
let close: () => void = () => {};
afterEach(() => close());

/** A register that answers so, and what it was asked. */
async function serve(answer: RequestListener) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/devices` };
}

const open = (url: string, now: () => number = () => 0) =>
  createHttpDirectory({ url, token: 'secret', timeoutMs: 2_000 }, { now, warn: () => {} });
const json =
  (value: unknown, status = 200): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };

describe('a register over HTTP', () => {
  it('is asked by serial and merchant number, with the token', async () => {
    const { asked, url } = await serve(json({ devices: [DEVICE] }));
    const answer = await open(url).lookup({ serial: '0821998877', mid: '898000057220003' });
    expect(asked[0]?.url).toBe('/devices?serial=0821998877&mid=898000057220003');
    expect(asked[0]?.headers.authorization).toBe('Bearer secret');
    const { store: _, ...known } = DEVICE;
    expect(answer).toEqual({ kind: 'found', devices: [known] });
  });

  it('is asked once a minute for the same', async () => {
    const { asked, url } = await serve(json({ devices: [DEVICE] }));
    let now = 0;
    const directory = open(url, () => now);
    await directory.lookup({ serial: '0821998877' });
    await directory.lookup({ serial: '0821998877' });
    expect(asked).toHaveLength(1);
    now = 61_000;
    await directory.lookup({ serial: '0821998877' });
    expect(asked).toHaveLength(2);
  });

  it('that tells of other devices than was asked is not believed', async () => {
    const { url } = await serve(json({ devices: [DEVICE] }));
    expect((await open(url).lookup({ serial: '9999999999' })).kind).toBe('unknown');
    expect((await open(url).lookup({ mid: '111111111111111' })).kind).toBe('unknown');
  });

  it.each<[string, RequestListener, string]>([
    ['404', json({}, 404), 'unknown'],
    ['no devices', json({ devices: [] }), 'unknown'],
    ['500', json({}, 500), 'unavailable'],
    ['401', json({}, 401), 'unavailable'],
    ['no JSON', (_, response) => void response.end('<html>'), 'unavailable'],
    ['another form', json({ devices: [{ serial: '0821998877' }] }), 'unavailable'],
    ['a day that does not exist', json({ devices: [{ ...DEVICE, simEndsOn: '2026-02-30' }] }), 'unavailable'],
    ['a redirect', (_, response) => void response.writeHead(302, { location: '/elsewhere' }).end(), 'unavailable'],
    ['two megabytes', (_, response) => void response.end(`"${'x'.repeat(2 * 1024 * 1024)}"`), 'unavailable'],
    ['nothing at all', () => {}, 'unavailable'],
    ['a broken line', (request) => void request.socket.destroy(), 'unavailable'],
  ])('that answers %s is no reason to guess', async (_, answer, kind) => {
    const { url } = await serve(answer);
    expect((await open(url).lookup({ serial: '0821998877' })).kind).toBe(kind);
  });

  it('that is not there is unavailable', async () => {
    expect((await open('http://127.0.0.1:1/devices').lookup({ serial: '0821998877' })).kind).toBe('unavailable');
  });
});
