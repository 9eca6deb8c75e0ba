/** What the ways in which Slack fails mean: try again, or never. */

import type { DeliveryResult } from '#adapters/contract.ts';

/** How a call to Slack failed; `code` is Slack's own word for it, where it has one. */
export type SlackFailure = Extract<DeliveryResult, { kind: 'retry' | 'refused' }> & { readonly code?: string };

/** How a call to Slack ended. */
export type Called<Value> = { readonly kind: 'ok'; readonly value: Value } | SlackFailure;

/** What passes by itself. Every other error of Slack's is about the request or the settings, and stays. */
const PASSING: readonly string[] = [
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'org_login_required',
  'team_added_to_org',
];

/** What an operator has to mend; nothing goes out until then. */
const SETTINGS: Readonly<Record<string, string>> = {
  invalid_auth: 'Slack does not know the bot token',
  not_authed: 'Slack does not know the bot token',
  account_inactive: 'the app was removed from the workspace, or its token was revoked',
  token_revoked: 'the bot token was revoked',
  token_expired: 'the bot token has expired',
  missing_scope: 'the app lacks a permission',
};

/** Slack asks for minutes at most; a longer wait is a mistake on the way. */
const LONGEST_WAIT_MS = 15 * 60_000;

/** True when an operator has to mend a setting before anything works. */
export function isSettingsFault(failure: SlackFailure): boolean {
  return failure.code !== undefined && Object.hasOwn(SETTINGS, failure.code);
}

/** True when Slack took the message for well-meant and its blocks not. */
export function isBlocksFault(failure: SlackFailure): boolean {
  return failure.code !== undefined && /^invalid_blocks|^msg_blocks_too_long$/.test(failure.code);
}

/** What an error thrown by Bolt's Web API client means. Reasons hold no words of merchants and no secrets. */
export function classifyError(error: unknown): SlackFailure {
  const { code, data, statusCode, retryAfter } = readError(error);
  if (code === 'slack_webapi_rate_limited_error') return rateLimited(retryAfter);
  if (code === 'slack_webapi_platform_error') return classifyCode(data?.error);
  if (code === 'slack_webapi_http_error') return classifyStatus(statusCode);
  return { kind: 'retry', reason: 'Slack could not be reached or did not answer in time' };
}

function rateLimited(retryAfter: number | undefined): SlackFailure {
  const afterMs = Math.min(LONGEST_WAIT_MS, Math.max(0, Math.round((retryAfter ?? 0) * 1_000)));
  return { kind: 'retry', reason: 'Slack asks us to slow down', afterMs, code: 'ratelimited' };
}

function classifyCode(raw: unknown): SlackFailure {
  const code = typeof raw === 'string' && /^[a-z_]{1,80}$/.test(raw) ? raw : undefined;
  if (code === undefined) return { kind: 'retry', reason: 'the answer was not one of Slack' };
  if (PASSING.includes(code)) return { kind: 'retry', reason: `Slack has trouble of its own (${code})`, code };
  const why = Object.hasOwn(SETTINGS, code) ? `${SETTINGS[code]} (${code})` : `Slack refused it (${code})`;
  return { kind: 'refused', reason: why, code };
}

function classifyStatus(status: number | undefined): SlackFailure {
  const passing = status === undefined || status >= 500 || [407, 408, 425, 429].includes(status);
  const reason = `Slack answered with status ${status ?? 'unknown'}`;
  return passing ? { kind: 'retry', reason } : { kind: 'refused', reason };
}

interface ErrorFields {
  readonly code?: unknown;
  readonly data?: { readonly error?: unknown };
  readonly statusCode?: number;
  readonly retryAfter?: number;
}

function readError(error: unknown): ErrorFields {
  return typeof error === 'object' && error !== null ? error : {};
}
