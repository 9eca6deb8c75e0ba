/** Photos over real HTTP: from the page to the shelf, and back to nobody but their sender. */

import { afterEach, describe, expect, it } from 'vitest';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import type { HistoryPage } from '#adapters/webchat/wire.ts';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';
import { type Listening, listen } from '#test/fixtures/listen.ts';
import { PHOTO } from '#test/fixtures/photos.ts';

const ID = '11111111-1111-4111-8111-111111111111';

let server: Listening | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(desk: FakeDesk, now = desk.now) {
  server = await listen(createWebchatChannel({ secureCookies: false, now }, desk).handler);
  const { url } = server;
  const visit = async () => (await fetch(url)).headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const upload = (cookie: string, query = `id=${ID}&name=label.jpg`, changes: RequestInit = {}): Promise<Response> =>
    fetch(`${url}/chat/images?${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'image/png', Cookie: cookie },
      body: Buffer.from(PHOTO.bytes),
      ...changes,
    });
  const history = async (cookie: string): Promise<HistoryPage> =>
    (await (await fetch(`${url}/chat/history`, { headers: { Cookie: cookie } })).json()) as HistoryPage;
  return { url, visit, upload, history };
}

describe('a photo', () => {
  it('is kept, becomes a message and is shown to its sender', async () => {
    const desk = createFakeDesk();
    const { url, visit, upload, history } = await serve(desk);
    const cookie = await visit();
    const response = await upload(cookie, `id=${ID}&name=label.jpg&locale=en`);
    expect([response.status, await response.json()]).toEqual([202, { seq: 1 }]);
    const attachment = { kind: 'image', name: 'label.png', ref: 'media:1' };
    expect(desk.received).toMatchObject([{ text: '', locale: 'en', attachments: [attachment] }]);
    expect(new Uint8Array(desk.shelf.get('media:1')?.bytes ?? [])).toEqual(PHOTO.bytes);
    const [line] = (await history(cookie)).lines;
    expect(line).toMatchObject({ messageId: ID, attachments: [{ kind: 'image', url: '/chat/images/1/0' }] });
    const shown = await fetch(`${url}/chat/images/1/0`, { headers: { Cookie: cookie } });
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(PHOTO.bytes);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^default-src 'none'.*sandbox/),
      'cache-control': expect.stringContaining('private'),
    });
  });

  it('is shown to nobody else', async () => {
    const { url, visit, upload } = await serve(createFakeDesk());
    await upload(await visit());
    for (const path of ['1/0', '1/1', '2/0', '0/0', '-1/0', '1/../../history', 'x/0', '1/__proto__']) {
      const response = await fetch(`${url}/chat/images/${path}`, { headers: { Cookie: await visit() } });
      expect([404, 200].includes(response.status) && !response.headers.get('content-type')?.startsWith('image/')).toBe(
        true,
      );
    }
  });

  it('sent twice is one message', async () => {
    const desk = createFakeDesk();
    const { visit, upload } = await serve(desk);
    const cookie = await visit();
    expect([(await upload(cookie)).status, (await upload(cookie)).status]).toEqual([202, 202]);
    expect(desk.received).toHaveLength(1);
  });

  it('has a name that is a name, whatever its sender calls it', async () => {
    const desk = createFakeDesk();
    const { visit, upload } = await serve(desk);
    const cookie = await visit();
    const names = ['../../etc/passwd', 'C:\\photos\\屏幕.HEIC', '"><img src=x>\n', '', 'x'.repeat(200)];
    for (const [index, name] of names.entries()) {
      const query = new URLSearchParams({ id: ID.replace(/^1/, String(index + 2)), name });
      expect((await upload(cookie, String(query))).status).toBe(202);
    }
    expect(desk.received.map(({ attachments }) => attachments[0]?.name)).toEqual([
      'passwd.png',
      '屏幕.png',
      'img src=x.png',
      'photo.png',
      `${'x'.repeat(60)}.png`,
    ]);
  });
});

describe('what is no photo', () => {
  it('is refused and leaves nothing behind', async () => {
    const desk = createFakeDesk();
    const { visit, upload } = await serve(desk);
    const cookie = await visit();
    const refusals: readonly (readonly [number, string, RequestInit])[] = [
      [415, `id=${ID}`, { body: '<svg onload=alert(1)>' }],
      [415, `id=${ID}`, { body: '{}', headers: { 'Content-Type': 'application/json', Cookie: cookie } }],
      [415, `id=${ID}`, { body: Buffer.from(PHOTO.bytes), headers: { 'Content-Type': 'text/plain', Cookie: cookie } }],
      [400, 'id=1', {}],
      [400, `id=${ID}&id=${ID}`, {}],
      [400, `id=${ID}&locale=fr`, {}],
      [413, `id=${ID}`, { body: Buffer.alloc(8 * 1024 * 1024 + 1, 1) }],
      [403, `id=${ID}`, { headers: { 'Content-Type': 'image/png', Cookie: cookie, Origin: 'https://evil.example' } }],
    ];
    for (const [status, query, changes] of refusals) {
      const response = await upload(cookie, query, changes);
      expect([response.status, query]).toEqual([status, query]);
      expect(await response.text()).not.toMatch(/svg|node_modules|<html/);
    }
    expect([desk.received, desk.shelf.size]).toEqual([[], 0]);
  });
});

describe('R57 a flood of photos (CVE-2026-41408)', () => {
  it('is turned away before it is read, and goes on after a while', async () => {
    let now = createFakeDesk().now();
    const desk = createFakeDesk();
    const { visit, upload } = await serve(desk, () => now);
    const cookie = await visit();
    const statuses: number[] = [];
    for (let count = 0; count < 14; count += 1) {
      const id = `${String(count).padStart(8, '0')}${ID.slice(8)}`;
      statuses.push((await upload(cookie, `id=${id}`)).status);
    }
    expect(statuses).toEqual([...Array(12).fill(202), 429, 429]);
    expect((await upload(await visit(), `id=${ID}`)).status).toBe(202);
    now += 20_000;
    expect((await upload(cookie, `id=${ID}`)).status).toBe(202);
  });
});
