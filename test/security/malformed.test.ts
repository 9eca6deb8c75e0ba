/** Cases M16 to M24: requests that no client of ours sends. Nothing falls over, and no answer tells about us. */

import { describe, expect, it } from 'vitest';
import { parseXml, textOf } from '#adapters/tencent/xml.ts';
import { fc } from '#test/fixtures/properties.ts';
import { everyRoute } from './every-route.ts';
import { REVEALING, sendRaw, startWholeApp, wechatCaller } from './whole-app.ts';

/** Requests of each kind of visitor to each listener; raised for a long run. */
const CASES = Number(process.env.FUZZ_CASES ?? 400);
const PATIENCE_MS = 300_000 + CASES * 500;

const ROUTES = everyRoute();

/** What stands for the parameter of a path. */
const segments = fc.oneof(
  fc.constantFrom(
    'T1001',
    '1',
    '0',
    '-1',
    'x',
    'constructor',
    '__proto__',
    '%00',
    '%ff',
    '..%2f..%2fetc',
    'a'.repeat(900),
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).map((text) => encodeURIComponent(text.toWellFormed())),
);
const paths = fc
  .tuple(fc.constantFrom(...ROUTES), fc.infiniteStream(segments))
  .map(([path, values]) =>
    path.replaceAll(/[:*]\w+|\{|\}/g, (name) => (/[{}]/.test(name) ? '' : String(values.next().value))),
  );

const nested = fc.integer({ min: 1, max: 20_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth));
const bodies = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 2_000 }),
  nested,
  fc.constantFrom(
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"text":"\\u0000"}',
    '{"text":"\\ud800"}',
    '{"id":{"a":1},"text":["x"]}',
    '{"attachments":[null]}',
    'null',
    '',
    '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x>&a;</x>',
  ),
);
const types = fc.constantFrom(
  'application/json',
  'text/xml',
  'text/plain',
  'application/x-www-form-urlencoded',
  'image/png',
  'multipart/form-data',
  '',
);
const queries = fc.oneof(
  fc.constant(''),
  fc.webQueryParameters().map((query) => `?${query}`),
);
const methods = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD');

/** Headers that somebody between us and a merchant, or the merchant, may have put there. */
const headers = fc.dictionary(
  fc.constantFrom(
    'cookie',
    'range',
    'prefer',
    'accept',
    'accept-language',
    'if-none-match',
    'x-forwarded-for',
    'origin',
    'last-event-id',
    'content-encoding',
  ),
  fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.constantFrom('wait=0', 'bytes=9-1', 'posdesk_visitor=x', 'null', 'gzip', '999999999999999999'),
  ),
  { maxKeys: 3 },
);

interface Sent {
  readonly method: string;
  readonly type: string;
  readonly body: string;
  readonly more?: Readonly<Record<string, string>>;
}

async function ask(url: string, { method, type, body, more = {} }: Sent) {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...more, ...(type === '' ? {} : { 'content-type': type }) },
    ...(hasBody ? { body } : {}),
  });
  const isStream = (answer.headers.get('content-type') ?? '').startsWith('text/event-stream');
  if (isStream) await answer.body?.cancel();
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    policy: answer.headers.get('content-security-policy') ?? '',
    text: isStream ? '' : await answer.text(),
  };
}

/** Header values that fetch itself refuses to send reach nobody. */
function sendable(more: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(more).filter(([, value]) => /^[\x20-\x7e]*$/.test(value)));
}

/** Sends anything to anywhere on a listener; `always` goes with each request. */
function fuzz(base: string, always: Readonly<Record<string, string>> = {}) {
  return fc.assert(
    fc.asyncProperty(
      fc.record({ path: paths, method: methods, type: types, query: queries, body: bodies, more: headers }),
      async ({ path, query, more, ...sent }) => {
        fc.pre(!('cookie' in always) || !path.includes('sign-out'));
        const answer = await ask(base + path + query, { ...sent, more: { ...sendable(more), ...always } });
        expect(answer.status, `${sent.method} ${path}`).toBeLessThan(500);
        expect(answer.text).not.toMatch(REVEALING);
        expect(answer.policy, `${sent.method} ${path}`).not.toBe('');
        if (answer.text !== '' && answer.type.includes('json') && answer.status >= 400) {
          const error = { code: expect.any(String), message: expect.any(String) };
          expect(JSON.parse(answer.text)).toMatchObject({ error });
        }
      },
    ),
    { numRuns: CASES },
  );
}

describe('M16 and M17 XML', () => {
  const BOMB = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${'<!ENTITY b "&a;&a;">'.repeat(20)}]><xml><Content>&b;</Content></xml>`;

  it.each([
    ['an entity of a file', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>'],
    ['an entity of an address', '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><xml><Content>x</Content></xml>'],
    ['a billion laughs', BOMB],
    [
      'quadratic growth',
      `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(30_000)}">]><xml><Content>${'&a;'.repeat(2_000)}</Content></xml>`,
    ],
  ])('with %s is refused (CVE-2018-13439, CVE-2018-20318)', async (_, body) => {
    expect(parseXml(body)).toBeUndefined();
    const { publicUrl } = await startWholeApp();
    const answer = await wechatCaller(publicUrl).post({ MsgType: 'text' }, { body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it.each(['007', '1e5', '0x10', 'true', ' 1 ', '12345678901234567890'])('keeps the value %s as it is', (value) => {
    expect(textOf(parseXml(`<xml><Content><![CDATA[${value}]]></Content></xml>`), 'Content')).toBe(value);
  });
});

describe('M19 to M21 JSON', () => {
  it.each([
    ['__proto__', '{"id":"m1","text":"x","__proto__":{"polluted":1}}'],
    ['200,000 levels', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['a NUL and a lone surrogate', '{"id":"m1","text":"\\u0000\\ud800"}'],
    ['an object for a text (Rocket.Chat CVE-2026-45689)', '{"id":{"$gt":""},"text":{"$ne":1}}'],
    ['null for everything (Mattermost CVE-2026-4915)', '{"id":null,"text":null,"choiceId":null}'],
    ['no object at all', '"text"'],
  ])('with %s is stored as text or refused', async (_, body) => {
    const { publicUrl } = await startWholeApp();
    const answer = await ask(`${publicUrl}/chat/messages`, { method: 'POST', type: 'application/json', body });
    expect([202, 400]).toContain(answer.status);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((await fetch(`${publicUrl}/healthz`)).status).toBe(200);
  });
});

describe('M22 and M23 any request', () => {
  it('is sent to every route: they are found in the sources', () => {
    expect(ROUTES.length).toBeGreaterThan(60);
    expect(ROUTES).toEqual(
      expect.arrayContaining(['/chat/messages', '/slack/events', '/wecom/kf', '/api/tickets/:number']),
    );
  });

  it('to any public route gets no server error, and nothing about us', { timeout: PATIENCE_MS }, async () => {
    const { publicUrl } = await startWholeApp();
    await fuzz(publicUrl);
    expect((await fetch(`${publicUrl}/readyz`)).status).toBe(200);
  });

  it('to any desk route from somebody who is not signed in gets no server error', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { deskUrl } = await startWholeApp();
    await fuzz(deskUrl);
  });

  it('to any desk route from an admin gets no server error', { timeout: PATIENCE_MS }, async () => {
    const { deskUrl, signInUrl = '' } = await startWholeApp();
    const token = new URL(signInUrl).searchParams.get('token') ?? '';
    const answer = await fetch(`${deskUrl}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ token }),
    });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(cookie).not.toBe('');
    await fuzz(deskUrl, { cookie, 'sec-fetch-site': 'same-origin' });
    expect((await fetch(`${deskUrl}/api/tickets`, { headers: { cookie } })).status).toBe(200);
  });
});

describe('M24 HTTP itself', () => {
  it('asked for the head of a live stream answers at once and holds nothing open', async () => {
    const { publicUrl, deskUrl } = await startWholeApp();
    const head = { method: 'HEAD', signal: AbortSignal.timeout(60_000) };
    expect((await fetch(`${publicUrl}/chat/events`, head)).status).toBe(405);
    expect((await fetch(`${deskUrl}/api/events`, head)).status).toBe(405);
  });

  const request = (lines: readonly string[]) => `${[...lines, 'Host: x', 'Connection: close'].join('\r\n')}\r\n\r\n`;

  it.each([
    ['two lengths', request(['POST /chat/messages HTTP/1.1', 'Content-Length: 2', 'Content-Length: 3'])],
    [
      'a length and chunks',
      request(['POST /chat/messages HTTP/1.1', 'Content-Length: 2', 'Transfer-Encoding: chunked']),
    ],
    ['TRACE', request(['TRACE / HTTP/1.1', 'Cookie: secret=1'])],
    ['17 KB of headers', request(['GET / HTTP/1.1', `X: ${'x'.repeat(17 * 1024)}`])],
    ['a method of its own', request(['FROB / HTTP/1.1'])],
    ['no HTTP at all', '\x16\x03\x01 hello\r\n\r\n'],
  ])('with %s is refused', async (_, bytes) => {
    const { publicUrl } = await startWholeApp();
    const answer = await sendRaw(publicUrl, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toContain('secret=1');
    expect(answer).not.toMatch(REVEALING);
  });
});
