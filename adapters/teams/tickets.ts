/** Tickets in a Teams channel or group chat: a card for each, changed where it stands, with its conversation below it. */

import { splitText } from '#adapters/tencent/split-text.ts';
import type { ChatAgents, ReadLines } from '#adapters/tickets/chat-agents.ts';
import { MARKS } from '#adapters/tickets/marks.ts';
import type {
  ExternalTicket,
  SinkDependencies,
  SinkJob,
  SinkResult,
  TicketSink,
} from '#adapters/tickets/sink-contract.ts';
import { createThreadWatch, type ThreadWatch } from '#adapters/tickets/thread-watch.ts';
import { createThreadTeller, type TellThread, type TicketThread } from '#adapters/tickets/ticket-thread.ts';
import { TICKET_WORDS } from '#adapters/tickets/ticket-words.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import { createAccessToken } from './access-token.ts';
import type { ConversationReference, IncomingActivity, OutgoingActivity } from './activity.ts';
import type { AgentsLine } from './agents-line.ts';
import { checkDeskConversation } from './check-desk.ts';
import { isSurelyNotSent, mayPass, waitMs } from './deliver.ts';
import { createTeamsGateway, type TeamsGateway } from './gateway.ts';
import { PlatformFault } from './platform-fault.ts';
import { cardActivity, TEXT_BYTES } from './render.ts';
import type { TeamsConfig } from './teams-config.ts';
import { ticketCard } from './ticket-cards.ts';
import { createTicketDesk, readViewers } from './ticket-desk.ts';

/** Where tickets go. */
export interface TeamsTicketsConfig extends TeamsConfig {
  /** Id of the channel (`19:…@thread.tacv2`) or group chat where agents work; the app has to be installed there. */
  readonly deskConversation: string;
  /** How long after a change threads are looked through for what merchants have written; 1.5 s when absent. */
  readonly lookAfterMs?: number;
}

/** What tickets in Teams need. */
export interface TeamsTicketsDependencies extends SinkDependencies {
  readonly agents: ChatAgents;
  readonly readLines: ReadLines;
}

const LOOK_AFTER_MS = 1_500;
/** Where Teams' public cloud takes messages until it has said where it wants those of this conversation. */
const SERVICE_URL = 'https://smba.trafficmanager.net/teams/';
const WHERE = 'teams:desk-service:';

interface Parts extends TeamsTicketsDependencies {
  readonly config: TeamsTicketsConfig;
  readonly gateway: () => Promise<TeamsGateway>;
  readonly tell: TellThread<PlatformFault>;
  readonly threads: ThreadWatch<PlatformFault>;
}

/** The sink `teams`. What agents do in the conversation comes over `line`. */
export function createTeamsTickets(
  config: TeamsTicketsConfig,
  dependencies: TeamsTicketsDependencies,
  line: AgentsLine,
): TicketSink {
  const { desk, notebook, warn } = dependencies;
  let opening: Promise<TeamsGateway> | undefined;
  const gateway = (): Promise<TeamsGateway> => {
    opening ??= createTeamsGateway(config, createAccessToken(config));
    return opening;
  };
  const tell = createThreadTeller<PlatformFault>(dependencies);
  const threads = createThreadWatch(tell, {
    open: (before) => openThreads(parts, before),
    lookAfterMs: config.lookAfterMs ?? LOOK_AFTER_MS,
    onFailure: ({ message }) => warn('teams-thread-not-told', { reason: message }),
  });
  const parts: Parts = { ...dependencies, config, gateway, tell, threads };
  const noteWhere = createNoteWhere(config, notebook);
  line.take = createTicketDesk({ ...dependencies, gateway, noteWhere });
  return {
    name: 'teams',
    takes: 'latest',
    check: async () => await checkDeskConversation(gateway, await referenceFor(undefined, parts)),
    deliver: (job) => settle(job.attempt, job.external, () => deliver(job, parts)),
    erase: (external) => settle(1, external, () => eraseAll(external, parts)),
    start: async () => await threads.start(desk),
  };
}

/** Teams says with every message where it takes answers; the last word counts. */
function createNoteWhere({ deskConversation }: TeamsTicketsConfig, notebook: SinkDependencies['notebook']) {
  let noted: string | undefined;
  return async ({ serviceUrl }: IncomingActivity): Promise<void> => {
    if (serviceUrl === noted) return;
    await notebook.write(WHERE + deskConversation, serviceUrl);
    noted = serviceUrl;
  };
}

async function settle(
  attempt: number,
  external: ExternalTicket | undefined,
  work: () => Promise<SinkResult>,
): Promise<SinkResult> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PlatformFault)) throw error;
    return resultOf(error, attempt, external);
  }
}

function resultOf(fault: PlatformFault, attempt: number, external: ExternalTicket | undefined): SinkResult {
  const known = external === undefined ? {} : { external };
  const reason = fault.message;
  // A secret that is refused is mended by people, and everything waits until it is.
  const ours = fault.call === 'login' || fault.status === 401;
  if (!ours && !mayPass(fault)) return { kind: 'refused', reason, ...known };
  return { kind: 'retry', reason, whole: true, afterMs: waitMs(fault, attempt, Math.random), ...known };
}

async function referenceFor(thread: string | undefined, { config, notebook }: Parts): Promise<ConversationReference> {
  const { deskConversation, appId, tenantId } = config;
  const serviceUrl = (await notebook.read(WHERE + deskConversation)) ?? SERVICE_URL;
  const isChannel = deskConversation.includes('@thread.tacv2') || deskConversation.includes('@thread.skype');
  // A group chat has no threads.
  const id = thread !== undefined && isChannel ? `${deskConversation};messageid=${thread}` : deskConversation;
  return {
    channelId: 'msteams',
    serviceUrl,
    conversation: {
      id,
      isGroup: true,
      conversationType: isChannel ? 'channel' : 'groupChat',
      ...(tenantId === undefined ? {} : { tenantId }),
    },
    bot: { id: `28:${appId}` },
    user: { id: '' },
  };
}

async function deliver(job: SinkJob, parts: Parts): Promise<SinkResult> {
  const { ticket } = job;
  const { external, maybeTwice } = await showCard(job, parts);
  const thread = threadOf(ticket, external, parts);
  if (ticket.status === 'resolved' || ticket.status === 'cancelled') parts.threads.forget(thread.number);
  else parts.threads.watch(thread);
  // The card says so only until it changes.
  if (maybeTwice) await thread.post(TICKET_WORDS.maybeTwice[parts.locale], 0);
  const fault = (await tellPromises(job, thread, parts)) ?? (await parts.tell(thread, job.signal));
  return fault === undefined ? { kind: 'done', external } : resultOf(fault, job.attempt, external);
}

/** Says below the card, once, what the clock has rung for. */
async function tellPromises(
  { ticket, events }: SinkJob,
  { post }: Pick<TicketThread<PlatformFault>, 'post'>,
  { notebook, locale }: Parts,
): Promise<PlatformFault | undefined> {
  const rung = events.findLast(({ kind }) => kind === 'overdue' || kind === 'dueSoon');
  if (rung === undefined || ticket.status === 'resolved' || ticket.status === 'cancelled') return undefined;
  const key = MARKS.teamsRung + ticket.number;
  if (Number((await notebook.read(key)) ?? 0) >= rung.id) return undefined;
  const words = TICKET_WORDS[rung.kind === 'overdue' ? 'overdue' : 'dueSoon'][locale];
  const fault = await post(`⏰ ${ticket.number} · ${words}`, 0);
  if (fault === undefined) await notebook.write(key, String(rung.id));
  return fault;
}

async function drawCard({ ticket, url }: SinkJob, parts: Parts, notice?: string): Promise<OutgoingActivity> {
  const viewers = await readViewers(parts, ticket.number);
  const said = notice === undefined ? {} : { notice: { text: notice } };
  const content = ticketCard({ ticket, url, locale: parts.locale, viewers, ...said });
  return cardActivity(`${ticket.number} · ${ticket.priority}`, content);
}

interface ShownCard {
  readonly external: ExternalTicket;
  readonly maybeTwice: boolean;
}

/** The card as it should be now: changed where it stands, or posted when it stands nowhere. */
async function showCard(job: SinkJob, parts: Parts): Promise<ShownCard> {
  const { gateway, config } = parts;
  const { external } = job;
  const open = await gateway();
  const reference = await referenceFor(undefined, parts);
  if (external !== undefined && external.memory === config.deskConversation) {
    const isThere = await open.update(reference, external.id, await drawCard(job, parts)).then(() => true, isGone);
    if (isThere) return { external, maybeTwice: false };
  }
  return await postCard(job, reference, parts);
}

/**
 * Bots cannot look for what stands in a conversation, so what is posted is noted before: one whose answer was lost is
 * posted once more, and says so.
 */
async function postCard(
  job: SinkJob,
  reference: ConversationReference,
  { config, ...parts }: Parts,
): Promise<ShownCard> {
  const { gateway, notebook, locale } = parts;
  const key = `${MARKS.teamsPosting}${job.reference}:${job.external?.id ?? ''}`;
  const isFirst = await notebook.writeOnce(key, job.ticket.number);
  const activity = await drawCard(job, { ...parts, config }, isFirst ? undefined : TICKET_WORDS.maybeTwice[locale]);
  const open = await gateway();
  let id: string;
  try {
    id = (await open.send(reference, activity)) ?? '';
  } catch (error) {
    if (isFirst && isSurelyNotSent(error)) await notebook.erase(key);
    throw error;
  }
  const link = `https://teams.microsoft.com/l/message/${encodeURIComponent(config.deskConversation)}/${encodeURIComponent(id)}`;
  return { external: { id, memory: config.deskConversation, url: link }, maybeTwice: !isFirst };
}

/** False for a card that somebody has deleted; any other fault goes on. */
function isGone(error: unknown): false {
  if (error instanceof PlatformFault && (error.status === 404 || error.status === 410)) return false;
  throw error;
}

async function openThreads(parts: Parts, before?: string): Promise<readonly TicketThread<PlatformFault>[]> {
  const { externals, now } = parts;
  const followed = await externals.followed('teams', now(), before);
  return followed.map(({ external, ...ticket }) => threadOf(ticket, external, parts));
}

function threadOf(
  { number, conversationId }: Pick<Ticket, 'number' | 'conversationId'>,
  { id }: ExternalTicket,
  parts: Parts,
): TicketThread<PlatformFault> {
  const { gateway, notebook, readLines } = parts;
  const post = async (text: string): Promise<PlatformFault | undefined> => {
    try {
      const open = await gateway();
      const reference = await referenceFor(id, parts);
      const isThread = reference.conversation.id !== parts.config.deskConversation;
      for (const part of splitText(isThread ? text : `${number}\n${text}`, TEXT_BYTES)) {
        const posted = await open.send(reference, { type: 'message', textFormat: 'plain', text: part });
        if (posted !== undefined) await notebook.write(`${MARKS.teamsPosted}${id}:${posted}`, posted);
      }
      return undefined;
    } catch (error) {
      if (error instanceof PlatformFault) return error;
      throw error;
    }
  };
  return {
    number,
    conversationId,
    key: MARKS.teamsTold + id,
    transcript: (afterSeq) => readLines(number, afterSeq),
    post,
  };
}

/** Takes away what was posted of the conversation, then the card. */
async function eraseAll(external: ExternalTicket, parts: Parts): Promise<SinkResult> {
  const { gateway, notebook } = parts;
  const open = await gateway();
  const inThread = await referenceFor(external.id, parts);
  for (const { key, value } of await notebook.list(`${MARKS.teamsPosted}${external.id}:`)) {
    await open.remove(inThread, value).catch(isGone);
    await notebook.erase(key);
  }
  await open.remove(await referenceFor(undefined, parts), external.id).catch(isGone);
  return { kind: 'done' };
}
