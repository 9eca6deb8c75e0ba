/** What agents do in the channel of tickets, on its way from Slack's one address to where tickets are worked on. */

import type { Envelope } from './envelope.ts';

/** Filled in by whoever works on tickets in Slack; without that, nobody does. */
export interface AgentsLine {
  /**
   * Does what an agent asks for; `inBackground` keeps what Slack need not wait for. Resolves with the answer to a box
   * that was sent, when something is wrong with it.
   */
  take?: (envelope: Envelope, inBackground: (work: Promise<unknown>) => void) => Promise<object | undefined>;
}

/** Begins the ids of all buttons and boxes of tickets. */
export const TICKET_ID = 'ticket-';

/** True for what is said, tapped and sent where agents work. */
export function isForAgents(envelope: Envelope, deskChannel: string): boolean {
  if (envelope.type === 'view_submission') return envelope.view.callback_id.startsWith(TICKET_ID);
  if (envelope.type === 'event_callback') return envelope.event.channel === deskChannel;
  return envelope.container.channel_id === deskChannel;
}
