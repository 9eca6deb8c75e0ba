/** What every channel must do, whatever its platform. What a platform lacks is left out of `ChannelUnderTest`. */

import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel, ChannelDependencies, Delivery, DeliveryResult, Media, Transcripts } from '#adapters/contract.ts';
import type { Reply } from '#dialogs/message.ts';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';

/** One merchant's text on the wire. The same id is the same message, sent again. */
export interface WireMessage {
  readonly id: string;
  readonly text: string;
  /** When the platform says that it was written; left out: now. Platforms that do not say ignore it. */
  readonly sentAtMs?: number;
}

/** One message as the merchant sees it. */
export interface Shown {
  /** Everything that can be read, a numbered list of choices included. */
  readonly text: string;
  /** Labels that can be tapped. */
  readonly choices: readonly string[];
}

/** Something that goes wrong on the platform's side. */
export interface PlatformFault {
  /** Makes it happen to the next delivery, whatever number of calls that takes. */
  arrange(): void;
  /** How that delivery must end. */
  readonly result: DeliveryResult['kind'];
}

/** The stand-in for a platform's API, for channels that send. */
export interface PlatformUnderTest {
  /** What this platform has taken for the merchant, in order. */
  shown(): readonly Shown[];
  /** Breaches of a window, quota or size that the platform has refused; the suite wants none. */
  violations(): readonly string[];
  /** By what is wrong: an error code, a status, no answer in time (set the channel's own patience low for this). */
  readonly faults: Readonly<Record<string, PlatformFault>>;
  /** True when the platform takes a delivery id once. */
  readonly idempotent: boolean;
}

/** A channel whose handler is served, and how its platform reaches it. */
export interface ChannelUnderTest {
  readonly channel: Channel;
  /** Brings one merchant's text, as the platform does: always the same merchant. */
  send(message: WireMessage): Promise<Response>;
  /** Brings a tap on a choice that was offered. */
  tap?(tap: { readonly id: string; readonly choiceId: string; readonly label: string }): Promise<Response>;
  /** Brings a photo without words. */
  photo?(photo: { readonly id: string; readonly name: string; readonly media: Media }): Promise<Response>;
  /** Says that the merchant has changed a message sent before; `text` is the new one. */
  edit?(message: WireMessage): Promise<Response>;
  /** Requests that the platform would never send, by what is wrong with them: signature forms, stale, oversized. */
  readonly broken: Readonly<Record<string, () => Promise<Response>>>;
  /** Genuine requests that bring no message, such as types we do not know: acknowledged, and nothing stored. */
  readonly ignored?: Readonly<Record<string, () => Promise<Response>>>;
  /**
   * True when the platform only says that there is something, and the channel fetches it: the request may then be
   * acknowledged before anything is stored, and what could not be stored is fetched again at the next one.
   */
  readonly fetches?: boolean;
  readonly platform?: PlatformUnderTest;
  close(): Promise<void>;
}

/** What a channel is opened on. */
export type ChannelDesk = ChannelDependencies & { readonly transcripts: Transcripts };

/** Serves a channel on these dependencies, against a stand-in whose clock is `desk.now`. */
export type OpenChannel = (desk: ChannelDesk) => Promise<ChannelUnderTest>;

const FIRST = { id: '11111111-1111-4111-8111-111111111111', text: '机器断网了' };
const SECOND = { id: '22222222-2222-4222-8222-222222222222', text: '还是不行' };

/** A delivery to whoever wrote first. */
function deliveryTo(desk: FakeDesk, reply: Reply, id = '1'): Delivery {
  const [message] = desk.received;
  if (!message) throw new Error('Nobody has written yet.');
  const { conversationId, senderId, address } = message;
  return { id, conversationId, senderId, reply, attempt: 1, ...(address === undefined ? {} : { address }) };
}

const text = (words: string): Reply => ({ kind: 'text', text: words });

/** Runs the suite. */
export function describeChannel(name: string, open: OpenChannel): void {
  let opened: ChannelUnderTest | undefined;
  const openOn = async (desk: FakeDesk): Promise<ChannelUnderTest> => {
    opened = await open(desk);
    return opened;
  };
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });
  describeReceiving(name, openOn);
  describeSending(name, openOn);
}

type OpenOn = (desk: FakeDesk) => Promise<ChannelUnderTest>;

function describeReceiving(name: string, openOn: OpenOn): void {
  describe(`${name} as a channel: what comes in`, () => {
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
      await expect.poll(() => desk.received.length).toBe(1);
      expect(desk.received).toMatchObject([{ channel: channel.name, text: FIRST.text, attachments: [] }]);
      expect(desk.received[0]?.senderId).not.toBe('');
      expect(desk.received[0]?.conversationId.startsWith(channel.name)).toBe(true);
    });

    it('acknowledges a message only when it is stored', async ({ skip }) => {
      const desk = createFakeDesk();
      const { send, fetches } = await openOn(desk);
      skip(fetches === true, 'the platform keeps the message until it is fetched');
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
      await expect.poll(() => desk.received.map((one) => one.text)).toEqual([FIRST.text, SECOND.text]);
      expect(new Set(desk.received.map(({ conversationId }) => conversationId)).size).toBe(1);
    });

    it('brings a message once when the platform repeats it before the first try was answered', async () => {
      const desk = createFakeDesk();
      const { send } = await openOn(desk);
      const answers = await Promise.all([send(FIRST), send(FIRST), send(FIRST)]);
      expect(answers.map((answer) => answer.ok)).toEqual([true, true, true]);
      await expect.poll(() => desk.received.map((one) => one.text)).toEqual([FIRST.text]);
    });

    it('brings messages that arrive out of order, each once', async () => {
      const desk = createFakeDesk();
      const { send } = await openOn(desk);
      const now = desk.now();
      await send({ ...SECOND, sentAtMs: now });
      await send({ ...FIRST, sentAtMs: now - 60_000 });
      await send({ ...SECOND, sentAtMs: now });
      await expect
        .poll(() => desk.received.map((one) => one.text).toSorted())
        .toEqual([FIRST.text, SECOND.text].toSorted());
    });

    it('loses nothing that could not be stored: the platform brings it again', async () => {
      const desk = createFakeDesk();
      const { send, fetches } = await openOn(desk);
      desk.answerNext(
        () => Promise.reject(new Error('disk full')),
        async () => ({ kind: 'overloaded', retryAfterMs: 1500 }),
      );
      const failed = await send(FIRST);
      expect(await failed.text()).not.toContain('disk full');
      if (fetches !== true) expect(failed.status).toBeGreaterThanOrEqual(500);
      const overloaded = await send(FIRST);
      if (fetches !== true) expect([429, 503]).toContain(overloaded.status);
      expect((await send(FIRST)).ok).toBe(true);
      await expect.poll(() => desk.received.map((one) => one.text)).toEqual([FIRST.text]);
    });

    it('brings a tap as the choice it stands for', async ({ skip }) => {
      const desk = createFakeDesk();
      const { channel, send, tap, platform } = await openOn(desk);
      if (!tap) return skip('this platform has no taps');
      await send(FIRST);
      await expect.poll(() => desk.received.length).toBe(1);
      const choice = { id: 'how-online:wifi', label: 'WiFi' };
      const offer: Reply = { kind: 'choices', text: '机器用什么上网?', choices: [choice] };
      if (platform) expect((await channel.deliver(deliveryTo(desk, offer))).kind).toBe('delivered');
      expect((await tap({ id: SECOND.id, choiceId: choice.id, label: choice.label })).ok).toBe(true);
      await expect.poll(() => desk.received.length).toBe(2);
      expect(desk.received[1]).toMatchObject({ choiceId: choice.id });
    });

    it('takes a changed message once and never for a repetition of the first', async ({ skip }) => {
      const desk = createFakeDesk();
      const { send, edit } = await openOn(desk);
      if (!edit) return skip('messages cannot be changed on this platform');
      await send(FIRST);
      for (let time = 0; time < 2; time += 1) expect((await edit({ ...FIRST, text: '机器没网了' })).ok).toBe(true);
      await expect.poll(() => desk.received.map((one) => one.text)).toEqual([FIRST.text, '机器没网了']);
    });

    it('acknowledges what brings no message, and stores nothing', async () => {
      const desk = createFakeDesk();
      const { ignored = {} } = await openOn(desk);
      for (const [what, request] of Object.entries(ignored)) {
        const response = await request();
        await response.arrayBuffer();
        expect(response.ok, what).toBe(true);
      }
      expect(desk.received).toEqual([]);
    });

    it('refuses broken requests without storing anything or telling how it works', async () => {
      const desk = createFakeDesk();
      const { broken } = await openOn(desk);
      const bodies = new Set<string>();
      for (const [what, request] of Object.entries(broken)) {
        const response = await request();
        const body = await response.text();
        bodies.add(body);
        expect(response.status, what).toBeGreaterThanOrEqual(400);
        expect(response.status, what).toBeLessThan(500);
        expect(body, what).not.toMatch(/<html|<pre|node_modules|\bat .+:\d+:\d+/i);
      }
      expect(bodies.size).toBeGreaterThan(0);
      expect(desk.received).toEqual([]);
    });
  });
}

function describeSending(name: string, openOn: OpenOn): void {
  describe(`${name} as a channel: what goes out`, () => {
    const openAfterFirst = async () => {
      const desk = createFakeDesk();
      const under = await openOn(desk);
      await (await under.send(FIRST)).arrayBuffer();
      await expect.poll(() => desk.received.length).toBe(1);
      return { desk, ...under };
    };

    it('answers a delivery with a result, also when it is repeated', async () => {
      const { channel, desk, platform } = await openAfterFirst();
      const delivery = deliveryTo(desk, text('请重启机器'));
      for (const attempt of [1, 2]) expect((await channel.deliver({ ...delivery, attempt })).kind).toBe('delivered');
      if (platform?.idempotent) expect(platform.shown().map((one) => one.text)).toEqual(['请重启机器']);
    });

    it('refuses or holds a delivery to somebody it has never seen, and does not throw', async () => {
      const { channel } = await openOn(createFakeDesk());
      const nobody = { conversationId: `${channel.name}-nobody`, senderId: 'nobody' };
      const delivery = { ...nobody, id: '1', reply: text('hello'), attempt: 1 } as unknown as Delivery;
      expect(['delivered', 'held', 'retry', 'refused']).toContain((await channel.deliver(delivery)).kind);
    });

    it('shows a text as it is, markup of any platform included', async ({ skip }) => {
      const { channel, desk, platform } = await openAfterFirst();
      if (!platform) return skip('the page reads the transcript');
      const words = '1. 关机 & 开机 <@U123> *不是粗体* [x](https://example.com)\n2. 看信号';
      await channel.deliver(deliveryTo(desk, text(words)));
      expect(platform.shown().map((one) => one.text)).toEqual([words]);
    });

    it('splits a long text without losing a word, each part within the limit', async ({ skip }) => {
      const { channel, desk, platform } = await openAfterFirst();
      if (!platform) return skip('the page reads the transcript');
      const sentences = Array.from({ length: 200 }, (_, index) => `第${index + 1}步,请把机器关掉再打开,等信号灯亮。`);
      const tooLong = sentences.join('').slice(0, Math.ceil((channel.limits.textBytes * 1.5) / 3));
      await channel.deliver(deliveryTo(desk, text(tooLong)));
      const parts = platform.shown().map((one) => one.text);
      expect(parts.join('').replaceAll(/\s/g, '')).toBe(tooLong.replaceAll(/\s/g, ''));
      for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(channel.limits.textBytes);
      expect(platform.violations()).toEqual([]);
    });

    it('shows every choice, as a list to answer by number when there are more than it can show', async ({ skip }) => {
      const { channel, desk, platform } = await openAfterFirst();
      if (!platform) return skip('the page reads the transcript');
      for (const count of [1, channel.limits.choices, channel.limits.choices + 3]) {
        const before = platform.shown().length;
        const choices = Array.from({ length: count }, (_, at) => ({
          id: `step:${at + 1}`,
          label: `选项甲${at + 1}号`,
        }));
        const result = await channel.deliver(
          deliveryTo(desk, { kind: 'choices', text: '哪一种?', choices }, `c${count}`),
        );
        expect(result.kind).toBe('delivered');
        const shown = platform.shown().slice(before);
        const readable = shown.map((one) => [one.text, ...one.choices].join('\n')).join('\n');
        for (const { label } of choices) expect(readable, `${count} choices`).toContain(label);
      }
      expect(platform.violations()).toEqual([]);
    });

    it('shows a picture and a receipt, in words at least', async ({ skip }) => {
      const { channel, desk, platform } = await openAfterFirst();
      if (!platform) return skip('the page reads the transcript');
      const receipt = { ticketNumber: 'T1001', lines: ['型号 A920', '联系电话 138****8000'] };
      await channel.deliver(deliveryTo(desk, { kind: 'receipt', text: '工单已建好。', receipt }, 'receipt'));
      const picture = { kind: 'image', text: '序列号在这里', url: 'https://help.example.com/sn.png' } as const;
      await channel.deliver(deliveryTo(desk, picture, 'picture'));
      const readable = platform
        .shown()
        .map((one) => one.text)
        .join('\n');
      for (const words of ['工单已建好。', 'T1001', '型号 A920', '序列号在这里']) expect(readable).toContain(words);
    });

    it('says of every failure of the platform whether to try again, and delivers when it is over', async ({ skip }) => {
      const { channel, desk, platform } = await openAfterFirst();
      if (!platform) return skip('the page reads the transcript');
      for (const [what, fault] of Object.entries(platform.faults)) {
        const before = platform.shown().length;
        const delivery = deliveryTo(desk, text(`after ${what}`), `fault ${what}`);
        fault.arrange();
        const result = await channel.deliver(delivery);
        expect(result.kind, what).toBe(fault.result);
        if (result.kind === 'delivered') continue;
        expect(result.reason, what).not.toBe('');
        expect(platform.shown().length, what).toBe(before);
        expect((await channel.deliver({ ...delivery, id: `over ${what}`, attempt: 2 })).kind, what).toBe('delivered');
        expect(
          platform
            .shown()
            .slice(before)
            .map((one) => one.text),
          what,
        ).toEqual([`after ${what}`]);
      }
    });
  });
}
