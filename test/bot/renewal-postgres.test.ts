/** Renewals on the shared engine: opened once, changed one after the other, erased and expired. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION, expiryLimits } from '#bot/privacy/retention.ts';
import { openPostgresStore } from '#bot/store/postgres.ts';
import { conversationOf } from '#test/fixtures/merchant-message.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';
import { LI, openApplication, openRenewalWorld, pageOf, photoOf, uploadAll, useGuide } from './renewal-world.ts';

const guide = useGuide();
const DAY = 86_400_000;
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

describe('on Postgres', () => {
  it('an application is opened once, takes no photo too many, is sent in once, and goes with its person', async () => {
    const store = await openPostgresStore(await server.createDatabase());
    try {
      const world = await openRenewalWorld(guide(), { wrapStore: () => store });
      const { pages, review, office } = world.renewals;
      await world.say('你好');
      const wish = { channel: 'test', language: 'zh-Hans', applicant: 'owner', proven: false } as const;
      const m1 = conversationOf('m1');
      await Promise.all([1, 2, 3].map(() => office.answer(m1, { kind: 'open', wish })));
      expect((await store.renewals({ limit: 9 })).map(({ number }) => number)).toEqual(['R1001']);
      const token = await openApplication(world);
      expect((await pageOf(world, token)).number).toBe('R1001');
      const sent = await Promise.all([1, 2, 3, 4].map((shade) => pages.upload(token, 'owner-id', photoOf(shade))));
      expect(sent.filter(({ kind }) => kind === 'ok')).toHaveLength(2);
      await uploadAll(world, token);
      const both = await Promise.all([pages.submit(token), pages.submit(token)]);
      expect(both.map(({ kind }) => kind).sort()).toEqual(['ok', 'refused']);
      const [paper] = (await pageOf(world, token)).papers;
      expect(await review.photo(LI, 'R1001', paper?.id ?? '')).toMatchObject({ kind: 'ok' });
      expect((await store.renewalEvents('R1001')).map(({ kind }) => kind)).toEqual(['opened', 'submit']);
      expect((await store.erase(m1, world.now()))?.rows).toMatchObject({ renewals: 1, renewal_photos: 8 });

      await openApplication(world);
      world.advance(31 * DAY);
      expect(await store.expire(expiryLimits(DEFAULT_RETENTION, world.now()))).toMatchObject({ renewals: 1 });
      await world.stop();
    } finally {
      await store.close();
    }
  });
});
