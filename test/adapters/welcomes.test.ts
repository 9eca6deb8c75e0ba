/** The first words to somebody who has opened a chat and not written yet, in their language as far as it is known. */

import { describe, expect, it, onTestFinished } from 'vitest';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';
import { openWecom, PERSON, textFields } from '#test/fixtures/fake-qyapi-channel.ts';
import { SLACK } from '#test/fixtures/fake-slack.ts';
import { serveSlack } from '#test/fixtures/fake-slack-channel.ts';
import { messageEvent, postEvent } from '#test/fixtures/fake-slack-requests.ts';
import { BOT, MERCHANT, messageActivity } from '#test/fixtures/fake-teams-activity.ts';
import { serveTeams } from '#test/fixtures/fake-teams-channel.ts';
import { listen } from '#test/fixtures/listen.ts';

const told = (desk: FakeDesk) => desk.received.map(({ text, locale }) => [text, locale]);

describe('Slack', () => {
  const open = async (locale?: string) => {
    const desk = createFakeDesk();
    const served = await serveSlack(desk);
    onTestFinished(served.close);
    if (locale) served.slack.answer('users.info', () => ({ ok: true, user: { id: SLACK.merchant, locale } }));
    const opened = (fields = {}) => {
      const event = {
        type: 'app_home_opened',
        tab: 'messages',
        event_ts: '1763604000.000100',
        channel_type: undefined,
      };
      return postEvent(served.url, messageEvent({ ...event, ...fields }), { atMs: desk.now() });
    };
    return { desk, opened, ...served };
  };

  it.each([
    ['zh-CN', '你好', 'zh-Hans'],
    ['zh-TW', '你好', 'zh-Hant'],
    ['en-GB', 'Hello', 'en'],
    ['fr-FR', '你好', undefined],
    [undefined, '你好', undefined],
  ])('in %s opens the conversation once, for the dialog to answer', async (tag, text, locale) => {
    const { desk, opened } = await open(tag);
    expect([(await opened()).status, (await opened()).status]).toEqual([200, 200]);
    expect(told(desk)).toEqual([[text, locale]]);
    expect(desk.received[0]).toMatchObject({ conversationId: 'slack-T0SHOP-D0WANG-U0WANG', senderId: SLACK.merchant });
  });

  it('greets nobody who has written before, who looks at another tab, or while Slack does not tell', async () => {
    const { desk, opened, slack } = await open('en-US');
    await opened({ tab: 'home' });
    slack.fail('conversations.history', 'hang');
    await opened();
    slack.hear({ channel: SLACK.direct, ts: '1763500000.000100', user: SLACK.merchant, text: '断网了' });
    await opened();
    expect(desk.received).toEqual([]);
  });
});

describe('Teams', () => {
  const open = async () => {
    const desk = createFakeDesk();
    const served = await serveTeams(desk);
    onTestFinished(served.close);
    return { desk, ...served };
  };
  const joined = { type: 'conversationUpdate', text: undefined, membersAdded: [{ id: BOT.id }, { id: MERCHANT.id }] };
  const installed = { type: 'installationUpdate', text: undefined, action: 'add', id: 'f:1' };

  it('opens the conversation once, though it says twice that the app was added', async () => {
    const { desk, fake, signed } = await open();
    for (const change of [joined, installed]) {
      expect((await signed(messageActivity(fake, { ...change, locale: 'en-US' }))).status).toBe(200);
    }
    expect(told(desk)).toEqual([['Hello', 'en']]);
    expect(desk.received[0]?.address).toContain(fake.serviceUrl);
  });

  it('in a team greets nobody: no merchant has called', async () => {
    const { desk, fake, signed } = await open();
    const conversation = { id: '19:x@thread.tacv2', conversationType: 'channel', isGroup: true };
    for (const change of [joined, installed]) await signed(messageActivity(fake, { ...change, conversation }));
    expect(desk.received).toEqual([]);
  });
});

describe('WeCom', () => {
  it('speaks to a stranger in all three languages, with taps for each', async () => {
    const { qyapi, call } = await openWecom();
    qyapi.kf.enter(PERSON);
    await call();
    await expect.poll(() => qyapi.kf.greetings.length).toBe(1);
    const text = JSON.stringify(qyapi.kf.greetings[0]);
    for (const words of ['您好，这里', '您好，這裡', 'Hi, this', '我想用繁體中文', 'I need help in English'])
      expect(text).toContain(words);
  });

  it.each([
    ['My terminal is offline', 'Hi, this is', 'Talk to a person', '您好'],
    ['機器連不上網', '您好，這裡是', '轉真人客服', 'Hi, '],
    ['机器连不上网', '您好，这里是', '转人工', 'Hi, '],
  ])('speaks the language of who has written “%s” before, also after a restart', async (line, words, tap, others) => {
    const { qyapi, desk, call, restart } = await openWecom();
    qyapi.kf.write(PERSON, textFields(line));
    await call();
    await expect.poll(() => desk.notebook.read(`wecom:language:${PERSON.kfId}:${PERSON.userId}`)).toBeTruthy();
    const server = await listen(restart().handler);
    onTestFinished(() => server.close());
    qyapi.kf.enter(PERSON);
    await qyapi.callBack(server.url, PERSON.kfId);
    await expect.poll(() => qyapi.kf.greetings.length).toBe(1);
    const text = JSON.stringify(qyapi.kf.greetings[0]);
    expect([text.includes(words), text.includes(tap), text.includes(others)]).toEqual([true, true, false]);
  });
});
