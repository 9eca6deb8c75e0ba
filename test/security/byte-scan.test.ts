/** Case P48: a thousand seeded secrets go through the real pipeline, and none of them is anywhere afterwards. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUp } from '#bot/backup.ts';
import { loadGuide } from '#bot/load-guide.ts';
import { createLogger } from '#bot/log.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { respond } from '#dialogs/respond.ts';
import { merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { createTestChannel } from '#test/fixtures/test-channel.ts';
import { findSecrets } from './find-secrets.ts';
import { type SeededSecret, seedSecrets } from './seeded-secrets.ts';

const SECRETS = 1_000;
/** Secrets of one merchant, one after the other; tickets in between take up their words. */
const OF_ONE = 10;

async function seedAll(secrets: readonly SeededSecret[]) {
  const logged: string[] = [];
  const channel = createTestChannel();
  const guide = await loadGuide(undefined);
  const log = createLogger(
    (line) => logged.push(line),
    () => START_MS,
  );
  const desk = await runPipeline({ guide: () => guide, respond, channel, log });
  const merchants = Math.ceil(secrets.length / OF_ONE);
  await Promise.all(
    Array.from({ length: merchants }, async (_, merchant) => {
      const who = { conversationId: `test:${merchant}` as ConversationId, senderId: `s${merchant}` };
      const say = async (text: string, name?: string): Promise<void> => {
        const attachments = name === undefined ? [] : [{ kind: 'image' as const, name, ref: 'media:none' }];
        await desk.receive(merchantMessage(text, { ...who, attachments }));
      };
      await say('断网了');
      for (const { messages, fileName } of secrets.slice(merchant * OF_ONE, (merchant + 1) * OF_ONE)) {
        for (const [at, text] of messages.entries()) await say(text, at === messages.length - 1 ? fileName : undefined);
        await say('转人工');
      }
    }),
  );
  await desk.settle();
  return { ...desk, logged, channel };
}

describe('P48 byte scan', () => {
  it('finds none of 1,000 secrets in database, log, tickets, replies or backup', { timeout: 120_000 }, async () => {
    const secrets = seedSecrets(SECRETS);
    const { path, store, logged, channel } = await seedAll(secrets);
    const copy = join(temporaryFolder(), 'copy.db');
    backUp(path, copy);
    const places: Readonly<Record<string, string>> = {
      database: readFileSync(path).toString('utf8'),
      'write-ahead log': readFileSync(`${path}-wal`).toString('utf8'),
      backup: readFileSync(copy).toString('utf8'),
      'log lines': logged.join(''),
      tickets: JSON.stringify(await store.tickets({ limit: 500 })),
      counts: JSON.stringify(await store.counts()),
      replies: JSON.stringify(channel.tries),
    };
    expect(Object.entries(places).flatMap(([place, text]) => findSecrets(place, text, secrets))).toEqual([]);
    expect((await store.counts()).securityEvents).toBeGreaterThan(SECRETS * 0.8);
    expect(channel.tries.length).toBeGreaterThan(SECRETS / 2);
  });

  it('would find each of them in the messages as they were typed', () => {
    const secrets = seedSecrets(SECRETS).filter(({ kind }) => kind !== 'pan-in-pieces');
    const missed = secrets.filter(
      (one) => findSecrets('', `x\0${[...one.messages, one.fileName ?? ''].join('\0')}`, [one]).length === 0,
    );
    expect(missed.map(({ kind, messages }) => `${kind} ${messages}`)).toEqual([]);
  });

  it('leaves no short secret in the transcript beside its name', async () => {
    const secrets = seedSecrets(400).filter(({ kind }) => kind === 'cvv' || kind === 'pin' || kind === 'otp');
    const desk = await runPipeline();
    for (const { messages } of secrets) await desk.receive(merchantMessage(messages[0] ?? ''));
    await desk.settle();
    const lines = (await desk.transcript()).filter((line) => line.from === 'merchant').map((line) => line.text);
    expect(lines).toHaveLength(secrets.length);
    expect(lines.filter((line) => /\p{Nd}{3}/u.test(line))).toEqual([]);
  });
});
