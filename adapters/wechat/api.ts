/** WeChat's server API: the calls that we use, and what becomes of their errors. */

import { createAccessToken } from '#adapters/tencent/access-token.ts';
import {
  type AccessToken,
  type ApiConfig,
  type ApiFailure,
  callApi,
  createTencentApi,
  type TencentApi,
} from '#adapters/tencent/call-api.ts';
import type { Instant } from '#dialogs/message.ts';

/** How the API is reached. */
export interface WeixinConfig {
  readonly appId: string;
  readonly appSecret: string;
  /** Where the API is; WeChat's own when absent. */
  readonly apiUrl?: string;
  /** A call that has not been answered by then is tried again. */
  readonly timeoutMs?: number;
}

/** The API of one account. */
export interface WeixinApi extends TencentApi {
  readonly accessToken: AccessToken;
  readonly config: ApiConfig;
}

/** Codes that change what we do; the others say themselves that trying again is useless. */
export const WEIXIN_CODES = {
  /** The account has no menus in messages, being a subscription or test account. */
  noMenus: 40200,
  windowClosed: 45015,
  quotaUsed: 45047,
  /** The account has no customer-service interface. */
  noInterface: 48001,
} as const;

/** Retry: busy, called too often. Refresh: the token is not the current one, wrong, or expired. */
const CLASSES = { retry: [-1, 45011], refresh: [40001, 40014, 42001] };
const API_URL = 'https://api.weixin.qq.com';
const TIMEOUT_MS = 5_000;

/** The API of an account, with a token that is fetched when it is first needed. */
export function createWeixinApi(settings: WeixinConfig, now: () => Instant): WeixinApi {
  const { appId, appSecret, apiUrl = API_URL, timeoutMs = TIMEOUT_MS } = settings;
  const config: ApiConfig = { baseUrl: apiUrl, classes: CLASSES, timeoutMs };
  // The stable token is kept apart from the one that other programs of the same account fetch.
  const accessToken = createAccessToken(async ({ force }) => {
    const body = { grant_type: 'client_credential', appid: appId, secret: appSecret, force_refresh: force };
    const result = await callApi(config, { path: '/cgi-bin/stable_token', body });
    if (result.kind === 'failed') return tokenFailure(result);
    const { access_token: token, expires_in: seconds } = result.body;
    if (typeof token !== 'string' || typeof seconds !== 'number') {
      return { kind: 'failed', advice: 'retry', reason: 'no access token in the answer' };
    }
    return { kind: 'ok', token, expiresInMs: seconds * 1000 };
  }, now);
  return { ...createTencentApi(config, accessToken), accessToken, config };
}

/** What is wrong with the settings can be put right while messages wait. */
function tokenFailure(failure: ApiFailure): ApiFailure {
  return { ...failure, advice: 'retry', reason: `no access token: ${failure.reason}` };
}
