/** What agents do in the conversation of tickets, on its way from the Bot Framework's one address. */

import type { IncomingActivity } from './activity.ts';

/** The answer to a tap, as Teams takes it. */
export interface InvokeAnswer {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

/** Filled in by whoever works on tickets in Teams; without that, nobody does. */
export interface AgentsLine {
  /** Does what an agent asks for; resolves with the answer to a tap. */
  take?: (activity: IncomingActivity) => Promise<InvokeAnswer | undefined>;
}

/** Names the buttons of tickets. */
export const TICKET_VERB = 'posdesk/ticket';

/** True for what comes from the agents' conversation or a thread in it. */
export function isForAgents({ conversation }: IncomingActivity, deskConversation: string | undefined): boolean {
  return deskConversation !== undefined && conversationOf(conversation.id) === deskConversation;
}

/** A conversation without the thread in it. */
export function conversationOf(id: string): string {
  return id.split(';')[0] ?? id;
}

/** The message that a thread hangs on; undefined outside threads. */
export function threadOf(id: string): string | undefined {
  return /;messageid=(\d+)$/.exec(id)?.[1];
}
