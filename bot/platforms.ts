/** Opens the channels that are on besides the web chat. Their libraries are loaded only then, because they are large. */

import type { Channel, ChannelDependencies } from '#adapters/contract.ts';
import type { ChannelConfigs } from './channel-config.ts';

/** The channels of these settings, in no particular order. */
export async function openPlatforms(
  { wechat, wecom, slack, teams }: ChannelConfigs,
  dependencies: ChannelDependencies,
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
    opened.push(createSlackChannel(slack, dependencies));
  }
  if (teams) {
    const { createTeamsChannel } = await import('#adapters/teams/channel.ts');
    opened.push(createTeamsChannel(teams, dependencies));
  }
  return opened;
}
