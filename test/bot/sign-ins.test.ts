/** Sign-in to the desk: links for one use, browsers for a while, only hashes on disk. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSignIns } from '#bot/sign-ins.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const MINUTE = 60_000;
const admin = { name: 'admin', role: 'admin' } as const;
const HERE = { address: '127.0.0.1' };

async function openSignIns() {
  const path = join(temporaryFolder(), 'posdesk.db');
  const store = await openSqliteStore(path);
  onTestFinished(() => store.close());
  let now = START_MS;
  const signIns = createSignIns(store, () => now);
  return {
    path,
    signIns,
    advance: (ms: number) => {
      now += ms;
    },
    async signIn() {
      return (await signIns.redeem(await signIns.issueLink(admin), HERE))?.id ?? '';
    },
  };
}

describe('a link', () => {
  it('signs in once', async () => {
    const { signIns } = await openSignIns();
    const token = await signIns.issueLink(admin);
    const first = await signIns.redeem(token, HERE);
    expect(first?.user).toMatchObject(admin);
    expect(await signIns.user(first?.id ?? '')).toMatchObject(admin);
    expect(await signIns.redeem(token, HERE)).toBeUndefined();
  });

  it('expires after 24 hours', async () => {
    const { signIns, advance } = await openSignIns();
    const [token, other] = [await signIns.issueLink(admin), await signIns.issueLink({ ...admin, name: 'Li' })];
    advance(24 * 60 * MINUTE - 1);
    expect(await signIns.redeem(token, HERE)).toBeDefined();
    advance(1);
    expect(await signIns.redeem(other, HERE)).toBeUndefined();
  });

  it('is refused whatever else it may be', async () => {
    const { signIns } = await openSignIns();
    await signIns.issueLink(admin);
    for (const token of ['', 'x', 'a'.repeat(43), 'a'.repeat(100_000), '\0'.repeat(43)]) {
      expect(await signIns.redeem(token, HERE)).toBeUndefined();
      expect(await signIns.user(token)).toBeUndefined();
    }
  });
});

describe('a signed-in browser', () => {
  it('is signed out after half an hour without use, for good', async () => {
    const { signIns, advance, signIn } = await openSignIns();
    const id = await signIn();
    advance(29 * MINUTE);
    expect(await signIns.user(id)).toMatchObject(admin);
    advance(29 * MINUTE);
    expect(await signIns.user(id)).toMatchObject(admin);
    advance(30 * MINUTE);
    expect(await signIns.user(id)).toBeUndefined();
    advance(-30 * MINUTE);
    expect(await signIns.user(id)).toBeUndefined();
  });

  it('is signed out after twelve hours however busy', async () => {
    const { signIns, advance, signIn } = await openSignIns();
    const id = await signIn();
    for (let minute = 0; minute < 12 * 60 - 20; minute += 20) {
      advance(20 * MINUTE);
      expect(await signIns.user(id)).toMatchObject(admin);
    }
    advance(20 * MINUTE);
    expect(await signIns.user(id)).toBeUndefined();
  });

  it('is signed out on request', async () => {
    const { signIns, signIn } = await openSignIns();
    const id = await signIn();
    await signIns.signOut(id);
    expect(await signIns.user(id)).toBeUndefined();
  });
});

describe('the store', () => {
  it('holds neither links nor browser ids', async () => {
    const { path, signIns } = await openSignIns();
    const token = await signIns.issueLink(admin);
    const id = (await signIns.redeem(token, HERE))?.id ?? '';
    const bytes = readFileSync(path, 'latin1') + readFileSync(`${path}-wal`, 'latin1');
    expect(bytes).toContain('admin');
    expect(bytes).not.toContain(token);
    expect(bytes).not.toContain(id);
  });

  it('knows whether an admin is signed in', async () => {
    const { signIns, advance, signIn } = await openSignIns();
    expect(await signIns.hasAdmin()).toBe(false);
    await signIn();
    expect(await signIns.hasAdmin()).toBe(true);
    advance(30 * MINUTE);
    expect(await signIns.hasAdmin()).toBe(false);
  });
});
