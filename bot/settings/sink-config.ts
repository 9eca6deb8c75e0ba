/** Settings of the sinks: each is on when all its secrets are set, off when none is. */

import { type EmailConfig, isMailAddress, type PopConfig } from '#adapters/email/email-config.ts';
import type { RedmineConfig } from '#adapters/helpdesk/redmine.ts';
import type { RequestTrackerConfig } from '#adapters/helpdesk/request-tracker.ts';
import type { ZammadConfig } from '#adapters/helpdesk/zammad.ts';
import type { ZendeskConfig } from '#adapters/helpdesk/zendesk.ts';
import { readWebhookSecret } from '#adapters/webhook/sign.ts';
import type { WebhookConfig } from '#adapters/webhook/webhook.ts';
import { LOCALES, type Locale } from '#knowledge/guide.ts';
import { ConfigFault } from '../faults.ts';
import { present, readSecrets } from './read-secrets.ts';
import { type Environment, isLoopback, readApiUrl, readValue } from './read-setting.ts';

/** The sinks that are on, with their settings. */
export interface SinkConfigs {
  /** The language in which sinks write to agents: DESK_LANGUAGE. */
  readonly locale: Locale;
  /** SMTP_URL, DESK_MAIL_… */
  readonly email?: EmailConfig;
  /** WEBHOOK_URL and WEBHOOK_SECRET. */
  readonly webhook?: WebhookConfig;
  /** RT_… */
  readonly requestTracker?: RequestTrackerConfig;
  /** REDMINE_… */
  readonly redmine?: RedmineConfig;
  /** ZENDESK_… */
  readonly zendesk?: ZendeskConfig;
  /** ZAMMAD_… */
  readonly zammad?: ZammadConfig;
}

/** The language of agents where nothing is set. */
export const DESK_LANGUAGE: Locale = 'zh-Hans';

const LEAST_TOKEN = 24;

function wrong(name: string, what: string, remedy: string): ConfigFault {
  return new ConfigFault({ code: 'wrong-sink-setting', what: `${name} ${what}`, remedy });
}

function readLanguage(env: Environment): Locale {
  const value = readValue(env, 'DESK_LANGUAGE') ?? DESK_LANGUAGE;
  const found = LOCALES.find((locale) => locale === value);
  if (found) return found;
  throw wrong('DESK_LANGUAGE', `is "${value}"`, `Set it to ${LOCALES.join(', ')}, or leave it unset for zh-Hans.`);
}

/** An address that gets secrets: HTTPS, or this machine. */
function requireUrl(env: Environment, name: string): string {
  return readApiUrl(env, name) ?? '';
}

function requireAddress(name: string, text: string): string {
  if (isMailAddress(text)) return text;
  throw wrong(name, 'holds something that is no mail address', 'Write plain addresses such as desk@example.com.');
}

function readAddresses(name: string, value: string): readonly string[] {
  return value.split(/[\s,;]+/).map((one) => requireAddress(name, one));
}

/** `anna@example.com=Anna, li@example.com=Li`. */
function readAgents(env: Environment): ReadonlyMap<string, string> {
  const value = readValue(env, 'DESK_MAIL_AGENTS');
  const pairs = value?.split(/[,;\n]+/).filter((one) => one.trim() !== '') ?? [];
  return new Map(
    pairs.map((pair) => {
      const [address = '', name = ''] = pair.split('=').map((part) => part.trim());
      if (name !== '') return [requireAddress('DESK_MAIL_AGENTS', address).toLowerCase(), name] as const;
      throw wrong(
        'DESK_MAIL_AGENTS',
        'names no account',
        'Write the address and the account, as in anna@example.com=Anna, and commas between them.',
      );
    }),
  );
}

function readPop(env: Environment): PopConfig | undefined {
  const value = readValue(env, 'DESK_MAIL_POP_URL');
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const tls = url?.protocol === 'pops:';
  const isPop = tls || (url?.protocol === 'pop:' && isLoopback(url.hostname));
  if (url && isPop && url.hostname !== '' && url.username !== '') {
    const port = url.port === '' ? (tls ? 995 : 110) : Number(url.port);
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    return { host: url.hostname, port, tls, user, password };
  }
  throw wrong(
    'DESK_MAIL_POP_URL',
    'is no mailbox',
    'Write pops://user:password@mail.example.com, with % codes for special characters in the password.',
  );
}

function readInboundToken(env: Environment): string | undefined {
  const value = readValue(env, 'DESK_MAIL_INBOUND_TOKEN');
  if (value === undefined || value.length >= LEAST_TOKEN) return value;
  throw wrong(
    'DESK_MAIL_INBOUND_TOKEN',
    'is too short',
    `Make one of ${LEAST_TOKEN} letters or more: openssl rand -hex 24`,
  );
}

function requireSmtpUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && /^smtps?:$/.test(url.protocol) && url.hostname !== '') return value;
  // The value itself may hold a password.
  throw wrong('SMTP_URL', 'is no mail server', 'Write smtp://user:password@mail.example.com:587 or smtps://…:465.');
}

function readEmail(env: Environment): EmailConfig | undefined {
  const set = readSecrets(env, 'E-mail', ['SMTP_URL', 'DESK_MAIL_TO', 'DESK_MAIL_FROM']);
  if (!set) return undefined;
  return {
    smtpUrl: requireSmtpUrl(set.SMTP_URL),
    from: requireAddress('DESK_MAIL_FROM', set.DESK_MAIL_FROM),
    to: readAddresses('DESK_MAIL_TO', set.DESK_MAIL_TO),
    agents: readAgents(env),
    ...present({ pop: readPop(env), inboundToken: readInboundToken(env) }),
  };
}

function readWebhook(env: Environment): WebhookConfig | undefined {
  const set = readSecrets(env, 'The webhook', ['WEBHOOK_URL', 'WEBHOOK_SECRET']);
  if (!set) return undefined;
  const secrets = set.WEBHOOK_SECRET.split(/[\s,]+/);
  if (secrets.length <= 2 && secrets.every((secret) => readWebhookSecret(secret) !== undefined)) {
    return { url: readTarget(set.WEBHOOK_URL), secrets };
  }
  throw wrong(
    'WEBHOOK_SECRET',
    'is no secret of Standard Webhooks',
    'Make one with: echo whsec_$(openssl rand -base64 32). Two, with a comma, while the receiver changes over.',
  );
}

/** A webhook may carry a query, which other addresses may not. */
function readTarget(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url && isSafe && url.username === '' && url.hash === '') return url.href;
  throw wrong('WEBHOOK_URL', 'is no address that tickets may go to', 'Use https:, or http: on this machine.');
}

function readHelpdesks(env: Environment): Omit<SinkConfigs, 'locale' | 'email' | 'webhook'> {
  const rt = readSecrets(env, 'Request Tracker', ['RT_URL', 'RT_TOKEN', 'RT_QUEUE']);
  const redmine = readSecrets(env, 'Redmine', ['REDMINE_URL', 'REDMINE_KEY', 'REDMINE_PROJECT']);
  const zendesk = readSecrets(env, 'Zendesk', ['ZENDESK_URL', 'ZENDESK_EMAIL', 'ZENDESK_TOKEN']);
  const zammad = readSecrets(env, 'Zammad', ['ZAMMAD_URL', 'ZAMMAD_TOKEN', 'ZAMMAD_GROUP']);
  return present({
    requestTracker: rt && { url: requireUrl(env, 'RT_URL'), token: rt.RT_TOKEN, queue: rt.RT_QUEUE },
    redmine: redmine && {
      url: requireUrl(env, 'REDMINE_URL'),
      key: redmine.REDMINE_KEY,
      project: redmine.REDMINE_PROJECT,
    },
    zendesk: zendesk && {
      url: requireUrl(env, 'ZENDESK_URL'),
      email: zendesk.ZENDESK_EMAIL,
      token: zendesk.ZENDESK_TOKEN,
    },
    zammad: zammad && { url: requireUrl(env, 'ZAMMAD_URL'), token: zammad.ZAMMAD_TOKEN, group: zammad.ZAMMAD_GROUP },
  });
}

/** Reads what is set of all sinks. */
export function readSinkConfigs(env: Environment): SinkConfigs {
  return {
    locale: readLanguage(env),
    ...present({ email: readEmail(env), webhook: readWebhook(env) }),
    ...readHelpdesks(env),
  };
}
