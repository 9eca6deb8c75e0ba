/** Settings of the sinks: all, none, or a fault that says what to do, and never a secret in it. */

import { describe, expect, it } from 'vitest';
import { ConfigFault } from '#bot/faults.ts';
import { readSinkConfigs } from '#bot/settings/sink-config.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const MAIL = {
  SMTP_URL: 'smtp://desk:hidden@mail.example.com',
  DESK_MAIL_TO: 'a@x.example',
  DESK_MAIL_FROM: 'desk@x.example',
};

function faultOf(env: Readonly<Record<string, string>>): ConfigFault {
  try {
    readSinkConfigs(env);
  } catch (error) {
    if (error instanceof ConfigFault) return error;
  }
  throw new Error('The settings were taken.');
}

describe('settings of sinks', () => {
  it('are none, in simplified Chinese, when nothing is set', () => {
    expect(readSinkConfigs({})).toEqual({ locale: 'zh-Hans' });
  });

  it('are read as given', () => {
    const env = {
      ...MAIL,
      ...{ DESK_LANGUAGE: 'en', DESK_MAIL_TO: 'a@x.example, b@x.example' },
      ...{
        DESK_MAIL_AGENTS: 'Anna@X.example=Anna; b@x.example = Li ',
        DESK_MAIL_POP_URL: 'pops://desk%40x:p%2Fw@pop.example',
      },
      ...{ WEBHOOK_URL: 'https://x.example/hook?tenant=7', WEBHOOK_SECRET: `${SECRET},${SECRET}` },
      ...{ RT_URL: 'https://rt.example/', RT_TOKEN: 't', RT_QUEUE: 'POS' },
      ...{ REDMINE_URL: 'http://127.0.0.1:3000', REDMINE_KEY: 'k', REDMINE_PROJECT: 'pos' },
    };
    expect(readSinkConfigs(env)).toEqual({
      locale: 'en',
      email: {
        ...{ smtpUrl: MAIL.SMTP_URL, from: 'desk@x.example', to: ['a@x.example', 'b@x.example'] },
        agents: new Map([
          ['anna@x.example', 'Anna'],
          ['b@x.example', 'Li'],
        ]),
        pop: { host: 'pop.example', port: 995, tls: true, user: 'desk@x', password: 'p/w' },
      },
      webhook: { url: 'https://x.example/hook?tenant=7', secrets: [SECRET, SECRET] },
      requestTracker: { url: 'https://rt.example', token: 't', queue: 'POS' },
      redmine: { url: 'http://127.0.0.1:3000', key: 'k', project: 'pos' },
    });
  });

  it('name what is missing of a half', () => {
    expect(faultOf({ RT_URL: 'https://rt.example' }).message).toContain('RT_TOKEN, RT_QUEUE missing');
    expect(faultOf({ SMTP_URL: 'smtp://x' }).message).toContain('DESK_MAIL_TO');
    expect(faultOf({ WEBHOOK_SECRET: SECRET }).message).toContain('WEBHOOK_URL');
  });

  for (const [name, env] of Object.entries({
    'an empty or weak webhook secret (CVE-2026-44109)': { WEBHOOK_URL: 'https://x.example', WEBHOOK_SECRET: 'weak' },
    'a webhook over an open line': { WEBHOOK_URL: 'http://x.example/hook', WEBHOOK_SECRET: SECRET },
    'a password in a webhook address': { WEBHOOK_URL: 'https://a:b@x.example', WEBHOOK_SECRET: SECRET },
    'a helpdesk over an open line': { RT_URL: 'http://rt.example', RT_TOKEN: 't', RT_QUEUE: 'q' },
    'several addresses in one (CVE-2025-14874)': { ...MAIL, DESK_MAIL_FROM: 'a@x.example,b@y.example' },
    'an address with a name': { ...MAIL, DESK_MAIL_TO: '"Anna" <a@x.example>' },
    'an agent without an account': { ...MAIL, DESK_MAIL_AGENTS: 'a@x.example' },
    'a mailbox over an open line': { ...MAIL, DESK_MAIL_POP_URL: 'pop://u:hidden@pop.example' },
    'a short key for handing in mail': { ...MAIL, DESK_MAIL_INBOUND_TOKEN: 'hidden' },
    'a mail server that is none': { ...MAIL, SMTP_URL: 'https://u:hidden@mail.example.com' },
    'an unknown language': { DESK_LANGUAGE: 'fr' },
  })) {
    it(`refuse ${name}, say how to mend it, and repeat no secret`, () => {
      const fault = faultOf(env);
      expect(fault.remedy).toBeTruthy();
      expect(`${fault.message} ${fault.remedy}`).not.toMatch(/hidden|weak/);
    });
  }
});
