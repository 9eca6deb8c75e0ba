/** The checks of the places where agents see tickets: what works, what does not and what to do, with nothing sent. */

import { describe, expect, it, onTestFinished } from 'vitest';
import type { ChannelFinding } from '#adapters/contract.ts';
import { createEmailSink } from '#adapters/email/email.ts';
import type { EmailConfig } from '#adapters/email/email-config.ts';
import { createWebhookSink } from '#adapters/webhook/webhook.ts';
import { createWecomTickets } from '#adapters/wecom/tickets.ts';
import { openFakeQyapi } from '#test/fixtures/fake-qyapi.ts';
import { ROBOT_KEY } from '#test/fixtures/fake-qyapi-robot.ts';
import { SLACK, startFakeSlack } from '#test/fixtures/fake-slack.ts';
import { DESK_CHANNEL, slackTicketsOn } from '#test/fixtures/fake-slack-desk.ts';
import { type FakePop, startFakePop, startFakeSmtp } from '#test/fixtures/fake-smtp.ts';
import { startFakeTeams } from '#test/fixtures/fake-teams.ts';
import { DESK_CONVERSATION, teamsTicketsOn } from '#test/fixtures/fake-teams-desk.ts';
import { startFakeReceiver } from '#test/fixtures/fake-webhook.ts';
import { createMemoryNotebook } from '#test/fixtures/memory-notebook.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';
import { configOf, withMail } from '#test/fixtures/running-mail.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8G';
const NOBODY = 'http://127.0.0.1:9';

const unasked = async (): Promise<never> => {
  throw new Error('A check asks nothing of the desk.');
};
const dependencies = {
  desk: {
    ...{ tickets: unasked, ticket: unasked, act: unasked, reports: unasked, audit: unasked, exportTickets: unasked },
    subscribe: () => () => {},
  },
  externals: { numberOf: unasked, ofTicket: unasked, followed: unasked },
  notebook: createMemoryNotebook(),
  agents: { userOf: unasked, linkFor: unasked },
  links: { claimLink: unasked },
  locale: 'en' as const,
  warn: () => {},
  now: () => START_MS,
};

/** True or false for each finding; what is wrong says in both languages what to do. */
function ok(findings: readonly ChannelFinding[] | undefined): readonly boolean[] {
  for (const { ok: isFine, remedy = '' } of findings ?? []) {
    if (isFine) continue;
    expect(remedy).toMatch(/\p{Script=Han}/u);
    expect(remedy).toMatch(/ · [A-Z]/);
  }
  return (findings ?? []).map((one) => one.ok);
}

describe('Slack', () => {
  async function open() {
    const slack = await startFakeSlack(() => START_MS);
    onTestFinished(() => slack.close());
    slack.grant(['channels:history', 'chat:write']);
    return { slack, sink: slackTicketsOn(slack, dependencies) };
  }

  it('is fine when the token, the permission and the channel are', async () => {
    const { slack, sink } = await open();
    const findings = await sink.check?.();
    expect(ok(findings)).toEqual([true, true, true]);
    expect(JSON.stringify(findings)).toContain(DESK_CHANNEL);
    expect(slack.posted).toEqual([]);
  });

  it.each([
    ['not_in_channel', '/invite'],
    ['channel_not_found', 'SLACK_DESK_CHANNEL'],
    ['missing_scope', 'permissions'],
  ])('says what to do about a channel that answers %s', async (error, remedy) => {
    const { slack, sink } = await open();
    slack.answer('conversations.history', () => ({ ok: false, error }));
    const findings = await sink.check?.();
    expect(ok(findings)).toEqual([true, true, false]);
    expect(findings?.at(-1)?.remedy).toContain(remedy);
  });

  it('says when it may not write, when the token is refused, and when it is not reached', async () => {
    const { slack, sink } = await open();
    slack.grant(['channels:history']);
    expect(ok(await sink.check?.())).toEqual([true, false, true]);
    const revoked = slackTicketsOn(slack, dependencies, {}, { botToken: 'xoxb-hush' });
    expect(ok(await revoked.check?.())).toEqual([false]);
    const away = slackTicketsOn(slack, dependencies, {}, { apiUrl: NOBODY });
    const findings = await away.check?.();
    expect(ok(findings)).toEqual([false]);
    expect(JSON.stringify(findings)).not.toContain(SLACK.botToken);
  });
});

describe('Teams', () => {
  async function open() {
    const fake = await startFakeTeams();
    onTestFinished(() => fake.close());
    return { fake, sink: teamsTicketsOn(fake, dependencies) };
  }

  it('is fine when the app is in the conversation', async () => {
    const { fake, sink } = await open();
    const findings = await sink.check?.();
    expect(ok(findings)).toEqual([true]);
    expect(findings?.[0]?.what).toContain(DESK_CONVERSATION);
    expect(fake.taken).toEqual([]);
  });

  it('tells a secret that is refused from a conversation that the app is not in', async () => {
    const { fake, sink } = await open();
    fake.expel();
    const outside = await sink.check?.();
    expect(ok(outside)).toEqual([false]);
    expect(outside?.[0]?.remedy).toContain('add the app');
    const other = await open();
    other.fake.refuseTokens(401, 401, 401);
    const refused = await other.sink.check?.();
    expect(ok(refused)).toEqual([false]);
    expect(refused?.[0]?.remedy).toContain('MicrosoftAppPassword');
  });
});

describe('the WeCom robot', () => {
  it('is in its group or not, and nothing shows there', async () => {
    const qyapi = await openFakeQyapi({ now: () => START_MS });
    const webhookUrl = `${qyapi.url}/cgi-bin/webhook/send?key=${ROBOT_KEY}`;
    const sink = createWecomTickets({ webhookUrl, timeoutMs: 5_000 }, dependencies);
    expect(ok(await sink.check?.())).toEqual([true]);
    qyapi.robot.remove();
    expect(ok(await sink.check?.())).toEqual([false]);
    expect(qyapi.robot.cards).toEqual([]);
    const away = createWecomTickets(
      { webhookUrl: `${NOBODY}/cgi-bin/webhook/send?key=${ROBOT_KEY}`, timeoutMs: 5_000 },
      dependencies,
    );
    const findings = await away.check?.();
    expect(ok(findings)).toEqual([false]);
    expect(JSON.stringify(findings)).not.toContain(ROBOT_KEY);
  });
});

describe('mail', () => {
  const sinkOf = (config: EmailConfig) => createEmailSink(config, withMail(dependencies));
  const popOf = ({ port }: FakePop, password = 'secret') => ({
    ...{ host: '127.0.0.1', port, tls: false, user: 'desk' },
    password,
  });

  it('is fine when the server takes our password, and the mailbox too', async () => {
    const [smtp, pop] = [await startFakeSmtp(), await startFakePop()];
    pop.mails.push('Subject: hello\r\n\r\nhello');
    expect(ok(await sinkOf(configOf(smtp, { pop: popOf(pop) })).check?.())).toEqual([true, true, true]);
    expect([smtp.mails.length, pop.mails.length]).toEqual([0, 1]);
  });

  it('says which of them is wrong, without a password in it', async () => {
    const [smtp, pop] = [await startFakeSmtp({ password: 'other' }), await startFakePop('other')];
    const wrong = await sinkOf(configOf(smtp, { pop: popOf(pop), agents: new Map() })).check?.();
    expect(ok(wrong)).toEqual([false, false, false]);
    expect(wrong?.map(({ remedy = '' }) => /SMTP_URL|DESK_MAIL_POP_URL|DESK_MAIL_AGENTS/.exec(remedy)?.[0])).toEqual([
      'SMTP_URL',
      'DESK_MAIL_POP_URL',
      'DESK_MAIL_AGENTS',
    ]);
    expect(JSON.stringify(wrong)).not.toContain('secret');
    const nobody = { ...configOf(smtp), smtpUrl: 'smtp://127.0.0.1:9' };
    expect(ok(await sinkOf(nobody).check?.())).toEqual([false, true, true]);
  });
});

describe('the webhook', () => {
  const sinkOf = (url: string) => createWebhookSink({ url, secrets: [SECRET] }, dependencies);

  it('is fine when the receiver answers, whatever it says to a question', async () => {
    const receiver = await startFakeReceiver(SECRET);
    expect(ok(await sinkOf(receiver.url).check?.())).toEqual([true]);
    expect([receiver.taken, receiver.refused()]).toEqual([[], 0]);
  });

  it('is not when nobody answers', async () => {
    expect(ok(await sinkOf(`${NOBODY}/hook`).check?.())).toEqual([false]);
  });
});
