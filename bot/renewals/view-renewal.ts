/** What of an application its merchant and agents are shown. Pure. */

import type { ListedRenewal, OpenedRenewal, RenewalPage } from '#adapters/renewal-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { RenewalNews, RenewalView } from '#dialogs/renewal/ask-office.ts';
import {
  materialsFor,
  missingMaterials,
  RENEWAL_ACTIONS,
  type Renewal,
  type RenewalStatus,
  statusAfter,
} from '#dialogs/renewal.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { RenewalEvent } from '../store/renewal-store.ts';

/** Statuses in which papers can be added. */
export function isOpenForPapers(status: RenewalStatus): boolean {
  return statusAfter(status, 'fill') !== undefined;
}

/** True while an agent has something to do. */
export function waitsForDesk({ status, visit, slots, dispatchedAtMs }: Renewal): boolean {
  if (status === 'submitted' || status === 'in-review') return true;
  if (status !== 'approved') return false;
  return dispatchedAtMs !== undefined || visit !== undefined || slots.length === 0;
}

/** An application as the dialog tells of it. */
export function viewForChat(
  renewal: Renewal,
  guide: Guide,
  link: { readonly url: string; readonly untilMs: Instant },
  uploads: boolean,
): RenewalView {
  const { number, status, applicant, reason, slots, visit, dispatchedAtMs, updatedAtMs } = renewal;
  return {
    number,
    status,
    applicant,
    missing: missingMaterials(renewal, guide.renewal),
    ...(reason === undefined ? {} : { reason }),
    slots,
    ...(visit === undefined ? {} : { visit }),
    dispatched: dispatchedAtMs !== undefined,
    uploads,
    url: link.url,
    linkUntilMs: link.untilMs,
    changedAtMs: updatedAtMs,
  };
}

/** The same as news; `wantsPeople` says whether a ticket must wait for an agent. */
export function newsOf(renewal: Renewal, view: RenewalView, wantsPeople: boolean): RenewalNews {
  const { serial, model, mid, phone, stopped = false } = renewal;
  const facts = Object.entries({ sn: serial, model, mid, phone }).flatMap(([slot, value]) =>
    value === undefined ? [] : [[slot, value] as const],
  );
  return { renewal: view, wantsPeople, facts: Object.fromEntries(facts), stopped };
}

/** An application as its page shows it. */
export function viewForPage(
  renewal: Renewal,
  guide: Guide,
  events: readonly RenewalEvent[],
  { linkUntilMs, uploads }: { readonly linkUntilMs: Instant; readonly uploads: boolean },
): RenewalPage {
  const { number, status, language, applicant, papers, reason, slots, visit, dispatchedAtMs } = renewal;
  const steps = events.filter(({ status: at }, index) => at !== events[index - 1]?.status);
  return {
    number,
    status,
    language,
    applicant,
    name: guide.institution.name,
    hotline: guide.institution.hotline,
    materials: guide.renewal.materials,
    papers: papers
      .filter(({ refused }) => !refused)
      .map(({ id, material, photo }) => ({ id, material, ...(photo ? { photo } : {}) })),
    missing: missingMaterials(renewal, guide.renewal),
    ...(reason === undefined ? {} : { reason }),
    uploads,
    open: isOpenForPapers(status),
    slots: visit ? [] : slots,
    ...(visit === undefined ? {} : { visit }),
    dispatched: dispatchedAtMs !== undefined,
    timeZone: guide.institution.hours.timeZone,
    linkUntilMs,
    history: steps.map(({ atMs, status: at }) => ({ atMs, status: at })),
  };
}

/** An application in the agents' list. */
export function listed(renewal: Renewal): ListedRenewal {
  const { number, status, applicant, channel, openedAtMs, updatedAtMs } = renewal;
  const { serial, model, stopped, ticketNumber, agent } = renewal;
  const known = Object.entries({ serial, model, stopped, ticketNumber, agent }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    number,
    status,
    applicant,
    channel,
    openedAtMs,
    updatedAtMs,
    ...Object.fromEntries(known),
    waitsForDesk: waitsForDesk(renewal),
  };
}

/** An application as an agent opens it; `masked` leaves the phone number out. */
export function opened(
  renewal: Renewal,
  guide: Guide,
  events: readonly RenewalEvent[],
  { uploads, masked }: { readonly uploads: boolean; readonly masked: boolean },
): OpenedRenewal {
  const { phone: _, ...rest } = renewal;
  return {
    renewal: masked ? rest : renewal,
    eligibility: renewal.eligibility,
    materials: materialsFor(renewal.applicant, guide.renewal),
    missing: missingMaterials(renewal, guide.renewal),
    actions: RENEWAL_ACTIONS.filter((action) => statusAfter(renewal.status, action) !== undefined),
    history: events.map(({ id: _id, number: _number, ...event }) => event),
    uploads,
    timeZone: guide.institution.hours.timeZone,
  };
}
