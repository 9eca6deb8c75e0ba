/** What agents ask for in Slack: taps on a ticket's buttons, boxes that they send, commands in its thread. */

import type { DeskUser, Refused } from '#adapters/desk-contract.ts';
import { actAll, type DeskActions, resolveActions } from '#adapters/tickets/act-all.ts';
import type { ChatAgents } from '#adapters/tickets/chat-agents.ts';
import { MARKS } from '#adapters/tickets/marks.ts';
import type { SinkDependencies } from '#adapters/tickets/sink-contract.ts';
import { readCommand, refusalText, THREAD_HINT, TICKET_WORDS } from '#adapters/tickets/ticket-words.ts';
import { type AgentsLine, TICKET_ID } from './agents-line.ts';
import type { SlackClient } from './client.ts';
import type { EventEnvelope, TapEnvelope, ViewEnvelope } from './envelope.ts';
import type { Address } from './place.ts';
import { escapeText, readMarkup } from './plain-text.ts';
import type { SlackPost } from './render.ts';
import {
  CODE_BLOCK,
  ELEMENT,
  noteView,
  replyView,
  resolveView,
  strangerPost,
  TEXT_BLOCK,
  type ViewOrigin,
} from './ticket-blocks.ts';

/** What working on tickets from Slack needs. */
export interface TicketDeskDependencies
  extends Pick<SinkDependencies, 'desk' | 'externals' | 'notebook' | 'locale' | 'warn'> {
  readonly agents: ChatAgents;
  readonly client: Pick<SlackClient, 'whisper' | 'openView'>;
  /** The channel where agents see tickets. */
  readonly channel: string;
}

/** Somebody who asks for something, and where the answer that only they see goes. */
interface Asking {
  readonly team: string;
  readonly user: string;
  /** What Slack calls them, where it says so. */
  readonly name?: string | undefined;
  readonly address: Address;
  readonly inBackground: (work: Promise<unknown>) => void;
}

const TICKET_NUMBER = /^T\d{1,12}$/;

/** Answers what comes over the line of agents. */
export function createTicketDesk(dependencies: TicketDeskDependencies): NonNullable<AgentsLine['take']> {
  return async (envelope, inBackground) => {
    if (envelope.type === 'block_actions') await takeTap(envelope, inBackground, dependencies);
    else if (envelope.type === 'view_submission') return await takeView(envelope, inBackground, dependencies);
    else await takeLine(envelope, inBackground, dependencies);
    return undefined;
  };
}

function whisper(
  post: SlackPost,
  { user, address, inBackground }: Asking,
  { client, warn }: TicketDeskDependencies,
): void {
  const said = client.whisper(address, user, post);
  inBackground(said.then((how) => (how.kind === 'ok' ? undefined : warn('slack-not-told', { reason: how.reason }))));
}

function say(text: string, asking: Asking, dependencies: TicketDeskDependencies): void {
  whisper({ text: escapeText(text) }, asking, dependencies);
}

/** The user of the desk who asks; who is not known is told how to become so. */
async function findUser(asking: Asking, dependencies: TicketDeskDependencies): Promise<DeskUser | undefined> {
  const { agents, locale } = dependencies;
  const personId = `${asking.team}:${asking.user}`;
  const user = await agents.userOf('slack', personId);
  if (user === undefined)
    whisper(strangerPost(await agents.linkFor('slack', personId, asking.name), locale), asking, dependencies);
  return user;
}

/** Does it, and says privately what was refused; true when it was done. */
async function act(
  user: DeskUser,
  number: string,
  actions: DeskActions,
  { desk, locale, warn }: TicketDeskDependencies,
): Promise<string | undefined> {
  try {
    const result = await actAll(desk, user, number, actions);
    return result.kind === 'ok' ? undefined : refusalText(result, locale);
  } catch (error) {
    warn('slack-action-failed', { action: actions[0].kind, error: error instanceof Error ? error.name : 'unknown' });
    return TICKET_WORDS.failed[locale];
  }
}

async function takeTap(
  tap: TapEnvelope,
  inBackground: Asking['inBackground'],
  dependencies: TicketDeskDependencies,
): Promise<void> {
  const [{ action_id: id, value: number }] = tap.actions;
  const { channel_id: channel, message_ts: ts } = tap.container;
  if (!id.startsWith(TICKET_ID) || !TICKET_NUMBER.test(number)) return;
  const asking = {
    team: tap.team?.id ?? '',
    user: tap.user.id,
    name: tap.user.username,
    address: { channel },
    inBackground,
  };
  const user = await findUser(asking, dependencies);
  if (user === undefined) return;
  const action = id.slice(TICKET_ID.length);
  if (action === 'claim' || action === 'handback' || action === 'reopen') {
    const problem = await act(user, number, [{ kind: action }], dependencies);
    if (problem !== undefined) say(problem, asking, dependencies);
  } else if (action === 'reply' || action === 'note' || action === 'resolve') {
    const opened = openBox(action, { number, ts }, tap.trigger_id ?? '', user, dependencies);
    inBackground(opened.then((problem) => (problem === undefined ? undefined : say(problem, asking, dependencies))));
  }
}

/** Opens the box for whoever may send it; why not, otherwise. */
async function openBox(
  action: 'reply' | 'note' | 'resolve',
  origin: ViewOrigin,
  triggerId: string,
  user: DeskUser,
  { desk, client, locale, warn }: TicketDeskDependencies,
): Promise<string | undefined> {
  const opened = await desk.ticket(user, origin.number).catch(() => undefined);
  if (opened === undefined) return TICKET_WORDS.failed[locale];
  if ('kind' in opened) return refusalText(opened, locale);
  const { agent } = opened.ticket;
  if (
    action !== 'note' &&
    agent !== undefined &&
    agent !== user.name &&
    user.role !== 'lead' &&
    user.role !== 'admin'
  ) {
    const refused: Refused = { kind: 'refused', reason: 'claimed-by-other', who: agent };
    return refusalText(refused, locale);
  }
  const view =
    action === 'reply'
      ? replyView(opened, origin, locale)
      : action === 'note'
        ? noteView(origin, locale)
        : resolveView(origin, locale);
  const shown = await client.openView(triggerId, view);
  if (shown.kind === 'ok') return undefined;
  warn('slack-box-not-opened', { reason: shown.reason });
  return TICKET_WORDS.failed[locale];
}

async function takeView(
  { view, user: { id }, team }: ViewEnvelope,
  inBackground: Asking['inBackground'],
  dependencies: TicketDeskDependencies,
): Promise<object | undefined> {
  const origin = readOrigin(view.private_metadata);
  const { channel, locale, agents } = dependencies;
  const actions = origin && readActions(view);
  if (origin === undefined || actions === undefined) return undefined;
  const asking = { team: team?.id ?? '', user: id, address: { channel, thread_ts: origin.ts }, inBackground };
  const user = await agents.userOf('slack', `${asking.team}:${id}`);
  const problem =
    user === undefined
      ? refusalText({ kind: 'refused', reason: 'not-allowed' }, locale)
      : await act(user, origin.number, actions, dependencies);
  // Shown in the box, which stays open with what was written.
  if (problem !== undefined) return { response_action: 'errors', errors: { [TEXT_BLOCK]: problem } };
  const [{ kind }] = actions;
  if (kind === 'reply') say(TICKET_WORDS.sent[locale], asking, dependencies);
  if (kind === 'note') say(TICKET_WORDS.noted[locale], asking, dependencies);
  return undefined;
}

function readOrigin(metadata: string): ViewOrigin | undefined {
  try {
    const { number, ts }: Partial<ViewOrigin> = JSON.parse(metadata);
    return typeof number === 'string' && TICKET_NUMBER.test(number) && typeof ts === 'string'
      ? { number, ts }
      : undefined;
  } catch {
    return undefined;
  }
}

function readActions({ callback_id: id, state }: ViewEnvelope['view']): DeskActions | undefined {
  const text = state.values[TEXT_BLOCK]?.[ELEMENT]?.value ?? '';
  const chosen = state.values[CODE_BLOCK]?.[ELEMENT]?.selected_option?.value;
  switch (id.slice(TICKET_ID.length)) {
    case 'reply':
      return [{ kind: 'reply', text }];
    case 'note':
      return [{ kind: 'note', text }];
    case 'resolve':
      return resolveActions(chosen, text);
    default:
      return undefined;
  }
}

/** A line in a ticket's thread: a command, or talk among colleagues, which goes nowhere. */
async function takeLine(
  { team_id: team, event }: EventEnvelope,
  inBackground: Asking['inBackground'],
  dependencies: TicketDeskDependencies,
): Promise<void> {
  const { externals, notebook, locale } = dependencies;
  const { user: id, thread_ts: thread, ts, text, bot_id: bot, subtype, channel } = event;
  const isTalk = subtype === undefined || subtype === 'file_share' || subtype === 'thread_broadcast';
  if (id === undefined || thread === undefined || thread === ts || bot || !isTalk) return;
  const number = await externals.numberOf('slack', thread);
  if (number === undefined) return;
  const asking = { team, user: id, address: { channel, thread_ts: thread }, inBackground };
  const command = readCommand(readMarkup(text ?? ''));
  if (command === undefined) {
    const isNew = await notebook.writeOnce(`${MARKS.slackHint}${thread}:${id}`, number);
    if (isNew) say(THREAD_HINT[locale], asking, dependencies);
    return;
  }
  // Slack may bring a line twice; a merchant must not be told twice.
  if (!(await notebook.writeOnce(`${MARKS.slackCommand}${channel}:${ts}`, number))) return;
  const user = await findUser(asking, dependencies);
  if (user === undefined) return;
  const problem = await act(user, number, [command], dependencies);
  const done = command.kind === 'reply' ? TICKET_WORDS.sent : TICKET_WORDS.noted;
  say(problem ?? done[locale], asking, dependencies);
}
