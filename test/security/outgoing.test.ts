/** Cases I31 to I33: what we send out goes to public addresses, within limits, and secrets only where they belong. */

import type { LookupAddress } from 'node:dns';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createGuardedFetch, guardedFetch } from '#adapters/guarded-fetch.ts';
import { isPublicAddress } from '#adapters/public-address.ts';
import { listen } from '#test/fixtures/listen.ts';
import { SECRETS, startWholeApp, wechatCaller } from './whole-app.ts';

async function serve(handler: RequestHandler) {
  const asked: { readonly path: string; readonly headers: Readonly<Record<string, unknown>> }[] = [];
  const server = await listen((request, response, next) => {
    asked.push({ path: request.path, headers: request.headers });
    handler(request, response, next);
  });
  onTestFinished(() => server.close());
  return { url: server.url, asked };
}

const hello: RequestHandler = (_request, response) => void response.send('hello');

describe('I32 an address', () => {
  it.each([
    'https://127.0.0.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://①②⑦.⓪.⓪.①/',
    'https://0.0.0.0/',
    'https://0.1.2.3/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data',
    'https://192.168.0.1/',
    'https://100.64.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:7f00:1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::a00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'http://example.com/',
    'file:///etc/passwd',
    'https://user:password@example.com/',
  ])('such as %s is never connected to (Rocket.Chat CVE-2024-39713)', async (url) => {
    await expect(guardedFetch(url)).rejects.toMatchObject({ name: 'GuardFault' });
  });

  it('is checked after its name is resolved, each time, so that a name that turns round gains nothing', async () => {
    const { url, asked } = await serve(hello);
    const answers: LookupAddress[][] = [
      [{ address: '127.0.0.1', family: 4 }],
      [
        { address: '93.184.216.34', family: 4 },
        { address: '::ffff:127.0.0.1', family: 6 },
      ],
      [{ address: '64:ff9b::7f00:1', family: 6 }],
      [],
    ];
    for (const answer of answers) {
      const fetchOut = createGuardedFetch((_host, _options, done) => done(null, answer));
      await expect(fetchOut(`https://rebind.example:${new URL(url).port}/`)).rejects.toMatchObject({
        name: 'GuardFault',
      });
    }
    expect(asked).toEqual([]);
  });

  it.each(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111', '203.0.112.1'])('such as %s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('that a redirect leads to is checked like the first one', async () => {
    const inside = await serve(hello);
    const outside = await serve((_request, response) => response.redirect(302, inside.url));
    const request = { trusted: [outside.url], redirects: 3 };
    await expect(guardedFetch(outside.url, request)).rejects.toMatchObject({ name: 'GuardFault' });
    expect(inside.asked).toEqual([]);
  });

  it('of our own network is reached when the operator has chosen that very origin', async () => {
    const { url } = await serve(hello);
    expect(await (await guardedFetch(url, { trusted: [url] })).text()).toBe('hello');
    const otherPort = url.replace(/\d+$/, '9');
    await expect(guardedFetch(otherPort, { trusted: [url] })).rejects.toMatchObject({ name: 'GuardFault' });
  });
});

describe('the way out', () => {
  /** Asks posdesk's own health page, at an address of its own. */
  const EXCEPTIONS = ['bot/cli/channels/check-channels.ts'];

  it('is one for all of our own requests: nobody else calls fetch or opens a connection', () => {
    const root = join(import.meta.dirname, '../..');
    const files = ['adapters', 'bot'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    );
    const sources = files.filter((name) => name.endsWith('.ts') && !name.includes('/web/'));
    expect(sources.length).toBeGreaterThan(150);
    const around = sources.filter((name) => {
      const source = readFileSync(join(root, name), 'utf8');
      return (/(?<![\w.])fetch\(/.test(source) && !source.includes('GuardedFetch')) || /from 'node:https'/.test(source);
    });
    expect(around.filter((name) => !EXCEPTIONS.includes(name))).toEqual(['adapters/guarded-fetch.ts']);
  });
});

describe('I33 a secret', () => {
  it('stays with its origin when a redirect leads elsewhere (CVE-2026-28481, CVE-2026-32913)', async () => {
    const there = await serve(hello);
    const here = await serve((_request, response) => response.redirect(302, there.url));
    const headers = { Authorization: 'Bearer secret', 'X-Api-Key': 'secret', Accept: 'text/plain' };
    await guardedFetch(here.url, { headers, trusted: [here.url, there.url], redirects: 1 });
    expect(here.asked[0]?.headers).toMatchObject({ authorization: 'Bearer secret' });
    expect(JSON.stringify(there.asked)).not.toContain('secret');
    expect(there.asked[0]?.headers).toMatchObject({ accept: 'text/plain' });
  });

  it('goes nowhere by a redirect when none is expected', async () => {
    const there = await serve(hello);
    const here = await serve((_request, response) => response.redirect(307, there.url));
    const request = { headers: { Authorization: 'x' }, trusted: [here.url, there.url] };
    await expect(guardedFetch(here.url, request)).rejects.toMatchObject({ name: 'GuardFault' });
    expect(there.asked).toEqual([]);
  });
});

describe('an answer', () => {
  it('that is too large is cut off', async () => {
    const { url } = await serve((_request, response) => void response.send('x'.repeat(100_000)));
    const answer = await guardedFetch(url, { trusted: [url], mostBytes: 50_000 });
    await expect(answer.text()).rejects.toMatchObject({ name: 'GuardFault' });
  });

  it('that never ends is given up', async () => {
    const { url } = await serve((_request, response) => void response.write('x'));
    const answer = await guardedFetch(url, { trusted: [url], timeoutMs: 100 });
    await expect(answer.text()).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('I30 and I31 the log', () => {
  it('holds no secret and one JSON object a line when every call out fails (CVE-2026-32982)', async () => {
    const { publicUrl, logged, stop } = await startWholeApp();
    const fields = { ToUserName: 'gh_1', FromUserName: 'o1', CreateTime: 1, MsgType: 'text', MsgId: 7 };
    const words = 'words\r\n{"level":"info"}\u001b[31m';
    expect((await wechatCaller(publicUrl).post({ ...fields, Content: words })).status).toBe(200);
    await stop();
    expect(logged.length).toBeGreaterThan(0);
    for (const line of logged) {
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), event: expect.any(String) });
      expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
    }
    const all = logged.join('');
    for (const secret of [...Object.values(SECRETS), 'canary-teams-password', 'words'])
      expect(all).not.toContain(secret);
  });
});
