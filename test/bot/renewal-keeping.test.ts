/** What is kept of renewals: sealed papers, the register's word, roles and the audit log, erasure, retention, both engines. */

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { DeskUser } from '#adapters/desk-contract.ts';
import { DEFAULT_RETENTION, expiryLimits } from '#bot/privacy/retention.ts';
import { readRenewalKey } from '#bot/renewals/renewal-config.ts';
import { createPaperSeal } from '#bot/renewals/seal.ts';
import { sinkNotice } from '#bot/renewals/sink-notice.ts';
import type { DeviceRecord } from '#dialogs/device-record.ts';
import { LI, openApplication, openRenewalWorld, pageOf, uploadAll, useGuide } from './renewal-world.ts';

const guide = useGuide();
const DAY = 86_400_000;
const M1 = 'test:m1' as never;

describe('sealed papers', () => {
  const photo = { bytes: new Uint8Array([1, 2, 3]), contentType: 'image/png' };
  const place = { number: 'R1001', paper: 'a' };

  it('open only with their key, where they belong, and unaltered', () => {
    const seal = createPaperSeal(randomBytes(32));
    const sealed = seal.seal(place, photo);
    expect(seal.open(place, sealed)).toMatchObject({ contentType: 'image/png' });
    expect([...(seal.open(place, sealed)?.bytes ?? [])]).toEqual([1, 2, 3]);
    expect(seal.open({ ...place, number: 'R1002' }, sealed)).toBeUndefined();
    expect(seal.open({ ...place, paper: 'b' }, sealed)).toBeUndefined();
    expect(createPaperSeal(randomBytes(32)).open(place, sealed)).toBeUndefined();
    for (let at = 0; at < sealed.length; at += 1) {
      const altered = Uint8Array.from(sealed);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(seal.open(place, altered)).toBeUndefined();
    }
    expect(Buffer.from(seal.seal(place, photo)).equals(Buffer.from(sealed))).toBe(false);
  });

  it('need a key of 32 random bytes, whose value no fault repeats', () => {
    const key = randomBytes(32);
    expect(readRenewalKey({ RENEWAL_KEY: key.toString('hex') }).renewalKey).toEqual(key);
    expect(readRenewalKey({ RENEWAL_KEY: key.toString('base64') }).renewalKey).toEqual(key);
    expect(readRenewalKey({})).toEqual({});
    for (const wrong of ['password', 'a'.repeat(63), '0'.repeat(64), key.subarray(1).toString('base64')]) {
      expect(() => readRenewalKey({ RENEWAL_KEY: wrong })).toThrow(/no key of 32 random bytes/);
      expect(() => readRenewalKey({ RENEWAL_KEY: wrong })).not.toThrow(wrong);
    }
  });
});

describe('the desk', () => {
  it('lets a viewer see that there is an application, but no papers, no phone and no action, all in the audit log', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    await uploadAll(world, token);
    const viewer: DeskUser = { name: 'vera', role: 'viewer' };
    const { review } = world.renewals;
    const [paper] = (await pageOf(world, token)).papers;
    expect((await review.list(viewer, {})).kind).toBe('ok');
    expect(await review.photo(viewer, 'R1001', paper?.id ?? '')).toEqual({ kind: 'refused', reason: 'not-allowed' });
    expect(await review.act(viewer, 'R1001', { kind: 'begin' })).toMatchObject({ reason: 'not-allowed' });
    expect(await review.photo(LI, 'R1001', paper?.id ?? '')).toMatchObject({ kind: 'ok' });
    expect(await review.photo(LI, 'R1002', paper?.id ?? '')).toMatchObject({ reason: 'not-found' });
    const seen = (await world.store.auditEntries({ limit: 20 })).map(({ user, action, outcome }) => [
      user,
      action,
      outcome,
    ]);
    expect(seen).toContainEqual(['vera', 'renewal.photo', 'not-allowed']);
    expect(seen).toContainEqual(['vera', 'renewal.begin', 'not-allowed']);
    expect(seen).toContainEqual(['li', 'renewal.photo', 'ok']);
  });

  it('refuses what the application is not ready for, times that cannot be, and words that are missing', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    const { review, pages } = world.renewals;
    expect(await review.act(LI, 'R1001', { kind: 'approve' })).toMatchObject({ reason: 'not-now' });
    expect(await review.act(LI, 'R1001', { kind: 'submit' })).toMatchObject({ reason: 'incomplete' });
    expect(await review.act(LI, 'R9999', { kind: 'begin' })).toMatchObject({ reason: 'not-found' });
    await uploadAll(world, token);
    await pages.submit(token);
    await review.act(LI, 'R1001', { kind: 'begin' });
    expect(await review.act(LI, 'R1001', { kind: 'reject', reason: '  ' })).toMatchObject({ reason: 'empty' });
    const nothing = { kind: 'ask-more', materials: ['no-such'], reason: 'x' } as const;
    expect(await review.act(LI, 'R1001', nothing)).toMatchObject({ reason: 'empty' });
    await review.act(LI, 'R1001', { kind: 'approve' });
    const past = { fromMs: world.now() - DAY, toMs: world.now() };
    expect(await review.act(LI, 'R1001', { kind: 'offer', slots: [past] })).toMatchObject({ reason: 'wrong-times' });
    const turned = { fromMs: world.now() + DAY, toMs: world.now() + DAY };
    expect(await review.act(LI, 'R1001', { kind: 'offer', slots: [turned] })).toMatchObject({ reason: 'wrong-times' });
    const who = { kind: 'dispatch', technician: '王师傅' } as const;
    expect(await review.act(LI, 'R1001', who)).toMatchObject({ reason: 'no-visit' });
  });

  it('sends no card number on with a reason', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    await uploadAll(world, token);
    await world.renewals.pages.submit(token);
    const reason = '卡号 4111 1111 1111 1111 不对';
    await world.renewals.review.act(LI, 'R1001', { kind: 'reject', reason });
    await world.settle();
    expect(JSON.stringify(await world.transcript())).not.toContain('1111 1111');
    expect((await world.store.renewal('R1001'))?.reason).not.toContain('1111 1111');
  });
});

describe('other systems', () => {
  it('are told numbers, statuses and the visit, but no papers, no reasons and no phone number', async () => {
    const world = await openRenewalWorld(guide());
    await world.say('你好');
    const wish = {
      channel: 'test',
      language: 'zh-Hans',
      applicant: 'owner',
      phone: '13800138000',
      proven: false,
    } as const;
    await world.renewals.office.answer(M1, { kind: 'open', wish });
    await world.say('我的续期到哪一步了');
    await uploadAll(world, await world.token());
    await world.renewals.pages.submit(await world.token());
    await world.renewals.review.act(LI, 'R1001', { kind: 'reject', reason: '执照已注销' });
    const notices = world.told.map(([event, renewal]) => sinkNotice(event, renewal));
    expect(notices.map(({ type, subject }) => [type, subject])).toEqual([
      ['renewal.opened', 'R1001'],
      ['renewal.submit', 'R1001'],
      ['renewal.reject', 'R1001'],
    ]);
    expect(notices.at(-1)?.body).toMatchObject({
      number: 'R1001',
      status: 'rejected',
      ticketNumber: 'T1001',
      by: 'li',
    });
    for (const secret of ['13800138000', '执照', 'papers', 'business-licence']) {
      expect(JSON.stringify(notices)).not.toContain(secret);
    }
  });
});

describe('the register', () => {
  const device = (changes: Partial<DeviceRecord>): DeviceRecord => ({
    serial: '0821004695',
    status: 'active',
    ...changes,
  });
  const directory = (record: DeviceRecord) => ({
    lookup: async () => ({ kind: 'found', devices: [record] }) as const,
  });

  it('tells the agent, and a merchant who has proven nothing learns nothing of it', async () => {
    const world = await openRenewalWorld(guide(), { directory: directory(device({ status: 'blocked' })) });
    const wish = { channel: 'test', language: 'zh-Hans', applicant: 'owner', serial: '0821004695' } as const;
    await world.say('你好');
    const open = (proven: boolean) => world.renewals.office.answer(M1, { kind: 'open', wish: { ...wish, proven } });
    expect(await open(true)).toEqual({ kind: 'refused', because: { kind: 'blocked' } });
    const opened = await open(false);
    expect(opened.kind).toBe('found');
    expect(JSON.stringify(opened)).not.toContain('blocked');
    expect((await world.store.renewal('R1001'))?.eligibility).toEqual({ kind: 'blocked' });
  });

  it('that cannot be reached keeps nobody from applying', async () => {
    const away = { lookup: async () => ({ kind: 'unavailable', reason: 'down' }) as const };
    const world = await openRenewalWorld(guide(), { directory: away });
    await world.say('你好');
    const wish = { channel: 'test', language: 'en', applicant: 'owner', serial: '0821004695', proven: true } as const;
    expect((await world.renewals.office.answer(M1, { kind: 'open', wish })).kind).toBe('found');
  });
});

describe('erasure and retention', () => {
  it('take an application with its photos and its history', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    await uploadAll(world, token);
    const erased = await world.store.erase(M1, world.now());
    expect(erased?.rows).toMatchObject({ renewals: 1, renewal_photos: 8, renewal_events: 1 });
    expect(await world.renewals.pages.view(token)).toEqual({ kind: 'refused', reason: 'no-link' });
    expect(await world.store.renewals({ limit: 9, ended: true })).toEqual([]);
  });

  it('end drafts that nobody sent in after a month, ended ones after half a year, and no live one', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    const expire = () => world.store.expire(expiryLimits(DEFAULT_RETENTION, world.now()));
    world.advance(29 * DAY);
    expect(await expire()).toMatchObject({ renewals: 0 });
    await world.say('我的续期到哪一步了');
    const fresh = await world.token();
    expect(fresh).not.toBe(token);
    await uploadAll(world, fresh);
    await world.renewals.pages.submit(fresh);
    world.advance(400 * DAY);
    expect(await expire()).toMatchObject({ renewals: 0 });
    await world.renewals.review.act(LI, 'R1001', { kind: 'reject', reason: '太久了' });
    world.advance(179 * DAY);
    expect(await expire()).toMatchObject({ renewals: 0 });
    world.advance(2 * DAY);
    expect(await expire()).toMatchObject({ renewals: 1 });
    expect(await world.store.renewal('R1001')).toBeUndefined();
  });

  it('end ones whose missing papers nobody brought for half a year', async () => {
    const world = await openRenewalWorld(guide());
    await uploadAll(world, await openApplication(world));
    await world.renewals.pages.submit(await world.token());
    await world.renewals.review.act(LI, 'R1001', { kind: 'begin' });
    const asked = { kind: 'ask-more', materials: ['business-licence'], reason: '看不清' } as const;
    expect((await world.renewals.review.act(LI, 'R1001', asked)).kind).toBe('ok');
    const expire = () => world.store.expire(expiryLimits(DEFAULT_RETENTION, world.now()));
    world.advance(179 * DAY);
    expect(await expire()).toMatchObject({ renewals: 0 });
    world.advance(2 * DAY);
    expect(await expire()).toMatchObject({ renewals: 1 });
  });
});
