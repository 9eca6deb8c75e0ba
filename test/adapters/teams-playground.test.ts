/** Teams with Microsoft's Agents Playground as the client: the real pipeline, over the wire of a program that is not ours. */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { transcriptSchema } from '#bot/cli/chat/play-transcript.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { OpenChannel } from '#test/contracts/channel.contract.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { buttonsOf, readableText } from '#test/fixtures/fake-teams-activity.ts';
import { openPlayground, type Playground, shownIn } from '#test/fixtures/fake-teams-playground.ts';
import { playOverChannel, playPlainly } from '#test/fixtures/play-over-channel.ts';

const FOLDER = new URL('../conversations/', import.meta.url);
const OFFER = {
  kind: 'choices',
  text: '机器用什么上网?',
  choices: [
    { id: 'how-online:wifi', label: 'WiFi' },
    { id: 'how-online:cellular', label: '流量卡 *SIM*' },
  ],
} as const;

function tapIn(playground: Playground, label: string): Promise<Response> {
  const card = playground.shown().at(-1);
  const button = buttonsOf(card?.activity ?? {}).find((one) => one.title === label);
  if (!card || !button) throw new Error(`No button ${label} is shown.`);
  return playground.execute(card.id, button);
}

const open: OpenChannel = async (desk) => {
  const { channel, playground, close } = await openPlayground(desk);
  return {
    channel,
    send: ({ text }) => playground.say(text),
    tap: ({ label }) => tapIn(playground, label),
    broken: {},
    platform: shownIn(playground),
    close,
  };
};

describe('Agents Playground drives Teams', () => {
  let guide: Guide;
  beforeAll(async () => {
    guide = await loadBuiltInGuide();
  });

  it.each(['c01-router-restart.yaml', 'c02-whole-tree-to-handoff.yaml', 'c05-human-at-once.yaml'])(
    '%s',
    async (file) => {
      const written = transcriptSchema.parse(parse(readFileSync(new URL(file, FOLDER), 'utf8')));
      const transcript = { ...written, channel: 'teams' };
      const plain = await playPlainly(guide, transcript);
      const wired = await playOverChannel(guide, transcript, open);
      expect(wired.deviations).toEqual(plain.deviations);
      expect(wired.ticket).toEqual(plain.ticket);
      expect(wired.missing).toEqual([]);
    },
    60_000,
  );

  it('takes a tap, answers with the card as it looks then, and takes the buttons off the message', async () => {
    const desk = createFakeDesk();
    const { channel, playground, close } = await openPlayground(desk);
    try {
      await playground.say('机器断网了');
      await expect.poll(() => desk.received.length).toBe(1);
      const { conversationId, senderId, address = '' } = desk.received[0] ?? {};
      const delivery = { id: '1', attempt: 1, reply: OFFER, address } as const;
      await channel.deliver({ ...delivery, conversationId, senderId } as Parameters<typeof channel.deliver>[0]);
      await expect.poll(() => playground.shown().length).toBe(1);
      const answer = await tapIn(playground, '流量卡 *SIM*');
      expect(JSON.stringify(await answer.json())).toContain('✓ 流量卡 *SIM*');
      expect(desk.received[1]).toMatchObject({ choiceId: 'how-online:cellular', text: '流量卡 *SIM*' });
      await expect.poll(() => playground.updates()).toBe(1);
      const [card] = playground.shown();
      expect(buttonsOf(card?.activity ?? {})).toEqual([]);
      expect(readableText(card?.activity ?? {})).toBe('机器用什么上网?\n✓ 流量卡 *SIM*');
    } finally {
      await close();
    }
  });

  it('takes a tap of an older client, and takes the buttons off the message', async () => {
    const desk = createFakeDesk();
    const { channel, playground, close } = await openPlayground(desk);
    try {
      await playground.say('机器断网了');
      await expect.poll(() => desk.received.length).toBe(1);
      const { conversationId, senderId, address = '' } = desk.received[0] ?? {};
      const delivery = { id: '1', attempt: 1, reply: OFFER, address } as const;
      await channel.deliver({ ...delivery, conversationId, senderId } as Parameters<typeof channel.deliver>[0]);
      await expect.poll(() => playground.shown().length).toBe(1);
      const [card] = playground.shown();
      const [button] = buttonsOf(card?.activity ?? {});
      await playground.submit(card?.id ?? '', button?.fallback.data);
      await expect.poll(() => desk.received[1]).toMatchObject({ choiceId: 'how-online:wifi', text: 'WiFi' });
      await expect.poll(() => buttonsOf(playground.shown()[0]?.activity ?? {})).toEqual([]);
    } finally {
      await close();
    }
  });
});
