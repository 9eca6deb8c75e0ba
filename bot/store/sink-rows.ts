/** Rows of what sinks are told and what they know. */

import type { Generated } from 'kysely';

/** One thing that a sink has to be told; gone once it has been. */
export interface SinkJobRow {
  readonly id: Generated<number>;
  readonly sink: string;
  /** Jobs of one subject go out one after the other. */
  readonly subject: string;
  /** `event` of a ticket, a notice's type, or `erase`. */
  readonly kind: string;
  readonly number: string | null;
  readonly conversation_id: string | null;
  readonly event_id: number | null;
  /** A notice's body or the external ticket to erase, as JSON. */
  readonly body: string | null;
  readonly status: 'waiting' | 'failed';
  readonly attempt: number;
  /** Doubles as the end of a lease, by the clock of whoever holds it. */
  readonly due_at: number;
  /** The process that has taken it, where several share the queue. */
  readonly leased_by: number | null;
  /** Why the last try did not work. */
  readonly reason: string | null;
  readonly at: number;
}

/** A ticket as a sink knows it. */
export interface ExternalTicketRow {
  readonly sink: string;
  readonly number: string;
  readonly external_id: string;
  readonly url: string | null;
  readonly memory: string | null;
  /** 1 when the sink can delete it. */
  readonly erasable: number;
  readonly updated_at: number;
}
