/** Looks whether each channel's credentials, callback and permissions work, and says what to do where they do not. */

import type { Channel, ChannelDependencies, ChannelFinding } from '#adapters/contract.ts';
import type { Config } from '../../config.ts';
import { openPlatforms } from '../../platforms.ts';
import { type Notes, readNotes } from '../../store/read-notes.ts';
import { checkSinks, SINK_TITLES } from './check-sinks.ts';
import { findingsOf, lookingNotebook } from './looking.ts';

/** How a channel stands. */
export interface ChannelReport {
  readonly name: string;
  readonly state: 'on' | 'off';
  /** Where its platform calls us; absent: it is off, or nobody calls. */
  readonly callback?: string;
  readonly findings: readonly ChannelFinding[];
  /** For a channel that is off: what switches it on. */
  readonly switchOn?: string;
}

const SWITCHES: Readonly<Record<string, string>> = {
  wechat: 'WECHAT_APP_ID WECHAT_APP_SECRET WECHAT_TOKEN WECHAT_ENCODING_AES_KEY',
  wecom: 'WECOM_CORP_ID WECOM_SECRET WECOM_TOKEN WECOM_ENCODING_AES_KEY',
  slack: 'SLACK_SIGNING_SECRET SLACK_BOT_TOKEN',
  teams: 'MicrosoftAppId MicrosoftAppPassword',
};
const PUBLIC_WITHIN_MS = 5_000;

async function openNotes({ databasePath, postgresUrl }: Config): Promise<Notes & { close(): Promise<void> }> {
  if (postgresUrl === undefined) return { ...readNotes(databasePath), close: async () => {} };
  const { readPostgresNotes } = await import('../../store/read-postgres-notes.ts');
  return readPostgresNotes(postgresUrl);
}

/** A channel that only looks: what would change something does not. */
function lookingOnly(notes: Notes): ChannelDependencies {
  return {
    receive: async () => ({ kind: 'overloaded', retryAfterMs: 1_000 }),
    media: { put: async () => '', get: async () => undefined },
    notebook: lookingNotebook(notes),
    undelivered: async () => {},
    warn: () => {},
    now: Date.now,
  };
}

const ADDRESS = '公网地址 · public address';

/** Asks ourselves over the address that platforms use. */
async function checkPublicUrl(publicUrl: string | undefined): Promise<ChannelFinding> {
  if (publicUrl === undefined) {
    const remedy =
      '把 PUBLIC_URL 设成平台能访问到的 https 地址。 · Set PUBLIC_URL to the https address that platforms reach.';
    return { ok: false, what: ADDRESS, remedy };
  }
  try {
    const response = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(PUBLIC_WITHIN_MS) });
    if (response.ok) return { ok: true, what: `${ADDRESS}: ${publicUrl}` };
    return { ok: false, what: `${ADDRESS}: ${publicUrl}/healthz → ${response.status}`, remedy: ROUTE };
  } catch {
    return { ok: false, what: `${ADDRESS}: ${publicUrl}/healthz`, remedy: START };
  }
}

const ROUTE = '让代理把这个地址转给 HOST:PORT。 · Let the proxy pass this address on to HOST:PORT.';
const START =
  '没有应答：先启动 posdesk（npm start），再检查域名、证书和代理。 · No answer: start posdesk (npm start), then look at name, certificate and proxy.';

async function reportOn(channel: Channel, publicUrl: string | undefined): Promise<ChannelReport> {
  const callback = `${publicUrl ?? 'PUBLIC_URL'}${channel.path}`;
  return { name: channel.name, state: 'on', callback, findings: await findingsOf(channel) };
}

/** One report for each channel, the web chat first; those that are off say what would switch them on; then the sinks. */
export async function checkChannels(config: Config): Promise<readonly ChannelReport[]> {
  const { channels = {}, publicUrl } = config;
  const notes = await openNotes(config);
  const opened = await openPlatforms(channels, lookingOnly(notes));
  const reports = await Promise.all(opened.map((channel) => reportOn(channel, publicUrl)));
  const sinks = await checkSinks(config, notes);
  await notes.close();
  // Whoever uses the web chat on this machine only needs no public address.
  const web = opened.length === 0 && publicUrl === undefined ? [] : [await checkPublicUrl(publicUrl)];
  const off = Object.entries(SWITCHES)
    .filter(([name]) => !reports.some((report) => report.name === name))
    .map(([name, switchOn]): ChannelReport => ({ name, state: 'off', findings: [], switchOn }));
  const callback = publicUrl ?? 'http://HOST:PORT';
  return [{ name: 'webchat', state: 'on', callback: `${callback}/`, findings: web }, ...reports, ...off, ...sinks];
}

const TITLES: Readonly<Record<string, string>> = {
  webchat: '网页 · web chat',
  wechat: '微信公众号 · WeChat official account',
  wecom: '微信客服 · WeCom customer service',
  slack: 'Slack',
  teams: 'Microsoft Teams',
  ...SINK_TITLES,
};

/** The reports as lines for people. */
export function writeReports(reports: readonly ChannelReport[]): string {
  return reports.map(writeReport).join('\n\n');
}

function writeReport({ name, state, callback, findings, switchOn }: ChannelReport): string {
  const title = TITLES[name] ?? name;
  if (state === 'off') {
    return `– ${title}\n  没有启用。要启用就设置 · off; to switch it on, set: ${switchOn}\n  → docs/channels/${name}.md`;
  }
  const where = callback === undefined ? [] : [`  回调地址 · callback: ${callback}`];
  const lines = findings.flatMap(({ ok, what, remedy }) => [
    `  ${ok ? '✓' : '✗'} ${what}`,
    ...(remedy === undefined || ok ? [] : [`    → ${remedy}`]),
  ]);
  const mark = findings.every(({ ok }) => ok) ? '✓' : '✗';
  return [`${mark} ${title}`, ...where, ...lines].join('\n');
}
