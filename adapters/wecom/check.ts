/** Whether the settings of WeCom work, and what to do when they do not. */

import type { ChannelFinding } from '#adapters/contract.ts';
import type { ApiFailure, TencentApi } from '#adapters/tencent/call-api.ts';
import type { KfAccounts } from './accounts.ts';
import { splitWebhookUrl } from './robot.ts';

/** An account of 微信客服 as the platform lists it. */
export interface ListedAccount {
  readonly kfId: string;
  readonly name: string;
}

/** The accounts that the app may manage, or why they cannot be listed. */
export type ListedAccounts = { readonly kind: 'ok'; readonly accounts: readonly ListedAccount[] } | ApiFailure;

const PAGE = 100;
const MOST_PAGES = 50;

/** Asks for the accounts that the app may manage. */
export async function listAccounts(api: TencentApi): Promise<ListedAccounts> {
  const accounts: ListedAccount[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const result = await api.call({ path: '/cgi-bin/kf/account/list', body: { offset: page * PAGE, limit: PAGE } });
    if (result.kind === 'failed') return result;
    const list = Array.isArray(result.body.account_list) ? result.body.account_list : [];
    accounts.push(...list.flatMap(readAccount));
    if (list.length < PAGE) break;
  }
  return { kind: 'ok', accounts };
}

function readAccount(raw: unknown): readonly ListedAccount[] {
  if (typeof raw !== 'object' || raw === null || !('open_kfid' in raw) || typeof raw.open_kfid !== 'string') return [];
  const name = 'name' in raw && typeof raw.name === 'string' ? raw.name : '';
  return [{ kfId: raw.open_kfid, name }];
}

/** One finding each for the token, the accounts, the callback, and the robot when there is one. */
export async function checkWecom(
  api: TencentApi,
  accounts: KfAccounts,
  { robotUrl }: { readonly robotUrl?: string },
): Promise<readonly ChannelFinding[]> {
  const listed = await listAccounts(api);
  const robot = robotUrl === undefined ? [] : [checkRobot(robotUrl)];
  if (listed.kind === 'failed') return [explainFailure(listed), ...robot];
  const token = { ok: true, what: '访问凭证 · access token' };
  if (listed.accounts.length === 0) return [token, NO_ACCOUNT, ...robot];
  const names = listed.accounts.map(({ name, kfId }) => name || kfId).join('、');
  const found = { ok: true, what: `客服账号 · service accounts: ${names}` };
  return [token, found, await checkCallback(listed.accounts, accounts), ...robot];
}

const NO_ACCOUNT: ChannelFinding = {
  ok: false,
  what: '客服账号 · service accounts',
  remedy:
    '管理后台 → 应用管理 → 微信客服 → 通过API管理微信客服账号：选择这个应用，并把客服账号交给它管理。 · ' +
    'Admin console → Apps → WeChat Customer Service → Manage accounts by API: choose this app and give it the accounts.',
};

const CALLBACK = '回调 · callback';

async function checkCallback(listed: readonly ListedAccount[], accounts: KfAccounts): Promise<ChannelFinding> {
  const calls = await Promise.all(listed.map(({ kfId }) => accounts.calledAt(kfId)));
  const last = Math.max(...calls.map((at) => at ?? 0));
  if (last > 0) return { ok: true, what: `${CALLBACK}: ${new Date(last).toISOString()}` };
  return {
    ok: false,
    what: CALLBACK,
    remedy:
      '还没有收到过回调。管理后台 → 应用详情 → 接收消息 → 设置 API 接收：URL 填 PUBLIC_URL 加 /wecom/kf，Token 和 EncodingAESKey 与设置一致，保存后用微信给客服发一条消息。 · ' +
      'No call has arrived yet. Admin console → the app → Receive messages (接收消息): URL is PUBLIC_URL followed by /wecom/kf, Token and EncodingAESKey as in the settings; save, then write to the account from WeChat.',
  };
}

const REMEDIES: ReadonlyMap<number, string> = new Map([
  [40001, 'WECOM_SECRET 不对：用自建应用的 Secret。 · WECOM_SECRET is wrong: it is the Secret of the self-built app.'],
  [40013, 'WECOM_CORP_ID 不对：见 我的企业 → 企业ID。 · WECOM_CORP_ID is wrong: see My Company → Company ID.'],
  [
    60020,
    '把本机出口 IP 加进 应用详情 → 企业可信IP。 · Add the address this server calls from to the app: Trusted IPs.',
  ],
]);
const NOT_PERMITTED =
  '管理后台 → 应用管理 → 微信客服 → 可调用接口的应用：加上这个自建应用。 · ' +
  'Admin console → Apps → WeChat Customer Service → Apps that may call the API: add this self-built app.';

function explainFailure({ errcode, reason }: ApiFailure): ChannelFinding {
  const isToken = errcode === 40001 || errcode === 40013 || errcode === undefined;
  const what = isToken ? '访问凭证 · access token' : '客服接口权限 · permission for the API';
  const remedy = errcode === undefined ? '检查网络后再试。 · Check the network and try again.' : REMEDIES.get(errcode);
  return { ok: false, what: `${what}: ${reason}`, remedy: remedy ?? NOT_PERMITTED };
}

function checkRobot(robotUrl: string): ChannelFinding {
  const what = '群机器人地址 · group robot address';
  if (splitWebhookUrl(robotUrl) !== undefined) return { ok: true, what };
  return {
    ok: false,
    what,
    remedy:
      'WECOM_ROBOT_URL 要整个复制：https://…/cgi-bin/webhook/send?key=… · ' +
      'Copy WECOM_ROBOT_URL whole: https://…/cgi-bin/webhook/send?key=…',
  };
}
