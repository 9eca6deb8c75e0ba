/** How replies go out to Teams, and what comes of failures. */

import { afterEach, describe, expect, it } from 'vitest';
import { mayPass, waitMs } from '#adapters/teams/deliver.ts';
import { pictureType } from '#adapters/teams/fetch-files.ts';
import { PlatformFault, readRetryAfter } from '#adapters/teams/platform-fault.ts';
import { renderReply } from '#adapters/teams/render.ts';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';
import { buttonsOf, messageActivity, readableText, tapActivity } from '#test/fixtures/fake-teams-activity.ts';
import { answerTo, serveTeams, type TeamsUnderTest } from '#test/fixtures/fake-teams-channel.ts';
import { PHOTO } from '#test/fixtures/photos.ts';

const open: TeamsUnderTest[] = [];
const CHOICES = [
  { id: 'wifi', label: 'WiFi' },
  { id: 'sim', label: '流量卡' },
];

async function serve(desk: FakeDesk, changes: Parameters<typeof serveTeams>[1] = {}): Promise<TeamsUnderTest> {
  const under = await serveTeams(desk, changes);
  open.push(under);
  await under.signed(messageActivity(under.fake));
  return under;
}

afterEach(async () => {
  for (const under of open.splice(0)) await under.close();
});

const say = (text: string) => ({ kind: 'text', text }) as const;

describe('a reply to Teams', () => {
  it('goes to the chat that the merchant wrote in, as a message of its own', async () => {
    const desk = createFakeDesk();
    const { channel, sent } = await serve(desk);
    await channel.deliver(answerTo(desk.received[0], say('请重启')));
    expect(sent()).toMatchObject([
      { conversation: 'a:1pL6i0oY3C0K8oAj8', activity: { type: 'message', text: '请重启', textFormat: 'plain' } },
    ]);
    expect(sent()[0]?.activity).not.toHaveProperty('replyToId');
  });

  it('goes out though posdesk was started anew in between', async () => {
    const desk = createFakeDesk();
    const first = await serve(desk);
    const second = await serveTeams(createFakeDesk(), { serviceHosts: [new URL(first.fake.serviceUrl).host] });
    open.push(second);
    // Its token comes from its own login; the first fake does not know it, so only the address is under test.
    const result = await second.channel.deliver(answerTo(desk.received[0], say('hello')));
    expect(result).toMatchObject({ kind: 'refused', reason: expect.stringContaining('401') });
    expect(first.fake.unauthorised.length).toBeGreaterThan(0);
  });

  it('shares one token among all that wait for it, and renews it once when it is refused', async () => {
    const desk = createFakeDesk();
    const { channel, fake, sent } = await serve(desk);
    const deliver = (id: string) => channel.deliver(answerTo(desk.received[0], say(id), id));
    await Promise.all(Array.from({ length: 10 }, (_, at) => deliver(`${at}`)));
    expect([fake.asked.token, sent().length]).toEqual([1, 10]);
    fake.revokeTokens();
    expect((await deliver('after')).kind).toBe('delivered');
    expect([fake.asked.token, sent().length]).toEqual([2, 11]);
  });

  it('waits when the login refuses us, and tells the operator', async () => {
    const desk = createFakeDesk();
    const { channel, fake } = await serve(desk);
    fake.refuseTokens(401);
    expect((await channel.deliver(answerTo(desk.received[0], say('hello')))).kind).toBe('retry');
    expect(desk.warnings).toContain('teams-credentials-refused');
    expect((await channel.deliver(answerTo(desk.received[0], say('hello')))).kind).toBe('delivered');
  });

  it('that is long goes on behind the part that is out when another fails', async () => {
    const desk = createFakeDesk();
    const { channel, fake, sent } = await serve(desk);
    const sentences = Array.from({ length: 1_500 }, (_, at) => `第${at + 1}步,请把机器关掉再打开。`).join('');
    const delivery = answerTo(desk.received[0], say(sentences));
    const parts = renderReply(say(sentences)).map(({ text }) => text);
    expect(parts.length).toBeGreaterThan(1);
    fake.failNext('pass', { status: 502 });
    expect((await channel.deliver(delivery)).kind).toBe('retry');
    expect(sent()).toHaveLength(1);
    expect((await channel.deliver({ ...delivery, attempt: 2 })).kind).toBe('delivered');
    expect(sent().map(({ activity }) => activity.text)).toEqual(parts);
  });

  it('that is too large for a card becomes text, with choices to answer by number', () => {
    const [message] = renderReply({ kind: 'choices', text: '问'.repeat(45_000), choices: CHOICES });
    expect(message).not.toHaveProperty('attachments');
    const all = renderReply({ kind: 'choices', text: '问'.repeat(45_000), choices: CHOICES });
    expect(all.map(({ text }) => text).join('\n')).toMatch(/1\. WiFi\n2\. 流量卡$/);
    for (const one of all) expect(JSON.stringify(one).length * 2).toBeLessThan(80 * 1024);
  });

  it('that Teams finds too large becomes text', async () => {
    const desk = createFakeDesk();
    const { channel, fake, sent } = await serve(desk);
    fake.failNext({ status: 413 });
    const reply = { kind: 'choices', text: '哪一种?', choices: CHOICES } as const;
    expect((await channel.deliver(answerTo(desk.received[0], reply))).kind).toBe('delivered');
    expect(sent().map(({ activity }) => activity.text)).toEqual(['哪一种?\n1. WiFi\n2. 流量卡']);
  });

  it('that Teams finds too large goes on behind the part that is out when another fails', async () => {
    const desk = createFakeDesk();
    const { channel, fake, sent } = await serve(desk);
    const text = Array.from({ length: 1_000 }, (_, at) => `第${at + 1}步,请把机器关掉再打开。`).join('');
    const reply = { kind: 'choices', text, choices: CHOICES } as const;
    const delivery = answerTo(desk.received[0], reply);
    fake.failNext({ status: 413 }, 'pass', { status: 502 });
    expect((await channel.deliver(delivery)).kind).toBe('retry');
    fake.failNext({ status: 413 });
    expect((await channel.deliver({ ...delivery, attempt: 2 })).kind).toBe('delivered');
    const shown = sent().map(({ activity }) => String(activity.text));
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.join('').replaceAll('\n', '')).toBe(`${text}1. WiFi2. 流量卡`);
  });

  it('is a card of version 1.5 whose buttons have a fallback', () => {
    const [message] = renderReply({ kind: 'choices', text: '哪一种?', choices: CHOICES });
    expect(message?.attachments?.[0]?.content.version).toBe('1.5');
    expect(message?.summary).toBe('哪一种?');
    const buttons = buttonsOf(message as unknown as Readonly<Record<string, unknown>>);
    expect(buttons.map(({ type, fallback }) => [type, fallback.type, fallback.title])).toEqual([
      ['Action.Execute', 'Action.Submit', 'WiFi'],
      ['Action.Execute', 'Action.Submit', '流量卡'],
    ]);
  });
});

describe('a tapped card', () => {
  it('shows the question and the choice, for the one who tapped and in the chat', async () => {
    const desk = createFakeDesk();
    const { channel, fake, signed, sent } = await serve(desk);
    await channel.deliver(answerTo(desk.received[0], { kind: 'choices', text: '哪一种?', choices: CHOICES }));
    const card = sent()[0];
    const button = buttonsOf(card?.activity ?? {})[1];
    if (!card || !button) throw new Error('There is no button.');
    const tap = tapActivity(fake, { id: 'f:1', cardId: card.id, button });
    const answer = await (await signed(tap)).json();
    expect(answer).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' });
    expect(readableText({ attachments: [{ content: answer.value }] })).toBe('哪一种?\n✓ 流量卡');
    await expect.poll(() => fake.taken.filter(({ method }) => method === 'PUT').length).toBe(1);
    expect(fake.taken.at(-1)).toMatchObject({ id: card.id, conversation: 'a:1pL6i0oY3C0K8oAj8' });
    // A repetition is answered again, and the message is left as it is.
    expect((await signed(tap)).status).toBe(200);
    expect(fake.taken.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it('stays as it is when somebody taps who was not asked, and tells that person', async () => {
    const desk = createFakeDesk();
    const { channel, fake, signed, sent } = await serve(desk);
    await channel.deliver(answerTo(desk.received[0], { kind: 'choices', text: '哪一种?', choices: CHOICES }));
    const [button] = buttonsOf(sent()[0]?.activity ?? {});
    if (!button) throw new Error('There is no button.');
    const tap = { ...tapActivity(fake, { id: 'f:1', cardId: '1:1', button }), from: { id: '29:han' }, locale: 'en-US' };
    expect(await (await signed(tap)).json()).toMatchObject({
      type: 'application/vnd.microsoft.activity.message',
      value: expect.stringContaining('somebody else'),
    });
    expect(desk.received).toHaveLength(1);
    expect(fake.taken.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('counts though the message cannot be changed', async () => {
    const desk = createFakeDesk();
    const { channel, fake, signed, sent } = await serve(desk);
    await channel.deliver(answerTo(desk.received[0], { kind: 'choices', text: '哪一种?', choices: CHOICES }));
    const [button] = buttonsOf(sent()[0]?.activity ?? {});
    if (!button) throw new Error('There is no button.');
    fake.failNext({ status: 501 });
    expect((await signed(tapActivity(fake, { id: 'f:1', cardId: '1:1', button }))).status).toBe(200);
    await expect.poll(() => desk.warnings).toContain('teams-card-not-updated');
    expect(desk.received[1]).toMatchObject({ choiceId: 'wifi' });
  });
});

describe('pictures and files from Teams', () => {
  it('are kept, a pasted one fetched with our token and a shared one without', async () => {
    const desk = createFakeDesk();
    const { fake, signed } = await serve(desk);
    const pasted = fake.putFile('pasted.png', PHOTO.bytes);
    const report = fake.putFile('report.svg', Buffer.from('<svg onload="alert(1)"/>'));
    const attachments = [
      { contentType: 'image/*', contentUrl: pasted.attachment },
      { contentType: 'text/html', content: '<p>twin</p>' },
      {
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        name: '../..\\report.svg',
        content: { downloadUrl: report.shared, fileType: 'svg' },
      },
    ];
    await signed(messageActivity(fake, { id: '2', text: undefined, attachments }));
    const [picture, file] = desk.received[1]?.attachments ?? [];
    expect([picture, file]).toMatchObject([
      { kind: 'image', name: 'file-1' },
      { kind: 'file', name: '....report.svg' },
    ]);
    const kept = desk.shelf.get(picture?.ref ?? '');
    expect(kept?.contentType).toBe('image/png');
    expect(Buffer.from(kept?.bytes ?? []).equals(Buffer.from(PHOTO.bytes))).toBe(true);
    expect(desk.shelf.get(file?.ref ?? '')?.contentType).toBe('application/octet-stream');
    const tokens = fake.fetched.map(({ name, authorization }) => [name, authorization?.slice(0, 13)]);
    expect(Object.fromEntries(tokens)).toEqual({ 'pasted.png': 'Bearer token-', 'report.svg': undefined });
  });

  it('that cannot be had, or are too large, do not hold the message back', async () => {
    const desk = createFakeDesk();
    const { fake, signed } = await serve(desk);
    const large = fake.putFile('large.png', new Uint8Array(13 * 1024 * 1024));
    const gone = large.attachment.replace('large', 'gone');
    const attachments = [large.attachment, gone].map((contentUrl) => ({ contentType: 'image/png', contentUrl }));
    expect((await signed(messageActivity(fake, { id: '2', text: '看', attachments }))).status).toBe(200);
    expect(desk.received[1]).toMatchObject({ text: '看', attachments: [{ ref: '' }, { ref: '' }] });
    expect(desk.warnings.filter((one) => one === 'teams-file-not-fetched')).toHaveLength(2);
  });

  it('are voice when they are recordings, and no picture because they say so', async () => {
    const desk = createFakeDesk();
    const { fake, signed } = await serve(desk);
    const { attachment: contentUrl } = fake.putFile('sound', Buffer.from('ID3 sound'));
    const attachments = ['audio/mpeg', 'image/png'].map((contentType) => ({ contentType, contentUrl }));
    await signed(messageActivity(fake, { id: '2', text: '听', attachments }));
    expect(desk.received[1]?.attachments.map(({ kind }) => kind)).toEqual(['voice', 'file']);
  });

  it('are what their bytes say', () => {
    const bytes = (start: string) => Buffer.from(start, 'latin1');
    expect(pictureType(bytes('\xff\xd8\xff\xe0'))).toBe('image/jpeg');
    expect(pictureType(bytes('RIFF1234WEBPVP8'))).toBe('image/webp');
    expect(pictureType(bytes('\0\0\0\x18ftypheic'))).toBe('image/heic');
    expect(pictureType(bytes('<svg>'))).toBeUndefined();
    expect(pictureType(bytes(''))).toBeUndefined();
  });
});

describe('another try', () => {
  const fault = (status?: number, retryAfterMs?: number) => new PlatformFault('teams', 'x', status, retryAfterMs);

  it('is made for what passes, and not for what stays', () => {
    for (const status of [undefined, 408, 412, 429, 500, 502, 503, 504]) expect(mayPass(fault(status))).toBe(true);
    for (const status of [302, 400, 401, 403, 404, 410, 413]) expect(mayPass(fault(status))).toBe(false);
  });

  it('comes when the platform says, or later each time, spread by chance', () => {
    expect(waitMs(fault(429, 5_000), 1, () => 0)).toBe(5_000);
    expect(waitMs(fault(429, 5_000), 1, () => 0.5)).toBe(5_500);
    expect([1, 2, 3].map((attempt) => waitMs(fault(502), attempt, () => 0))).toEqual([500, 1_000, 2_000]);
    expect(waitMs(fault(502), 30, () => 0.999)).toBeLessThanOrEqual(60_000);
  });

  it('reads a wait in seconds or as a date, and no absurd one', () => {
    const now = Date.UTC(2026, 10, 20);
    expect(readRetryAfter('3', now)).toBe(3_000);
    expect(readRetryAfter(new Date(now + 4_000).toUTCString(), now)).toBe(4_000);
    expect(readRetryAfter('99999999', now)).toBe(600_000);
    expect(readRetryAfter('-5', now)).toSatisfy((ms) => ms === undefined || ms === 0);
    expect(readRetryAfter('soon', now)).toBeUndefined();
    expect(readRetryAfter(null, now)).toBeUndefined();
  });
});

describe('the check of Teams', () => {
  it('finds everything right, and each thing that is wrong', async () => {
    const { channel } = await serve(createFakeDesk());
    const right = (await channel.check?.()) ?? [];
    expect(right.map(({ ok }) => ok)).toEqual([true, true, true]);
    const { channel: wrong, fake } = await serve(createFakeDesk(), {
      appPassword: 'expired',
      publicUrl: 'http://127.0.0.1:3978',
    });
    fake.hideKeys(true);
    const findings = (await wrong.check?.()) ?? [];
    expect(findings.map(({ ok }) => ok)).toEqual([false, false, false]);
    for (const { remedy } of findings) expect(remedy).toMatch(/\S · \S/);
    expect(JSON.stringify(findings)).not.toContain('expired"');
  });
});
