/** Erasure and retention on the shared engine. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore } from '#bot/store/postgres.ts';
import { conversationOf, merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';
import { PHOTO } from '#test/fixtures/photos.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const M1 = conversationOf('m1');
const LATER = START_MS + 1_000;
const LIMITS = {
  mediaBeforeMs: LATER,
  conversationsBeforeMs: LATER,
  ticketsBeforeMs: LATER,
  tracesBeforeMs: LATER,
  queuesBeforeMs: LATER,
  securityEventsBeforeMs: LATER,
  signInsBeforeMs: LATER,
};

describe('on Postgres', () => {
  it('a person is erased with photos and queues, others stay, and what is old ends', async () => {
    const store = await openPostgresStore(await server.createDatabase());
    try {
      const ref = await store.saveMedia(PHOTO, START_MS);
      const attachments = [{ kind: 'image' as const, name: 'label.png', ref }];
      await store.accept({ message: merchantMessage('mine', { attachments }), sensitive: [] });
      const other = { conversationId: conversationOf('m2'), senderId: 'm2' };
      await store.accept({ message: merchantMessage('theirs', other), sensitive: [] });
      expect(await store.erase(M1, LATER)).toMatchObject({
        rows: { conversations: 1, media: 1, inbox: 1, transcript: 1 },
      });
      expect(await store.media(ref)).toBeUndefined();
      expect(await store.erase(M1, LATER)).toBeUndefined();
      expect(await store.waitingConversations()).toEqual([other.conversationId]);
      await store.expire(LIMITS);
      expect(await store.waitingConversations()).toEqual([other.conversationId]);
      await store.putAside(other.conversationId);
      expect(await store.expire(LIMITS)).toMatchObject({ queues: 1, lines: 1, conversations: 1 });
      expect(await store.counts()).toMatchObject({ waitingMessages: 0, deadMessages: 0 });
      await store.scrub();
    } finally {
      await store.close();
    }
  });
});
