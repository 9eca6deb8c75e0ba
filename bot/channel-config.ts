/** Settings of the channels: one is on when all its secrets are set, off when none is. */

import type { SlackConfig } from '#adapters/slack/channel.ts';
import type { TeamsConfig } from '#adapters/teams/teams-config.ts';
import type { WechatConfig } from '#adapters/wechat/channel.ts';
import type { WecomConfig } from '#adapters/wecom/channel.ts';
import { ConfigFault } from './faults.ts';
import { present, readSecrets } from './read-secrets.ts';
import { type Environment, isLoopback, readApiUrl, readSwitch, readValue } from './read-setting.ts';

/** The channels that are on, with their settings. */
export interface ChannelConfigs {
  /** The official account: WECHAT_…. */
  readonly wechat?: WechatConfig;
  /** 微信客服 and the group robot: WECOM_…. */
  readonly wecom?: WecomConfig;
  /** SLACK_…. */
  readonly slack?: SlackConfig;
  /** MicrosoftApp… and the Bot Framework's own names. */
  readonly teams?: TeamsConfig;
}

/** What channels must know of our own addresses. */
export interface PublicPlace {
  /** The host that the public listener is bound to. */
  readonly host: string;
  readonly publicUrl?: string;
}

function requireAesKey(name: string, value: string, unless = ''): string {
  if (/^[A-Za-z0-9+/]{43}$/.test(value)) return value;
  throw new ConfigFault({
    code: 'wrong-aes-key',
    what: `${name} is no EncodingAESKey`,
    remedy: `Copy the 43 letters and digits of EncodingAESKey from the platform's console into ${name}${unless}.`,
  });
}

const WECHAT_SECRETS = ['WECHAT_APP_ID', 'WECHAT_APP_SECRET', 'WECHAT_TOKEN', 'WECHAT_ENCODING_AES_KEY'] as const;
/** Test accounts have no EncodingAESKey; the operator says so, because without it calls are not encrypted. */
const NO_AES_KEY = 'none';

function readWechat(env: Environment): WechatConfig | undefined {
  const secrets = readSecrets(env, 'WeChat', WECHAT_SECRETS);
  if (!secrets) return undefined;
  const key = secrets.WECHAT_ENCODING_AES_KEY;
  const name = 'WECHAT_ENCODING_AES_KEY';
  const unless = `, or ${NO_AES_KEY} for a test account that has none`;
  return {
    appId: secrets.WECHAT_APP_ID,
    appSecret: secrets.WECHAT_APP_SECRET,
    token: secrets.WECHAT_TOKEN,
    ...(key === NO_AES_KEY ? {} : { encodingAesKey: requireAesKey(name, key, unless) }),
    ...present({ apiUrl: readApiUrl(env, 'WECHAT_API_URL'), templateId: readValue(env, 'WECHAT_TEMPLATE_ID') }),
  };
}

const WECOM_SECRETS = ['WECOM_CORP_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY'] as const;

function readWecom(env: Environment): WecomConfig | undefined {
  const secrets = readSecrets(env, 'WeCom', WECOM_SECRETS);
  if (!secrets) return undefined;
  return {
    corpId: secrets.WECOM_CORP_ID,
    secret: secrets.WECOM_SECRET,
    token: secrets.WECOM_TOKEN,
    encodingAesKey: requireAesKey('WECOM_ENCODING_AES_KEY', secrets.WECOM_ENCODING_AES_KEY),
    ...present({ apiUrl: readApiUrl(env, 'WECOM_API_URL'), robotUrl: readValue(env, 'WECOM_ROBOT_URL') }),
  };
}

function readSlack(env: Environment): SlackConfig | undefined {
  const secrets = readSecrets(env, 'Slack', ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN']);
  if (!secrets) return undefined;
  return {
    signingSecret: secrets.SLACK_SIGNING_SECRET,
    botToken: secrets.SLACK_BOT_TOKEN,
    ...present({
      appToken: readValue(env, 'SLACK_APP_TOKEN'),
      deskChannel: readValue(env, 'SLACK_DESK_CHANNEL'),
      apiUrl: readApiUrl(env, 'SLACK_API_URL'),
    }),
  };
}

/** The Bot Framework's own names for its endpoints. */
function readTeamsEndpoints(env: Environment): Partial<TeamsConfig> {
  return present({
    tenantId: readValue(env, 'MicrosoftAppTenantId'),
    openIdMetadataUrl: readApiUrl(env, 'ToBotFromChannelOpenIdMetadataUrl'),
    tokenIssuer: readValue(env, 'ToBotFromChannelTokenIssuer'),
    loginUrl: readApiUrl(env, 'ToChannelFromBotLoginUrl'),
    oauthScope: readValue(env, 'ToChannelFromBotOAuthScope'),
  });
}

/** Teams without an app id: anybody who reaches us may write as anybody, so nobody but this machine may. */
function readTeamsInDevelopment(env: Environment, { host }: PublicPlace): TeamsConfig | undefined {
  if (!readSwitch(env, 'POSDESK_TEAMS_DEV')) return undefined;
  if (isLoopback(host)) return { appId: '', appPassword: '', allowUnsigned: true, listenerHost: host };
  throw new ConfigFault({
    code: 'teams-dev-exposed',
    what: `POSDESK_TEAMS_DEV takes messages without proof of who sent them, and HOST is ${host}`,
    remedy: 'Set HOST to 127.0.0.1, or set MicrosoftAppId and MicrosoftAppPassword and unset POSDESK_TEAMS_DEV.',
  });
}

function readTeams(env: Environment, place: PublicPlace): TeamsConfig | undefined {
  const secrets = readSecrets(env, 'Teams', ['MicrosoftAppId', 'MicrosoftAppPassword']);
  if (!secrets) return readTeamsInDevelopment(env, place);
  const hosts = readValue(env, 'TEAMS_SERVICE_HOSTS')?.split(/[\s,]+/);
  return {
    appId: secrets.MicrosoftAppId,
    appPassword: secrets.MicrosoftAppPassword,
    listenerHost: place.host,
    ...present({ publicUrl: place.publicUrl, serviceHosts: hosts }),
    ...readTeamsEndpoints(env),
  };
}

/** Reads what is set of all channels. */
export function readChannelConfigs(env: Environment, place: PublicPlace): ChannelConfigs {
  return {
    ...present({ wechat: readWechat(env) }),
    ...present({ wecom: readWecom(env) }),
    ...present({ slack: readSlack(env) }),
    ...present({ teams: readTeams(env, place) }),
  };
}
