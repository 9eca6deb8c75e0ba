/** Says how far a renewal is, in the merchant's language. Pure. */

import type { Guide, Locale } from '#knowledge/guide.ts';
import { addPhrase, type Desk, type Draft, patch } from '../draft.ts';
import { localStamp, sayDay, sayInstant } from '../opening-hours.ts';
import { isEnded, type VisitSlot } from '../renewal.ts';
import type { Frame } from '../state.ts';
import type { RenewalView } from './ask-office.ts';

/** A visit as people say it: "明天 09:00–11:00". */
export function sayVisit(slot: VisitSlot, guide: Guide, now: number, locale: Locale): string {
  const { timeZone } = guide.institution.hours;
  const until = localStamp(timeZone, slot.toMs).slice('2026-12-01T'.length);
  return joinVisit(sayInstant(timeZone, slot.fromMs, now, locale), until);
}

/** English says the day last ("09:00 tomorrow"), so that the end goes between. */
function joinVisit(from: string, until: string): string {
  const [, clock, day] = /^(\d\d:\d\d) (.+)$/.exec(from) ?? [];
  return clock === undefined ? `${from}–${until}` : `${clock}–${until} ${day}`;
}

/** Titles of materials, as one list. */
export function sayMaterials(ids: readonly string[], guide: Guide, locale: Locale): string {
  const titles = guide.renewal.materials.filter(({ id }) => ids.includes(id)).map(({ title }) => title[locale]);
  return titles.join(locale === 'en' ? '; ' : '、');
}

function words(renewal: RenewalView, draft: Draft, { guide, now }: Desk): Record<string, string | undefined> {
  const { locale } = draft.state;
  const { timeZone } = guide.institution.hours;
  const open = !isEnded(renewal.status);
  const { reviewDays } = guide.renewal;
  return {
    renewalNumber: renewal.number,
    // The sentence that quotes it has an end of its own.
    reason: renewal.reason?.replace(/[\s。.!！;；]+$/, ''),
    missing: sayMaterials(renewal.missing, guide, locale) || undefined,
    visit: renewal.visit && sayVisit(renewal.visit, guide, now, locale),
    uploadLink: renewal.url,
    linkUntil: sayDay(localStamp(timeZone, renewal.linkUntilMs).slice(0, 10), locale),
    changedAt: sayInstant(timeZone, renewal.changedAtMs, now, locale),
    reviewDays: reviewDays === undefined || !open ? undefined : String(reviewDays),
  };
}

/** Which phrase tells of it: the status, and within "approved" how far the visit is. */
export function phraseOf({ status, visit, slots, dispatched, uploads }: RenewalView): string {
  if (status === 'approved') {
    if (dispatched) return 'renewal.dispatched';
    if (visit) return 'renewal.booked';
    return slots.length > 0 ? 'renewal.offered' : 'renewal.approved';
  }
  const byHand = !uploads && (status === 'draft' || status === 'more-papers');
  return `renewal.${status}${byHand ? '-by-hand' : ''}`;
}

/** Adds where the application stands. */
export function tellStatus(draft: Draft, desk: Desk, renewal: RenewalView, key = phraseOf(renewal)): Draft {
  return addPhrase(draft, desk, key, words(renewal, draft, desk));
}

/** Whether the merchant has times to choose from. */
export function offersVisit({ status, slots, visit, dispatched }: RenewalView): boolean {
  return status === 'approved' && slots.length > 0 && !visit && !dispatched;
}

/** The question for a time, in place of an earlier one and before whatever else is being asked, which is put again after it. */
export function askVisit(draft: Draft, renewal: RenewalView): Draft {
  const others = draft.state.frames.filter((frame) => frame.kind !== 'visit');
  if (!offersVisit(renewal)) return patch(draft, { frames: others });
  const frame: Frame = { kind: 'visit', renewal: renewal.number, slots: renewal.slots, asked: 0 };
  return patch(draft, { frames: [...others, frame] });
}
