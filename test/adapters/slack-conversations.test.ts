/** Written conversations over Slack's wire: events, threads and files by emulate, taps by signed posts. */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import type { Channel, ChannelDependencies, Media } from '#adapters/contract.ts';
import { createSlackChannel } from '#adapters/slack/channel.ts';
import { type Transcript, transcriptSchema } from '#bot/cli/chat/play-transcript.ts';
import { silentLogger } from '#bot/log.ts';
import { createPipeline, type Pipeline } from '#bot/pipeline.ts';
import { openMemoryStore } from '#bot/store/memory.ts';
import type { Store } from '#bot/store/store.ts';
import { respond } from '#dialogs/respond.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { type FakeMessage, showMessage } from '#test/fixtures/fake-slack.ts';
import { postTap } from '#test/fixtures/fake-slack-requests.ts';
import { startWorkspace, WORKSPACE, type Workspace } from '#test/fixtures/fake-slack-workspace.ts';
import { listen } from '#test/fixtures/listen.ts';
import { createMemoryNotebook } from '#test/fixtures/memory-notebook.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';

const AGENT = { name: 'agent', role: 'agent' } as const;
let guide: Guide;

beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

/** posdesk on Slack: the real pipeline on a memory store, its channel, and an emulated workspace. */
interface Shop {
  readonly workspace: Workspace;
  readonly pipeline: Pipeline;
  readonly store: Store;
  readonly shelf: ReadonlyMap<string, Media>;
  readonly url: string;
  /** What the bot has posted in a channel since it was last asked. */
  heard(channel: string): Promise<readonly FakeMessage[]>;
}

function createDependencies(pipeline: Pipeline, shelf: Map<string, Media>): ChannelDependencies {
  return {
    receive: pipeline.receive,
    media: {
      async put(media) {
        shelf.set(`media:${shelf.size + 1}`, media);
        return `media:${shelf.size}`;
      },
      get: async (ref) => shelf.get(ref),
    },
    notebook: createMemoryNotebook(),
    undelivered: async () => {},
    warn: () => {},
    // Emulate signs with the machine's clock.
    now: Date.now,
  };
}

async function openShop(): Promise<Shop> {
  const store = await openMemoryStore();
  const clock = () => START_MS;
  const pipeline = createPipeline({ store, respond, guide: () => guide, clock, log: silentLogger, random: () => 0 });
  const shelf = new Map<string, Media>();
  let channel: Channel | undefined;
  const server = await listen((request, response, next) => channel?.handler(request, response, next));
  const workspace = await startWorkspace(server.url);
  const { signingSecret, botToken } = WORKSPACE;
  channel = createSlackChannel(
    { signingSecret, botToken, apiUrl: workspace.apiUrl },
    createDependencies(pipeline, shelf),
  );
  const stop = await channel.start?.();
  await pipeline.start([channel]);
  onTestFinished(async () => {
    await pipeline.stop();
    await stop?.();
    await store.close();
    await server.close();
    await workspace.close();
  });
  const seen = new Set<string>();
  return {
    workspace,
    pipeline,
    store,
    shelf,
    url: server.url,
    async heard(place) {
      await pipeline.settle();
      const { messages = [] } = await workspace.bot.conversations.history({ channel: place, limit: 200 });
      const threads = await Promise.all(
        messages
          .filter(({ reply_count: count }) => count)
          .map(({ ts = '' }) => workspace.bot.conversations.replies({ channel: place, ts })),
      );
      const all = [...messages, ...threads.flatMap((thread) => thread.messages ?? [])];
      const fresh = all.filter(({ ts = '', user }) => user === WORKSPACE.bot && !seen.has(ts));
      for (const { ts = '' } of fresh) seen.add(ts);
      const unique = new Map(fresh.map((message) => [message.ts, { ...message, channel: place } as FakeMessage]));
      return [...unique.values()].toSorted((one, other) => Number(one.ts) - Number(other.ts));
    },
  };
}

const readTranscript = (name: string): Transcript =>
  transcriptSchema.parse(parse(readFileSync(new URL(`../conversations/${name}.yaml`, import.meta.url), 'utf8')));

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

function expectTicket(ticket: Ticket | undefined, expected: Transcript['turns'][number]['ticket'], said: string): void {
  if (expected === undefined) return;
  if (expected === 'none') {
    expect(ticket, said).toBeUndefined();
    return;
  }
  const { channel: _, ...fields } = expected;
  const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  expect(ticket, said).toMatchObject(present);
  for (const [field, value] of Object.entries(fields))
    if (value === null) expect(ticket, said).not.toHaveProperty(field);
}

/** Plays a transcript in a direct message, each line as the merchant's Slack sends it. */
async function play(name: string): Promise<Ticket | undefined> {
  const shop = await openShop();
  const channel = await shop.workspace.openDirect();
  const ticket = async () => (await shop.store.tickets({ limit: 1 }))[0];
  for (const turn of readTranscript(name).turns) {
    if (turn.merchant !== undefined) await shop.workspace.merchant.chat.postMessage({ channel, text: turn.merchant });
    if (turn.agent !== undefined) {
      const number = (await ticket())?.number ?? '';
      expect((await shop.pipeline.desk.act(AGENT, number, { kind: turn.agent, text: turn.text ?? '' })).kind).toBe(
        'ok',
      );
    }
    const shown = (await shop.heard(channel)).map(showMessage);
    const said = turn.merchant ?? turn.agent ?? '';
    const text = shown
      .map((one) => one.text)
      .join('\n')
      .toLowerCase();
    const holds = (words: string) => words.split('|').some((one) => text.includes(one.toLowerCase()));
    for (const words of listOf(turn.says)) expect(holds(words), `${said}: says ${words}\n${text}`).toBe(true);
    for (const words of listOf(turn.never)) expect(holds(words), `${said}: never ${words}\n${text}`).toBe(false);
    expect(shown.flatMap((one) => one.choices)).toEqual(expect.arrayContaining([...listOf(turn.offers)]));
    expectTicket(await ticket(), turn.ticket, said);
  }
  return await ticket();
}

describe('written conversations in a direct message', () => {
  it('C01: a router restart brings the shop back, without a ticket', async () => {
    expect(await play('c01-router-restart')).toBeUndefined();
  });

  it('C02: the whole tree ends in a complete ticket that names Slack', async () => {
    expect(await play('c02-whole-tree-to-handoff')).toMatchObject({ channel: 'slack', sn: '0N9112300778' });
  });

  it('C05: a person at once, who answers in the same direct message', async () => {
    expect(await play('c05-human-at-once')).toMatchObject({ status: 'waiting', agent: AGENT.name });
  });
});

describe('the rest of the wire', () => {
  it('answers a mention in its thread, hears the thread without mentions, and leaves the channel alone', async () => {
    const { workspace, heard } = await openShop();
    const channel = 'C000000001';
    await workspace.merchant.chat.postMessage({ channel, text: '中午吃什么' });
    expect(await heard(channel)).toEqual([]);
    const asked = await workspace.merchant.chat.postMessage({ channel, text: `<@${WORKSPACE.bot}> pos机断网了` });
    const [first] = await heard(channel);
    expect(first).toMatchObject({ thread_ts: asked.ts });
    expect(first && showMessage(first).choices).toContain('WiFi');
    await workspace.merchant.chat.postMessage({ channel, thread_ts: asked.ts ?? '', text: 'wifi' });
    const [second] = await heard(channel);
    expect(second).toMatchObject({ thread_ts: asked.ts });
    expect(second?.text).toContain('手机');
  });

  it('takes a tap on a button by a signed post, goes on, and shows what was chosen', async () => {
    const { workspace, heard, url, pipeline } = await openShop();
    const channel = await workspace.openDirect();
    const { user_id: user = '', team_id: team = '' } = await workspace.merchant.auth.test();
    await workspace.merchant.chat.postMessage({ channel, text: 'pos机断网了' });
    const [question] = await heard(channel);
    const actions = question?.blocks?.find(({ type }) => type === 'actions');
    const button = actions?.elements?.find(({ text }) => typeof text === 'object' && text.text === 'WiFi');
    if (!question || !button) throw new Error('No button was offered.');
    const tap = {
      type: 'block_actions',
      team: { id: team },
      user: { id: user },
      container: { type: 'message', channel_id: channel, message_ts: question.ts },
      message: { text: question.text, blocks: question.blocks },
      actions: [{ ...button, block_id: actions?.block_id, action_ts: `${Date.now() / 1_000}` }],
    };
    const signing = { secret: WORKSPACE.signingSecret, atMs: Date.now() };
    expect((await postTap(url, tap, signing)).status).toBe(200);
    const [answer] = await heard(channel);
    expect(answer?.text).toContain('手机');
    await pipeline.settle();
    await expect
      .poll(async () => {
        const { messages = [] } = await workspace.bot.conversations.history({ channel, limit: 200 });
        const asked = messages.find(({ ts }) => ts === question.ts);
        return asked && showMessage({ ...asked, channel } as FakeMessage);
      })
      .toMatchObject({ choices: [], text: expect.stringContaining('✓ WiFi') });
  });

  it('keeps the bytes of a photo that comes with a message', async () => {
    const { workspace, heard, shelf, store } = await openShop();
    const channel = await workspace.openDirect();
    const bytes = Buffer.from('89504e470d0a1a0a', 'hex');
    await workspace.merchant.chat.postMessage({ channel, text: '转人工' });
    await heard(channel);
    await workspace.merchant.filesUploadV2({ channel_id: channel, filename: 'label.png', file: bytes });
    await heard(channel);
    expect([...shelf.values()]).toMatchObject([{ contentType: 'image/png' }]);
    expect(Buffer.from([...shelf.values()][0]?.bytes ?? [])).toEqual(bytes);
    const [ticket] = await store.tickets({ limit: 1 });
    const query = { after: 0, limit: 100, forMerchant: true };
    const lines = ticket ? await store.transcript(ticket.conversationId, query) : [];
    const attachments = lines.flatMap((line) => line.attachments ?? []);
    expect(attachments).toEqual([{ kind: 'image', name: 'label.png', ref: 'media:1' }]);
  });

  it('takes a corrected line for what was meant, and hears nothing when one is deleted', async () => {
    const { workspace, heard, store } = await openShop();
    const channel = await workspace.openDirect();
    const { ts = '' } = await workspace.merchant.chat.postMessage({ channel, text: 'asdf' });
    await heard(channel);
    await workspace.merchant.chat.update({ channel, ts, text: 'pos机断网了' });
    const [answer] = await heard(channel);
    expect(answer && showMessage(answer).choices).toContain('WiFi');
    await workspace.merchant.chat.delete({ channel, ts });
    expect(await heard(channel)).toEqual([]);
    expect(await store.tickets({ limit: 1 })).toEqual([]);
  });
});
