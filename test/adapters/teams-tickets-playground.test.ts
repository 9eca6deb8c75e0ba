/** Tickets in Teams with Microsoft's Agents Playground as the agents' client. */

import { expect, it, onTestFinished } from 'vitest';
import type { AgentsLine } from '#adapters/teams/agents-line.ts';
import { createTeamsChannel } from '#adapters/teams/channel.ts';
import { createTeamsTickets } from '#adapters/teams/tickets.ts';
import { readLinesOf } from '#test/fixtures/desk-agents.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { buttonsOf, readableText } from '#test/fixtures/fake-teams-activity.ts';
import { PLAYGROUND_CONFIG, startPlayground } from '#test/fixtures/fake-teams-playground.ts';
import { listen } from '#test/fixtures/listen.ts';
import { LI, runSinks } from '#test/fixtures/running-sinks.ts';

async function openPlayground() {
  const line: AgentsLine = {};
  // The chat's id is known only once Playground runs, which needs the address of the bot.
  const config = { ...PLAYGROUND_CONFIG, deskConversation: '' };
  const server = await listen(createTeamsChannel(config, createFakeDesk(), line).handler);
  onTestFinished(() => server.close());
  const playground = await startPlayground(server.url);
  onTestFinished(() => playground.close());
  config.deskConversation = playground.chatId;
  const agents = { userOf: async () => LI, linkFor: async () => '' };
  const running = await runSinks((dependencies) => [
    createTeamsTickets(config, { ...dependencies, agents, readLines: readLinesOf(dependencies.desk) }, line),
  ]);
  return { ...running, playground };
}

it('a ticket is shown, claimed and answered from its card, and brought up to date where it stands', async () => {
  const { say, told, lines, store, playground, forChannels } = await openPlayground();
  // So posdesk learns where this conversation is reached; Playground does not wait until it was told.
  expect((await playground.say('hello')).ok).toBe(true);
  await expect.poll(() => forChannels.notebook.read(`teams:desk-service:${playground.chatId}`)).toBeDefined();
  await say('ticket');
  await told();
  const card = () => playground.shown().find(({ activity }) => buttonsOf(activity).length > 0);
  await expect.poll(() => readableText(card()?.activity ?? {})).toContain('T1001 · P2 · Open');
  const tap = async (title: string, inputs: object = {}) => {
    const button = buttonsOf(card()?.activity ?? {}).find((one) => one.title === title);
    if (!button) throw new Error(`No button ${title}.`);
    const data = { ...(button.data as object), ...inputs };
    return JSON.stringify(await (await playground.execute(card()?.id ?? '', { verb: button.verb, data })).json());
  };
  expect(await tap('Claim')).toContain('Claimed');
  expect((await store.ticket('T1001'))?.agent).toBe('Li');
  await told();
  await expect.poll(() => readableText(card()?.activity ?? {})).toContain('T1001 · P2 · Claimed');
  expect(await tap('Send to the merchant', { text: 'Please restart it.' })).toContain('Sent to the merchant.');
  expect(await lines()).toContain('agent: Please restart it.');
  expect(playground.updates()).toBeGreaterThan(0);
});
