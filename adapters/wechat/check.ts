/** Asks WeChat whether the settings work, for the operator. */

import type { ChannelFinding } from '#adapters/contract.ts';
import { readServerClock } from '#adapters/tencent/server-clock.ts';
import type { Instant } from '#dialogs/message.ts';
import { WEIXIN_CODES, type WeixinApi } from './api.ts';

/** What checking needs. */
export interface CheckDependencies {
  readonly api: WeixinApi;
  /** When WeChat last called us; undefined: never. */
  readonly lastCallMs: () => Promise<Instant | undefined>;
  readonly now: () => Instant;
}

/** What operators find most often behind a refused token, by its code. */
const TOKEN_REMEDIES: Readonly<Record<number, string>> = {
  40013: '核对 WECHAT_APP_ID · check WECHAT_APP_ID',
  40125: '重置并重填 WECHAT_APP_SECRET · reset the AppSecret and set WECHAT_APP_SECRET anew',
  40164: '把本机出口 IP 加入公众平台的 IP 白名单 · add this server’s address to the IP allow-list in the console',
};
const NO_ANSWER =
  '检查本机能否访问 api.weixin.qq.com · see whether this machine reaches api.weixin.qq.com (proxy, firewall, DNS)';
const MOST_SKEW_MS = 60_000;
/** An account that serves merchants is called more often than this. */
const QUIET_MS = 7 * 24 * 3_600_000;

/** One finding for the token, the customer-service interface, the callback and the clock. */
export async function checkWechat(dependencies: CheckDependencies): Promise<readonly ChannelFinding[]> {
  const token = await checkToken(dependencies);
  const findings = [token, ...(token.ok ? [await checkInterface(dependencies)] : [])];
  return [...findings, await checkCallback(dependencies), await checkClock(dependencies)];
}

async function checkToken({ api }: CheckDependencies): Promise<ChannelFinding> {
  const what = '访问令牌 · access token';
  const result = await api.accessToken.get();
  if (result.kind === 'ok') return { ok: true, what };
  const remedy = TOKEN_REMEDIES[result.errcode ?? 0] ?? NO_ANSWER;
  return { ok: false, what, remedy: `${remedy} (${result.reason})` };
}

/** An account that lists its customer-service staff, even an empty list, may send customer-service messages. */
async function checkInterface({ api }: CheckDependencies): Promise<ChannelFinding> {
  const what = '客服接口权限 · customer-service interface';
  const result = await api.call({ path: '/cgi-bin/customservice/getkflist' });
  if (result.kind === 'ok' || (result.errcode !== WEIXIN_CODES.noInterface && result.advice === 'never')) {
    return { ok: true, what };
  }
  const denied =
    '公众号须认证；没有这个权限时，人工答复等商户下次来信才送出 · verify the account; without the interface answers wait for the merchant’s next message';
  const remedy = result.errcode === WEIXIN_CODES.noInterface ? denied : NO_ANSWER;
  return { ok: false, what, remedy: `${remedy} (${result.reason})` };
}

async function checkCallback({ lastCallMs, now }: CheckDependencies): Promise<ChannelFinding> {
  const last = await lastCallMs();
  const what = '微信的回调 · calls from WeChat';
  if (last !== undefined && now() - last < QUIET_MS) {
    return { ok: true, what: `${what}: ${new Date(last).toISOString()}` };
  }
  const remedy =
    '在公众平台“设置与开发 > 基本配置”填 <PUBLIC_URL>/wechat 并启用，再给公众号发一句话 · set <PUBLIC_URL>/wechat as the server address in the console, enable it, and write to the account; it needs port 80 or 443 from the internet';
  return { ok: false, what, remedy };
}

async function checkClock({ api, now }: CheckDependencies): Promise<ChannelFinding> {
  const what = '本机时钟 · clock';
  const theirs = await readServerClock(api.config.baseUrl);
  if (theirs === undefined) return { ok: false, what, remedy: NO_ANSWER };
  const skewMs = Math.abs(now() - theirs);
  if (skewMs <= MOST_SKEW_MS) return { ok: true, what };
  const remedy = `本机与微信相差 ${Math.round(skewMs / 1000)} 秒，请开启时间同步 · this clock is off by that many seconds; switch on time synchronisation`;
  return { ok: false, what, remedy };
}
