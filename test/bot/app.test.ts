/** posdesk as a whole over HTTP: a merchant writes, an agent signs in, claims and answers. */

import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '#bot/app.ts';
import type { Config } from '#bot/config.ts';
import type { AppDependencies } from '#bot/opening.ts';
import type { ChannelConfigs } from '#bot/settings/channel-config.ts';
import { PHOTO } from '#test/fixtures/photos.ts';
import { plainGuide } from '#test/fixtures/plain-guide.ts';
import { scriptedRespond } from '#test/fixtures/scripted-dialog.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { createWebVisitor } from '#test/fixtures/web-visitor.ts';

const ANY_PORT = { host: '127.0.0.1', port: 0 };

async function startApp(
  databasePath = join(temporaryFolder(), 'posdesk.db'),
  dependencies: AppDependencies = {},
  settings: Omit<Config, 'databasePath'> = { publicListener: ANY_PORT, deskListener: ANY_PORT },
) {
  const app = createApp(
    { databasePath, ...settings },
    { respond: scriptedRespond, loadGuide: async () => plainGuide, ...dependencies },
  );
  onTestFinished(() => app.stop());
  return { databasePath, stop: app.stop, ...(await app.start()) };
}

/** Signs in with a link, as the page's form does; resolves with a way to call the API. */
async function signIn(link: string) {
  const { origin, searchParams } = new URL(link);
  const token = searchParams.get('token') ?? '';
  const answer = await fetch(`${origin}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ token }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const headers = { 'content-type': 'application/json', cookie };
  const ask = async (path: string, text?: string) => {
    const post = text === undefined ? {} : { method: 'POST', body: JSON.stringify({ text }) };
    const response = await fetch(`${origin}/api${path}`, { headers, ...post });
    return { status: response.status, body: await response.json() };
  };
  const bytes = async (path: string) =>
    new Uint8Array(await (await fetch(`${origin}/api${path}`, { headers })).arrayBuffer());
  return Object.assign(ask, { bytes });
}

async function linesUntil(visitor: ReturnType<typeof createWebVisitor>, url: string, line: string) {
  for (;;) {
    const lines = await visitor.lines(url);
    if (lines.includes(line)) return lines;
    await new Promise((resume) => setTimeout(resume, 5));
  }
}

describe('posdesk', () => {
  it('carries a case from the merchant to an agent and back', async () => {
    const { publicUrl, signInUrl = '' } = await startApp();
    const visitor = createWebVisitor();
    await visitor.send(publicUrl, 'ticket');
    await linesUntil(visitor, publicUrl, 'bot: Your ticket is T1001.');
    const api = await signIn(signInUrl);
    expect((await api('/tickets')).body).toMatchObject({ tickets: [{ number: 'T1001', status: 'open' }] });
    expect((await api('/tickets/T1001/claim', '')).status).toBe(200);
    expect((await api('/tickets/T1001/note', 'difficult')).status).toBe(200);
    expect((await api('/tickets/T1001/reply', 'Please restart it.')).status).toBe(200);
    const lines = await linesUntil(visitor, publicUrl, 'agent: Please restart it.');
    expect(lines).toEqual(['merchant: ticket', 'bot: Your ticket is T1001.', 'agent: Please restart it.']);
    await visitor.send(publicUrl, 'works now');
    const { body } = await api('/tickets/T1001');
    expect(body.transcript.at(-1)).toMatchObject({ from: 'merchant', text: 'works now' });
  });

  it('shows an agent the photo that a merchant has sent, and nobody else', async () => {
    const { publicUrl, deskUrl, signInUrl = '' } = await startApp();
    const visitor = createWebVisitor();
    expect(await visitor.sendPhoto(publicUrl, PHOTO)).toBe(202);
    await linesUntil(visitor, publicUrl, 'bot: echo: ');
    await visitor.send(publicUrl, 'ticket');
    await linesUntil(visitor, publicUrl, 'bot: Your ticket is T1001.');
    const api = await signIn(signInUrl);
    const { ref } = (await api('/tickets/T1001')).body.transcript[0].attachments[0];
    const path = `/media/${encodeURIComponent(ref)}`;
    expect((await fetch(`${deskUrl}/api${path}`)).status).toBe(401);
    expect((await fetch(`${publicUrl}/api${path}`)).status).toBe(404);
    expect(await api.bytes(path)).toEqual(PHOTO.bytes);
  });

  it('gives a sign-in link only while no admin is signed in, and each link works once', async () => {
    const first = await startApp();
    const link = first.signInUrl ?? '';
    expect((await (await signIn(link))('/me')).body).toMatchObject({ name: 'admin', role: 'admin' });
    expect((await (await signIn(link))('/me')).status).toBe(401);
    await first.stop();
    const second = await startApp(first.databasePath);
    expect(second.signInUrl).toBeUndefined();
  });

  it('opens nothing when a part of it cannot start, so that the next try can', async () => {
    const running = await startApp();
    const taken = { host: '127.0.0.1', port: Number(new URL(running.publicUrl).port) };
    const databasePath = join(temporaryFolder(), 'posdesk.db');
    await expect(startApp(databasePath, {}, { publicListener: ANY_PORT, deskListener: taken })).rejects.toMatchObject({
      code: 'port-taken',
      remedy: expect.stringContaining('DESK_PORT'),
    });
    await expect(startApp(databasePath)).resolves.toBeDefined();
  });

  it('opens the channels that are on at their paths, whether their platforms answer or not', async () => {
    const apiUrl = 'http://127.0.0.1:9';
    const encodingAesKey = 'A'.repeat(43);
    const channels: ChannelConfigs = {
      wechat: { appId: 'wx1', appSecret: 's', token: 't', encodingAesKey, apiUrl },
      wecom: { corpId: 'ww1', secret: 's', token: 't', encodingAesKey, apiUrl },
      slack: { signingSecret: 's', botToken: 'xoxb', apiUrl },
      teams: { appId: '', appPassword: '', allowUnsigned: true, listenerHost: '127.0.0.1' },
    };
    const paths = ['/wechat', '/wecom/kf', '/slack/events', '/api/messages'];
    const off = await startApp();
    const on = await startApp(undefined, {}, { publicListener: ANY_PORT, deskListener: ANY_PORT, channels });
    expect(on.channels).toEqual(['webchat', 'wechat', 'wecom', 'slack', 'teams']);
    for (const path of paths) {
      const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
      expect((await fetch(off.publicUrl + path, post)).status, path).toBe(404);
      const { status } = await fetch(on.publicUrl + path, post);
      expect(status, path).toBeGreaterThanOrEqual(400);
      expect([404, 500, 503], path).not.toContain(status);
    }
  });

  it('keeps the desk off the public listener', async () => {
    const { publicUrl } = await startApp();
    expect((await fetch(`${publicUrl}/api/tickets`)).status).toBe(404);
    expect((await fetch(`${publicUrl}/sign-in`)).status).toBe(404);
  });
});
