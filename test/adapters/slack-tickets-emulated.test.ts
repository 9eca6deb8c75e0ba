/** Tickets in a workspace by emulate, a stand-in that is not ours: card, thread, a command, and what erasure leaves. */

import { expect, it, onTestFinished } from 'vitest';
import type { AgentsLine } from '#adapters/slack/agents-line.ts';
import { createSlackChannel } from '#adapters/slack/channel.ts';
import { createSlackTickets } from '#adapters/slack/tickets.ts';
import type { ChatAgents } from '#adapters/tickets/chat-agents.ts';
import { deskLinksOf, letInFrom, readLinesOf } from '#test/fixtures/desk-agents.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { startWorkspace, WORKSPACE } from '#test/fixtures/fake-slack-workspace.ts';
import { listen } from '#test/fixtures/listen.ts';
import { runSinks } from '#test/fixtures/running-sinks.ts';

async function openWorkspace() {
  const line: AgentsLine = {};
  let handler: ReturnType<typeof createSlackChannel>['handler'] | undefined;
  const server = await listen((request, response, next) => handler?.(request, response, next));
  onTestFinished(() => server.close());
  const workspace = await startWorkspace(server.url);
  onTestFinished(() => workspace.close());
  const { channels = [] } = await workspace.merchant.conversations.list({});
  const deskChannel = channels[0]?.id ?? '';
  const { signingSecret, botToken } = WORKSPACE;
  const config = { signingSecret, botToken, apiUrl: workspace.apiUrl, deskChannel };
  // Emulate signs with the machine's clock.
  handler = createSlackChannel(config, createFakeDesk(Date.now), line).handler;
  let agents: ChatAgents | undefined;
  const late: ChatAgents = {
    userOf: async (...who) => await agents?.userOf(...who),
    linkFor: async (...who) => (await agents?.linkFor(...who)) ?? '',
  };
  const running = await runSinks((dependencies) => [
    createSlackTickets(config, { ...dependencies, agents: late, readLines: readLinesOf(dependencies.desk) }, line),
  ]);
  agents = deskLinksOf(running, Date.now);
  const { team_id: team, user_id: user } = await workspace.merchant.auth.test();
  await letInFrom(running, Date.now, { name: 'Li', tool: 'slack', personId: `${team}:${user}` });
  return { ...running, workspace, deskChannel };
}

it('a ticket is shown, answered by a command in its thread, brought up to date and erased', async () => {
  const { say, told, desk, lines, store, sinks, workspace, deskChannel } = await openWorkspace();
  await say('机器断网了');
  await say('ticket');
  await told();
  const external = await store.ofTicket('slack', 'T1001');
  const thread = external?.id ?? '';
  expect(external?.url).toMatch(/^https?:/);
  await desk.act({ name: 'Li', role: 'agent' }, 'T1001', { kind: 'claim' });
  await told();
  for (const text of ['I think it is the SIM', 'reply: 请把机器重启一下']) {
    await workspace.merchant.chat.postMessage({ channel: deskChannel, thread_ts: thread, text });
  }
  await expect.poll(lines).toContain('agent: 请把机器重启一下');
  expect((await lines()).join('\n')).not.toContain('I think it is the SIM');
  await told();
  const { messages = [] } = await workspace.bot.conversations.replies({ channel: deskChannel, ts: thread });
  const said = messages.map(({ text = '' }) => text).join('\n');
  expect(said).toContain('T1001');
  expect(said).toContain('请把机器重启一下');
  if (external) expect(await sinks[0]?.erase?.(external, new AbortController().signal)).toEqual({ kind: 'done' });
  const left = await workspace.bot.conversations.history({ channel: deskChannel });
  expect(JSON.stringify(left.messages)).not.toContain('机器断网了');
});
