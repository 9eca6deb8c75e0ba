/** Settings of the channels: one is on when all its secrets are set, off when none is. */

import type { SlackConfig } from '#adapters/slack/channel.ts';
import type { TeamsConfig } from '#adapters/teams/teams-config.ts';
import type { WechatConfig } from '#adapters/wechat/channel.ts';
import type { WecomConfig } from '#adapters/wecom/channel.ts';
import { splitWebhookUrl } from '#adapters/wecom/robot.ts';
import type { WecomTicketsConfig } from '#adapters/wecom/tickets.ts';
import { ConfigFault } from '../faults.ts';
import { present, readSecrets } from './read-secrets.ts';
import { type Environment, isLoopback, readApiUrl, readSwitch, readValue } from './read-setting.ts';

/** The channels that are on, with their settings. */
export interface ChannelConfigs {
  /** The official account: WECHAT_…. */
  readonly wechat?: WechatConfig;
  /** 微信客服: WECOM_…. */
  readonly wecom?: WecomConfig;
  /** The robot in the agents' group, also without 微信客服: WECOM_ROBOT_URL. */
  readonly wecomRobot?: WecomTicketsConfig;
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

/** A secret and, while it is changed, the one before: `new,old`. */
function readRotating(name: string, value: string): readonly [now: string, before: string | undefined] {
  const [now = '', before, ...more] = value.split(',').map((one) => one.trim());
  if (now !== '' && before !== '' && more.length === 0) return [now, before];
  throw new ConfigFault({
    code: 'wrong-rotation',
    what: `${name} is neither one value nor two with a comma between them`,
    remedy: `Write the new value, a comma and the old one into ${name}; take the old one out when the platform uses the new.`,
  });
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
  const name = 'WECHAT_ENCODING_AES_KEY';
  const [key, formerKey] = readRotating(name, secrets[name]);
  const [token, formerToken] = readRotating('WECHAT_TOKEN', secrets.WECHAT_TOKEN);
  const unless = `, or ${NO_AES_KEY} for a test account that has none`;
  return {
    appId: secrets.WECHAT_APP_ID,
    appSecret: secrets.WECHAT_APP_SECRET,
    token,
    ...(key === NO_AES_KEY ? {} : { encodingAesKey: requireAesKey(name, key, unless) }),
    ...present({ formerToken, formerAesKey: formerKey && requireAesKey(name, formerKey) }),
    ...present({ apiUrl: readApiUrl(env, 'WECHAT_API_URL'), templateId: readValue(env, 'WECHAT_TEMPLATE_ID') }),
  };
}

const WECOM_SECRETS = ['WECOM_CORP_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY'] as const;

function readWecom(env: Environment): WecomConfig | undefined {
  const secrets = readSecrets(env, 'WeCom', WECOM_SECRETS);
  if (!secrets) return undefined;
  const name = 'WECOM_ENCODING_AES_KEY';
  const [key, formerKey] = readRotating(name, secrets[name]);
  const [token, formerToken] = readRotating('WECOM_TOKEN', secrets.WECOM_TOKEN);
  return {
    corpId: secrets.WECOM_CORP_ID,
    secret: secrets.WECOM_SECRET,
    token,
    encodingAesKey: requireAesKey(name, key),
    ...present({ formerToken, formerAesKey: formerKey && requireAesKey(name, formerKey) }),
    ...present({ apiUrl: readApiUrl(env, 'WECOM_API_URL'), robotUrl: readValue(env, 'WECOM_ROBOT_URL') }),
  };
}

function readWecomRobot(env: Environment): WecomTicketsConfig | undefined {
  const webhookUrl = readValue(env, 'WECOM_ROBOT_URL');
  if (webhookUrl === undefined) return undefined;
  if (splitWebhookUrl(webhookUrl) !== undefined) return { webhookUrl };
  throw new ConfigFault({
    code: 'wrong-robot-url',
    // The value holds the robot's key.
    what: 'WECOM_ROBOT_URL is no address of a group robot',
    remedy: 'Copy the whole Webhook address of the robot: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
  });
}

/** Ids such as C0123ABC; a name with # in front is what people take for one. */
function readDeskChannel(env: Environment): string | undefined {
  const value = readValue(env, 'SLACK_TICKETS_CHANNEL') ?? readValue(env, 'SLACK_DESK_CHANNEL');
  if (value === undefined || /^[CG][A-Z0-9]+$/.test(value)) return value;
  throw new ConfigFault({
    code: 'wrong-slack-channel',
    what: `SLACK_DESK_CHANNEL is "${value}", which is no id of a channel`,
    remedy: 'Copy the id from the bottom of the channel’s details in Slack, such as C0123ABC.',
  });
}

function readSlack(env: Environment): SlackConfig | undefined {
  const secrets = readSecrets(env, 'Slack', ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN']);
  if (!secrets) return undefined;
  const [signingSecret, formerSigningSecret] = readRotating('SLACK_SIGNING_SECRET', secrets.SLACK_SIGNING_SECRET);
  return {
    signingSecret,
    botToken: secrets.SLACK_BOT_TOKEN,
    ...present({
      formerSigningSecret,
      appToken: readValue(env, 'SLACK_APP_TOKEN'),
      deskChannel: readDeskChannel(env),
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
  const deskConversation = present({ deskConversation: readValue(env, 'TEAMS_DESK_CONVERSATION') });
  if (isLoopback(host))
    return { appId: '', appPassword: '', allowUnsigned: true, listenerHost: host, ...deskConversation };
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
    ...present({ deskConversation: readValue(env, 'TEAMS_DESK_CONVERSATION') }),
    ...present({ publicUrl: place.publicUrl, serviceHosts: hosts }),
    ...readTeamsEndpoints(env),
  };
}

/** Reads what is set of all channels. */
export function readChannelConfigs(env: Environment, place: PublicPlace): ChannelConfigs {
  return {
    ...present({ wechat: readWechat(env) }),
    ...present({ wecom: readWecom(env) }),
    ...present({ wecomRobot: readWecomRobot(env) }),
    ...present({ slack: readSlack(env) }),
    ...present({ teams: readTeams(env, place) }),
  };
}
