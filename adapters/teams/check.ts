/** Looks whether the settings of Teams work, and says in both languages what to do if not. */

import { z } from 'zod';
import type { ChannelFinding } from '#adapters/contract.ts';
import { guardedFetch } from '#adapters/guarded-fetch.ts';
import { type AccessToken, PATIENCE_MS } from './access-token.ts';
import { PlatformFault } from './platform-fault.ts';
import { endpointsOf, isLoopback, type TeamsConfig } from './teams-config.ts';

const metadata = z.object({ jwks_uri: z.url() });
const keySet = z.object({ keys: z.array(z.object({ kid: z.string() })).min(1) });

/** One finding each for the token, the keys and the address that Teams must be told. */
export async function checkTeams(config: TeamsConfig, token: AccessToken): Promise<readonly ChannelFinding[]> {
  if (config.appId === '') {
    return [
      {
        ok: true,
        what: '开发模式：接受本机未签名的请求 · development: unsigned requests from this machine are taken',
        remedy:
          '对外开放前请设置 MicrosoftAppId 和 MicrosoftAppPassword。 · Set MicrosoftAppId and MicrosoftAppPassword before anybody else can reach this.',
      },
    ];
  }
  return [await checkToken(token), await checkKeys(config), endpointFinding(config)];
}

async function checkToken(token: AccessToken): Promise<ChannelFinding> {
  const what = '访问令牌 · access token';
  try {
    await token.get();
    return { ok: true, what };
  } catch (error) {
    const status = error instanceof PlatformFault ? error.status : undefined;
    return { ok: false, what, remedy: status === undefined ? UNREACHABLE : CREDENTIALS };
  }
}

const UNREACHABLE =
  '微软登录服务没有应答：请放行到 login.microsoftonline.com 的 HTTPS。 · Microsoft’s login did not answer: allow HTTPS to login.microsoftonline.com.';
const CREDENTIALS =
  '从应用注册里复制应用 ID 和未过期的客户端密码（“证书和密码”里的值，不是 ID）；单租户机器人还要填 MicrosoftAppTenantId。 · Copy the app id and a client secret that has not expired from the app registration (Certificates & secrets, the value, not the id); a single-tenant bot also needs MicrosoftAppTenantId.';

async function checkKeys(config: TeamsConfig): Promise<ChannelFinding> {
  const what = '来信签名的公钥 · keys of incoming signatures';
  try {
    const { jwks_uri } = metadata.parse(await getJson(endpointsOf(config).openIdMetadataUrl, config));
    keySet.parse(await getJson(jwks_uri, config));
    return { ok: true, what };
  } catch {
    return {
      ok: false,
      what,
      remedy:
        '请放行到 login.botframework.com 的 HTTPS；没有它的公钥就无法信任任何消息。 · Allow HTTPS to login.botframework.com; without its keys no message can be trusted.',
    };
  }
}

async function getJson(
  address: string,
  { patienceMs = PATIENCE_MS, openIdMetadataUrl }: TeamsConfig,
): Promise<unknown> {
  const trusted = openIdMetadataUrl === undefined ? [] : [new URL(address).origin];
  const response = await guardedFetch(address, { timeoutMs: patienceMs, trusted });
  if (!response.ok) throw new PlatformFault('login', 'the keys could not be fetched', response.status);
  return await response.json();
}

function endpointFinding({ publicUrl }: TeamsConfig): ChannelFinding {
  const url = publicUrl !== undefined && URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  const endpoint = `${publicUrl ?? 'https://…'}/api/messages`;
  return {
    ok: url?.protocol === 'https:' && !isLoopback(url.hostname),
    what: `消息终结点 · messaging endpoint: ${endpoint}`,
    remedy:
      '把 PUBLIC_URL 设为能访问到本服务的 HTTPS 地址，并在 Azure 门户的机器人“配置”里把上面的地址填入“消息传送终结点”。 · Set PUBLIC_URL to the HTTPS address that reaches this listener, and enter the endpoint above in the Azure portal: the bot, Configuration, Messaging endpoint.',
  };
}
