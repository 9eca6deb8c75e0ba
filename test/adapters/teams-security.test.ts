/** Who may write to Teams' endpoint; titles name the vulnerabilities of others. */

import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTeamsChannel } from '#adapters/teams/channel.ts';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';
import { FAKE_APP, type FakeTeamsOptions, KEY_ID, PUBLIC_KEY } from '#test/fixtures/fake-teams.ts';
import { MERCHANT, messageActivity } from '#test/fixtures/fake-teams-activity.ts';
import { answerTo, serveTeams, startForeignServer, type TeamsUnderTest } from '#test/fixtures/fake-teams-channel.ts';
import { fc } from '#test/fixtures/properties.ts';

const open: TeamsUnderTest[] = [];
const UNSIGNED = { appId: '', appPassword: '', allowUnsigned: true, listenerHost: '127.0.0.1', serviceHosts: [] };

async function serve(
  desk: FakeDesk,
  changes: Parameters<typeof serveTeams>[1] = {},
  options: FakeTeamsOptions = {},
): Promise<TeamsUnderTest> {
  const under = await serveTeams(desk, changes, options);
  open.push(under);
  return under;
}

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const under of open.splice(0)) await under.close();
});

describe('the Teams endpoint opens only', () => {
  it('with an app id and a secret (CVE-2026-44109)', () => {
    const desk = createFakeDesk();
    expect(() => createTeamsChannel({ appId: '', appPassword: '' }, desk)).toThrow(/anybody/);
    expect(() => createTeamsChannel({ appId: FAKE_APP.appId, appPassword: '' }, desk)).toThrow(/Password/);
  });

  it('or, unsigned, on a listener of this machine', () => {
    const desk = createFakeDesk();
    for (const listenerHost of ['0.0.0.0', '::', '192.168.1.5', 'help.example.com', '127.0.0.1.example.com']) {
      expect(() => createTeamsChannel({ ...UNSIGNED, listenerHost }, desk), listenerHost).toThrow(/this machine/);
    }
    expect(() => createTeamsChannel({ appId: '', appPassword: '', allowUnsigned: true }, desk)).toThrow();
    expect(createTeamsChannel(UNSIGNED, desk).name).toBe('teams');
  });
});

describe('a request to the Teams endpoint', () => {
  it('that names another service address is refused, and nothing goes there (CVE-2026-100681)', async () => {
    const desk = createFakeDesk();
    const { fake, signed, post, channel } = await serve(desk);
    const foreign = await startForeignServer();
    const serviceUrl = `${foreign.url}/amer/`;
    const forged = messageActivity({ serviceUrl });
    expect((await signed(forged)).status).toBe(401);
    // Even a genuine signature over a host that is not Microsoft's earns no token of ours.
    const claims = { serviceurl: serviceUrl };
    expect((await post(forged, { Authorization: fake.authorization({ claims }) })).status).toBe(401);
    expect(desk.received).toEqual([]);
    await signed(messageActivity(fake));
    const address = (desk.received[0]?.address ?? '').replaceAll(fake.serviceUrl, serviceUrl);
    const result = await channel.deliver({
      ...answerTo(desk.received[0], { kind: 'text', text: 'hello' }),
      address,
    });
    expect(result.kind).toBe('refused');
    expect(foreign.calls).toEqual([]);
    await foreign.close();
  });

  it('that names no service, or another channel, is refused though its signature is right', async () => {
    const desk = createFakeDesk();
    const { fake, signed, post } = await serve(desk);
    for (const changes of [{ serviceUrl: '' }, { serviceUrl: undefined }, { channelId: undefined }]) {
      expect((await signed(messageActivity(fake, changes))).status).toBe(400);
    }
    for (const channelId of ['', 'emulator', 'webchat', 'directline']) {
      expect((await signed(messageActivity(fake, { channelId }))).status).toBe(401);
    }
    const headers = { Authorization: fake.authorization({ claims: { serviceurl: undefined } }) };
    expect((await post(messageActivity(fake), headers)).status).toBe(401);
    expect(desk.received).toEqual([]);
  });

  it('signed with a key that may not speak for Teams is refused', async () => {
    const desk = createFakeDesk();
    const { fake, signed } = await serve(desk, {}, { endorsements: ['webchat'] });
    vi.spyOn(console, 'error').mockImplementation(() => {});
    expect((await signed(messageActivity(fake))).status).toBe(401);
    expect(desk.received).toEqual([]);
  });

  it('without a signature, or with one made of the public key, is refused', async () => {
    const desk = createFakeDesk();
    const { fake, post } = await serve(desk);
    const [, claims = ''] = fake.authorization().split('.');
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const none = encode({ alg: 'none', typ: 'JWT', kid: KEY_ID });
    const hs256 = encode({ alg: 'HS256', typ: 'JWT', kid: KEY_ID });
    const mac = createHmac('sha256', PUBLIC_KEY).update(`${hs256}.${claims}`).digest('base64url');
    const [rs384] = fake
      .authorization({ header: { alg: 'RS384' } })
      .slice(7)
      .split('.');
    for (const token of [
      `${none}.${claims}.`,
      `${none}.${claims}.${mac}`,
      `${hs256}.${claims}.${mac}`,
      `${rs384}.${claims}.${mac}`,
    ]) {
      expect((await post(messageActivity(fake), { Authorization: `Bearer ${token}` })).status).toBe(401);
    }
    expect(desk.received).toEqual([]);
    expect(fake.asked.metadata).toBe(0);
  });

  it('with unknown keys does not make us fetch keys again and again', async () => {
    const desk = createFakeDesk();
    const { fake, signed, post } = await serve(desk);
    await Promise.all(Array.from({ length: 20 }, (_, at) => signed(messageActivity(fake, { id: `${at}` }))));
    expect(desk.received).toHaveLength(20);
    for (let at = 0; at < 200; at += 1) {
      const headers = { Authorization: fake.authorization({ header: { kid: `unknown-${at}` } }) };
      expect((await post(messageActivity(fake), headers)).status).toBe(401);
    }
    expect(fake.asked).toMatchObject({ metadata: 1, keys: 1 });
  });

  it('waits for better times while the keys cannot be fetched, and asks for them seldom', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const desk = createFakeDesk();
    const { fake, signed } = await serve(desk);
    fake.hideKeys(true);
    for (let at = 0; at < 10; at += 1) expect((await signed(messageActivity(fake))).status).toBe(503);
    expect(fake.asked.metadata).toBe(1);
    expect(desk.received).toEqual([]);
    fake.hideKeys(false);
    vi.setSystemTime(Date.now() + 16_000);
    expect((await signed(messageActivity(fake))).status).toBe(200);
    expect(desk.received).toHaveLength(1);
  });

  it('is turned away before its body is read (CVE-2026-41405)', async () => {
    const { post } = await serve(createFakeDesk());
    const huge = 'x'.repeat(2_000_000);
    for (const headers of [{}, { Authorization: 'Bearer x' }, { Authorization: 'Basic Zm9vOmJhcg==' }]) {
      expect((await post(huge, headers)).status).toBe(401);
    }
    expect((await post('{"type":', {})).status).toBe(401);
  });

  it('gets no server error for any body (CVE-2026-45689, CVE-2026-4915)', async () => {
    const desk = createFakeDesk();
    const { fake, signed } = await serve(desk);
    const keys = Object.keys(messageActivity(fake));
    const body = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...keys, '__proto__', 'value', 'name', 'type'), fc.jsonValue()),
    );
    await fc.assert(
      fc.asyncProperty(body, fc.boolean(), async (changes, whole) => {
        const activity = whole ? messageActivity(fake, Object(changes)) : changes;
        expect((await signed(activity)).status).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
    expect(Object.hasOwn(Object.prototype, 'type')).toBe(false);
    expect((await signed(messageActivity(fake, { attachments: [null, 3], entities: null }))).status).toBe(200);
  });

  it('with the id of a message in another chat is another message (CVE-2026-41402)', async () => {
    const desk = createFakeDesk();
    const { fake, signed } = await serve(desk);
    await signed(messageActivity(fake));
    await signed(messageActivity(fake, { conversation: { conversationType: 'personal', id: 'a:other' } }));
    await signed(messageActivity(fake, { from: { ...MERCHANT, id: '29:other' } }));
    expect(new Set(desk.received.map(({ id }) => id)).size).toBe(3);
    expect(new Set(desk.received.map(({ conversationId }) => conversationId)).size).toBe(3);
  });
});

describe('without signatures', () => {
  it('only programs on this machine are heard, and only this machine is spoken to', async () => {
    const desk = createFakeDesk();
    const { fake, post } = await serve(desk, UNSIGNED);
    const genuine = messageActivity(fake);
    const passedOn = [{ 'X-Forwarded-For': '203.0.113.7' }, { Forwarded: 'for=203.0.113.7' }, { Via: '1.1 proxy' }];
    for (const headers of [...passedOn, { Origin: 'https://evil.example.com' }]) {
      expect((await post(genuine, headers)).status).toBe(401);
    }
    for (const serviceUrl of ['https://smba.trafficmanager.net/amer/', 'http://10.0.0.1/', 'http://169.254.169.254/']) {
      expect((await post(messageActivity({ serviceUrl }))).status).toBe(401);
    }
    expect(desk.received).toEqual([]);
    expect((await post(genuine)).status).toBe(200);
    expect(desk.received).toHaveLength(1);
  });

  it('a page that has its name pointed at us is not heard', async () => {
    const desk = createFakeDesk();
    const { fake, url } = await serve(desk, UNSIGNED);
    const body = JSON.stringify(messageActivity(fake));
    const headers = { Host: 'rebound.example.com', 'Content-Type': 'application/json' };
    const status = await new Promise((resolve, reject) => {
      request(url, { method: 'POST', headers }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end(body);
    });
    expect(status).toBe(401);
  });
});
