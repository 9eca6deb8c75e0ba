/** What agents ask for in Teams: taps on a ticket's card, and commands in its thread. */

import { z } from 'zod';
import type { ActionResult, DeskUser } from '#adapters/desk-contract.ts';
import { actAll, type DeskActions, resolveActions } from '#adapters/tickets/act-all.ts';
import type { ChatAgents } from '#adapters/tickets/chat-agents.ts';
import { MARKS } from '#adapters/tickets/marks.ts';
import type { SinkDependencies } from '#adapters/tickets/sink-contract.ts';
import { readCommand, refusalText, THREAD_HINT, TICKET_WORDS } from '#adapters/tickets/ticket-words.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import { type IncomingActivity, referenceOf } from './activity.ts';
import { type AgentsLine, type InvokeAnswer, TICKET_VERB, threadOf } from './agents-line.ts';
import type { TeamsGateway } from './gateway.ts';
import { readText } from './receive.ts';
import { MOST_VIEWERS, type TicketNotice, ticketCard } from './ticket-cards.ts';

/** What working on tickets from Teams needs. */
export interface TicketDeskDependencies
  extends Pick<SinkDependencies, 'desk' | 'externals' | 'notebook' | 'locale' | 'warn'> {
  readonly agents: ChatAgents;
  readonly gateway: () => Promise<TeamsGateway>;
  /** Keeps where the agents' conversation is reached. */
  readonly noteWhere: (activity: IncomingActivity) => Promise<void>;
}

const ACTIONS = ['claim', 'reply', 'note', 'resolve', 'handback', 'reopen', 'show'] as const;
const tapped = z.object({
  ticket: z.object({
    number: z.string().regex(/^T\d{1,12}$/),
    action: z.enum(ACTIONS),
    url: z.string().max(2_000),
  }),
  text: z.string().max(10_000).optional().catch(undefined),
  code: z.string().optional().catch(undefined),
});
type Tapped = z.infer<typeof tapped>;

/** Answers what comes over the line of agents. */
export function createTicketDesk(dependencies: TicketDeskDependencies): NonNullable<AgentsLine['take']> {
  return async (activity) => {
    if (activity.from.id === activity.recipient.id || activity.from.role === 'bot') return undefined;
    await dependencies.noteWhere(activity);
    if (activity.type === 'invoke') return await takeTap(activity, dependencies);
    if (activity.type === 'message') await takeLine(activity, dependencies);
    return undefined;
  };
}

/** Teams ids of those who have worked on a ticket's card. */
export async function readViewers(
  { notebook }: Pick<TicketDeskDependencies, 'notebook'>,
  number: string,
): Promise<readonly string[]> {
  const notes = await notebook.list(`${MARKS.teamsViewer}${number}:`);
  return notes.map(({ value }) => value).slice(0, MOST_VIEWERS);
}

function personOf({ from }: IncomingActivity): string {
  return from.aadObjectId ?? from.id;
}

async function takeTap(activity: IncomingActivity, dependencies: TicketDeskDependencies): Promise<InvokeAnswer> {
  const tap = readTap(activity);
  if (tap === undefined) return problem(400, 'BadRequest', 'This button is not from here.');
  const { agents, notebook, locale } = dependencies;
  const { number, action } = tap.ticket;
  const user = await agents.userOf('teams', personOf(activity));
  if (user === undefined) return await answerStranger(activity, tap, dependencies);
  // Nobody who taps waits for it.
  void dropDouble(activity, number, dependencies).catch(() => dependencies.warn('teams-double-not-removed', {}));
  if (action === 'show') return await show(user, tap, {}, dependencies);
  await notebook.write(`${MARKS.teamsViewer}${number}:${activity.from.id}`, activity.from.id);
  const asked = actionsOf(tap);
  // Teams may bring a tap twice; a merchant must not be told twice.
  if (asked.some((one) => 'text' in one) && !(await isNew(activity.id, number, dependencies))) {
    return await show(user, tap, {}, dependencies);
  }
  const result = await act(user, number, asked, dependencies);
  if (result?.kind === 'ok') return answerWith(tap, result.ticket, dependencies, noticeOf(asked, dependencies));
  const text = result === undefined ? TICKET_WORDS.failed[locale] : refusalText(result, locale);
  return await show(user, tap, { notice: { text } }, dependencies);
}

/**
 * Takes away the card on which somebody has tapped, when it is an older one of a ticket that has another: its answer was
 * lost when it was posted, and nothing keeps it up to date.
 */
async function dropDouble(
  activity: IncomingActivity,
  number: string,
  { externals, gateway }: TicketDeskDependencies,
): Promise<void> {
  const { replyToId: tapped = '' } = activity;
  const known = await externals.ofTicket('teams', number);
  // Ids are instants: one that is newer than what is known may be the card that is being posted just now.
  if (!/^\d+$/.test(tapped) || !known || !(Number(tapped) < Number(known.id))) return;
  const reference = referenceOf(activity);
  const [id = ''] = reference.conversation.id.split(';');
  if (id !== known.memory) return;
  const open = await gateway();
  const inConversation = { ...reference, conversation: { ...reference.conversation, id } };
  await open.remove(inConversation, tapped);
}

function readTap({ name, value }: IncomingActivity): Tapped | undefined {
  if (name !== 'adaptiveCard/action' || typeof value !== 'object' || value === null) return undefined;
  const action = 'action' in value && typeof value.action === 'object' ? value.action : undefined;
  const { verb, data } = (action ?? {}) as { readonly verb?: unknown; readonly data?: unknown };
  const parsed = verb === TICKET_VERB ? tapped.safeParse(data) : undefined;
  return parsed?.success ? parsed.data : undefined;
}

/** True for the first that comes under an id of Teams; what has no id cannot be told from another. */
async function isNew(id: string | undefined, number: string, { notebook }: TicketDeskDependencies): Promise<boolean> {
  return id === undefined || (await notebook.writeOnce(MARKS.teamsCommand + id, number));
}

function actionsOf({ ticket: { action }, text = '', code }: Tapped): DeskActions {
  switch (action) {
    case 'reply':
    case 'note':
      return [{ kind: action, text }];
    case 'resolve':
      return resolveActions(code, text);
    case 'handback':
    case 'reopen':
      return [{ kind: action }];
    default:
      return [{ kind: 'claim' }];
  }
}

function noticeOf([action]: DeskActions, { locale }: TicketDeskDependencies): { readonly notice?: TicketNotice } {
  if (action.kind === 'reply') return { notice: { text: TICKET_WORDS.sent[locale] } };
  return action.kind === 'note' ? { notice: { text: TICKET_WORDS.noted[locale] } } : {};
}

async function act(
  user: DeskUser,
  number: string,
  actions: DeskActions,
  { desk, warn }: TicketDeskDependencies,
): Promise<ActionResult | undefined> {
  try {
    return await actAll(desk, user, number, actions);
  } catch (error) {
    warn('teams-action-failed', { action: actions[0].kind, error: error instanceof Error ? error.name : 'unknown' });
    return undefined;
  }
}

/** The card as it is now, for the one who tapped; nobody else sees this answer. */
async function show(
  user: DeskUser,
  tap: Tapped,
  extra: { readonly notice?: TicketNotice },
  dependencies: TicketDeskDependencies,
): Promise<InvokeAnswer> {
  const { desk, locale } = dependencies;
  const opened = await desk.ticket(user, tap.ticket.number).catch(() => undefined);
  if (opened === undefined) return problem(500, 'Unavailable', TICKET_WORDS.failed[locale]);
  if ('kind' in opened) return say(refusalText(opened, locale));
  return answerWith(tap, opened.ticket, dependencies, extra);
}

async function answerWith(
  { ticket: { url } }: Tapped,
  ticket: Ticket,
  dependencies: TicketDeskDependencies,
  extra: { readonly notice?: TicketNotice },
): Promise<InvokeAnswer> {
  const { locale } = dependencies;
  const viewers = await readViewers(dependencies, ticket.number);
  const value = ticketCard({ ticket, url, locale, viewers, ...extra });
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value };
}

/** Who is not known at the desk gets a link in the card that only they see; what they tapped is not done. */
async function answerStranger(
  activity: IncomingActivity,
  { ticket: { action } }: Tapped,
  { agents, locale }: TicketDeskDependencies,
): Promise<InvokeAnswer> {
  if (action === 'show') return problem(403, 'Forbidden', 'Not known at the desk.');
  const url = await agents.linkFor('teams', personOf(activity), activity.from.name);
  return say(`${TICKET_WORDS.stranger[locale]} ${url}`);
}

function say(value: string): InvokeAnswer {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value };
}

function problem(statusCode: number, code: string, message: string): InvokeAnswer {
  return { statusCode, type: 'application/vnd.microsoft.error', value: { code, message } };
}

/** A line to the bot in a ticket's thread. Everybody there sees the answer, so that it names nobody and links nowhere. */
async function takeLine(activity: IncomingActivity, dependencies: TicketDeskDependencies): Promise<void> {
  const { externals, notebook, agents, locale, gateway, warn } = dependencies;
  const thread = threadOf(activity.conversation.id);
  const number = thread === undefined ? undefined : await externals.numberOf('teams', thread);
  if (thread === undefined || number === undefined) return;
  const answer = async (text: string): Promise<void> => {
    const open = await gateway();
    await open.send(referenceOf(activity), { type: 'message', textFormat: 'plain', text }).catch(() => {
      warn('teams-command-not-answered', {});
    });
  };
  const command = readCommand(readText(activity));
  if (command === undefined) {
    if (await notebook.writeOnce(`${MARKS.teamsHint}${thread}:${activity.from.id}`, number))
      await answer(THREAD_HINT[locale]);
    return;
  }
  const line = activity.id && `${activity.conversation.id}:${activity.id}`;
  if (!(await isNew(line, number, dependencies))) return;
  const user = await agents.userOf('teams', personOf(activity));
  if (user === undefined) return await answer(TICKET_WORDS.unknownHere[locale]);
  const result = await act(user, number, [command], dependencies);
  const done = command.kind === 'reply' ? TICKET_WORDS.sent : TICKET_WORDS.noted;
  await answer(
    result === undefined
      ? TICKET_WORDS.failed[locale]
      : result.kind === 'ok'
        ? done[locale]
        : refusalText(result, locale),
  );
}
