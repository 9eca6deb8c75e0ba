/** A renewal over the wire of a WeChat official account: from the terminal's message to its end, and what waits for whom. */

import { describe, expect, it, onTestFinished } from 'vitest';
import {
  LI,
  openRenewalWorld,
  pageOf,
  photoOf,
  type RenewalWorld,
  uploadAll,
  useGuide,
} from '#test/bot/renewal-world.ts';
import { type FakeAccount, MERCHANT, messageFields, openAccount } from '#test/fixtures/fake-weixin-account.ts';

const guide = useGuide();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A merchant on WeChat. */
interface Follower {
  readonly world: RenewalWorld;
  readonly account: FakeAccount;
  /** Writes, and resolves with everything that was shown since. */
  write(words: string, choiceId?: string): Promise<string>;
  /** What has been shown since the last time. */
  news(): Promise<string>;
}

async function follow(): Promise<Follower> {
  let account: FakeAccount | undefined;
  const world = await openRenewalWorld(guide(), {
    async openChannel(desk) {
      account = await openAccount(desk, {
        mode: 'plain',
        patience: { answerMs: 400, gatherMs: 5, apiMs: 60_000 },
      });
      return account.channel;
    },
  });
  if (!account) throw new Error('The account is not open.');
  const opened = account;
  onTestFinished(() => opened.close());
  let shown = 0;
  let sent = 0;
  const news = async (): Promise<string> => {
    await world.settle();
    const all = opened.weixin.seen(MERCHANT);
    const fresh = all.slice(shown).map(({ text, choices }) => [text, ...choices.map(({ label }) => label)].join('\n'));
    shown = all.length;
    return fresh.join('\n');
  };
  return {
    world,
    account,
    news,
    async write(words, choiceId) {
      sent += 1;
      const tap = choiceId === undefined ? {} : { bizmsgmenuid: choiceId };
      const fields = { ...messageFields('text', `renewal-${sent}`, world.now()), Content: words, ...tap };
      await opened.weixin.bring(opened.caller, fields, choiceId === undefined ? 'message' : 'tap');
      return await news();
    },
  };
}

const tokenIn = (text: string): string => /\/renewal\/([\w.-]+)/.exec(text)?.[1] ?? '';

async function reachForm({ write }: Follower): Promise<string> {
  let answer = await write('机器显示租赁期届满');
  for (const [asked, said] of [
    ['几台', '只有这一台'],
    ['上次', '跳过'],
    ['都不行', '都不行'],
    ['由谁来办', '受托代办'],
    ['SN', '跳过'],
  ] as const) {
    if (answer.includes(asked)) answer = await write(said);
  }
  return answer;
}

describe('a renewal over WeChat', () => {
  it('goes from the terminal’s message through upload, a missing letter, approval and a visit to its end', async () => {
    const follower = await follow();
    const { world, write, news, account } = follower;
    const { pages, review } = world.renewals;
    const link = await reachForm(follower);
    expect(link).toContain('还缺');
    const token = tokenIn(link);
    await uploadAll(world, token);
    expect((await pages.submit(token)).kind).toBe('ok');
    expect(await news()).toContain('R1001 已提交');

    world.advance(DAY);
    expect(await write('我的续期到哪一步了')).toContain('R1001 已提交');

    await review.act(LI, 'R1001', { kind: 'begin' });
    const asked = { kind: 'ask-more', materials: ['authorisation-letter'], reason: '授权书没有法人签字' } as const;
    await review.act(LI, 'R1001', asked);
    const more = await news();
    expect(more).toContain('授权书没有法人签字');
    const again = tokenIn(more);
    expect((await pageOf(world, again)).missing).toEqual(['authorisation-letter']);
    await pages.upload(again, 'authorisation-letter', photoOf(9));
    expect((await pages.submit(again)).kind).toBe('ok');
    await news();

    await write('谢谢');
    await review.act(LI, 'R1001', { kind: 'begin' });
    await review.act(LI, 'R1001', { kind: 'approve' });
    const slots = [1, 2].map((day) => ({ fromMs: world.now() + day * DAY, toMs: world.now() + day * DAY + 2 * HOUR }));
    await review.act(LI, 'R1001', { kind: 'offer', slots });
    expect(await news()).toContain('哪个时间方便');
    const [, second] = (await world.store.renewal('R1001'))?.slots ?? [];
    expect(await write('第二个', `visit:R1001/${second?.id}`)).toContain('约好');
    expect((await world.store.renewal('R1001'))?.visit?.id).toBe(second?.id);

    await review.act(LI, 'R1001', { kind: 'dispatch', technician: '王师傅' });
    await review.act(LI, 'R1001', { kind: 'complete' });
    const end = (await news()) + (await write('办好了吗，我的续期到哪一步了'));
    expect(end).toContain('办完了');
    expect(account.weixin.violations).toEqual([]);
  });

  it('is told of when the merchant writes again, once the platform’s window is over', async () => {
    const follower = await follow();
    const { world, write, news, account } = follower;
    const token = tokenIn(await reachForm(follower));
    await uploadAll(world, token);
    await world.renewals.pages.submit(token);
    await news();
    world.advance(3 * DAY);
    await world.renewals.review.act(LI, 'R1001', { kind: 'reject', reason: '执照已注销' });
    expect(await news()).not.toContain('没有通过');
    expect(await write('在吗')).toContain('执照已注销');
    expect(account.weixin.violations).toEqual([]);
  });
});
