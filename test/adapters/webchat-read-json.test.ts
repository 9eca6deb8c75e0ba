/** Bodies of messages as pages, programs and mischief send them. */

import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import express, { type NextFunction, type Request, type Response } from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { readJson } from '#adapters/webchat/read-json.ts';
import { answerFaults } from '#bot/listener.ts';
import { silentLogger } from '#bot/log.ts';

const LIMIT = 1_000;

async function open() {
  const app = express();
  app.post('/', readJson(LIMIT), (request, response) => void response.json({ body: request.body }));
  app.use(answerFaults(silentLogger));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return async (body: BodyInit, headers: Record<string, string> = { 'content-type': 'application/json' }) => {
    // Some bodies of unknown length can only be sent by half.
    const half = { duplex: 'half' } as RequestInit;
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body, ...half });
    return { status: answer.status, ...(await answer.json()) };
  };
}

function inPieces(...pieces: readonly string[]): ReadableStream {
  return new Blob([...pieces]).stream();
}

const UTF16 = Buffer.from('{"text":"断网"}', 'utf16le');

it.each<[string, BodyInit, Record<string, string> | undefined]>([
  ['plainly', '{"text":"断网"}', undefined],
  ['with its alphabet named', '{"text":"断网"}', { 'content-type': 'application/json; charset=utf-8' }],
  ['with its alphabet named aloud', '{"text":"断网"}', { 'content-type': 'Application/JSON;charset=UTF-8' }],
  ['behind a byte order mark', '\uFEFF{"text":"断网"}', undefined],
  ['compressed', gzipSync('{"text":"断网"}'), { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ['in another alphabet', UTF16, { 'content-type': 'application/json; charset=utf-16le' }],
  ['without its length', inPieces('{"text":', '"断网"}'), undefined],
])('a body is read that comes %s', async (_how, body, headers) => {
  const send = await open();
  expect(await send(body, headers)).toEqual({ status: 200, body: { text: '断网' } });
});

it.each<[string, BodyInit, number, Record<string, string> | undefined]>([
  ['broken', '{"text":', 400, undefined],
  ['a word', '"text"', 400, undefined],
  ['nothing', 'null', 400, undefined],
  ['too long', JSON.stringify({ text: 'x'.repeat(LIMIT) }), 413, undefined],
  [
    'too long once unpacked',
    gzipSync(JSON.stringify({ text: 'x'.repeat(LIMIT) })),
    413,
    {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    },
  ],
  ['too long and without its length', inPieces('{"text":"', 'x'.repeat(LIMIT), '"}'), 413, undefined],
  ['a form', 'text=x', 415, { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a plain text', '{"text":"x"}', 415, { 'content-type': 'text/plain' }],
])('a body is refused that is %s', async (_what, body, status, headers) => {
  const send = await open();
  expect(await send(body, headers)).toEqual({ status, error: expect.objectContaining({ code: expect.any(String) }) });
});

/** Sends a request by hand and hangs up; what became of it. */
async function hangUp(body: string): Promise<{ readonly taken: number; readonly statuses: readonly unknown[] }> {
  const [statuses, closed] = [[] as unknown[], Promise.withResolvers<void>()];
  let taken = 0;
  let near: Socket | undefined;
  const app = express();
  app.use((request, response, next) => {
    near = request.socket;
    response.once('close', () => closed.resolve());
    next();
  });
  app.post('/', readJson(LIMIT), () => {
    taken += 1;
  });
  app.use((fault: { status?: unknown }, _request: Request, _response: Response, _next: NextFunction) => {
    statuses.push(fault.status);
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
  const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n';
  socket.write(head + body);
  await expect.poll(() => near?.bytesRead).toBe(head.length + body.length);
  socket.destroy();
  await closed.promise;
  // What the end of the connection causes comes within a few rounds of the event loop, however long these take.
  for (let round = 0; round < 50; round += 1) await setImmediate();
  return { taken, statuses };
}

it('a client that hangs up while it waits for the answer has been read once, without a fault', async () => {
  expect(await hangUp('{"text":"x"}')).toEqual({ taken: 1, statuses: [] });
});

it('a client that hangs up in the middle of its body is refused', async () => {
  expect(await hangUp('{"text"')).toEqual({ taken: 0, statuses: [400] });
});

it('what is refused holds nothing of what was sent', async () => {
  const send = await open();
  expect(JSON.stringify(await send('{"secret-62262612'))).not.toContain('62262612');
});
