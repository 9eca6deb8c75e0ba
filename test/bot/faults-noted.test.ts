/** What goes wrong in a route is noted for operators, once, whoever's route it is; what clients do wrong is not. */

import { describe, expect, it, onTestFinished } from 'vitest';
import { createSlackRoute } from '#adapters/slack/receiver.ts';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import { createListenerApp, listen } from '#bot/listener.ts';
import { silentLogger } from '#bot/log.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { NOW } from '#test/fixtures/served-webchat.ts';

/** The web chat over a transcript that cannot be read, and Slack's route with a clock that is broken. */
async function serve() {
  const noted: unknown[] = [];
  const log = { ...silentLogger, error: (event: string, about?: object) => void noted.push({ event, ...about }) };
  const broken = () => Promise.reject(new TypeError('a defect, and what was written: 4111111111111111'));
  const desk = createFakeDesk();
  const transcripts = { ...desk.transcripts, before: broken, after: broken };
  const chat = createWebchatChannel({ secureCookies: false, now: () => NOW }, { ...desk, transcripts });
  const slack = createSlackRoute({
    signingSecrets: ['secret'],
    process: async () => undefined,
    now: () => {
      throw new TypeError('a defect');
    },
  });
  const app = createListenerApp((routes) => void routes.use('/slack/events', slack).use(chat.handler), log);
  const { url, close } = await listen(app, { host: '127.0.0.1', port: 0 }, '');
  onTestFinished(() => close(0));
  return { url, noted };
}

describe('a request that fails', () => {
  it.each([
    ['GET', '/chat/history'],
    ['POST', '/slack/events'],
  ])('because of a defect behind %s %s is noted once, without what was written', async (method, path) => {
    const { url, noted } = await serve();
    expect((await fetch(url + path, { method })).status).toBe(503);
    expect(noted).toEqual([{ event: 'request-failed', error: 'TypeError', place: expect.any(String) }]);
    expect(JSON.stringify(noted)).not.toContain('4111');
  });

  it('because of what the client sent is not noted', async () => {
    const { url, noted } = await serve();
    const headers = { 'Content-Type': 'application/json' };
    expect((await fetch(`${url}/chat/messages`, { method: 'POST', headers, body: '{' })).status).toBe(400);
    expect((await fetch(`${url}/chat/images/%ff/1`)).status).toBe(400);
    expect(noted).toEqual([]);
  });
});
