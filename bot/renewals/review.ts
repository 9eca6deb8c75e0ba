/** What agents see and do with applications: each request checked, each look at a photo and each action audited. */

import { randomBytes } from 'node:crypto';
import type { DeskPermission, DeskUser } from '#adapters/desk-contract.ts';
import type { RenewalReview, ReviewAction, ReviewRefusal, ReviewRefused } from '#adapters/renewal-contract.ts';
import { materialsFor, type Renewal, type RenewalPaper, type VisitSlot } from '#dialogs/renewal.ts';
import { mayDo, refuseUnless } from '../desk/permissions.ts';
import type { RenewalChange } from './change-renewal.ts';
import type { RenewalDesk } from './renewal-desk.ts';
import { submitted } from './submitted.ts';
import { listed, opened } from './view-renewal.ts';

const MOST_LISTED = 500;
const MOST_SLOTS = 6;
const SLOT_BYTES = 9;
const LONGEST_VISIT_MS = 12 * 3_600_000;
const FURTHEST_MS = 90 * 86_400_000;

const refused = (reason: ReviewRefusal): ReviewRefused => ({ kind: 'refused', reason });

type Change = RenewalChange<ReviewRefusal>;
type Changing = Pick<Change, 'change' | 'note'> & { readonly tells?: false };

/** The times as slots with ids of their own; undefined when one of them cannot be. */
function slotsOf(
  times: Extract<ReviewAction, { kind: 'offer' }>['slots'],
  now: number,
): readonly VisitSlot[] | undefined {
  const right = times.every(
    ({ fromMs, toMs }) =>
      fromMs > now && toMs > fromMs && toMs - fromMs <= LONGEST_VISIT_MS && fromMs - now <= FURTHEST_MS,
  );
  if (!right || times.length === 0 || times.length > MOST_SLOTS) return undefined;
  // Ids are never used again, so that a late tap cannot mean another time.
  return times.map((time) => ({ id: randomBytes(SLOT_BYTES).toString('base64url'), ...time }));
}

/** Papers of materials that are wanted anew count no longer. */
function refusePapers(papers: readonly RenewalPaper[], wanted: readonly string[]): readonly RenewalPaper[] {
  return papers.map((paper) => (wanted.includes(paper.material) ? { ...paper, refused: true } : paper));
}

function withText(text: string, change: (text: string) => Omit<Changing, 'note'>): Changing {
  return text === '' ? { change: () => 'empty' } : { ...change(text), note: text };
}

/** What each action changes besides the status; texts are clean already. */
function changeOf(action: ReviewAction, by: string, desk: RenewalDesk): Changing {
  const { clock, guide } = desk;
  switch (action.kind) {
    case 'begin':
    case 'approve':
    case 'complete':
      return { change: ({ reason: _, ...renewal }) => renewal };
    case 'submit':
      return { change: (renewal) => submitted(renewal, desk) };
    case 'receive': {
      const { material } = action;
      if (!guide().renewal.materials.some(({ id }) => id === material)) return { change: () => 'not-found' };
      const paper = { id: `paper-${material}-${clock().toString(36)}`, material, atMs: clock(), by };
      return {
        tells: false,
        note: material,
        change: (renewal) => ({
          ...renewal,
          papers: [...renewal.papers, paper],
          wanted: renewal.wanted.filter((one) => one !== material),
        }),
      };
    }
    case 'ask-more': {
      return withText(action.reason, (reason) => ({
        change(renewal) {
          // Of what this applicant need not bring nothing could ever come in.
          const own = materialsFor(renewal.applicant, guide().renewal).map(({ id }) => id);
          const wanted = [...new Set(action.materials)].filter((id) => own.includes(id));
          if (wanted.length === 0) return 'empty';
          return { ...renewal, wanted, reason, papers: refusePapers(renewal.papers, wanted) };
        },
      }));
    }
    case 'reject':
      return withText(action.reason, (reason) => ({ change: (renewal) => ({ ...renewal, reason }) }));
    case 'offer':
      return {
        change(renewal) {
          const slots = slotsOf(action.slots, clock());
          const { visit: _visit, dispatchedAtMs: _at, technician: _who, ...rest } = renewal;
          return slots ? { ...rest, slots } : 'wrong-times';
        },
      };
    case 'dispatch':
      return withText(action.technician, (technician) => ({
        change: (renewal) => (renewal.visit ? { ...renewal, technician, dispatchedAtMs: clock() } : 'no-visit'),
      }));
    case 'revoke':
      return { tells: false, change: (renewal) => ({ ...renewal, linkVersion: renewal.linkVersion + 1 }) };
  }
}

function clean(action: ReviewAction, { redact }: RenewalDesk): ReviewAction {
  const tidy = (text: string): string => redact(text.toWellFormed().trim()).text;
  if (action.kind === 'ask-more' || action.kind === 'reject') return { ...action, reason: tidy(action.reason) };
  return action.kind === 'dispatch' ? { ...action, technician: tidy(action.technician) } : action;
}

/** Looks of the same person at the same application closer together than this are one entry in the audit log. */
const SAME_LOOK_MS = 5 * 60_000;

/** Whether a look is a new one for the audit log. */
function createLooks(): (key: string, now: number) => boolean {
  const looks = new Map<string, number>();
  return (key, now) => {
    for (const [other, atMs] of looks) if (now - atMs >= SAME_LOOK_MS) looks.delete(other);
    const isNew = !looks.has(key);
    if (isNew) looks.set(key, now);
    return isNew;
  };
}

/** The review over the desk of renewals. */
export function createReview(desk: RenewalDesk): RenewalReview {
  const { store, guide, clock } = desk;
  const isNewLook = createLooks();
  const note = (user: DeskUser, action: string, subject: string, outcome = 'ok') =>
    store.appendAudit([{ atMs: clock(), user: user.name, role: user.role, action, subject, outcome }]);
  const check = async (user: DeskUser, permission: DeskPermission, action: string, subject: string) => {
    const refusal = refuseUnless(user, permission, clock());
    if (refusal) await note(user, action, subject, refusal.reason);
    return refusal;
  };
  const show = async (renewal: Renewal, user: DeskUser) => {
    const about = { uploads: desk.seal !== undefined, masked: !mayDo(user, 'work') };
    return { kind: 'ok' as const, ...opened(renewal, guide(), await store.renewalEvents(renewal.number), about) };
  };
  return {
    async list(user, query) {
      const refusal = await check(user, 'look', 'renewal.list', '');
      if (refusal) return refusal;
      const renewals = await store.renewals({ ...query, limit: MOST_LISTED });
      return { kind: 'ok', renewals: renewals.map(listed) };
    },
    async renewal(user, number) {
      const refusal = await check(user, 'look', 'renewal.view', number);
      if (refusal) return refusal;
      const renewal = await store.renewal(number);
      if (!renewal) return refused('not-found');
      if (isNewLook(`${number} ${user.name}`, clock())) await note(user, 'renewal.view', number);
      return await show(renewal, user);
    },
    async act(user, number, wanted) {
      const refusal = await check(user, 'work', `renewal.${wanted.kind}`, number);
      if (refusal) return refusal;
      const action = clean(wanted, desk);
      const { tells = true, ...change } = changeOf(action, user.name, desk);
      const changed = await desk.change<ReviewRefusal>(number, { ...change, action: action.kind, by: user, tells });
      return changed.kind === 'ok' ? await show(changed.renewal, user) : changed;
    },
    async photo(user, number, paper) {
      const refusal = await check(user, 'work', 'renewal.photo', number);
      if (refusal) return refusal;
      if (!desk.seal) return refused('uploads-off');
      const sealed = await store.renewalPhoto(number, paper);
      const media = sealed && desk.seal.open({ number, paper }, sealed);
      await note(user, 'renewal.photo', number, media ? 'ok' : 'not-found');
      return media ? { kind: 'ok', media } : refused('not-found');
    },
  };
}
