/** Looks whether the places where agents see tickets outside the console work: reached, signed in, allowed to post. */

import type { ChannelFinding } from '#adapters/contract.ts';
import type { Desk } from '#adapters/desk-contract.ts';
import type { TicketSink } from '#adapters/tickets/sink-contract.ts';
import type { Config } from '../../config.ts';
import { type ChatSinkDependencies, createAgentsLines, openChatSinks } from '../../platforms.ts';
import { DESK_LANGUAGE } from '../../settings/sink-config.ts';
import { openSinks, type SinkOpening } from '../../sinks/open-sinks.ts';
import type { Notes } from '../../store/read-notes.ts';
import { findingsOf, lookingNotebook } from './looking.ts';

/** How a sink stands. */
export interface SinkReport {
  /** `desk:` and the sink's name, since Slack and Teams are channels of merchants as well. */
  readonly name: string;
  readonly state: 'on';
  /** Where the other side calls us; absent: it does not. */
  readonly callback?: string;
  readonly findings: readonly ChannelFinding[];
}

/** What the reports are called. */
export const SINK_TITLES: Readonly<Record<string, string>> = {
  'desk:slack': '工单到 Slack · tickets in Slack',
  'desk:teams': '工单到 Teams · tickets in Teams',
  'desk:wecom': '工单到企业微信群 · tickets in a WeCom group',
  'desk:email': '工单到邮件 · tickets by mail',
  'desk:webhook': '工单到 webhook · tickets by webhook',
  'desk:request-tracker': '工单到 Request Tracker · tickets in Request Tracker',
  'desk:redmine': '工单到 Redmine · tickets in Redmine',
  'desk:zendesk': '工单到 Zendesk · tickets in Zendesk',
  'desk:zammad': '工单到 Zammad · tickets in Zammad',
};

const REFUSED = { kind: 'refused', reason: 'not-allowed' } as const;

/** A desk that lets nobody do anything. */
const SHUT: Desk = {
  tickets: async () => ({ tickets: [] }),
  ticket: async () => REFUSED,
  act: async () => REFUSED,
  reports: async () => REFUSED,
  audit: async () => REFUSED,
  exportTickets: async () => REFUSED,
  subscribe: () => () => {},
};

/** What sinks need, for sinks that only look. */
function lookingOnly(notes: Notes): SinkOpening & Omit<ChatSinkDependencies, 'locale'> {
  return {
    desk: SHUT,
    externals: { numberOf: async () => undefined, ofTicket: async () => undefined, followed: async () => [] },
    notebook: lookingNotebook(notes),
    accounts: { account: async () => undefined },
    agents: { userOf: async () => undefined, linkFor: async () => '' },
    links: { claimLink: async () => '' },
    readLines: async () => [],
    warn: () => {},
    now: Date.now,
  };
}

async function reportOn(sink: TicketSink, publicUrl: string | undefined): Promise<SinkReport> {
  const callback = sink.route && `${publicUrl ?? 'PUBLIC_URL'}${sink.route.path}`;
  const findings = await findingsOf(sink);
  return { name: `desk:${sink.name}`, state: 'on', ...(callback === undefined ? {} : { callback }), findings };
}

/** One report for each sink that is on. Nothing is posted, sent or made anywhere. */
export async function checkSinks({ channels = {}, sinks, publicUrl }: Config, notes: Notes) {
  const dependencies = lookingOnly(notes);
  const configs = sinks ?? { locale: DESK_LANGUAGE };
  const forChat = { ...dependencies, locale: configs.locale };
  const opened = [
    ...(await openChatSinks(channels, forChat, createAgentsLines())),
    ...(await openSinks(configs, dependencies)),
  ];
  return await Promise.all(opened.map((sink) => reportOn(sink, publicUrl)));
}
