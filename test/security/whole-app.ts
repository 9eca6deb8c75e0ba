/** posdesk as a whole with every channel and sink on, their platforms out of reach: what an attacker on the network meets. */

import { connect } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Addresses, createApp } from '#bot/app.ts';
import type { Config } from '#bot/config.ts';
import { createLogger } from '#bot/log.ts';
import type { AppDependencies } from '#bot/opening.ts';
import type { ChannelConfigs } from '#bot/settings/channel-config.ts';
import type { SinkConfigs } from '#bot/settings/sink-config.ts';
import { createCaller } from '#test/fixtures/fake-weixin-caller.ts';
import { plainGuide } from '#test/fixtures/plain-guide.ts';
import { scriptedRespond } from '#test/fixtures/scripted-dialog.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const ANY_PORT = { host: '127.0.0.1', port: 0 };
/** Nothing listens there; what we would send is refused at once. */
const NOWHERE = 'http://127.0.0.1:9';
const AES_KEY = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';

/** Secrets that tests look for where they must not be. */
export const SECRETS = {
  slackSigning: '8f742231b10e8888abcd99bbbccc85a5',
  slackToken: 'xoxb-canary-token',
  wechatToken: 'canary-wechat-token',
  wechatSecret: 'canary-wechat-secret',
  wecomSecret: 'canary-wecom-secret',
  redmineKey: 'canary-redmine-key',
  rtToken: 'canary-rt-token',
  zendeskToken: 'canary-zendesk-token',
  zammadToken: 'canary-zammad-token',
  smtpPassword: 'canary-smtp-password',
  inboundToken: 'canary-inbound-token-of-mail',
  webhook: 'whsec_Y2FuYXJ5LXdlYmhvb2stc2VjcmV0LWNhbmFyeQ==',
} as const;

const CHANNELS: ChannelConfigs = {
  wechat: {
    appId: 'wx1',
    appSecret: SECRETS.wechatSecret,
    token: SECRETS.wechatToken,
    encodingAesKey: AES_KEY,
    apiUrl: NOWHERE,
  },
  wecom: { corpId: 'ww1', secret: SECRETS.wecomSecret, token: 'wecom-token', encodingAesKey: AES_KEY, apiUrl: NOWHERE },
  slack: { signingSecret: SECRETS.slackSigning, botToken: SECRETS.slackToken, apiUrl: NOWHERE },
  teams: {
    appId: '00000000-1111-4222-8333-444444444444',
    appPassword: 'canary-teams-password',
    openIdMetadataUrl: `${NOWHERE}/openid`,
    loginUrl: NOWHERE,
    listenerHost: '127.0.0.1',
  },
};

const SINKS: SinkConfigs = {
  locale: 'zh-Hans',
  redmine: { url: NOWHERE, key: SECRETS.redmineKey, project: 'pos' },
  requestTracker: { url: NOWHERE, token: SECRETS.rtToken, queue: 'POS' },
  zendesk: { url: NOWHERE, email: 'desk@example.com', token: SECRETS.zendeskToken },
  zammad: { url: NOWHERE, token: SECRETS.zammadToken, group: 'Users' },
  webhook: { url: `${NOWHERE}/hook`, secrets: [SECRETS.webhook] },
  email: {
    smtpUrl: `smtp://desk:${SECRETS.smtpPassword}@127.0.0.1:9`,
    from: 'desk@example.com',
    to: ['anna@example.com'],
    agents: new Map([['anna@example.com', 'Anna']]),
    inboundToken: SECRETS.inboundToken,
  },
};

/** A running posdesk. */
export interface WholeApp extends Addresses {
  readonly databasePath: string;
  /** Every line of the log so far. */
  readonly logged: readonly string[];
  stop(): Promise<void>;
}

/** Starts posdesk until the test is over. */
export async function startWholeApp(
  changes: Partial<Config> = {},
  dependencies: AppDependencies = {},
): Promise<WholeApp> {
  const logged: string[] = [];
  const databasePath = changes.databasePath ?? join(temporaryFolder(), 'posdesk.db');
  const app = createApp(
    { publicListener: ANY_PORT, deskListener: ANY_PORT, channels: CHANNELS, sinks: SINKS, ...changes, databasePath },
    {
      respond: scriptedRespond,
      loadGuide: async () => plainGuide,
      log: createLogger((line) => logged.push(line), Date.now),
      ...dependencies,
    },
  );
  onTestFinished(() => app.stop());
  return { databasePath, logged, stop: () => app.stop(), ...(await app.start()) };
}

/** WeChat's side of the account. */
export function wechatCaller(publicUrl: string) {
  return createCaller(`${publicUrl}/wechat`, {
    appId: 'wx1',
    token: SECRETS.wechatToken,
    encodingAesKey: AES_KEY,
    now: Date.now,
    patienceMs: 60_000,
  });
}

/** Sends bytes as they are; resolves with everything that came back until the connection ended. */
export function sendRaw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
    socket.end(bytes);
  });
}

/** What must be in no answer: a stack, a page that Node or Express wrote, a path of ours. */
export const REVEALING = /\bat .+:\d+:\d+|node_modules|node:internal|<pre>|Error:|\/bot\/|\/adapters\//;
