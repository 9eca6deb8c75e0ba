/** What every channel must do, whatever its platform. */

import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel, Delivery } from '#adapters/contract.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';

/** A channel whose handler is served, and how its platform reaches it. */
export interface ChannelUnderTest {
  readonly channel: Channel;
  /** Brings one merchant's text, as the platform does. The same id is the same message, sent again. */
  send(message: { readonly id: string; readonly text: string }): Promise<Response>;
  /** Requests that the platform would never send, by what is wrong with them. */
  readonly broken: Readonly<Record<string, () => Promise<Response>>>;
  close(): Promise<void>;
}

/** Serves a channel on these dependencies. */
export type OpenChannel = (desk: Pick<FakeDesk, 'receive' | 'transcripts'>) => Promise<ChannelUnderTest>;

const FIRST = { id: '11111111-1111-4111-8111-111111111111', text: '机器断网了' };
const SECOND = { id: '22222222-2222-4222-8222-222222222222', text: '还是不行' };

/** Runs the suite. */
export function describeChannel(name: string, open: OpenChannel): void {
  describe(`${name} as a channel`, () => {
    let opened: ChannelUnderTest | undefined;
    const openOn = async (desk: FakeDesk): Promise<ChannelUnderTest> => {
      opened = await open(desk);
      return opened;
    };
    afterEach(async () => {
      await opened?.close();
      opened = undefined;
    });

    it('says how much fits into one message', async () => {
      const { channel } = await openOn(createFakeDesk());
      expect(channel.name).toMatch(/^[a-z]+$/);
      expect(channel.path).toMatch(/^\//);
      expect(channel.limits.choices).toBeGreaterThanOrEqual(0);
      expect(channel.limits.textBytes).toBeGreaterThan(200);
    });

    it('hands over what the merchant wrote, under its own name', async () => {
      const desk = createFakeDesk();
      const { channel, send } = await openOn(desk);
      expect((await send(FIRST)).ok).toBe(true);
      expect(desk.received).toMatchObject([{ channel: channel.name, text: FIRST.text, attachments: [] }]);
      expect(desk.received[0]?.senderId).not.toBe('');
    });

    it('acknowledges a message only when it is stored', async () => {
      const desk = createFakeDesk();
      const { send } = await openOn(desk);
      const asked = Promise.withResolvers<void>();
      const stored = Promise.withResolvers<{ kind: 'accepted'; seq: number }>();
      desk.answerNext(() => {
        asked.resolve();
        return stored.promise;
      });
      let acknowledged = false;
      const answer = send(FIRST).then((response) => {
        acknowledged = true;
        return response;
      });
      await asked.promise;
      for (let turn = 0; turn < 20; turn += 1) await setImmediate();
      expect(acknowledged).toBe(false);
      stored.resolve({ kind: 'accepted', seq: 1 });
      expect((await answer).ok).toBe(true);
    });

    it('brings a message that the platform repeats once, and acknowledges it again', async () => {
      const desk = createFakeDesk();
      const { send } = await openOn(desk);
      const answers = [await send(FIRST), await send(FIRST), await send(SECOND)];
      expect(answers.map((answer) => answer.ok)).toEqual([true, true, true]);
      expect(desk.received.map(({ text }) => text)).toEqual([FIRST.text, SECOND.text]);
      expect(new Set(desk.received.map(({ conversationId }) => conversationId)).size).toBe(1);
    });

    it('does not acknowledge what could not be stored, so that the platform tries again', async () => {
      const desk = createFakeDesk();
      const { send } = await openOn(desk);
      desk.answerNext(
        () => Promise.reject(new Error('disk full')),
        async () => ({ kind: 'overloaded', retryAfterMs: 1500 }),
      );
      const failed = await send(FIRST);
      expect(failed.status).toBeGreaterThanOrEqual(500);
      expect(await failed.text()).not.toContain('disk full');
      const overloaded = await send(FIRST);
      expect([429, 503]).toContain(overloaded.status);
      expect((await send(FIRST)).ok).toBe(true);
      expect(desk.received).toHaveLength(1);
    });

    it('refuses broken requests without storing anything or telling how it works', async () => {
      const desk = createFakeDesk();
      const { broken } = await openOn(desk);
      for (const [what, request] of Object.entries(broken)) {
        const response = await request();
        const body = await response.text();
        expect(response.status, what).toBeGreaterThanOrEqual(400);
        expect(response.status, what).toBeLessThan(500);
        expect(body, what).not.toMatch(/<html|<pre|node_modules|\bat .+:\d+:\d+/i);
      }
      expect(desk.received).toEqual([]);
    });

    it('answers a delivery with a result, also when it is repeated', async () => {
      const { channel, send } = await openOn(createFakeDesk());
      await send(FIRST);
      const delivery: Delivery = {
        id: 'delivery-1',
        conversationId: `${channel.name}-nobody` as ConversationId,
        senderId: 'nobody',
        reply: { kind: 'text', text: '请重启机器' },
        attempt: 1,
      };
      for (const attempt of [1, 2]) {
        const result = await channel.deliver({ ...delivery, attempt });
        expect(['delivered', 'retry', 'refused']).toContain(result.kind);
      }
    });
  });
}
