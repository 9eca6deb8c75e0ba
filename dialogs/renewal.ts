/** A renewal: the application of one merchant for one terminal, and the one table of what may be done with it when. */

import type { Applicant, Locale, RenewalContent, RenewalMaterial } from '#knowledge/guide.ts';
import { addDays } from './days.ts';
import type { Day, DeviceRecord } from './device-record.ts';
import type { ConversationId, Instant } from './message.ts';

/** Where an application stands, in the order in which it usually goes. */
export const RENEWAL_STATUSES = [
  'draft',
  'submitted',
  'more-papers',
  'in-review',
  'approved',
  'completed',
  'rejected',
] as const;

/** One of the statuses. */
export type RenewalStatus = (typeof RENEWAL_STATUSES)[number];

/** What can be done with an application. The merchant fills, submits and chooses; the rest is for agents. */
export const RENEWAL_ACTIONS = [
  'fill',
  'submit',
  'receive',
  'begin',
  'ask-more',
  'approve',
  'reject',
  'offer',
  'choose',
  'dispatch',
  'complete',
] as const;

/** One of the actions. */
export type RenewalAction = (typeof RENEWAL_ACTIONS)[number];

/** Every legal transition: from a status, by an action, to a status. What is not here cannot be done. */
export const RENEWAL_TRANSITIONS: Readonly<
  Record<RenewalStatus, { readonly [Action in RenewalAction]?: RenewalStatus }>
> = {
  draft: { fill: 'draft', receive: 'draft', submit: 'submitted', reject: 'rejected' },
  submitted: { begin: 'in-review', 'ask-more': 'more-papers', reject: 'rejected' },
  'more-papers': { fill: 'more-papers', receive: 'more-papers', submit: 'submitted', reject: 'rejected' },
  'in-review': { 'ask-more': 'more-papers', approve: 'approved', reject: 'rejected' },
  approved: { offer: 'approved', choose: 'approved', dispatch: 'approved', complete: 'completed' },
  completed: {},
  rejected: {},
};

/** Where an action leads; undefined when it is not allowed there. */
export function statusAfter(status: RenewalStatus, action: RenewalAction): RenewalStatus | undefined {
  return RENEWAL_TRANSITIONS[status][action];
}

/** True when nothing more can be done with it. */
export function isEnded(status: RenewalStatus): boolean {
  return Object.keys(RENEWAL_TRANSITIONS[status]).length === 0;
}

/** One photo of a material, or the note that an agent was given it on paper. The bytes are kept apart, encrypted. */
export interface RenewalPaper {
  readonly id: string;
  /** Id of the material. */
  readonly material: string;
  readonly atMs: Instant;
  /** Absent: brought on paper. */
  readonly photo?: { readonly contentType: string; readonly bytes: number };
  /** The agent who noted it; absent: the merchant uploaded it. */
  readonly by?: string;
  /** True once an agent wanted this material anew: it stays for the history, and counts no longer. */
  readonly refused?: true;
}

/** A time in which somebody could come. */
export interface VisitSlot {
  readonly id: string;
  readonly fromMs: Instant;
  readonly toMs: Instant;
}

/** Whether a terminal's contract can be renewed by itself, seen from the register. */
export type Eligibility =
  /** The register says nothing against it; `endsOn` is the contract's last day, where it is known. */
  | { readonly kind: 'eligible'; readonly endsOn?: Day }
  /** The register has no such terminal, or cannot be reached: people look. */
  | { readonly kind: 'unknown' }
  /** Risk control stopped it: that has to be cleared first. */
  | { readonly kind: 'blocked' }
  /** Given back, or reported lost. */
  | { readonly kind: 'gone' }
  /** The contract still runs longer than renewals are taken in advance; they are from `opensOn`. */
  | { readonly kind: 'too-early'; readonly endsOn: Day; readonly opensOn: Day };

/** An application as stored. */
export interface Renewal {
  /** `R1001` and on. */
  readonly number: string;
  readonly conversationId: ConversationId;
  readonly channel: string;
  readonly language: Locale;
  readonly status: RenewalStatus;
  readonly applicant: Applicant;
  readonly serial?: string;
  readonly model?: string;
  readonly mid?: string;
  readonly phone?: string;
  /** True when the terminal has stopped already. */
  readonly stopped?: boolean;
  /** What the register said when it was opened; for agents, unless the merchant has proven whose terminal it is. */
  readonly eligibility: Eligibility;
  readonly papers: readonly RenewalPaper[];
  /** Materials that are wanted once more. */
  readonly wanted: readonly string[];
  /** Why more is wanted or why it was rejected, in an agent's words. */
  readonly reason?: string;
  readonly slots: readonly VisitSlot[];
  readonly visit?: VisitSlot;
  /** Who comes. */
  readonly technician?: string;
  readonly dispatchedAtMs?: Instant;
  readonly ticketNumber?: string;
  /** Links issued with another number here no longer work. */
  readonly linkVersion: number;
  readonly openedAtMs: Instant;
  readonly submittedAtMs?: Instant;
  readonly updatedAtMs: Instant;
  /** The agent who last acted on it. */
  readonly agent?: string;
}

/** Materials that an applicant has to bring, in the order of the content. */
export function materialsFor(applicant: Applicant, { materials }: RenewalContent): readonly RenewalMaterial[] {
  return materials.filter(({ applicants }) => applicants.includes(applicant));
}

/** How many photos of a material are there and may stay; brought on paper, it is there with all its sides. */
export function countPapers(
  { id, least }: Pick<RenewalMaterial, 'id' | 'least'>,
  papers: readonly Pick<RenewalPaper, 'material' | 'photo' | 'refused'>[],
): number {
  const own = papers.filter(({ material, refused }) => material === id && !refused);
  return own.some(({ photo }) => !photo) ? Math.max(own.length, least) : own.length;
}

/** Ids of the materials without which it cannot go in: not all of them is there, or it is wanted once more. */
export function missingMaterials(
  { applicant, papers, wanted }: Pick<Renewal, 'applicant' | 'papers' | 'wanted'>,
  content: RenewalContent,
): readonly string[] {
  return materialsFor(applicant, content)
    .filter((material) => {
      if (wanted.includes(material.id)) return true;
      const count = countPapers(material, papers);
      // One side of what needs two is not there yet, even where it may be left out.
      return count < material.least && (count > 0 || !material.optional);
    })
    .map(({ id }) => id);
}

/** Whether the terminal's contract can be renewed on a day of the institution's calendar. */
export function eligibilityOf(
  device: DeviceRecord | undefined,
  today: Day,
  { openDaysBefore }: RenewalContent,
): Eligibility {
  if (!device) return { kind: 'unknown' };
  if (device.status === 'returned' || device.status === 'lost') return { kind: 'gone' };
  if (device.status === 'blocked') return { kind: 'blocked' };
  const endsOn = device.contractEndsOn;
  if (endsOn === undefined) return { kind: 'eligible' };
  const opensOn = openDaysBefore === undefined ? undefined : addDays(endsOn, -openDaysBefore);
  return opensOn !== undefined && today < opensOn
    ? { kind: 'too-early', endsOn, opensOn }
    : { kind: 'eligible', endsOn };
}
