/** The API of WeCom with its token, and its error codes by what to do about them. */

import { createAccessToken } from '#adapters/tencent/access-token.ts';
import {
  type ApiConfig,
  type ApiFailure,
  callApi,
  createTencentApi,
  type ErrorClasses,
  type TencentApi,
} from '#adapters/tencent/call-api.ts';

/** Who we are at the API. */
export interface WecomApiConfig {
  readonly corpId: string;
  /** Secret of the self-built app that may call 微信客服. */
  readonly secret: string;
  /** Base address instead of the platform's own. */
  readonly apiUrl?: string;
  /** Patience of one call in milliseconds. */
  readonly timeoutMs?: number;
}

/** The platform's own address. */
export const WECOM_API_URL = 'https://qyapi.weixin.qq.com';

/** Called too often: wait a minute. */
export const TOO_OFTEN: readonly number[] = [45009, 45011, 45033];
/** Settings that the operator has to change: the trusted addresses (60020), or the API's switch for this app. */
export const NOT_ALLOWED_YET: readonly number[] = [60020, 48002, 95011, 95012, 95017, 95023];

/** Codes of https://developer.work.weixin.qq.com/document/path/90313 that are worth another try. */
export const ERROR_CLASSES: ErrorClasses = {
  retry: [-1, 6000, ...TOO_OFTEN, ...NOT_ALLOWED_YET],
  refresh: [40014, 41001, 42001],
};

const SECOND_MS = 1_000;

/** Calls that carry the app's token, which is fetched when it is first needed. */
export function createWecomApi(config: WecomApiConfig, now: () => number): TencentApi {
  const { corpId, secret, apiUrl = WECOM_API_URL, timeoutMs } = config;
  const patience = timeoutMs === undefined ? {} : { timeoutMs };
  const api: ApiConfig = { baseUrl: apiUrl, classes: ERROR_CLASSES };
  const accessToken = createAccessToken(async () => {
    const query = { corpid: corpId, corpsecret: secret };
    const result = await callApi(api, { path: '/cgi-bin/gettoken', query, ...patience });
    if (result.kind === 'failed') return result;
    const { access_token: token, expires_in: expiresIn } = result.body;
    if (typeof token === 'string' && typeof expiresIn === 'number') {
      return { kind: 'ok', token, expiresInMs: expiresIn * SECOND_MS };
    }
    return { kind: 'failed', advice: 'retry', reason: 'the answer has no token' } satisfies ApiFailure;
  }, now);
  const calls = createTencentApi(api, accessToken);
  return {
    call: (request) => calls.call({ ...patience, ...request }),
    download: (request) => calls.download({ ...patience, ...request }),
  };
}
