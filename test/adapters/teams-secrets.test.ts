/** Where our token may go, and what others' words become in Teams; titles name the vulnerabilities of others. */

import { afterEach, describe, expect, it } from 'vitest';
import { isServiceUrl } from '#adapters/teams/teams-config.ts';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';
import { FAKE_APP } from '#test/fixtures/fake-teams.ts';
import { buttonsOf, MERCHANT, messageActivity, tapActivity } from '#test/fixtures/fake-teams-activity.ts';
import { answerTo, serveTeams, startForeignServer, type TeamsUnderTest } from '#test/fixtures/fake-teams-channel.ts';

const open: TeamsUnderTest[] = [];

async function serve(desk: FakeDesk): Promise<TeamsUnderTest> {
  const under = await serveTeams(desk);
  open.push(under);
  return under;
}

afterEach(async () => {
  for (const under of open.splice(0)) await under.close();
});

describe('our token', () => {
  it('goes to no address that only looks like Microsoft’s', () => {
    const config = { appId: 'app', appPassword: 'secret' };
    for (const address of ['https://smba.trafficmanager.net/emea/', 'https://europe.botframework.com/']) {
      expect(isServiceUrl(address, config), address).toBe(true);
    }
    for (const address of [
      'http://smba.trafficmanager.net/emea/',
      'https://evil.trafficmanager.net/',
      'https://smba.trafficmanager.net.evil.example/',
      'https://smba.trafficmanager.net:8443/',
      'https://smba.trafficmanager.net@evil.example/',
      'https://evilbotframework.com/',
      'https://botframework.com.evil.example/',
      'http://0x7f.1/',
      'http://①②⑦.0.0.1/',
      'http://[::ffff:7f00:1]/',
      'file:///etc/passwd',
      'not an address',
    ]) {
      expect(isServiceUrl(address, config), address).toBe(false);
    }
  });

  it('goes with pictures to the service alone, and along no redirect (CVE-2026-28481, CVE-2026-32913)', async () => {
    const desk = createFakeDesk();
    const { fake, signed } = await serve(desk);
    const foreign = await startForeignServer();
    const { shared } = fake.putFile('label.png', Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1'));
    const pictures = [
      `${foreign.url}/a.png`,
      shared.replace('/shared/', '/moved/'),
      'https://user:pass@evil.example/x',
    ];
    const attachments = pictures.map((contentUrl) => ({ contentType: 'image/png', contentUrl }));
    const file = {
      contentType: 'application/vnd.microsoft.teams.file.download.info',
      content: { downloadUrl: shared, fileType: 'png' },
    };
    await signed(messageActivity(fake, { text: 'see', attachments: [...attachments, file] }));
    expect(foreign.calls).toEqual([]);
    expect(fake.fetched).toEqual([{ name: 'label.png', authorization: undefined }]);
    expect(desk.received[0]?.attachments.map(({ ref }) => ref)).toEqual(['', '', '', 'media:1']);
    await foreign.close();
  });

  it('and the secret stand in no warning, result or answer, whatever fails', async () => {
    const said: string[] = [];
    const desk = { ...createFakeDesk(), warn: (...what: unknown[]) => void said.push(JSON.stringify(what)) };
    const { fake, signed, channel } = await serve(desk);
    said.push(await (await signed(messageActivity(fake))).text());
    const deliver = async (id: string) => {
      said.push(JSON.stringify(await channel.deliver(answerTo(desk.received[0], { kind: 'text', text: 'hi' }, id))));
    };
    fake.refuseTokens(401);
    await deliver('1');
    for (const status of [0, 400, 401, 403, 404, 429, 500]) {
      fake.failNext({ status }, { status });
      await deliver(`${status}`);
    }
    expect(said.length).toBeGreaterThan(8);
    for (const secret of [FAKE_APP.appPassword, 'token-', 'Bearer', fake.serviceUrl, MERCHANT.id]) {
      expect(said.join('\n')).not.toContain(secret);
    }
  });
});

describe('what others wrote', () => {
  it('becomes no link, mention or picture in Teams', async () => {
    const desk = createFakeDesk();
    const { fake, signed, channel, sent } = await serve(desk);
    await signed(messageActivity(fake));
    const evil = '<at>Everyone</at> [bank](https://evil.example) ![x](https://evil.example/x.png) **bold** &lt;b&gt;';
    await channel.deliver(answerTo(desk.received[0], { kind: 'text', text: evil }, '1'));
    const choices = [{ id: 'a', label: evil }];
    await channel.deliver(answerTo(desk.received[0], { kind: 'choices', text: evil, choices }, '2'));
    const receipt = { ticketNumber: 'T1', lines: [evil] };
    await channel.deliver(answerTo(desk.received[0], { kind: 'receipt', text: evil, receipt }, '3'));
    const [text, ...cards] = sent().map(({ activity }) => activity);
    expect(text).toMatchObject({ text: evil, textFormat: 'plain' });
    expect(JSON.stringify(sent())).not.toMatch(/"entities"|"TextBlock"|"Image"|"markdown"/);
    for (const card of cards) expect(JSON.stringify(card.attachments)).toContain('"TextRun"');
  });

  it('comes back in a button only as what we made of it', async () => {
    const desk = createFakeDesk();
    const { fake, signed, channel, sent } = await serve(desk);
    await signed(messageActivity(fake));
    const choices = [{ id: 'a', label: 'WiFi' }];
    await channel.deliver(answerTo(desk.received[0], { kind: 'choices', text: 'Which?', choices }));
    const [button] = buttonsOf(sent()[0]?.activity ?? {});
    if (!button) throw new Error('There is no button.');
    const forged = { ...button, data: { posdesk: { choice: 'a', label: '[x](https://evil.example)', text: '<b>' } } };
    const answer = await signed(tapActivity(fake, { id: 'f:1', cardId: '1:1', button: forged }));
    const card = JSON.stringify(await answer.json());
    expect(card).not.toContain('"TextBlock"');
    const foreign = { ...button, data: { posdesk: { choice: 7 } } };
    expect(await (await signed(tapActivity(fake, { id: 'f:2', cardId: '1:1', button: foreign }))).json()).toMatchObject(
      {
        statusCode: 400,
      },
    );
    expect(desk.received.map(({ choiceId }) => choiceId)).toEqual([undefined, 'a']);
  });
});
