/** What has been told of a ticket in a helpdesk, kept with it as the external ticket's memory. Pure. */

import type { ExternalTicket } from '../tickets/sink-contract.ts';

/** How far it was told. */
export interface Told {
  /** The last line of the transcript. */
  readonly seq: number;
  /** The last event. */
  readonly event: number;
  /** Whether it was closed there when that was told. */
  readonly closed: boolean;
}

const NEW: Told = { seq: 0, event: 0, closed: false };

/** Reads it; nothing has been told of a ticket that remembers nothing. */
export function readTold({ memory }: Pick<ExternalTicket, 'memory'>): Told {
  try {
    const { seq, event, closed } = JSON.parse(memory ?? '');
    return { seq: Number(seq) || 0, event: Number(event) || 0, closed: closed === true };
  } catch {
    return NEW;
  }
}
