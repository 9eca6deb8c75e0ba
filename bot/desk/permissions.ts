/** Who may do what at the desk: the one place that decides it. Pure. */

import type { DeskPermission, DeskRole, DeskUser, Refused } from '#adapters/desk-contract.ts';
import type { Instant } from '#dialogs/message.ts';

/** What each role may do; operators mend content and watch, and do not work on tickets. */
const ROLE_MAY: Readonly<Record<DeskRole, readonly DeskPermission[]>> = {
  viewer: ['look'],
  agent: ['look', 'work'],
  lead: ['look', 'work', 'direct', 'unmask', 'report', 'export'],
  operator: ['look', 'unmask', 'report', 'audit', 'content'],
  admin: ['look', 'work', 'direct', 'unmask', 'report', 'audit', 'export', 'content', 'accounts'],
};

/** How long after proving who one is a sign-in is fresh enough for what leaves the desk. */
const FRESH_MS = 5 * 60_000;
/** What needs a fresh sign-in besides the role. */
const NEEDS_FRESH: readonly DeskPermission[] = ['unmask', 'export'];

/** Everything that a role may do. */
export function permissionsOf(role: DeskRole): readonly DeskPermission[] {
  return ROLE_MAY[role];
}

/** Whether somebody's role allows something; a fresh sign-in is not looked at. */
export function mayDo({ role }: DeskUser, permission: DeskPermission): boolean {
  return ROLE_MAY[role]?.includes(permission) ?? false;
}

/** Until when a sign-in is fresh; undefined when it is not. */
export function freshUntil({ signedInAtMs }: DeskUser, now: Instant): Instant | undefined {
  if (signedInAtMs === undefined || signedInAtMs > now) return undefined;
  const untilMs = signedInAtMs + FRESH_MS;
  return untilMs > now ? untilMs : undefined;
}

/** The refusal for what somebody may not do, or not without signing in anew; undefined when they may. */
export function refuseUnless(user: DeskUser, permission: DeskPermission, now: Instant): Refused | undefined {
  if (!mayDo(user, permission)) return { kind: 'refused', reason: 'not-allowed' };
  if (NEEDS_FRESH.includes(permission) && freshUntil(user, now) === undefined) {
    return { kind: 'refused', reason: 'not-fresh' };
  }
  return undefined;
}
