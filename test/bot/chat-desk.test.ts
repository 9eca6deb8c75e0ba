/** posdesk as a whole with agents in Slack: a web merchant's ticket is claimed and answered there after a one-time link. */

import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '#bot/app.ts';
import { type FakeMessage, SLACK, startFakeSlack } from '#test/fixtures/fake-slack.ts';
import { postTap } from '#test/fixtures/fake-slack-requests.ts';
import { plainGuide } from '#test/fixtures/plain-guide.ts';
import { scriptedRespond } from '#test/fixtures/scripted-dialog.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { createWebVisitor } from '#test/fixtures/web-visitor.ts';

const ANY_PORT = { host: '127.0.0.1', port: 0 };
const DESK_CHANNEL = 'C0DESK';

async function openAll() {
  const slack = await startFakeSlack(Date.now);
  onTestFinished(() => slack.close());
  const { signingSecret, botToken } = SLACK;
  const app = createApp(
    {
      databasePath: join(temporaryFolder(), 'posdesk.db'),
      publicListener: ANY_PORT,
      deskListener: ANY_PORT,
      channels: { slack: { signingSecret, botToken, apiUrl: slack.apiUrl, deskChannel: DESK_CHANNEL } },
    },
    { respond: scriptedRespond, loadGuide: async () => plainGuide },
  );
  onTestFinished(() => app.stop());
  return { slack, ...(await app.start()) };
}

/** Signs in with the printed link; the browser's cookie. */
async function signIn(link: string): Promise<string> {
  const { origin, searchParams } = new URL(link);
  const body = new URLSearchParams({ token: searchParams.get('token') ?? '' });
  const answer = await fetch(`${origin}/sign-in`, { method: 'POST', redirect: 'manual', body });
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

function tapOf({ ts, text, blocks }: FakeMessage, action: string) {
  const button = blocks
    ?.flatMap(({ elements = [] }) => elements)
    .find(({ action_id: id }) => id === `ticket-${action}`);
  if (!button) throw new Error(`No button ${action}.`);
  return {
    type: 'block_actions',
    team: { id: SLACK.team },
    user: { id: 'U0ADA' },
    api_app_id: SLACK.app,
    container: { type: 'message', message_ts: ts, channel_id: DESK_CHANNEL },
    message: { text, blocks },
    trigger_id: 'trigger.1',
    actions: [{ ...button, block_id: 'ticket', action_ts: '1763604000.000001' }],
  };
}

describe('posdesk with agents in Slack', () => {
  it('carries a case from the web to Slack and back', async () => {
    const { slack, publicUrl, signInUrl = '' } = await openAll();
    const visitor = createWebVisitor();
    await visitor.send(publicUrl, 'ticket');
    await expect.poll(() => slack.posted.length).toBeGreaterThan(0);
    const [card] = slack.posted;
    if (!card) throw new Error('No card was posted.');
    const tap = (action: string) =>
      postTap(`${publicUrl}/slack/events`, tapOf(slack.posted[0] ?? card, action), { atMs: Date.now() });
    expect((await tap('claim')).status).toBe(200);
    await expect.poll(() => slack.whispers.length).toBe(1);
    const button = slack.whispers[0]?.blocks?.flatMap(({ elements = [] }) => elements)[0];
    const link = new URL(button?.url ?? '');
    const cookie = await signIn(signInUrl);
    expect(await (await fetch(link, { headers: { cookie } })).text()).toContain('Slack');
    const confirmed = await fetch(`${link.origin}${link.pathname}`, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams({ token: link.searchParams.get('token') ?? '' }),
    });
    expect(confirmed.status).toBe(200);
    await tap('claim');
    await expect.poll(() => JSON.stringify(slack.posted[0]?.blocks)).toContain('ticket-reply');
    await tap('reply');
    await expect.poll(() => slack.views.length).toBe(1);
    const view = { ...slack.views[0]?.view, state: { values: { text: { value: { value: 'Please restart it.' } } } } };
    const sent = {
      type: 'view_submission',
      team: { id: SLACK.team },
      user: { id: 'U0ADA' },
      api_app_id: SLACK.app,
      view,
    };
    expect((await postTap(`${publicUrl}/slack/events`, sent, { atMs: Date.now() })).status).toBe(200);
    await expect.poll(() => visitor.lines(publicUrl)).toContain('agent: Please restart it.');
  });
});
