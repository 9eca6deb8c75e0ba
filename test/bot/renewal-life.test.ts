/** A renewal from the wish to its end: in chat and on the page, step by step, and what everybody is told. */

import { describe, expect, it } from 'vitest';
import { LI, openApplication, openRenewalWorld, pageOf, photoOf, uploadAll, useGuide } from './renewal-world.ts';

const guide = useGuide();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('a renewal', () => {
  it('goes from the wish through upload, a missing letter, approval and a visit to its end', async () => {
    const world = await openRenewalWorld(guide());
    const { pages, review } = world.renewals;
    const token = await openApplication(world, 'manager');
    expect(await world.answer()).toContain('R1001');
    expect(await world.answer()).toContain('授权书');
    const first = await pageOf(world, token);
    expect(first).toMatchObject({ status: 'draft', applicant: 'manager', uploads: true, open: true });

    for (const material of first.missing.filter((id) => id !== 'authorisation-letter')) {
      expect((await pages.upload(token, material, photoOf(1))).kind).toBe('ok');
    }
    expect((await pageOf(world, token)).missing).toEqual([
      ...['owner-id', 'authorisation-letter', 'agent-id', 'terminal-photo', 'shop-photo'],
    ]);
    for (const id of ['owner-id', 'agent-id', 'terminal-photo', 'shop-photo'])
      await pages.upload(token, id, photoOf(3));
    expect(await pages.submit(token)).toEqual({ kind: 'refused', reason: 'incomplete' });
    expect((await pages.upload(token, 'authorisation-letter', photoOf(2))).kind).toBe('ok');
    expect(await pages.submit(token)).toMatchObject({ kind: 'ok', page: { status: 'submitted', open: false } });
    await world.settle();
    expect(await world.answer()).toContain('已提交');

    const [ticket] = await world.store.tickets({ limit: 9 });
    expect(ticket).toMatchObject({ number: 'T1001', status: 'open', symptoms: ['exp-renew-apply'] });
    expect(ticket?.summary).toContain('R1001');

    expect(await review.act(LI, 'R1001', { kind: 'begin' })).toMatchObject({ renewal: { status: 'in-review' } });
    const asked = { kind: 'ask-more', materials: ['authorisation-letter'], reason: '授权书没有法人签字' } as const;
    expect(await review.act(LI, 'R1001', asked)).toMatchObject({ renewal: { status: 'more-papers' } });
    await world.settle();
    expect(await world.answer()).toContain('授权书没有法人签字');
    expect((await world.store.ticket('T1001'))?.status).toBe('waiting');

    const again = await world.token();
    expect(await pages.submit(again)).toEqual({ kind: 'refused', reason: 'incomplete' });
    expect((await pages.upload(again, 'authorisation-letter', photoOf(3))).kind).toBe('ok');
    expect((await pages.submit(again)).kind).toBe('ok');
    expect((await world.store.ticket('T1001'))?.status).toBe('reopened');

    await review.act(LI, 'R1001', { kind: 'begin' });
    await review.act(LI, 'R1001', { kind: 'approve' });
    const slots = [
      { fromMs: world.now() + DAY, toMs: world.now() + DAY + 2 * HOUR },
      { fromMs: world.now() + 2 * DAY, toMs: world.now() + 2 * DAY + 2 * HOUR },
    ];
    await review.act(LI, 'R1001', { kind: 'offer', slots });
    await world.settle();
    const offer = (await world.transcript()).findLast(({ from }) => from === 'bot')?.reply;
    expect(offer).toMatchObject({ kind: 'choices', choices: [{}, {}, { label: '这几个时间都不行' }] });

    await world.say('2');
    expect(await world.answer()).toMatch(/约好 11月25日.*10:00–12:00 上门/);
    expect((await world.store.renewal('R1001'))?.visit).toMatchObject(slots[1] ?? {});
    expect(await review.act(LI, 'R1001', { kind: 'dispatch', technician: '王师傅' })).toMatchObject({ kind: 'ok' });
    expect(await review.act(LI, 'R1001', { kind: 'complete' })).toMatchObject({ renewal: { status: 'completed' } });
    await world.settle();
    expect(await world.answer()).toContain('办完了');
    expect(await world.store.ticket('T1001')).toMatchObject({ status: 'resolved', resolution: { by: 'li' } });

    const history = (await world.store.renewalEvents('R1001')).map(({ kind }) => kind);
    expect(history).toEqual([
      'opened',
      'submit',
      'begin',
      'ask-more',
      'submit',
      'begin',
      'approve',
      'offer',
      'choose',
      'dispatch',
      'complete',
    ]);
    expect(world.told.map(([{ kind }]) => kind)).toEqual(history);
  });

  it('is told of at any time, also a day later, in the middle of something else, and while an agent has the case', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    await uploadAll(world, token);
    await world.renewals.pages.submit(token);
    await world.settle();
    world.advance(DAY);
    await world.say('我的续期到哪一步了');
    expect(await world.answer()).toContain('R1001 已提交');

    await world.desk.act(LI, 'T1001', { kind: 'claim' });
    await world.settle();
    await world.say('还有一件事，打印纸怎么装');
    const silent = await world.answer();
    await world.say('我的续期办到哪了');
    expect(await world.answer()).not.toBe(silent);
    expect(await world.answer()).toContain('R1001 已提交');
  });

  it('is told of in the middle of another trouble, whose question is put again', async () => {
    const world = await openRenewalWorld(guide());
    await openApplication(world);
    await world.say('打印机卡纸了');
    const question = (await world.answer()).split('\n').at(-1);
    await world.say('对了，我的续期到哪一步了');
    expect(await world.answer()).toContain('R1001');
    expect(await world.answer()).not.toBe(question);
    const trace = (await world.store.traces('test:m1' as never, 99)).at(-1)?.lines ?? [];
    expect(trace.find(({ by }) => by === 'next')?.says).toMatch(/^waits at (?!open)/);
  });

  it('is told outside from where it stopped, also what happened while nobody listened', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    await world.store.saveNote('renewal:told', '0');
    await uploadAll(world, token);
    await world.renewals.pages.submit(token);
    expect(world.told.map(([{ kind, id }]) => [kind, id])).toEqual([
      ['opened', 1],
      ['opened', 1],
      ['submit', 2],
    ]);
  });

  it('is asked about by somebody who has none: the walk goes on as without an office', async () => {
    const world = await openRenewalWorld(guide());
    await world.say('我的续期到哪一步了');
    expect(await world.answer()).toContain('申请单号');
  });

  it('is asked for no paper that its applicant need not bring', async () => {
    const world = await openRenewalWorld(guide());
    await uploadAll(world, await openApplication(world));
    const { pages, review } = world.renewals;
    await pages.submit(await world.token());
    const ask = (materials: readonly string[]) =>
      review.act(LI, 'R1001', { kind: 'ask-more', materials, reason: '请补拍' });
    expect(await ask(['authorisation-letter'])).toEqual({ kind: 'refused', reason: 'empty' });
    expect(await ask(['authorisation-letter', 'owner-id'])).toMatchObject({ missing: ['owner-id'] });
    expect((await world.store.renewal('R1001'))?.wanted).toEqual(['owner-id']);
  });

  it('that ends leaves another trouble of the same ticket open, and its walk where it was', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    await uploadAll(world, token);
    const { pages, review } = world.renewals;
    await pages.submit(token);
    await world.say('打印机卡纸了');
    const before = await world.store.dialogState('test:m1' as never);
    expect(before?.frames.length).toBeGreaterThan(0);
    expect((await world.store.ticket('T1001'))?.symptoms).toContain('prn-jam');
    await review.act(LI, 'R1001', { kind: 'reject', reason: '合同已转给别的商户' });
    expect((await world.store.ticket('T1001'))?.status).not.toBe('resolved');
    expect(await world.store.dialogState('test:m1' as never)).toMatchObject({
      frames: before?.frames,
      ticketNumber: 'T1001',
    });
  });

  it('is opened once, however often it is asked for', async () => {
    const world = await openRenewalWorld(guide());
    await openApplication(world);
    await world.say('我要续期');
    await world.say('还能用');
    expect(await world.answer()).toContain('R1001');
    expect(await world.store.renewals({ limit: 9 })).toHaveLength(1);
  });

  it('goes to people with the papers by hand where no key is set', async () => {
    const world = await openRenewalWorld(guide(), { key: undefined });
    const token = await openApplication(world);
    expect(await world.answer()).toContain('网上还不能传材料');
    expect(await world.renewals.pages.upload(token, 'business-licence', photoOf(1))).toEqual({
      kind: 'refused',
      reason: 'uploads-off',
    });
    const { review } = world.renewals;
    for (const material of (await pageOf(world, token)).missing) {
      expect((await review.act(LI, 'R1001', { kind: 'receive', material })).kind).toBe('ok');
    }
    expect(await review.act(LI, 'R1001', { kind: 'submit' })).toMatchObject({ renewal: { status: 'submitted' } });
  });

  it('leaves no time when none will do, and people offer others', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    await uploadAll(world, token);
    const { pages, review } = world.renewals;
    await pages.submit(token);
    await review.act(LI, 'R1001', { kind: 'begin' });
    await review.act(LI, 'R1001', { kind: 'approve' });
    const slots = [{ fromMs: world.now() + DAY, toMs: world.now() + DAY + HOUR }];
    await review.act(LI, 'R1001', { kind: 'offer', slots });
    const [old] = (await world.store.renewal('R1001'))?.slots ?? [];
    await world.say('这几个时间都不行', { choiceId: 'visit:R1001/none' });
    expect(await world.answer()).toContain('换几个时间');
    expect((await world.store.renewal('R1001'))?.slots).toEqual([]);
    await review.act(LI, 'R1001', { kind: 'offer', slots });
    await world.say('late', { choiceId: `visit:R1001/${old?.id}` });
    expect(await world.answer()).toContain('哪个时间方便');
    expect((await world.store.renewal('R1001'))?.visit).toBeUndefined();
  });

  it('an older “none of these” leaves a newer offer alone', async () => {
    const world = await openRenewalWorld(guide());
    const token = await openApplication(world);
    await uploadAll(world, token);
    const { pages, review } = world.renewals;
    await pages.submit(token);
    await review.act(LI, 'R1001', { kind: 'begin' });
    await review.act(LI, 'R1001', { kind: 'approve' });
    const offer = async () => {
      const slots = [{ fromMs: world.now() + DAY, toMs: world.now() + DAY + HOUR }];
      await review.act(LI, 'R1001', { kind: 'offer', slots });
      return (await world.store.renewal('R1001'))?.slots[0]?.id;
    };
    const first = await offer();
    const second = await offer();
    expect(second).not.toBe(first);
    await world.say('这几个时间都不行', { choiceId: `visit:R1001/none-${first}` });
    expect(await world.answer()).toContain('哪个时间方便');
    expect((await world.store.renewal('R1001'))?.slots.map(({ id }) => id)).toEqual([second]);
    await world.say('这几个时间都不行', { choiceId: `visit:R1001/none-${second}` });
    expect((await world.store.renewal('R1001'))?.slots).toEqual([]);
  });

  it('is nobody else’s to choose for', async () => {
    const world = await openRenewalWorld(guide());
    await uploadAll(world, await openApplication(world));
    const stranger = { conversationId: 'test:m2' as never, senderId: 'm2' };
    await world.say('hi', stranger);
    await world.say('x', { ...stranger, choiceId: 'visit:R1001/none' });
    const lines = await world.store.transcript('test:m2' as never, { after: 0, limit: 9, forMerchant: true });
    expect(lines.map(({ text }) => text).join()).not.toContain('R1001');
  });
});
