/** A running posdesk with renewals on a real file, the real content and dialog, and a clock that tests turn. */

import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { Router } from 'express';
import { beforeAll, onTestFinished } from 'vitest';
import type { DeskUser } from '#adapters/desk-contract.ts';
import { createRenewalPage, RENEWAL_PATH } from '#adapters/renewal/renewal-page.ts';
import type { RenewalPage } from '#adapters/renewal-contract.ts';
import { silentLogger } from '#bot/log.ts';
import type { RenewalDependencies, Renewals } from '#bot/renewals/renewal-desk.ts';
import { createRenewals } from '#bot/renewals.ts';
import type { RenewalEvent } from '#bot/store/renewal-store.ts';
import type { Renewal } from '#dialogs/renewal.ts';
import { respond } from '#dialogs/respond.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { listen } from '#test/fixtures/listen.ts';
import { conversationOf, START_MS } from '#test/fixtures/merchant-message.ts';
import { type PipelineOptions, type RunningPipeline, runPipeline } from '#test/fixtures/running-pipeline.ts';

/** An agent of the tests. */
export const LI: DeskUser = { name: 'li', role: 'agent' };

/** The content as it comes with posdesk, for the tests of a file. */
export function useGuide(): () => Guide {
  let guide: Guide | undefined;
  beforeAll(async () => {
    guide = await loadBuiltInGuide();
  });
  return () => {
    if (!guide) throw new Error('The content is not there yet.');
    return guide;
  };
}

/** A running posdesk with renewals. */
export interface RenewalWorld extends Omit<RunningPipeline, 'renewals'> {
  readonly renewals: Renewals;
  /** Where the page is served. */
  readonly url: string;
  now(): number;
  /** What systems of the institution were told. */
  readonly told: readonly (readonly [RenewalEvent, Renewal])[];
  /** The last line that the bot said to m1. */
  answer(): Promise<string>;
  /** The token of the last link that m1 was sent. */
  token(): Promise<string>;
}

/** Opens one; `key` undefined stands for an institution that has set none. */
export async function openRenewalWorld(
  guide: Guide,
  options: PipelineOptions & {
    readonly key?: Uint8Array | undefined;
    readonly holdsCard?: NonNullable<RenewalDependencies['holdsCard']>;
  } = {},
): Promise<RenewalWorld> {
  const { key = randomBytes(32), holdsCard, ...others } = options;
  let now = START_MS;
  const told: (readonly [RenewalEvent, Renewal])[] = [];
  const pipeline = await runPipeline({ guide: () => guide, respond, ...others, clock: () => now });
  const { serve, ...known } = pipeline.renewals;
  let url = '';
  const renewals = await createRenewals({
    store: pipeline.store,
    respond,
    guide: () => guide,
    clock: () => now,
    log: silentLogger,
    publicUrl: () => url,
    ...known,
    ...('key' in options && options.key === undefined ? {} : { key }),
    ...(holdsCard ? { holdsCard } : {}),
    tellSinks: async (...news) => void told.push(news),
  });
  serve(renewals.office);
  const router = Router();
  router.use(RENEWAL_PATH, createRenewalPage(renewals.pages));
  const listening = await listen(router);
  onTestFinished(() => listening.close());
  url = listening.url;
  const said = async () => {
    const lines = await pipeline.store.transcript(conversationOf('m1'), { after: 0, limit: 1_000, forMerchant: true });
    return lines.filter(({ from }) => from === 'bot').map(({ text }) => text);
  };
  return {
    ...pipeline,
    renewals,
    url,
    told,
    now: () => now,
    advance(ms) {
      now += ms;
    },
    async say(text, changes) {
      await pipeline.say(text, { receivedAtMs: now, sentAtMs: now, ...changes });
    },
    answer: async () => (await said()).at(-1) ?? '',
    async token() {
      const links = (await said()).flatMap((text) => /\/renewal\/([\w.-]+)/.exec(text)?.[1] ?? []);
      return links.at(-1) ?? '';
    },
  };
}

/** A PNG of one colour, unlike any other of another shade. */
export function photoOf(shade: number, size = 8): Buffer {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, shade)]);
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crcOf(body));
    return Buffer.concat([length, body, crc]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: size }, () => row)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crcOf(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Walks m1 from the complaint to the link. */
export async function openApplication(world: RenewalWorld, applicant: 'owner' | 'manager' = 'owner'): Promise<string> {
  await world.say('我要续期');
  await world.say('还能用');
  await world.say(applicant === 'owner' ? '法人本人' : '受托代办');
  await world.say('跳过');
  return await world.token();
}

/** The page of an application. */
export async function pageOf(world: RenewalWorld, token: string): Promise<RenewalPage> {
  const result = await world.renewals.pages.view(token);
  if (result.kind === 'refused') throw new Error(result.reason);
  return result.page;
}

/** Uploads photos of everything that is missing, until nothing is. */
export async function uploadAll(world: RenewalWorld, token: string): Promise<void> {
  for (let left = (await pageOf(world, token)).missing; left.length > 0; ) {
    for (const material of left) {
      const done = await world.renewals.pages.upload(token, material, photoOf(Math.floor(Math.random() * 255)));
      if (done.kind === 'refused') throw new Error(`${material}: ${done.reason}`);
    }
    left = (await pageOf(world, token)).missing;
  }
}
