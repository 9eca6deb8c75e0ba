/** Looks whether tickets can be shown in the agents' channel of Slack, and says in both languages what to do if not. */

import type { ChannelFinding } from '#adapters/contract.ts';
import type { SlackClient } from './client.ts';
import { isSettingsFault, type SlackFailure } from './errors.ts';

const SIGNED_IN = '机器人令牌 · bot token (SLACK_BOT_TOKEN)';
const MAY_WRITE = '可以发消息 · may post: chat:write';
const IN_CHANNEL = '客服频道 · agents’ channel (SLACK_DESK_CHANNEL)';
/** Before every message: only whether the channel can be read counts. */
const NOTHING_SINCE = '9999999999.000000';

/** A finding each for the token, the permission to write and the channel. Nothing is posted. */
export async function checkDeskChannel(
  client: Pick<SlackClient, 'identify' | 'messagesAfter'>,
  channel: string,
): Promise<readonly ChannelFinding[]> {
  const identity = await client.identify();
  if (identity.kind !== 'ok') return [{ ok: false, what: SIGNED_IN, remedy: remedyFor(identity) }];
  const { teamName = '?', scopes } = identity.value;
  const mayWrite = scopes === undefined || scopes.includes('chat:write');
  const remedy =
    '在 OAuth & Permissions 页加上 chat:write，再重新安装应用。 · Add chat:write on the page OAuth & Permissions, then install the app again.';
  return [
    { ok: true, what: `${SIGNED_IN}: ${teamName}` },
    mayWrite ? { ok: true, what: MAY_WRITE } : { ok: false, what: MAY_WRITE, remedy },
    await findChannel(client, channel),
  ];
}

async function findChannel(client: Pick<SlackClient, 'messagesAfter'>, channel: string): Promise<ChannelFinding> {
  const what = `${IN_CHANNEL}: ${channel}`;
  const read = await client.messagesAfter({ channel }, NOTHING_SINCE);
  return read.kind === 'ok' ? { ok: true, what } : { ok: false, what, remedy: remedyFor(read) };
}

function remedyFor(failure: SlackFailure): string {
  if (failure.kind === 'retry')
    return `连不上 Slack：检查网络和 SLACK_API_URL，然后重试。 · Slack was not reached: check the network and SLACK_API_URL, then try again. (${failure.reason})`;
  switch (failure.code) {
    case 'not_in_channel':
      return '应用不在这个频道里：在频道里输入 /invite @应用名。 · The app is not in that channel: type /invite @its-name there.';
    case 'channel_not_found':
      return '没有这个频道，或者是应用没有进去的私密频道：SLACK_DESK_CHANNEL 填频道 ID（频道名 → 频道详情最下面），并把应用请进频道。 · There is no such channel, or it is a private one without the app: set SLACK_DESK_CHANNEL to the id of the channel (its name → details, at the very end) and invite the app.';
    case 'is_archived':
      return '频道已归档：换一个，或者恢复它。 · The channel is archived: take another one, or bring it back.';
    default:
      return isSettingsFault(failure)
        ? `在 api.slack.com/apps 的 OAuth & Permissions 页补上权限，重新安装应用，复制新的 xoxb- 令牌。 · Complete the permissions on the page OAuth & Permissions of api.slack.com/apps, install the app again and copy the new xoxb- token. (${failure.reason})`
        : failure.reason;
  }
}
