/** Ten thousand random dialogs over 微信客服: no quota, window or size is ever exceeded, and no reply is lost. */

import { expect, it, onTestFinished } from 'vitest';
import type { TencentApi } from '#adapters/tencent/call-api.ts';
import { createWecomChannelOn } from '#adapters/wecom/channel.ts';
import { silentLogger } from '#bot/log.ts';
import { createPipeline, type Pipeline } from '#bot/pipeline.ts';
import type { Respond } from '#bot/run-turn.ts';
import { openMemoryStore } from '#bot/store/memory.ts';
import type { Reply } from '#dialogs/message.ts';
import { newState } from '#dialogs/state.ts';
import { callInProcess, FAKE_WECOM, type FakeQyapi, openFakeQyapi } from '#test/fixtures/fake-qyapi.ts';
import { textFields } from '#test/fixtures/fake-qyapi-channel.ts';
import { listen } from '#test/fixtures/listen.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';
import { plainGuide } from '#test/fixtures/plain-guide.ts';

const DIALOGS = 10_000;
const WAVE = 2_000;
const ACCOUNTS = ['wkA', 'wkB'];
const SEND = '/cgi-bin/kf/send_msg';
const NAME = /wm\d+-\d#\d/g;
/** What merchants write only to hear what was held. */
const NOTHING = '?';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Numbers from 0 up to `below`, the same ones for the same seed. */
function seededRandom(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39);
    return ((mixed ^ (mixed >>> 16)) >>> 0) % below;
  };
}

type Random = ReturnType<typeof seededRandom>;

function randomReply(random: Random, name: string): Reply {
  const words = (most: number) => '请看信号灯,'.repeat(1 + random(most));
  const kind = random(20);
  if (kind < 9) return { kind: 'text', text: `${name} ${words(8)}` };
  // One in many is longer than a message, as an agent's answer may be.
  if (kind === 9) return { kind: 'text', text: `${name} ${words(random(8) === 0 ? 300 : 120)}` };
  if (kind === 10) return { kind: 'image', text: name, url: 'https://help.example.com/sn.png' };
  if (kind === 11) return { kind: 'receipt', text: name, receipt: { ticketNumber: 'T1001', lines: [words(5)] } };
  const choices = Array.from({ length: 1 + random(13) }, (_, index) => ({
    id: `step-${'x'.repeat(random(70))}:${index}`,
    label: words(random(25) === 0 ? 12 : 3),
  }));
  return { kind: 'choices', text: `${name} ${words(random(40) === 0 ? 90 : 4)}`, choices };
}

/** Mostly one reply a turn; sometimes more than the platform allows at once. */
function randomReplies(text: string): readonly Reply[] {
  const random = seededRandom([...text].reduce((sum, sign) => Math.imul(sum, 31) + sign.charCodeAt(0), 7));
  const count = random(10) < 9 ? 1 : 2 + random(7);
  return Array.from({ length: count }, (_, index) => randomReply(random, `${text}#${index}`));
}

const respond: Respond = (state, event, guide) => ({
  state: state ?? newState(guide, 'zh-Hans', 'wecom'),
  replies: event.kind === 'message' && event.message.text !== NOTHING ? randomReplies(event.message.text) : [],
  effects: [],
  trace: [],
});

/** The platform without a wire; now and then it is busy, and now and then its answer is lost on the way back. */
function callUnreliably(api: TencentApi, random: Random): TencentApi {
  const failed = { kind: 'failed', advice: 'retry', reason: 'arranged' } as const;
  return {
    ...api,
    async call(request) {
      if (random(100) === 0) return failed;
      const result = await api.call(request);
      return request.path === SEND && random(100) === 0 ? failed : result;
    },
  };
}

interface Town {
  readonly qyapi: FakeQyapi;
  readonly pipeline: Pipeline;
  now(): number;
  pass(ms: number): void;
  /** Calls for every account and lets all that comes of it happen. */
  settle(): Promise<void>;
}

async function openTown(random: Random): Promise<Town> {
  let nowMs = START_MS;
  const now = () => nowMs;
  const qyapi = await openFakeQyapi({ now, accounts: ACCOUNTS });
  const store = await openMemoryStore();
  const pipeline = createPipeline({
    store,
    respond,
    guide: () => plainGuide,
    clock: now,
    log: silentLogger,
    random: () => 0,
    inboxLimit: 100_000,
  });
  const channel = createWecomChannelOn(
    callUnreliably(callInProcess(qyapi.kf), random),
    FAKE_WECOM,
    pipeline.forChannels,
  );
  const server = await listen(channel.handler);
  await pipeline.start([channel]);
  onTestFinished(async () => {
    await server.close();
    await pipeline.stop();
    await store.close();
  });
  return {
    qyapi,
    pipeline,
    now,
    pass(ms) {
      nowMs += ms;
    },
    async settle() {
      for (const kfId of ACCOUNTS) await fetchAll(qyapi, server.url, kfId);
      await pipeline.settle();
    },
  };
}

/** Calls until every line has been fetched; a fetch that failed is made good by the next call. */
async function fetchAll(qyapi: FakeQyapi, url: string, kfId: string): Promise<void> {
  await expect
    .poll(async () => {
      await qyapi.callBack(url, kfId);
      return qyapi.kf.unread(kfId);
    })
    .toBe(0);
}

/** What merchants wrote, and what each has to read for it. */
function createMerchants({ qyapi }: Town, random: Random) {
  const owed = new Map<string, string[]>();
  const personOf = (userId: string) => ({ kfId: ACCOUNTS[Number(userId.slice(2)) % ACCOUNTS.length] ?? '', userId });
  // Replies of one turn may come as one message; each begins with its name.
  const read = (): ReadonlyMap<string, readonly string[]> => {
    const shown = Map.groupBy(qyapi.kf.shown, ({ userId }) => userId);
    const names = (userId: string) => (shown.get(userId) ?? []).flatMap(({ text }) => text.match(NAME) ?? []);
    return new Map([...owed.keys()].map((userId) => [userId, names(userId)]));
  };
  return {
    owed,
    read,
    write(userId: string, words: string) {
      const lines = owed.get(userId) ?? [];
      owed.set(userId, lines);
      lines.push(...randomReplies(words).flatMap(({ text }) => text.match(NAME) ?? []));
      qyapi.kf.write(personOf(userId), textFields(words, random(4) === 0 ? `step:${random(9)}` : undefined));
    },
    /** Whoever is owed something writes again; how many there were. */
    ask(): number {
      const shown = read();
      const waiting = [...owed].filter(([userId, lines]) => (shown.get(userId)?.length ?? 0) < lines.length);
      for (const [userId] of waiting) qyapi.kf.write(personOf(userId), textFields(NOTHING));
      return waiting.length;
    },
  };
}

it('holds every limit and loses nothing', async () => {
  const random = seededRandom(20_261_122);
  const town = await openTown(random);
  const merchants = createMerchants(town, random);
  const settle = async (ms: number): Promise<void> => {
    await town.settle();
    town.pass(ms);
    await town.pipeline.catchUp();
  };
  for (let first = 0; first < DIALOGS; first += WAVE) {
    const wave = Array.from({ length: WAVE }, (_, index) => `wm${first + index}`);
    for (const userId of wave) merchants.write(userId, `${userId}-0`);
    await settle(MINUTE_MS);
    for (const userId of wave) {
      // Some say nothing more, some write three lines at once.
      const count = [0, 0, 0, 1, 1, 3][random(6)] ?? 0;
      for (let line = 1; line <= count; line += 1) merchants.write(userId, `${userId}-${line}`);
    }
    await settle(3 * DAY_MS);
  }
  for (let round = 0; round < 40 && merchants.ask() > 0; round += 1) await settle(MINUTE_MS);
  expect(merchants.read()).toEqual(merchants.owed);
  expect(town.qyapi.kf.violations).toEqual([]);
});
