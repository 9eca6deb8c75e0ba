/** Looks whether tickets can be shown in the agents' conversation of Teams, and says in both languages what to do if not. */

import type { ChannelFinding } from '#adapters/contract.ts';
import type { ConversationReference } from './activity.ts';
import type { TeamsGateway } from './gateway.ts';
import { PlatformFault } from './platform-fault.ts';

const WHAT = '客服会话 · agents’ conversation (TEAMS_DESK_CONVERSATION)';
const SECRET =
  '应用密码不对或已过期：换一个 MicrosoftAppPassword；单租户应用还要填 MicrosoftAppTenantId。 · The secret is wrong or has expired: set another MicrosoftAppPassword; a single-tenant app also needs MicrosoftAppTenantId.';
const NOT_THERE =
  '应用不在那里，或者没有这个会话：把应用装进那个团队或群聊，从频道链接里复制 19:…@thread.tacv2，再 @ 它说一句话，posdesk 就知道在哪里发。 · The app is not there, or there is no such conversation: add the app to that team or group chat, copy 19:…@thread.tacv2 from the link of the channel, and mention it there once, so that posdesk learns where to post.';
const REACH =
  '连不上 Teams：请放行到 login.microsoftonline.com 和 smba.trafficmanager.net 的 HTTPS。 · Teams was not reached: allow HTTPS to login.microsoftonline.com and smba.trafficmanager.net.';

/** One finding for the secret and the conversation: whoever sees its members may post there. Nothing is posted. */
export async function checkDeskConversation(
  gateway: () => Promise<Pick<TeamsGateway, 'look'>>,
  reference: ConversationReference,
): Promise<readonly ChannelFinding[]> {
  const what = `${WHAT}: ${reference.conversation.id}`;
  try {
    await (await gateway()).look(reference);
    return [{ ok: true, what }];
  } catch (error) {
    if (!(error instanceof PlatformFault)) throw error;
    return [{ ok: false, what: `${what} (${error.message})`, remedy: remedyFor(error) }];
  }
}

function remedyFor({ call, status }: PlatformFault): string {
  if (status === undefined || status >= 500 || status === 429) return REACH;
  return call === 'login' || status === 401 ? SECRET : NOT_THERE;
}
