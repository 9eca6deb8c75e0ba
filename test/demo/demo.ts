/** `npm run -s channels -- demo`: one desk, four platforms as stand-ins on this machine, and a page that shows them. */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import express from 'express';
import { createConsole } from '#adapters/console/console.ts';
import { loadGuide } from '#bot/load-guide.ts';
import { silentLogger } from '#bot/log.ts';
import { createPipeline } from '#bot/pipeline.ts';
import { openMemoryStore } from '#bot/store/memory.ts';
import { respond } from '#dialogs/respond.ts';
import { listen } from '#test/fixtures/listen.ts';
import { openWires, type Wire } from './open-wires.ts';

/** One line on a platform, as its merchant sees it. */
interface Line {
  readonly from: 'merchant' | 'desk';
  readonly text: string;
  readonly choices: readonly string[];
}

/** A platform on the page. */
interface Look {
  readonly name: string;
  lines(): readonly Line[];
  say(text: string): Promise<void>;
}

const EXAMPLE: readonly string[] = ['POS 断网了', 'WiFi', '手机能上网', '转人工'];
const PAGE = new URL('./page.html', import.meta.url);
/** Longest wait for an answer when the example is played. */
const ANSWER_MS = 5_000;

async function openDesk() {
  const guide = await loadGuide(undefined);
  const store = await openMemoryStore();
  const pipeline = createPipeline({ store, respond, guide: () => guide, clock: Date.now, log: silentLogger });
  const wires = await openWires({ ...pipeline.forChannels, transcripts: pipeline.transcripts });
  await pipeline.start(wires.map(({ channel }) => channel));
  const stops = await Promise.all(wires.map(({ channel }) => channel.start?.()));
  return {
    pipeline,
    wires,
    async close() {
      for (const stop of stops) await stop?.();
      for (const wire of wires) await wire.close();
      await pipeline.stop();
      await store.close();
    },
  };
}

/** Puts what the merchant says and what the platform shows into one order. */
function lookOf(wire: Wire): Look {
  const lines: Line[] = [];
  let seen = 0;
  const catchUp = (): readonly Line[] => {
    const shown = wire.shown();
    lines.push(...shown.slice(seen).map((one): Line => ({ from: 'desk', ...one })));
    seen = shown.length;
    return lines;
  };
  return {
    name: wire.name,
    lines: catchUp,
    async say(text) {
      catchUp();
      lines.push({ from: 'merchant', text, choices: [] });
      await wire.say(text);
    },
  };
}

function serveLooks(looks: readonly Look[]) {
  const app = express.Router();
  app.get('/', (_request, response) => void response.type('html').send(readFileSync(PAGE, 'utf8')));
  app.get('/looks', (_request, response) => {
    response.json(looks.map((look) => ({ name: look.name, lines: look.lines() })));
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

async function sayAndWait(look: Look, text: string): Promise<void> {
  const before = look.lines().length;
  await look.say(text);
  const giveUpAt = performance.now() + ANSWER_MS;
  while (look.lines().length <= before + 1 && performance.now() < giveUpAt) {
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

/** Plays the example on every platform and writes the conversations. */
async function playExample(looks: readonly Look[]): Promise<void> {
  for (const look of looks) {
    for (const text of EXAMPLE) await sayAndWait(look, text);
    process.stdout.write(`\n— ${look.name} —\n`);
    for (const { from, text, choices } of look.lines()) {
      const buttons = choices.length === 0 ? '' : `  [${choices.join('] [')}]`;
      process.stdout.write(`${from === 'merchant' ? '  > ' : ''}${text}${buttons}\n`);
    }
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '3980' }, once: { type: 'boolean' } } });
  const { pipeline, wires, close } = await openDesk();
  const looks = wires.map(lookOf);
  if (values.once) {
    await playExample(looks);
    await close();
    return;
  }
  const { desk, signIns, forChannels } = pipeline;
  const page = await listen(serveLooks(looks), Number(values.port));
  const served = { desk, signIns, media: forChannels.media, names: () => ({}) };
  const agents = await listen(createConsole({ secureCookies: false, now: Date.now }, served));
  const token = await signIns.issueLink({ name: 'demo', role: 'admin' });
  process.stdout.write(
    `四个平台 · four platforms: ${page.url}/\n客服台 · agents: ${agents.url}/sign-in?token=${token}\nCtrl+C ends it.\n`,
  );
  const stop = async (): Promise<void> => {
    await page.close();
    await agents.close();
    await close();
    process.exit(0);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
}

await main();
