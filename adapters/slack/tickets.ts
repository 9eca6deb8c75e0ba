/** Tickets in a Slack channel: a card for each, kept up to date where it stands, with its conversation in the thread. */

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
import type { Ticket, TicketStatus } from '#dialogs/ticket.ts';
import type { AgentsLine } from './agents-line.ts';
import { checkDeskChannel } from './check-desk.ts';
import { createSlackClient, type PostMark, type SlackClient, type SlackClientConfig } from './client.ts';
import { type Called, isSettingsFault, type SlackFailure } from './errors.ts';
import type { Address } from './place.ts';
import { escapeText } from './plain-text.ts';
import { type SlackPost, TEXT_BYTES } from './render.ts';
import { ticketPost } from './ticket-blocks.ts';
import { createTicketDesk } from './ticket-desk.ts';

/** Where tickets go. */
export interface SlackTicketsConfig extends SlackClientConfig {
  /** Id of the channel where agents work; the app has to be a member of it. */
  readonly deskChannel: string;
  /** How long after a change threads are looked through for what merchants have written; 1.5 s when absent. */
  readonly lookAfterMs?: number;
}

/** What tickets in Slack need. */
export interface SlackTicketsDependencies extends SinkDependencies {
  readonly agents: ChatAgents;
  readonly readLines: ReadLines;
}

const LOOK_BACK_MS = 7 * 24 * 60 * 60_000;
const LOOK_AFTER_MS = 1_500;
const CLOSED: ReadonlySet<TicketStatus> = new Set(['resolved', 'cancelled']);
/** What is said when the card is not there any more. */
const GONE: ReadonlySet<string> = new Set([
  'message_not_found',
  'channel_not_found',
  'cant_update_message',
  'thread_not_found',
]);

interface Parts extends SlackTicketsDependencies {
  readonly config: SlackTicketsConfig;
  readonly client: SlackClient;
  readonly tell: TellThread<SlackFailure>;
  readonly threads: ThreadWatch<SlackFailure>;
}

/** The sink `slack`. What agents do in the channel comes over `line`. */
export function createSlackTickets(
  config: SlackTicketsConfig,
  dependencies: SlackTicketsDependencies,
  line: AgentsLine,
): TicketSink {
  const { desk, warn } = dependencies;
  const client = createSlackClient(config, dependencies);
  const tell = createThreadTeller<SlackFailure>(dependencies);
  const threads = createThreadWatch(tell, {
    open: (before) => openThreads(parts, before),
    lookAfterMs: config.lookAfterMs ?? LOOK_AFTER_MS,
    onFailure: ({ reason }) => warn('slack-thread-not-told', { reason }),
  });
  const parts: Parts = { ...dependencies, config, client, tell, threads };
  line.take = createTicketDesk({ ...dependencies, client, channel: config.deskChannel });
  return {
    name: 'slack',
    takes: 'latest',
    check: () => checkDeskChannel(client, config.deskChannel),
    deliver: (job) => deliver(job, parts),
    erase: (external) => eraseAll(external, parts),
    start: async () => await threads.start(desk),
  };
}

/** Takes away what the thread holds of the conversation, then the card; what colleagues wrote stays theirs. */
async function eraseAll(external: ExternalTicket, { client, config }: Parts): Promise<SinkResult> {
  const channel = channelOf(external, config);
  const past = await client.messagesAfter({ channel, thread_ts: external.id }, '0');
  if (past.kind !== 'ok' && !isGone(past)) return resultOf(past, external);
  const told = past.kind === 'ok' ? past.value.filter(({ mark }) => mark !== undefined).map(({ ts }) => ts) : [];
  for (const ts of [...told.filter((one) => one !== external.id), external.id]) {
    const erased = await client.erase(channel, ts);
    if (erased.kind !== 'ok' && !isGone(erased)) return resultOf(erased, external);
  }
  return { kind: 'done' };
}

function channelOf({ memory }: ExternalTicket, { deskChannel }: SlackTicketsConfig): string {
  return memory ?? deskChannel;
}

function isGone({ code }: SlackFailure): boolean {
  return code !== undefined && GONE.has(code);
}

function resultOf(failure: SlackFailure, external?: ExternalTicket): SinkResult {
  const known = external === undefined ? {} : { external };
  const { code, ...rest } = failure;
  // A key that is refused is mended by people, and everything waits until it is.
  if (isSettingsFault(failure)) return { kind: 'retry', reason: failure.reason, whole: true, ...known };
  return { ...rest, ...(failure.kind === 'retry' ? { whole: true as const } : {}), ...known };
}

async function deliver(job: SinkJob, parts: Parts): Promise<SinkResult> {
  const card = await showCard(job, parts);
  if (card.kind !== 'ok') return resultOf(card, job.external);
  const external = card.value;
  const address = { channel: channelOf(external, parts.config), thread_ts: external.id };
  const thread = threadOf(job.ticket, address, parts);
  if (CLOSED.has(job.ticket.status)) parts.threads.forget(thread.number);
  else parts.threads.watch(thread);
  const failure = (await tellPromises(job, address, parts)) ?? (await parts.tell(thread, job.signal));
  return failure === undefined ? { kind: 'done', external } : resultOf(failure, external);
}

async function openThreads(parts: Parts, before?: string): Promise<readonly TicketThread<SlackFailure>[]> {
  const { externals, config, now } = parts;
  const followed = await externals.followed('slack', now(), before);
  return followed.map(({ external, ...ticket }) =>
    threadOf(ticket, { channel: channelOf(external, config), thread_ts: external.id }, parts),
  );
}

function threadOf(
  { number, conversationId }: Pick<Ticket, 'number' | 'conversationId'>,
  address: Address,
  { client, readLines }: Parts,
): TicketThread<SlackFailure> {
  const post = async (text: string, lastSeq: number): Promise<SlackFailure | undefined> => {
    for (const part of splitText(text, TEXT_BYTES)) {
      const mark = { delivery: number, part: lastSeq, digest: 'lines' };
      const posted = await client.post(address, { text: escapeText(part) }, mark);
      if (posted.kind !== 'ok') return posted;
    }
    return undefined;
  };
  const transcript = (afterSeq: number) => readLines(number, afterSeq);
  return { number, conversationId, key: `${MARKS.slackTold}${address.channel}:${address.thread_ts}`, transcript, post };
}

/** The card as it should be now: changed where it stands, or posted when it stands nowhere. */
async function showCard(job: SinkJob, parts: Parts): Promise<Called<ExternalTicket>> {
  const { client, config, locale } = parts;
  const post = ticketPost(job.ticket, job.url, locale);
  const known = job.external ?? (await findCard(job, parts));
  if (known !== undefined && 'kind' in known) return known;
  if (known !== undefined) {
    const updated = await client.update(channelOf(known, config), known.id, post);
    if (updated.kind === 'ok') return { kind: 'ok', value: known };
    if (!isGone(updated)) return updated;
  }
  const posted = await client.post({ channel: config.deskChannel }, post, markOf(job));
  if (posted.kind !== 'ok') return posted;
  return { kind: 'ok', value: await externalOf(posted.value.ts, parts) };
}

async function externalOf(ts: string, { client, config }: Parts): Promise<ExternalTicket> {
  const link = await client.permalink(config.deskChannel, ts);
  const url = link.kind === 'ok' ? link.value : undefined;
  return { id: ts, memory: config.deskChannel, ...(url === undefined ? {} : { url }) };
}

function markOf({ reference }: SinkJob): PostMark {
  return { delivery: reference, part: 0, digest: 'card' };
}

/** A card that an earlier try may have posted without our hearing of it. */
async function findCard(job: SinkJob, parts: Parts): Promise<ExternalTicket | SlackFailure | undefined> {
  if (job.attempt <= 1) return undefined;
  const since = ((parts.now() - LOOK_BACK_MS) / 1_000).toFixed(6);
  const past = await parts.client.messagesAfter({ channel: parts.config.deskChannel }, since);
  if (past.kind !== 'ok') return past;
  const found = past.value.find(({ mark }) => mark?.delivery === job.reference && mark.digest === 'card');
  return found && (await externalOf(found.ts, parts));
}

/** Says in the thread, and for what is late in the channel too, what the clock has rung for. */
async function tellPromises(
  job: SinkJob,
  address: Address,
  { client, locale }: Parts,
): Promise<SlackFailure | undefined> {
  if (CLOSED.has(job.ticket.status)) return undefined;
  const rung = job.events.filter(({ kind }) => kind === 'overdue' || kind === 'dueSoon');
  const last = rung.at(-1);
  if (last === undefined) return undefined;
  const mark = { delivery: job.reference, part: last.id, digest: 'rung' };
  if (job.attempt > 1) {
    const past = await client.messagesAfter(address, address.thread_ts ?? '0');
    if (past.kind === 'ok' && past.value.some((one) => one.mark?.part === last.id && one.mark.digest === 'rung'))
      return;
  }
  const words = TICKET_WORDS[last.kind === 'overdue' ? 'overdue' : 'dueSoon'][locale];
  const post: SlackPost = {
    text: escapeText(`⏰ ${job.ticket.number} · ${words}`),
    ...(last.kind === 'overdue' ? { broadcast: true as const } : {}),
  };
  const posted = await client.post(address, post, mark);
  return posted.kind === 'ok' ? undefined : posted;
}
