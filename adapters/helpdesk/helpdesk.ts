/** What the helpdesks have in common: one ticket there for each of ours, comments for what happens, and comments back. */

import type { Locale } from '#knowledge/guide.ts';
import type { TicketEvent, TicketEventKind } from '../desk-contract.ts';
import type { ExternalTicket, SinkDependencies, SinkJob, SinkResult, TicketSink } from '../tickets/sink-contract.ts';
import { settleSinkStep } from '../tickets/sink-http.ts';
import {
  describeEvents,
  describeLines,
  describeTicket,
  isClosed,
  oneLine,
  ticketSubject,
} from '../tickets/sink-words.ts';
import { checkHelpdesk } from './check.ts';
import { echoOf, type Helpdesk, type HelpdeskFields } from './helpdesk-product.ts';
import { pollTickets } from './poll-tickets.ts';
import { readTold, type Told } from './told.ts';

const SUBJECT_LENGTH = 200;
const TURNS: ReadonlySet<TicketEventKind> = new Set(['resolved', 'reopened']);

function keep({ id, url }: ExternalTicket, told: Told): ExternalTicket {
  return { id, ...(url === undefined ? {} : { url }), memory: JSON.stringify(told) };
}

/** The reference in brackets at the end survives an agent's rewording more often than one at the beginning. */
function fieldsOf({ ticket, reference, url }: SinkJob, locale: Locale): HelpdeskFields {
  const mark = ` [${reference}]`;
  const subject = oneLine(ticketSubject(ticket, locale), SUBJECT_LENGTH - mark.length) + mark;
  return { subject, body: describeTicket(ticket, url, locale), reference, priority: ticket.priority };
}

/** True when there is no ticket there and no need for one: it was over before this sink began to follow. */
function isPast({ ticket, events }: SinkJob): boolean {
  return isClosed(ticket) && !events.some(({ kind }) => kind === 'opened' || kind === 'reopened');
}

/** Made there now or by an earlier try that we never heard the end of. */
async function findOrCreate(job: SinkJob, helpdesk: Helpdesk, locale: Locale): Promise<ExternalTicket> {
  const { reference, signal } = job;
  const found = await helpdesk.find(reference, signal);
  return found ?? (await helpdesk.create(fieldsOf(job, locale), signal));
}

/** White space and marks come back differently from every product. */
function bare(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

async function wasSaid(job: SinkJob, external: ExternalTicket, text: string, helpdesk: Helpdesk): Promise<boolean> {
  if (job.attempt === 1) return false;
  const comments = await helpdesk.comments(external.id, job.signal);
  return comments.some((comment) => comment.ours && bare(comment.text).includes(bare(text)));
}

/** Whether it is closed there: as we left it, or as somebody there has said since. */
function closedThere(events: readonly TicketEvent[], { closed }: Told, echo: string): boolean {
  const theirs = events.findLast(({ kind, by }) => TURNS.has(kind) && by?.endsWith(echo));
  return theirs === undefined ? closed : theirs.kind === 'resolved';
}

async function tellNews(job: SinkJob, external: ExternalTicket, told: Told, desk: Telling): Promise<Told> {
  const { helpdesk, locale } = desk;
  const lines = await job.transcript(told.seq);
  const events = job.events.filter(({ id, kind }) => id > told.event && kind !== 'opened');
  const echo = echoOf(helpdesk);
  const news = [
    ...describeEvents(
      events.filter(({ by }) => !by?.endsWith(echo)),
      locale,
    ),
    ...describeLines(
      lines.filter(({ from, author }) => !(from === 'note' && author?.endsWith(echo))),
      locale,
    ),
  ];
  const closed = isClosed(job.ticket);
  const next: Told = {
    seq: lines.at(-1)?.seq ?? told.seq,
    event: Math.max(told.event, ...job.events.map(({ id }) => id)),
    closed,
  };
  // Whoever was faster there may have chosen another status of the same meaning.
  const isDue =
    closed !== closedThere(events, told, echo) && closed !== (await helpdesk.isClosed(external.id, job.signal));
  const turned = isDue ? { closed } : {};
  if (news.length === 0 && turned.closed === undefined) return next;
  const text = news.length > 0 ? news.join('\n') : describeTicket(job.ticket, job.url, locale);
  // An earlier try may have come as far as the comment and no further.
  const said = await wasSaid(job, external, text, helpdesk);
  await helpdesk.comment(external.id, { ...(said ? {} : { text }), ...turned }, job.signal);
  return next;
}

interface Telling {
  readonly helpdesk: Helpdesk;
  readonly locale: Locale;
}

async function deliver(job: SinkJob, desk: Telling): Promise<SinkResult> {
  if (!job.external && isPast(job)) return { kind: 'done' };
  const external = job.external ?? (await findOrCreate(job, desk.helpdesk, desk.locale));
  const told = readTold(external);
  try {
    return { kind: 'done', external: keep(external, await tellNews(job, external, told, desk)) };
  } catch (error) {
    // What has been made is remembered, whatever became of the comment.
    const result = await settleSinkStep(() => Promise.reject(error));
    return { ...result, external: keep(external, told) };
  }
}

/** A helpdesk as a sink. */
export function createHelpdeskSink(helpdesk: Helpdesk, dependencies: SinkDependencies): TicketSink {
  const { locale } = dependencies;
  const { erase } = helpdesk;
  return {
    name: helpdesk.name,
    takes: 'latest',
    check: () => checkHelpdesk(helpdesk),
    deliver: (job) => settleSinkStep(() => deliver(job, { helpdesk, locale })),
    ...(erase
      ? {
          erase: (external, signal) =>
            settleSinkStep(async () => {
              await erase(external.id, signal);
              return { kind: 'done' };
            }),
        }
      : {}),
    start: async () => pollTickets(helpdesk, dependencies),
  };
}
