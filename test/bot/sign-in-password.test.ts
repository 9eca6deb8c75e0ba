/** Passwords and codes of the authenticator app: what is accepted, what is counted, and what is on disk. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DeskRole, DeskUser } from '#adapters/desk-contract.ts';
import { hashPassword, isPassword, isWeak } from '#bot/sign-ins/password-hash.ts';
import { createSignIns } from '#bot/sign-ins.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { createUsers } from '#bot/users.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const MINUTE = 60_000;
const PASSWORD = 'seven brave otters swim';
const HERE = { address: '10.0.0.1' };

async function openPeople() {
  const path = join(temporaryFolder(), 'posdesk.db');
  const store = await openSqliteStore(path);
  onTestFinished(() => store.close());
  let now = START_MS;
  const signIns = createSignIns(store, () => now);
  const users = createUsers(store, () => now);
  /** Somebody who has come in by a link just now. */
  const enter = async (name: string, role: DeskRole): Promise<DeskUser> => {
    const signedIn = await signIns.redeem(await signIns.issueLink({ name, role }), HERE);
    if (!signedIn) throw new Error('The link does not work.');
    return signedIn.user;
  };
  const li = await enter('Li', 'agent');
  await users.setPassword(li, { password: PASSWORD });
  return {
    path,
    store,
    signIns,
    users,
    li,
    enter,
    signIn: (secrets: { password?: string; code?: string } = {}, name = 'Li', address = HERE.address) =>
      signIns.password(name, { password: PASSWORD, ...secrets }, { address }),
    advance(ms: number) {
      now += ms;
    },
    code: (uri: string) => {
      const secret = new URL(uri).searchParams.get('secret') ?? '';
      return new TOTP({ secret }).generate({ timestamp: now });
    },
  };
}

describe('a password', () => {
  it('signs its owner in, and nobody else', async () => {
    const { signIn, signIns } = await openPeople();
    const result = await signIn();
    if (result.kind !== 'ok') throw new Error(result.kind);
    expect(await signIns.user(result.id)).toMatchObject({ name: 'Li', role: 'agent', signedInAtMs: START_MS });
    expect(await signIn({ password: 'seven brave otters swam' })).toEqual({ kind: 'wrong' });
    expect(await signIn({}, 'Wang')).toEqual({ kind: 'wrong' });
    expect(await signIn({}, "Li' or '1'='1")).toEqual({ kind: 'wrong' });
  });

  it('is kept as Argon2id with 19 MiB and two passes, salted anew each time', async () => {
    const [one, other] = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(other);
    expect([await isPassword(PASSWORD, one), await isPassword(PASSWORD, undefined)]).toEqual([true, false]);
    const { path } = await openPeople();
    expect(readFileSync(path, 'latin1') + readFileSync(`${path}-wal`, 'latin1')).not.toContain('otters');
  });

  it('is the same from every keyboard', async () => {
    const hash = await hashPassword('ｓｅｖｅｎ brave otters é');
    expect(await isPassword('seven brave otters e\u0301', hash)).toBe(true);
  });

  it('must be long and neither common, plain nor the name', () => {
    const weak = [
      'short',
      'aaaaaaaaaaaaaaaaaaaa',
      'password12345678',
      'Qwertyuiop123456',
      '1234567890123456',
      'wang-xiaoming-1',
      '',
    ];
    for (const password of weak) expect([password, isWeak(password, 'wang-xiaoming')]).toEqual([password, true]);
    for (const password of [PASSWORD, '我家门口有三棵大柳树还有一口井', 'x7#kQ9!vLp2@mZr4']) {
      expect([password, isWeak(password, 'Li')]).toEqual([password, false]);
    }
  });

  it('is changed only by who knows the old one', async () => {
    const { users, li, signIn } = await openPeople();
    const password = 'nine quiet herons fish';
    expect(await users.setPassword(li, { password })).toEqual({ kind: 'wrong' });
    expect(await users.setPassword(li, { password, current: PASSWORD })).toEqual({ kind: 'ok' });
    expect((await signIn()).kind).toBe('wrong');
    expect((await signIn({ password })).kind).toBe('ok');
  });
});

describe('failed tries', () => {
  it('make an account wait after ten, and the right password does not help', async () => {
    const { signIn, advance, store } = await openPeople();
    for (let tries = 0; tries < 10; tries += 1)
      await signIn({ password: `wrong password ${tries}` }, 'Li', `10.0.1.${tries}`);
    expect(await signIn()).toEqual({ kind: 'too-many', retryAfterMs: 15 * MINUTE });
    expect((await store.auditEntries({ limit: 1 }))[0]).toMatchObject({
      action: 'sign-in.password',
      outcome: 'too-many',
    });
    advance(15 * MINUTE);
    expect((await signIn()).kind).toBe('ok');
  });

  it('make an address wait after thirty, whatever the names', async () => {
    const { signIn } = await openPeople();
    for (let tries = 0; tries < 30; tries += 1) await signIn({ password: 'x' }, `name ${tries}`, '10.9.9.9');
    expect((await signIn({}, 'Li', '10.9.9.9')).kind).toBe('too-many');
    expect((await signIn({}, 'Li', '10.8.8.8')).kind).toBe('ok');
  });
});

describe('the authenticator app', () => {
  it('is asked for once it is set up, and takes each code once', async () => {
    const { users, li, code, signIn, advance } = await openPeople();
    const shown = await users.setTotp(li);
    if (shown.kind !== 'scan') throw new Error(shown.kind);
    expect(await users.setTotp(li, '000000')).toEqual({ kind: 'wrong' });
    expect((await signIn()).kind).toBe('ok');
    const first = code(shown.uri);
    expect(await users.setTotp(li, first)).toEqual({ kind: 'ok' });
    expect(await signIn()).toEqual({ kind: 'code-wanted' });
    expect(await signIn({ code: first })).toEqual({ kind: 'wrong' });
    advance(MINUTE);
    const next = code(shown.uri);
    expect(await signIn({ code: next, password: 'wrong' })).toEqual({ kind: 'wrong' });
    expect((await signIn({ code: next })).kind).toBe('ok');
    expect(await signIn({ code: next })).toEqual({ kind: 'wrong' });
    advance(5 * MINUTE);
    expect(await signIn({ code: next })).toEqual({ kind: 'wrong' });
  });

  it('cannot be put in by whoever finds a browser open', async () => {
    const { users, li, advance } = await openPeople();
    advance(30 * MINUTE);
    expect(await users.setTotp(li)).toEqual({ kind: 'refused', reason: 'not-fresh' });
  });
});
