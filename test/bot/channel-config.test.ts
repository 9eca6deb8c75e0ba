/** Settings of channels: on, off, half set up, and values that would let strangers in. */

import { describe, expect, it } from 'vitest';
import { readConfig } from '#bot/config.ts';
import { faultLine } from '#bot/faults.ts';

const AES_KEY = 'A'.repeat(43);
const WECHAT = {
  WECHAT_APP_ID: 'wx1',
  WECHAT_APP_SECRET: 'hush',
  WECHAT_TOKEN: 'token',
  WECHAT_ENCODING_AES_KEY: AES_KEY,
};
const WECOM = {
  WECOM_CORP_ID: 'ww1',
  WECOM_SECRET: 'hush',
  WECOM_TOKEN: 'token',
  WECOM_ENCODING_AES_KEY: AES_KEY,
};
const SLACK = { SLACK_SIGNING_SECRET: 'hush', SLACK_BOT_TOKEN: 'xoxb-hush' };
const TEAMS = { MicrosoftAppId: 'app', MicrosoftAppPassword: 'hush' };

function faultOf(env: Readonly<Record<string, string>>): { readonly code: string; readonly line: string } {
  try {
    readConfig(env);
  } catch (fault) {
    return { code: (fault as { code: string }).code, line: faultLine(fault) };
  }
  throw new Error('These settings were taken.');
}

describe('a channel', () => {
  it('is off when nothing is set, or nothing but what may be left out', () => {
    expect(readConfig({})).not.toHaveProperty('channels');
    const optional = { SLACK_DESK_CHANNEL: 'C1', WECHAT_API_URL: 'http://127.0.0.1:9', MicrosoftAppTenantId: 't' };
    expect(readConfig(optional)).not.toHaveProperty('channels');
  });

  it('is on when its secrets are all set', () => {
    const { channels } = readConfig({ ...WECHAT, ...WECOM, ...SLACK, ...TEAMS });
    expect(channels).toEqual({
      wechat: { appId: 'wx1', appSecret: 'hush', token: 'token', encodingAesKey: AES_KEY },
      wecom: { corpId: 'ww1', secret: 'hush', token: 'token', encodingAesKey: AES_KEY },
      slack: { signingSecret: 'hush', botToken: 'xoxb-hush' },
      teams: { appId: 'app', appPassword: 'hush', listenerHost: '127.0.0.1' },
    });
  });

  it('takes what may be left out', () => {
    const { channels } = readConfig({
      ...WECHAT,
      WECHAT_API_URL: 'http://127.0.0.1:81/',
      WECHAT_TEMPLATE_ID: 'tpl',
      ...WECOM,
      WECOM_API_URL: 'https://qyapi.example.com',
      WECOM_ROBOT_URL: 'https://qyapi.example.com/cgi-bin/webhook/send?key=1',
      ...SLACK,
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_DESK_CHANNEL: 'C1',
      SLACK_API_URL: 'http://localhost:82/api/',
      ...TEAMS,
      MicrosoftAppTenantId: 'tenant',
      ToBotFromChannelOpenIdMetadataUrl: 'http://127.0.0.1:83/keys',
      ToBotFromChannelTokenIssuer: 'issuer',
      ToChannelFromBotLoginUrl: 'http://127.0.0.1:83/login',
      ToChannelFromBotOAuthScope: 'scope',
      TEAMS_SERVICE_HOSTS: '127.0.0.1:83, teams.example.com',
      PUBLIC_URL: 'https://help.example.com',
    });
    expect(channels).toMatchObject({
      wechat: { apiUrl: 'http://127.0.0.1:81', templateId: 'tpl' },
      wecom: { apiUrl: 'https://qyapi.example.com', robotUrl: expect.stringContaining('key=1') },
      slack: { appToken: 'xapp-1', deskChannel: 'C1', apiUrl: 'http://localhost:82/api' },
      teams: {
        tenantId: 'tenant',
        openIdMetadataUrl: 'http://127.0.0.1:83/keys',
        tokenIssuer: 'issuer',
        loginUrl: 'http://127.0.0.1:83/login',
        oauthScope: 'scope',
        serviceHosts: ['127.0.0.1:83', 'teams.example.com'],
        publicUrl: 'https://help.example.com',
      },
    });
  });

  it('takes the secret before while it is changed, and no more than one', () => {
    const other = 'B'.repeat(43);
    const { channels } = readConfig({
      ...WECHAT,
      WECHAT_TOKEN: 'new, old',
      WECHAT_ENCODING_AES_KEY: `${AES_KEY},${other}`,
      ...WECOM,
      WECOM_TOKEN: 'new,old',
      ...SLACK,
      SLACK_SIGNING_SECRET: 'new,old',
    });
    expect(channels).toMatchObject({
      wechat: { token: 'new', formerToken: 'old', encodingAesKey: AES_KEY, formerAesKey: other },
      wecom: { token: 'new', formerToken: 'old', encodingAesKey: AES_KEY },
      slack: { signingSecret: 'new', formerSigningSecret: 'old' },
    });
    for (const value of ['new,', ',old', 'a,b,c']) {
      expect(faultOf({ ...SLACK, SLACK_SIGNING_SECRET: value }).code).toBe('wrong-rotation');
      expect(faultOf({ ...WECOM, WECOM_TOKEN: value }).code).toBe('wrong-rotation');
    }
    expect(faultOf({ ...WECHAT, WECHAT_ENCODING_AES_KEY: `${AES_KEY},none` }).code).toBe('wrong-aes-key');
  });

  it('of agents is named by what the platform calls it', () => {
    const robot = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hush';
    expect(readConfig({ WECOM_ROBOT_URL: robot }).channels).toEqual({ wecomRobot: { webhookUrl: robot } });
    const wrong = faultOf({ WECOM_ROBOT_URL: 'https://qyapi.weixin.qq.com/?hush' });
    expect([wrong.code, wrong.line.includes('hush')]).toEqual(['wrong-robot-url', false]);
    expect(readConfig({ ...SLACK, SLACK_TICKETS_CHANNEL: 'C2' }).channels?.slack?.deskChannel).toBe('C2');
    expect(faultOf({ ...SLACK, SLACK_DESK_CHANNEL: '#tickets' }).code).toBe('wrong-slack-channel');
    const { teams } = readConfig({ ...TEAMS, TEAMS_DESK_CONVERSATION: '19:x@thread.tacv2' }).channels ?? {};
    expect(teams?.deskConversation).toBe('19:x@thread.tacv2');
  });

  it.each([
    ['WeChat', WECHAT],
    ['WeCom', WECOM],
    ['Slack', SLACK],
    ['Teams', TEAMS],
  ])('refuses to start when %s is half set up, and names exactly what is missing', (name, all) => {
    const names = Object.keys(all);
    for (const missing of names) {
      const { [missing]: _, ...rest } = all as Readonly<Record<string, string>>;
      const { code, line } = faultOf({ ...rest, [missing]: ' ' });
      expect(code).toBe('channel-incomplete');
      expect(line).toContain(`${name} is half set up: ${names.filter((one) => one !== missing).join(', ')} set`);
      expect(line).toContain(`${missing} missing`);
      expect(line).not.toContain('hush');
    }
  });

  it('is told apart from one that has no EncodingAESKey and says so', () => {
    const { channels } = readConfig({ ...WECHAT, WECHAT_ENCODING_AES_KEY: 'none' });
    expect(channels?.wechat).toEqual({ appId: 'wx1', appSecret: 'hush', token: 'token' });
    expect(faultOf({ ...WECHAT, WECHAT_ENCODING_AES_KEY: 'short' }).code).toBe('wrong-aes-key');
    expect(faultOf({ ...WECOM, WECOM_ENCODING_AES_KEY: 'none' }).code).toBe('wrong-aes-key');
  });

  it('sends secrets to nobody over plain HTTP but to this machine', () => {
    for (const name of ['WECHAT_API_URL', 'WECOM_API_URL', 'SLACK_API_URL', 'ToChannelFromBotLoginUrl']) {
      const all = { ...WECHAT, ...WECOM, ...SLACK, ...TEAMS };
      expect(faultOf({ ...all, [name]: 'http://api.example.com' }).code).toBe('insecure-api-url');
      expect(faultOf({ ...all, [name]: 'http://127.0.0.1.evil.example' }).code).toBe('insecure-api-url');
    }
  });
});

describe('Teams without an app id', () => {
  it('is for development on this machine only', () => {
    expect(readConfig({ POSDESK_TEAMS_DEV: '1' }).channels?.teams).toEqual({
      appId: '',
      appPassword: '',
      allowUnsigned: true,
      listenerHost: '127.0.0.1',
    });
    expect(readConfig({ POSDESK_TEAMS_DEV: '0' })).not.toHaveProperty('channels');
    for (const HOST of ['0.0.0.0', '::', '10.0.0.5', 'example.com']) {
      expect(faultOf({ POSDESK_TEAMS_DEV: '1', HOST }).code).toBe('teams-dev-exposed');
    }
  });

  it('never weakens a real registration', () => {
    const { channels } = readConfig({ ...TEAMS, POSDESK_TEAMS_DEV: '1' });
    expect(channels?.teams).not.toHaveProperty('allowUnsigned');
  });
});
