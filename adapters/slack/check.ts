/** Asks Slack whether the settings work, and says what to do about those that do not. */

import type { ChannelFinding } from '#adapters/contract.ts';
import type { Identity, SlackClient } from './client.ts';
import type { Called, SlackFailure } from './errors.ts';
import { APP_TOKEN_SCOPE, BOT_SCOPES } from './permissions.ts';

/** The settings that are looked at. */
export interface CheckedSettings {
  readonly signingSecret: string;
  readonly appToken?: string;
}

/** One finding for each setting. */
export async function checkSettings(
  client: Pick<SlackClient, 'identify' | 'tryAppToken'>,
  { signingSecret, appToken }: CheckedSettings,
): Promise<readonly ChannelFinding[]> {
  const identity = await client.identify();
  const findings = [findToken(identity), ...findScopes(identity), findSecret(signingSecret)];
  return appToken === undefined ? findings : [...findings, findAppToken(await client.tryAppToken(appToken))];
}

function findToken(identity: Called<Identity>): ChannelFinding {
  if (identity.kind === 'ok') {
    const team = identity.value.teamName ?? '?';
    return { ok: true, what: `机器人令牌有效，工作区：${team} · bot token works, workspace: ${team}` };
  }
  return { ok: false, what: '机器人令牌 · bot token (SLACK_BOT_TOKEN)', remedy: remedyFor(identity) };
}

function remedyFor(failure: SlackFailure): string {
  if (failure.kind === 'retry') return notReached(failure);
  return `在 api.slack.com/apps 的 OAuth & Permissions 页重新安装应用，复制新的 xoxb- 令牌。 · Install the app again on the page OAuth & Permissions of api.slack.com/apps and copy the new xoxb- token. (${failure.reason})`;
}

function notReached({ reason }: SlackFailure): string {
  return `连不上 Slack：检查网络和 SLACK_API_URL，然后重试。 · Slack was not reached: check the network and SLACK_API_URL, then try again. (${reason})`;
}

function findScopes(identity: Called<Identity>): readonly ChannelFinding[] {
  if (identity.kind !== 'ok' || identity.value.scopes === undefined) return [];
  const granted = identity.value.scopes;
  const missing = Object.keys(BOT_SCOPES).filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return [{ ok: true, what: '权限齐全 · all permissions granted' }];
  const list = missing.map((scope) => `${scope} (${BOT_SCOPES[scope]})`).join(', ');
  const remedy = `在 OAuth & Permissions 页加上这些权限，再重新安装应用。 · Add them on the page OAuth & Permissions, then install the app again. ${list}`;
  return [{ ok: false, what: `缺少权限 · missing permissions: ${missing.join(', ')}`, remedy }];
}

/** No call of Slack's tests the signing secret; a wrong form is all that can be seen from here. */
function findSecret(signingSecret: string): ChannelFinding {
  const what = '签名密钥 · signing secret (SLACK_SIGNING_SECRET)';
  if (/^[0-9a-f]{32}$/.test(signingSecret)) return { ok: true, what };
  const remedy =
    '应为 32 位十六进制：在 Basic Information 页的 App Credentials 里复制 Signing Secret。填对后，Event Subscriptions 页的 Request URL 会显示 Verified。 · It has 32 hexadecimal digits: copy Signing Secret from App Credentials on the page Basic Information. When it is right, Request URL on the page Event Subscriptions shows Verified.';
  return { ok: false, what, remedy };
}

function findAppToken(tried: Called<undefined>): ChannelFinding {
  const what = '应用令牌 · app token for Socket Mode (SLACK_APP_TOKEN)';
  if (tried.kind === 'ok') return { ok: true, what };
  if (tried.kind === 'retry') return { ok: false, what, remedy: notReached(tried) };
  const remedy = `在 Basic Information 页的 App-Level Tokens 新建带 ${APP_TOKEN_SCOPE} 的 xapp- 令牌，并在 Socket Mode 页打开开关。 · Make an xapp- token with ${APP_TOKEN_SCOPE} under App-Level Tokens on the page Basic Information, and turn on Socket Mode on its page. (${tried.reason})`;
  return { ok: false, what, remedy };
}
