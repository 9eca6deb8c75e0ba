/** One desk with four platforms as stand-ins on this machine, a page that shows them, and the agents' console. */

import { readFileSync } from 'node:fs';
import express from 'express';
import { loadGuide } from '#bot/content/load-guide.ts';
import { fixedContent } from '#bot/content/watch-content.ts';
import { createDeskHandler } from '#bot/desk-app.ts';
import { silentLogger } from '#bot/log.ts';
import { createPipeline, type Pipeline } from '#bot/pipeline.ts';
import { openMemoryStore } from '#bot/store/memory.ts';
import type { Store } from '#bot/store/store.ts';
import { respond } from '#dialogs/respond.ts';
import type { Guide } from '#knowledge/guide.ts';
import { listen } from '#test/fixtures/listen.ts';
import { openWires, type Wire } from './open-wires.ts';

/** One line on a platform, as its merchant sees it. */
export interface Line {
  readonly from: 'merchant' | 'desk';
  readonly text: string;
  readonly choices: readonly string[];
}

/** A platform on the page. */
export interface Look {
  readonly name: string;
  /** The conversation as it looks now: buttons go when they are tapped. */
  lines(): readonly Line[];
  /** Says it, or taps it where it is a button. */
  say(text: string): Promise<void>;
}

/** A running demonstration. */
export interface Demo {
  readonly looks: readonly Look[];
  /** Address of the page. */
  readonly url: string;
  /** A new link for one use into the agents' console. */
  agentsLink(): Promise<string>;
  close(): Promise<void>;
}

/** What the merchant says when the example is played. */
export const EXAMPLE: readonly string[] = ['POS 断网了', 'WiFi', '手机能上网', '转人工'];
const PAGE = new URL('./page.html', import.meta.url);
/** Longest wait for an answer when the example is played. */
const ANSWER_MS = 30_000;

/** Opens it; `port` 0 takes any free one. */
export async function openDemo(port: number): Promise<Demo> {
  const guide = await loadGuide(undefined);
  const store = await openMemoryStore();
  const pipeline = createPipeline({ store, respond, guide: () => guide, clock: Date.now, log: silentLogger });
  const wires = await openWires({ ...pipeline.forChannels, transcripts: pipeline.transcripts });
  await pipeline.start(wires.map(({ channel }) => channel));
  const stops = await Promise.all(wires.map(({ channel }) => channel.start?.()));
  const looks = wires.map(lookOf);
  const agents = await listen(serveAgents(pipeline, store, guide));
  const agentsLink = async () =>
    `${agents.url}/sign-in?token=${await pipeline.signIns.issueLink({ name: 'demo', role: 'admin' })}`;
  const page = await listen(serveLooks(looks, agentsLink), port);
  return {
    looks,
    url: page.url,
    agentsLink,
    async close() {
      await Promise.all([page.close(), agents.close()]);
      for (const stop of stops) await stop?.();
      for (const wire of wires) await wire.close();
      await pipeline.stop();
      await store.close();
    },
  };
}

function serveAgents(pipeline: Pipeline, store: Store, guide: Guide) {
  const own = { deskUrl: '', publicUrl: '', channels: [] };
  const content = fixedContent(guide, Date.now());
  return createDeskHandler({ pipeline, store, content, clock: Date.now, secureCookies: false, own });
}

/** Puts what the merchant says and what the platform shows into one order; messages of ours may change later. */
function lookOf(wire: Wire): Look {
  const order: (Line | number)[] = [];
  let seen = 0;
  const catchUp = (): readonly Line[] => {
    const shown = wire.shown();
    for (; seen < shown.length; seen += 1) order.push(seen);
    return order.flatMap((one): readonly Line[] => {
      if (typeof one !== 'number') return [one];
      const now = shown[one];
      return now === undefined ? [] : [{ from: 'desk', ...now }];
    });
  };
  return {
    name: wire.name,
    lines: catchUp,
    async say(text) {
      catchUp();
      const at = order.length;
      // The answer may come before the platform has acknowledged the message.
      if (await wire.say(text)) order.splice(at, 0, { from: 'merchant', text, choices: [] });
    },
  };
}

function serveLooks(looks: readonly Look[], agentsLink: () => Promise<string>) {
  const app = express.Router();
  app.get('/', (_request, response) => void response.type('html').send(readFileSync(PAGE, 'utf8')));
  app.get('/agents', async (_request, response) => response.redirect(await agentsLink()));
  app.get('/looks', (_request, response) => {
    response.json({ example: EXAMPLE, looks: looks.map((look) => ({ name: look.name, lines: look.lines() })) });
  });
  // Only a page of our own can send JSON here.
  app.post('/say', express.json(), async (request, response) => {
    const { name, text }: { name?: unknown; text?: unknown } = request.body ?? {};
    const chosen = looks.filter((look) => name === 'all' || look.name === name);
    if (typeof text === 'string' && text.trim() !== '') await Promise.all(chosen.map((look) => look.say(text.trim())));
    response.status(204).end();
  });
  return app;
}

const count = (look: Look): number => look.lines().filter(({ from }) => from === 'desk').length;

/** Plays the example on one platform, waiting for each answer. */
export async function playExample(look: Look): Promise<void> {
  for (const text of EXAMPLE) {
    const before = count(look);
    await look.say(text);
    const giveUpAt = performance.now() + ANSWER_MS;
    while (count(look) === before && performance.now() < giveUpAt) {
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }
}
