/** Attacks on the upload page: what is no photo, other people's applications, links that are old, altered or used again. */

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  LI,
  openApplication,
  openRenewalWorld,
  pageOf,
  photoOf,
  uploadAll,
  useGuide,
} from '#test/bot/renewal-world.ts';

const guide = useGuide();
const DAY = 86_400_000;

async function send(url: string, body: BodyInit | null, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'image/jpeg', ...headers } });
  const text = await response.text();
  const code: string | undefined = text.startsWith('{') ? JSON.parse(text).error?.code : undefined;
  return { status: response.status, code, text };
}

const json = (body: object): [string, Record<string, string>] => [
  JSON.stringify(body),
  { 'content-type': 'application/json' },
];

/** A JPEG with an EXIF segment that names a place, and something appended. */
function tellingJpeg(): Buffer {
  const exif = Buffer.concat([Buffer.from('Exif\0\0'), Buffer.from('GPS 31.2304 121.4737 Owner Wang')]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  const app1 = Buffer.concat([Buffer.from([0xff, 0xe1]), length, exif]);
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
  const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x11, 0x22]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    app1,
    frame,
    scan,
    Buffer.from([0xff, 0xd9]),
    Buffer.from('<script>alert(1)</script>'),
  ]);
}

describe('an upload', () => {
  const HOSTILE: readonly (readonly [string, Buffer])[] = [
    ['an SVG with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript >> >>')],
    ['a polyglot of GIF and script', Buffer.from('GIF89a/*\x00\x00*/=1;alert(1)//')],
    ['a zip', Buffer.from('PK\x03\x04............')],
    ['a PNG that is cut off', photoOf(1).subarray(0, 40)],
    ['a PNG head before a page', Buffer.concat([photoOf(1).subarray(0, 33), Buffer.from('<script>alert(1)</script>')])],
    ['nothing', Buffer.alloc(0)],
  ];

  it.each(HOSTILE)('that is %s is refused whatever it is called (CVE-2026-20172)', async (_, bytes) => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    const sent = await send(`${world.url}/renewal/${token}/papers/business-licence`, new Uint8Array(bytes));
    expect([sent.status, sent.code]).toEqual([415, 'no-photo']);
    expect((await pageOf(world, token)).papers).toEqual([]);
  });

  it('loses place, names and what was appended, and is stored so that nothing of it can be read on disk', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    const sent = await send(`${world.url}/renewal/${token}/papers/business-licence`, new Uint8Array(tellingJpeg()));
    expect(sent.status).toBe(200);
    const [paper] = (await pageOf(world, token)).papers;
    const shown = await fetch(`${world.url}/renewal/${token}/papers/${paper?.id}`);
    const bytes = Buffer.from(await shown.arrayBuffer());
    expect(bytes.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    for (const words of ['GPS', 'Wang', 'script']) expect(bytes.includes(words)).toBe(false);
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    const sealed = Buffer.from((await world.store.renewalPhoto('R1001', paper?.id ?? '')) ?? []);
    expect(sealed.length).toBeGreaterThan(bytes.length);
    expect(sealed.includes(bytes.subarray(2, 20))).toBe(false);
    await world.stop();
    const disk = Buffer.concat(['', '-wal'].map((end) => readIfThere(world.path + end)));
    expect(disk.includes(bytes.subarray(2, 20))).toBe(false);
  });

  it('that is too large is refused before it is kept', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    const large = Buffer.concat([photoOf(1), Buffer.alloc(8 * 1024 * 1024 + 1)]);
    const sent = await send(`${world.url}/renewal/${token}/papers/business-licence`, new Uint8Array(large));
    expect(sent.status).toBe(413);
    const zipped = await send(`${world.url}/renewal/${token}/papers/business-licence`, new Uint8Array(photoOf(1)), {
      'content-encoding': 'gzip',
    });
    expect(zipped.status).toBeGreaterThanOrEqual(400);
    expect((await pageOf(world, token)).papers).toEqual([]);
  });

  it('whose header claims a picture of a billion pixels is refused', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    const bomb = photoOf(1);
    bomb.writeUInt32BE(40_000, 16);
    bomb.writeUInt32BE(40_000, 20);
    expect(await world.renewals.pages.upload(token, 'business-licence', bomb)).toEqual({
      kind: 'refused',
      reason: 'too-large',
    });
  });

  it.each([
    ['VP8L', [0x2f, 0xff, 0xff, 0xff, 0x0f]],
    ['VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f]],
    ['VP8X', [0, 0, 0, 0, 0xff, 0x3f, 0, 0xff, 0x3f, 0]],
  ] as const)('that is a WebP (%s) of more pixels than a browser can take is refused', async (kind, head) => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    const chunk = (name: string, bytes: readonly number[]) =>
      Buffer.concat([
        Buffer.from(name),
        Buffer.from([20, 0, 0, 0]),
        Buffer.from(bytes),
        Buffer.alloc(20 - bytes.length),
      ]);
    const body = Buffer.concat([Buffer.from('WEBP'), chunk(kind, head), chunk('VP8 ', [])]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(body.length);
    const bomb = Buffer.concat([Buffer.from('RIFF'), size, body]);
    const sent = await world.renewals.pages.upload(token, 'business-licence', bomb);
    expect(sent).toEqual({ kind: 'refused', reason: 'too-large' });
  });

  it('with a payment card in it is not kept', async () => {
    const world = await openRenewalWorld(guide(), { holdsCard: async () => true });
    const token = await openApplication(world);
    const sent = await send(`${world.url}/renewal/${token}/papers/account-proof`, new Uint8Array(photoOf(1)));
    expect([sent.status, sent.code]).toEqual([422, 'card']);
    expect((await pageOf(world, token)).papers).toEqual([]);
  });

  it.each([
    '..%2F..%2Fetc%2Fpasswd',
    '%2e%2e%2f%2e%2e',
    'business-licence%00.png',
    '__proto__',
    'authorisation-letter',
  ])('for a material called %s is refused', async (name) => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    const sent = await send(`${world.url}/renewal/${token}/papers/${name}`, new Uint8Array(photoOf(1)));
    expect(sent.status).toBe(404);
    expect((await pageOf(world, token)).papers).toEqual([]);
  });

  it('beyond the photos of a material is refused, also when many come at once', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    const sent = await Promise.all(
      [1, 2, 3, 4, 5].map((shade) => world.renewals.pages.upload(token, 'owner-id', photoOf(shade))),
    );
    expect(sent.filter(({ kind }) => kind === 'ok')).toHaveLength(2);
    expect((await pageOf(world, token)).papers).toHaveLength(2);
  });

  it('is refused once the application is in', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    await uploadAll(world, token);
    await world.renewals.pages.submit(token);
    const sent = await send(`${world.url}/renewal/${token}/papers/shop-photo`, new Uint8Array(photoOf(1)));
    expect([sent.status, sent.code]).toEqual([409, 'not-now']);
    const [paper] = (await pageOf(world, token)).papers;
    const removed = await send(`${world.url}/renewal/${token}/papers/${paper?.id}/remove`, ...json({}));
    expect(removed.code).toBe('not-now');
  });

  it('sent by another site is refused', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    const sent = await send(`${world.url}/renewal/${token}/submit`, JSON.stringify({}), {
      'content-type': 'application/json',
      'sec-fetch-site': 'cross-site',
    });
    expect(sent.status).toBe(403);
    const form = await send(`${world.url}/renewal/${token}/submit`, 'a=b', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form.status).toBe(415);
  });
});

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

describe('a link', () => {
  it('opens its own application only: photos of another one are not found, whichever id is named', async () => {
    const world = await openRenewalWorld(guide());
    const mine = await openApplication(world);
    await uploadAll(world, mine);
    const other = { conversationId: 'test:m2' as never, senderId: 'm2' };
    for (const text of ['我要续期', '还能用', '法人本人', '跳过']) await world.say(text, other);
    const lines = await world.store.transcript('test:m2' as never, { after: 0, limit: 50, forMerchant: true });
    const theirs = lines.flatMap(({ text }) => /\/renewal\/([\w.-]+)/.exec(text)?.[1] ?? []).at(-1) ?? '';
    expect((await pageOf(world, theirs)).number).toBe('R1002');
    const [paper] = (await pageOf(world, mine)).papers;
    const asked = await fetch(`${world.url}/renewal/${theirs}/papers/${paper?.id}`);
    expect(asked.status).toBe(404);
    const removed = await send(`${world.url}/renewal/${theirs}/papers/${paper?.id}/remove`, ...json({}));
    expect(removed.status).toBe(200);
    expect((await pageOf(world, mine)).papers.some(({ id }) => id === paper?.id)).toBe(true);
    expect((await fetch(`${world.url}/renewal/${mine}/papers/${paper?.id}`)).status).toBe(200);
  });

  it('that is altered anywhere, made up, or oversize opens nothing', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    const [number = '', version = '', until = '', mac = ''] = token.split('.');
    const later = (Number.parseInt(until, 36) + 1).toString(36);
    const forged = [
      `R1002.${version}.${until}.${mac}`,
      `${number}.1.${until}.${mac}`,
      `${number}.${version}.${later}.${mac}`,
      `${number}.${version}.${until}.${mac.slice(0, -1)}`,
      `${number}.${version}.${until}.${mac}A`,
      `${number}.${version}.${until}.${mac.replace(/^./, (sign) => (sign === 'A' ? 'B' : 'A'))}`,
      `${number}.${version}.${until}.${randomBytes(32).toString('base64url')}`,
      'x'.repeat(4_000),
    ];
    for (const one of forged) {
      const asked = await fetch(`${world.url}/renewal/${one}/state`);
      expect([one.slice(0, 60), asked.status]).toEqual([one.slice(0, 60), 404]);
    }
    // The last character of base64url has bits to spare; only the one spelling is ours.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = alphabet[alphabet.indexOf(mac.at(-1) ?? 'A') ^ 1] ?? '';
    const spelled = await fetch(`${world.url}/renewal/${number}.${version}.${until}.${mac.slice(0, -1)}${twin}/state`);
    expect(spelled.status).toBe(404);
  });

  it('ends after its days, for everything; asking in the chat gives a new one', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    world.advance(7 * DAY + 60_000);
    const sent = await send(`${world.url}/renewal/${token}/papers/business-licence`, new Uint8Array(photoOf(1)));
    expect([sent.status, sent.code]).toEqual([410, 'expired']);
    expect((await fetch(`${world.url}/renewal/${token}/state`)).status).toBe(410);
    await world.say('我的续期到哪一步了');
    const fresh = await world.token();
    expect(fresh).not.toBe(token);
    expect((await pageOf(world, fresh)).status).toBe('draft');
  });

  it('is worthless once revoked, also when it is used again at the very moment', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    await world.renewals.review.act(LI, 'R1001', { kind: 'revoke' });
    expect((await fetch(`${world.url}/renewal/${token}/state`)).status).toBe(404);
    expect(await world.renewals.pages.submit(token)).toEqual({ kind: 'refused', reason: 'no-link' });
    await world.say('我的续期到哪一步了');
    expect((await pageOf(world, await world.token())).number).toBe('R1001');
  });

  it('sent in twice changes nothing the second time', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    await uploadAll(world, token);
    const both = await Promise.all([world.renewals.pages.submit(token), world.renewals.pages.submit(token)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['ok', 'refused']);
    expect(await world.store.tickets({ limit: 9 })).toHaveLength(1);
  });

  it('that a chat program previews gives nothing away and changes nothing', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    const before = await world.store.renewal('R1001');
    const preview = await fetch(`${world.url}/renewal/${token}`);
    expect(await preview.text()).not.toContain('R1001');
    expect(preview.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await world.store.renewal('R1001')).toEqual(before);
  });
});
