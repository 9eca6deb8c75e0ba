/** People of the desk: invites, roles, disabling, and sign-ins of others. */

import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DeskRole } from '#adapters/desk-contract.ts';
import type { SignedIn } from '#adapters/sign-in-contract.ts';
import { createSignIns } from '#bot/sign-ins.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { createUsers } from '#bot/users.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const MINUTE = 60_000;
const HERE = { address: '10.0.0.1', browser: 'Firefox' };
const REFUSED = { kind: 'refused', reason: 'not-allowed' };

async function openPeople() {
  const store = await openSqliteStore(join(temporaryFolder(), 'posdesk.db'));
  onTestFinished(() => store.close());
  let now = START_MS;
  const signIns = createSignIns(store, () => now);
  const users = createUsers(store, () => now);
  const enter = async (name: string, role: DeskRole): Promise<SignedIn> => {
    const signedIn = await signIns.redeem(await signIns.issueLink({ name, role }), HERE);
    if (!signedIn) throw new Error('The link does not work.');
    return signedIn;
  };
  const admin = await enter('admin', 'admin');
  return {
    store,
    signIns,
    users,
    enter,
    admin: admin.user,
    advance(ms: number) {
      now += ms;
    },
  };
}

describe('an invite', () => {
  it('is made by admins only, works once and for a day', async () => {
    const { users, signIns, admin, enter, advance } = await openPeople();
    for (const role of ['viewer', 'agent', 'lead', 'operator'] as const) {
      expect(await users.invite((await enter(role, role)).user, 'Eve', 'admin')).toEqual(REFUSED);
    }
    const invited = await users.invite(admin, 'Wang', 'lead');
    if (invited.kind !== 'ok') throw new Error(invited.reason);
    expect(invited.untilMs).toBe(START_MS + 24 * 60 * MINUTE);
    expect((await signIns.redeem(invited.token, HERE))?.user).toMatchObject({ name: 'Wang', role: 'lead' });
    expect(await signIns.redeem(invited.token, HERE)).toBeUndefined();
    const late = await users.invite(admin, 'Zhao', 'agent');
    advance(24 * 60 * MINUTE);
    expect(late.kind === 'ok' && (await signIns.redeem(late.token, HERE))).toBeUndefined();
  });

  it('takes no name that hides or pretends something', async () => {
    const { users, admin } = await openPeople();
    for (const name of ['', ' ', 'a\u202eb', 'x'.repeat(65), 'a\nb', '<b>']) {
      expect([name, (await users.invite(admin, name, 'agent')).kind]).toEqual([name, 'refused']);
    }
    expect((await users.invite(admin, '王小明', 'agent')).kind).toBe('ok');
  });
});

describe('somebody who is disabled', () => {
  it('is signed out everywhere at once and comes in no more, by no way', async () => {
    const { users, signIns, admin, enter } = await openPeople();
    const li = await enter('Li', 'agent');
    await users.setPassword(li.user, { password: 'seven brave otters swim' });
    const unused = await signIns.issueLink({ name: 'Li', role: 'agent' });
    expect(await users.change(admin, 'Li', { disabled: true })).toEqual({ kind: 'ok' });
    expect(await signIns.user(li.id)).toBeUndefined();
    expect(await signIns.redeem(unused, HERE)).toBeUndefined();
    const later = await signIns.issueLink({ name: 'Li', role: 'admin' });
    expect(await signIns.redeem(later, HERE)).toBeUndefined();
    expect(await signIns.password('Li', { password: 'seven brave otters swim' }, HERE)).toEqual({ kind: 'wrong' });
    await users.change(admin, 'Li', { disabled: false });
    expect((await signIns.password('Li', { password: 'seven brave otters swim' }, HERE)).kind).toBe('ok');
  });

  it('is never the last admin', async () => {
    const { users, admin, enter } = await openPeople();
    expect(await users.change(admin, 'admin', { disabled: true })).toEqual(REFUSED);
    expect(await users.change(admin, 'admin', { role: 'viewer' })).toEqual(REFUSED);
    await enter('second', 'admin');
    expect(await users.change(admin, 'admin', { role: 'lead' })).toEqual({ kind: 'ok' });
  });
});

describe('a role', () => {
  it('counts from the moment it is changed, in browsers that are signed in too', async () => {
    const { users, signIns, admin, enter } = await openPeople();
    const li = await enter('Li', 'admin');
    await users.change(admin, 'Li', { role: 'viewer' });
    expect(await signIns.user(li.id)).toMatchObject({ role: 'viewer' });
    expect(await users.change({ ...li.user, role: 'viewer' }, 'Li', { role: 'admin' })).toEqual(REFUSED);
  });
});

describe('sign-ins', () => {
  it('are listed and ended: all of them by admins, their own by others', async () => {
    const { users, signIns, admin, enter } = await openPeople();
    const [li, wang] = [await enter('Li', 'agent'), await enter('Wang', 'agent')];
    expect((await users.signIns(admin)).map(({ user }) => user).toSorted()).toEqual(['Li', 'Wang', 'admin']);
    const [own] = await users.signIns(li.user);
    const [foreign] = await users.signIns(wang.user);
    expect(own).toMatchObject({ user: 'Li', browser: 'Firefox', signedInAtMs: START_MS });
    expect(await users.revoke(li.user, foreign?.ref ?? '')).toEqual({ kind: 'refused', reason: 'not-found' });
    expect(await users.revoke(admin, foreign?.ref ?? '')).toEqual({ kind: 'ok' });
    expect(await signIns.user(wang.id)).toBeUndefined();
    expect(await users.revoke(li.user, own?.ref ?? '')).toEqual({ kind: 'ok' });
    expect(await signIns.user(li.id)).toBeUndefined();
  });

  it('and everything done with people are in the audit log', async () => {
    const { users, signIns, store, admin, enter } = await openPeople();
    const li = await enter('Li', 'agent');
    await users.invite(admin, 'Wang', 'agent');
    await users.change(admin, 'Li', { role: 'lead' });
    await users.list(li.user);
    await signIns.password('Li', { password: 'x' }, HERE);
    await signIns.signOut(li.id);
    const entries = (await store.auditEntries({ limit: 50 })).toReversed();
    expect(entries.map(({ user, action, subject, outcome }) => `${user} ${action} ${subject} ${outcome}`)).toEqual([
      'admin sign-in.link admin ok',
      'Li sign-in.link Li ok',
      'admin account.invite Wang ok',
      'admin account.role Li ok',
      'Li account.list  not-allowed',
      'Li sign-in.password Li wrong',
      'Li sign-out Li ok',
    ]);
  });
});
