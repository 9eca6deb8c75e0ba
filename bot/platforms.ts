/**
 * Opens the channels that are on besides the web chat, and the tickets in their chat tools. Their libraries are loaded
 * only then, because they are large.
 */

import type { Channel, ChannelDependencies } from '#adapters/contract.ts';
import type { AgentsLine as SlackLine } from '#adapters/slack/agents-line.ts';
import type { AgentsLine as TeamsLine } from '#adapters/teams/agents-line.ts';
import type { ChatAgents, ReadLines, TicketLinks } from '#adapters/tickets/chat-agents.ts';
import type { SinkDependencies, TicketSink } from '#adapters/tickets/sink-contract.ts';
import type { ChannelConfigs } from './settings/channel-config.ts';

/** What agents do on platforms that post everything to one address, from their channels to their tickets. */
export interface AgentsLines {
  readonly slack: SlackLine;
  readonly teams: TeamsLine;
}

/** Lines that nobody answers yet. */
export function createAgentsLines(): AgentsLines {
  return { slack: {}, teams: {} };
}

/** The channels of these settings, in no particular order. */
export async function openPlatforms(
  { wechat, wecom, slack, teams }: ChannelConfigs,
  dependencies: ChannelDependencies,
  lines: AgentsLines = createAgentsLines(),
): Promise<readonly Channel[]> {
  const opened: Channel[] = [];
  if (wechat) {
    const { createWechatChannel } = await import('#adapters/wechat/channel.ts');
    opened.push(createWechatChannel(wechat, dependencies));
  }
  if (wecom) {
    const { createWecomChannel } = await import('#adapters/wecom/channel.ts');
    opened.push(createWecomChannel(wecom, dependencies));
  }
  if (slack) {
    const { createSlackChannel } = await import('#adapters/slack/channel.ts');
    opened.push(createSlackChannel(slack, dependencies, lines.slack));
  }
  if (teams) {
    const { createTeamsChannel } = await import('#adapters/teams/channel.ts');
    opened.push(createTeamsChannel(teams, dependencies, lines.teams));
  }
  return opened;
}

/** What tickets in chat tools need. */
export interface ChatSinkDependencies extends SinkDependencies {
  readonly agents: ChatAgents;
  readonly links: TicketLinks;
  readonly readLines: ReadLines;
}

/** Tickets in the chat tools that these settings name a place in. */
export async function openChatSinks(
  { slack, teams, wecomRobot }: ChannelConfigs,
  dependencies: ChatSinkDependencies,
  lines: AgentsLines,
): Promise<readonly TicketSink[]> {
  const opened: TicketSink[] = [];
  if (slack?.deskChannel !== undefined) {
    const { createSlackTickets } = await import('#adapters/slack/tickets.ts');
    opened.push(createSlackTickets({ ...slack, deskChannel: slack.deskChannel }, dependencies, lines.slack));
  }
  if (teams?.deskConversation !== undefined) {
    const { createTeamsTickets } = await import('#adapters/teams/tickets.ts');
    opened.push(createTeamsTickets({ ...teams, deskConversation: teams.deskConversation }, dependencies, lines.teams));
  }
  if (wecomRobot !== undefined) {
    const { createWecomTickets } = await import('#adapters/wecom/tickets.ts');
    opened.push(createWecomTickets(wecomRobot, dependencies));
  }
  return opened;
}
