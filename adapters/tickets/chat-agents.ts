/** Who the people in a chat tool are at the desk, and links from there into the desk. */

import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { DeskUser } from '../desk-contract.ts';

/** People of chat tools as users of the desk. Nobody is taken for a user before they have said so, signed in. */
export interface ChatAgents {
  /** The user behind a person of a tool, with the role they have now; undefined: not known, or disabled. */
  userOf(tool: string, personId: string): Promise<DeskUser | undefined>;
  /**
   * A link for one use within 15 minutes, on which somebody signed in at the desk says that this person is them. The
   * page shows `name`, what the tool calls the person, so that nobody confirms a link that was sent to somebody else.
   */
  linkFor(tool: string, personId: string, name?: string): Promise<string>;
}

/** Links to a ticket for places where nobody knows who taps. */
export interface TicketLinks {
  /** A link for one use until `untilMs`, on which somebody signed in at the desk claims the ticket. */
  claimLink(number: string, untilMs: number): Promise<string>;
}

/** Lines of a ticket's conversation above a sequence, oldest first, at most 200; none of a ticket that is not there. */
export type ReadLines = (number: string, afterSeq: number) => Promise<readonly TranscriptLine[]>;
