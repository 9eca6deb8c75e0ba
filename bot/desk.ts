/** The desk: what agents see and do, each request checked and kept in the audit log, each action one transaction. */

import type { ChannelLimits } from '#adapters/contract.ts';
import type {
  ActionResult,
  Desk,
  DeskAction,
  DeskPermission,
  DeskUser,
  OpenedTicket,
  Refused,
  ReplyRoom,
  TicketPage,
  TicketQuery,
  TimeRange,
} from '#adapters/desk-contract.ts';
import type { Instant, Reply } from '#dialogs/message.ts';
import type { Redacted } from '#dialogs/redact.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Guide } from '#knowledge/guide.ts';
import { replyRoom } from './allowance.ts';
import type { AuditNote } from './audit.ts';
import type { TurnAction } from './desk/act.ts';
import { findAgents } from './desk/agents.ts';
import { decideAct, noteAct } from './desk/decide.ts';
import { maskLines, maskTicket } from './desk/mask.ts';
import { findNeighbours } from './desk/neighbours.ts';
import { mayDo, refuseUnless } from './desk/permissions.ts';
import { isCountable, writeReports } from './desk/reports.ts';
import { CSV_HEAD, csvLines } from './desk/ticket-csv.ts';
import type { Logger } from './log.ts';
import type { Respond } from './run-turn.ts';
import type { Store, TicketListQuery } from './store/store.ts';
import { heapOf } from './store/ticket-row.ts';

/** What the desk needs. */
export interface DeskDependencies {
  readonly store: Store;
  readonly respond: Respond;
  readonly guide: () => Guide;
  /** The limits of a channel by its name; undefined for one that is off. */
  readonly limitsOf: (channel: string) => ChannelLimits | undefined;
  readonly clock: () => Instant;
  readonly redact: (text: string) => Redacted;
  readonly log: Logger;
  /** Where merchants find a picture on the media shelf. */
  readonly mediaUrl?: (ref: string) => string;
}

/** Lines of a transcript that the console shows; a conversation has far fewer. */
const MOST_LINES = 5_000;
const MOST_TURNS = 2_000;
const MOST_LISTED = 500;
/** Looks of the same person at the same ticket closer together than this are one entry in the audit log. */
const SAME_LOOK_MS = 5 * 60_000;
const EXPORT_BATCH = 500;
/** Tickets in one export. */
const MOST_EXPORTED = 50_000;

const NOT_FOUND: Refused = { kind: 'refused', reason: 'not-found' };

function note(user: DeskUser, atMs: Instant, action: string, subject: string, outcome = 'ok'): AuditNote {
  return { atMs, user: user.name, role: user.role, action, subject, outcome };
}

/** The place of a ticket in the list, as text for the next page. */
function cursorOf({ status, priority, answerDueMs, number }: Ticket): string {
  return [heapOf(status), priority, answerDueMs, number.slice(1)].join('_');
}

function readCursor(cursor: string | undefined): TicketListQuery['after'] {
  const [, heap, priority, due, ordinal] = /^([012])_(P[1-4])_(\d{1,15})_(\d{1,12})$/.exec(cursor ?? '') ?? [];
  if (priority === undefined) return undefined;
  return { heap: Number(heap), priority, answerDueMs: Number(due), ordinal: Number(ordinal) };
}

async function listTickets(store: Store, user: DeskUser, query: TicketQuery): Promise<TicketPage> {
  const { cursor, limit: wanted, ...filters } = query;
  const limit = Math.min(Math.max(1, wanted), MOST_LISTED);
  const after = readCursor(cursor);
  const found = await store.tickets({ ...filters, limit: limit + 1, ...(after ? { after } : {}) });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const tickets = mayDo(user, 'work') ? page : page.map(maskTicket);
  return { tickets, ...(found.length > limit && last ? { next: cursorOf(last) } : {}) };
}

type Looking = Pick<DeskDependencies, 'store' | 'limitsOf' | 'clock'>;

async function roomFor({ conversationId, channel }: Ticket, { store, limitsOf, clock }: Looking) {
  const limits = limitsOf(channel);
  const sending = limits && (await store.sending(conversationId));
  const room: ReplyRoom | undefined = limits && sending && replyRoom(limits, sending, clock());
  return room ? { room } : {};
}

async function openTicket(ticket: Ticket, masked: boolean, looking: Looking): Promise<OpenedTicket> {
  const { store } = looking;
  const { conversationId, number } = ticket;
  const lines = await store.transcript(conversationId, { after: 0, limit: MOST_LINES, forMerchant: false });
  const events = await store.ticketEvents(number);
  const sinks = await store.sinkStandings(number);
  return {
    ticket: masked ? maskTicket(ticket) : ticket,
    transcript: masked ? maskLines(lines) : lines,
    ...(await roomFor(ticket, looking)),
    trace: await store.traces(conversationId, MOST_TURNS),
    undelivered: await store.undelivered(conversationId),
    ...(await findNeighbours(store, ticket)),
    ...(sinks.length > 0 ? { sinks } : {}),
    events: masked ? events.map(({ changes: _, ...event }) => event) : events,
    masked,
  };
}

function cleanAction(action: DeskAction, redact: DeskDependencies['redact']): DeskAction {
  const clean = (text: string): string => redact(text.toWellFormed().trim()).text;
  if (action.kind === 'setPriority') return { ...action, reason: clean(action.reason) };
  return 'text' in action && action.text !== undefined ? { ...action, text: clean(action.text) } : action;
}

async function retry(
  store: Store,
  user: DeskUser,
  number: string,
  action: Extract<DeskAction, { kind: 'retryDelivery' }>,
  now: Instant,
): Promise<ActionResult> {
  const ticket = await store.ticket(number);
  if (!ticket) return NOT_FOUND;
  const entry = noteAct({ user, action, now }, number, 'ok');
  const again = await store.retryDelivery(ticket.conversationId, action.lineSeq, now, entry);
  return again ? { kind: 'ok', ticket } : { kind: 'refused', reason: 'not-refused' };
}

async function retrySink(
  store: Store,
  user: DeskUser,
  number: string,
  action: Extract<DeskAction, { kind: 'retrySink' }>,
  now: Instant,
): Promise<ActionResult> {
  const ticket = await store.ticket(number);
  if (!ticket) return NOT_FOUND;
  const again = await store.retrySink(number, action.sink, noteAct({ user, action, now }, number, 'ok'));
  return again ? { kind: 'ok', ticket } : { kind: 'refused', reason: 'not-refused' };
}

/** A picture on the shelf as a message; undefined when there is none of that name. */
async function pictureOf(action: TurnAction, { store, mediaUrl }: DeskDependencies) {
  if (action.kind !== 'reply' || action.mediaRef === undefined || !mediaUrl) return undefined;
  const media = await store.media(action.mediaRef);
  if (!media?.contentType.startsWith('image/')) return undefined;
  const reply: Extract<Reply, { kind: 'image' }> = { kind: 'image', text: action.text, url: mediaUrl(action.mediaRef) };
  return reply;
}

async function actInTurn(
  user: DeskUser,
  number: string,
  action: TurnAction,
  dependencies: DeskDependencies,
): Promise<ActionResult> {
  const { store, guide, clock } = dependencies;
  const into = action.kind === 'merge' ? await store.ticket(action.into) : undefined;
  const gives = action.kind === 'assign' || action.kind === 'transfer';
  const picture = await pictureOf(action, dependencies);
  if (action.kind === 'reply' && action.mediaRef !== undefined && !picture) return NOT_FOUND;
  const act = {
    user,
    action,
    now: clock(),
    guide: guide(),
    agents: new Set(gives ? [...(await findAgents(store)), user.name] : []),
    ...(into ? { into } : {}),
    ...(picture ? { picture } : {}),
  };
  const decide = (work: Parameters<typeof decideAct>[0]) => decideAct(work, number, act, dependencies);
  return (await store.runTurn({ kind: 'ticket', number }, act.now, decide)) ?? NOT_FOUND;
}

async function exportCsv(store: Store, range: TimeRange): Promise<{ readonly csv: string; readonly count: number }> {
  let csv = CSV_HEAD;
  let count = 0;
  for (let after = 0; count < MOST_EXPORTED; ) {
    const batch = await store.ticketsOpened(range, EXPORT_BATCH, after);
    csv += csvLines(batch);
    count += batch.length;
    after = Number(batch.at(-1)?.number.slice(1) ?? 0);
    if (batch.length < EXPORT_BATCH) break;
  }
  return { csv, count };
}

async function perform(user: DeskUser, number: string, action: DeskAction, dependencies: DeskDependencies) {
  const { store, clock } = dependencies;
  if (action.kind === 'retryDelivery') return await retry(store, user, number, action, clock());
  if (action.kind === 'retrySink') return await retrySink(store, user, number, action, clock());
  return await actInTurn(user, number, action, dependencies);
}

/** Whether a look is a new one for the audit log. */
function createLooks(clock: () => Instant): (user: DeskUser, number: string) => boolean {
  const looks = new Map<string, Instant>();
  return (user, number) => {
    const now = clock();
    for (const [key, atMs] of looks) if (now - atMs >= SAME_LOOK_MS) looks.delete(key);
    const key = `${number} ${user.name}`;
    const isNew = !looks.has(key);
    if (isNew) looks.set(key, now);
    return isNew;
  };
}

/** The desk over a store. */
export function createDesk(dependencies: DeskDependencies): Desk {
  const { store, guide, clock, redact, log } = dependencies;
  const isNewLook = createLooks(clock);
  const check = async (user: DeskUser, permission: DeskPermission, action: string, subject = '') => {
    const refusal = refuseUnless(user, permission, clock());
    if (refusal) await store.appendAudit([note(user, clock(), action, subject, refusal.reason)]);
    return refusal;
  };
  return {
    async tickets(user, query) {
      if (await check(user, 'look', 'ticket.list')) return { tickets: [] };
      return await listTickets(store, user, query);
    },
    async ticket(user, number, unmask = false) {
      const action = unmask ? 'ticket.unmask' : 'ticket.view';
      const refusal = await check(user, unmask ? 'unmask' : 'look', action, number);
      if (refusal) return refusal;
      const ticket = await store.ticket(number);
      if (!ticket) return NOT_FOUND;
      if (unmask || isNewLook(user, number)) await store.appendAudit([note(user, clock(), action, number)]);
      return await openTicket(ticket, !unmask && !mayDo(user, 'work'), dependencies);
    },
    async act(user, number, action) {
      const refusal = await check(user, 'work', `ticket.${action.kind}`, number);
      if (refusal) return refusal;
      const clean = cleanAction(action, redact);
      const result = await perform(user, number, clean, dependencies);
      log.info('desk-action', { number, action: action.kind, user: user.name, kind: result.kind });
      return result;
    },
    async reports(user, range) {
      const refusal = await check(user, 'report', 'report.view');
      if (refusal) return refusal;
      if (!isCountable(range)) return { kind: 'refused', reason: 'too-wide' };
      return writeReports(await store.figures(range, clock()), range, guide());
    },
    async audit(user, query) {
      const refusal = await check(user, 'audit', 'audit.view');
      if (refusal) return refusal;
      const limit = Math.min(Math.max(1, query.limit), MOST_LISTED);
      const entries = await store.auditEntries({ ...query, limit });
      const next = entries.length === limit ? entries.at(-1)?.seq : undefined;
      return { entries, chain: await store.verifyAudit(), ...(next !== undefined && next > 1 ? { next } : {}) };
    },
    async exportTickets(user, range) {
      const refusal = await check(user, 'export', 'export.tickets');
      if (refusal) return refusal;
      if (!isCountable(range)) return { kind: 'refused', reason: 'too-wide' };
      const { csv, count } = await exportCsv(store, range);
      const details = { fromMs: range.fromMs, toMs: range.toMs, tickets: count };
      await store.appendAudit([{ ...note(user, clock(), 'export.tickets', 'tickets'), details }]);
      return csv;
    },
    subscribe: (wake) => store.onChange((change) => (change.desk ? wake(change.conversationId) : undefined)),
  };
}
