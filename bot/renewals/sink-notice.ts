/** What systems of the institution are told of an application: numbers and statuses, no papers and no words. Pure. */

import type { Renewal } from '#dialogs/renewal.ts';
import type { RenewalEvent } from '../store/renewal-store.ts';
import type { NewSinkNotice } from '../store/sink-store.ts';

/** The notice of an event, such as `renewal.approve`. */
export function sinkNotice({ id, atMs, kind, status, by }: RenewalEvent, renewal: Renewal): NewSinkNotice {
  const { number, conversationId, applicant, serial, model, mid, visit, technician, ticketNumber } = renewal;
  const known = Object.entries({ serial, model, mid, visit, technician, ticketNumber, by });
  return {
    type: `renewal.${kind}`,
    subject: number,
    conversationId,
    body: {
      event: id,
      atMs,
      number,
      status,
      applicant,
      ...Object.fromEntries(known.filter(([, value]) => value !== undefined)),
    },
  };
}
