/** Case P48, told bit by bit: a card number that comes a few digits at a time is put together nowhere. */

import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { fold } from '#dialogs/redact/fold.ts';
import { respond } from '#dialogs/respond.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { createTestChannel, type TestChannel } from '#test/fixtures/test-channel.ts';

const CARDS = ['6216261000000000018', '4539578763621486', '6222021234567890128', '371449635398431'];
const HAN = '零一二三四五六七八九';
const ENGLISH = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

const inHan = (digits: string): string => digits.replace(/\d/g, (digit) => HAN.charAt(Number(digit)));
const inEnglish = (digits: string): string => [...digits].map((digit) => ENGLISH[Number(digit)]).join(' ');

type Way = (pieces: readonly string[]) => readonly string[];

/** How somebody may tell the pieces. */
const WAYS: Readonly<Record<string, Way>> = {
  'one after the other': (pieces) => pieces,
  'with then between': (pieces) => pieces.map((piece, at) => (at === 0 ? piece : `然后${piece}`)),
  'with English words between': (pieces) => pieces.map((piece, at) => (at === 0 ? piece : `and then ${piece}`)),
  'in Chinese words': (pieces) => pieces.map(inHan),
  'in English words': (pieces) => pieces.map(inEnglish),
  'with other messages between': (pieces) => pieces.flatMap((piece) => [piece, '稍等', '等10分钟再说']),
  'among other words': (pieces) =>
    pieces.map((piece, at) => (at === 0 ? `卡号是${piece}你记一下` : `接住${piece} 对吧？`)),
  'with pieces put right': (pieces) =>
    pieces.flatMap((piece, at) => (at === 2 ? [piece.replace(/\d/, '9'), `打错了 是${piece}`] : [piece])),
  'called a telephone number': (pieces) => pieces.map((piece, at) => (at === 0 ? `电话 ${piece}` : `后面 ${piece}`)),
};

/** What was said before: nothing is asked, a symptom is walked through, or a number is asked for. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'at the start': [],
  'in the middle of a walk': ['断网了'],
  'when the model and serial are asked for': ['断网了', '转人工'],
  'when the telephone number is asked for': ['断网了', '转人工', '跳过'],
};

const digitsOf = (text: string): string => fold(text).plain.replace(/\D/g, '');

/** Every row of every table, in the order in which they were written. */
function dump(path: string): Readonly<Record<string, string>> {
  const db = new DatabaseSync(path, { readOnly: true });
  const tables = db.prepare(`select name from sqlite_master where type = 'table'`).all() as { name: string }[];
  const rows = tables.map(({ name }): [string, string] => [
    name,
    db
      .prepare(`select * from "${name}"`)
      .all()
      .map((row) => JSON.stringify(row))
      .join('\n'),
  ]);
  db.close();
  return Object.fromEntries(rows);
}

/** Every reply that was on its way to the merchant. */
const repliesOf = ({ tries }: TestChannel): string => tries.map(({ reply }) => JSON.stringify(reply)).join('\n');

/** The words of a table without what stands beside them. */
const wordsOf = (table: string): string =>
  [...table.matchAll(/"(?:text|value|words|part|says|merchantWords)":"((?:[^"\\]|\\.)*)"/g)]
    .map(([, words]) => words)
    .join('\n');

/** Every way where a number is asked for, one way everywhere else. */
const ASKED = Object.keys(BEFORE).at(-1) ?? '';
const CASES = [
  ...Object.keys(WAYS).map((way): [string, string] => [ASKED, way]),
  ...Object.keys(BEFORE)
    .slice(0, -1)
    .map((before): [string, string] => [before, 'with then between']),
];

describe('P48 a card number told in pieces', () => {
  it.each(CASES)('is put together nowhere %s, %s', async (before, way) => {
    const guide = await loadBuiltInGuide();
    const channel = createTestChannel();
    const desk = await runPipeline({ guide: () => guide, respond, channel });
    const first = Object.keys(WAYS).indexOf(way) + Object.keys(BEFORE).indexOf(before);
    const sizes = [2, 3, 4];
    for (const size of sizes) {
      // Each way meets some of the cards, and all of them all cards.
      for (const card of CARDS.filter((_, at) => (at + first) % CARDS.length === size - 2)) {
        const name = `${'abcd'.charAt(CARDS.indexOf(card))}${'--abc'.charAt(size)}`;
        const sender = { senderId: name, conversationId: `test:${name}` };
        const pieces = card.match(new RegExp(`\\d{1,${size}}`, 'g')) ?? [];
        for (const text of [...(BEFORE[before] ?? []), ...(WAYS[way]?.(pieces) ?? [])]) {
          await desk.say(text, sender as never);
        }
      }
    }
    const tables = dump(desk.path);
    const places = {
      ...Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, wordsOf(rows)])),
      ...tables,
    };
    for (const [place, text] of Object.entries({ ...places, replies: repliesOf(channel) })) {
      const digits = digitsOf(text);
      for (const card of CARDS) {
        expect(digits.includes(card.slice(5, -3)), `${place}: ${card}\n${text.slice(0, 20_000)}`).toBe(false);
      }
    }
    expect((await desk.store.counts()).securityEvents).toBe(sizes.length);
  });
});

describe('P48 a card number told slowly', () => {
  it('is masked when hours lie between its pieces, and whoever asks for a person meanwhile', async () => {
    const guide = await loadBuiltInGuide();
    const desk = await runPipeline({ guide: () => guide, respond, channel: createTestChannel() });
    for (const text of ['断网了', '4539', '转人工', '5787', '等一下', '6362', '1486']) {
      await desk.say(text);
      desk.advance(3 * 3_600_000);
    }
    for (const [place, text] of Object.entries(dump(desk.path))) {
      expect(digitsOf(wordsOf(text)).includes('57876362'), place).toBe(false);
    }
    expect((await desk.store.counts()).securityEvents).toBe(1);
  });
});

describe('P48 what has gone out', () => {
  it('stands in the transcript alone, where it can be masked, and no more among what is to be sent', async () => {
    const desk = await runPipeline({ channel: createTestChannel() });
    await desk.say('hello');
    const { outbox = '', transcript = '' } = dump(desk.path);
    const [, answer = ''] = (await desk.lines()).map((line) => line.replace(/^\w+: /, ''));
    expect(answer).not.toBe('');
    expect(transcript).toContain(answer);
    expect(outbox).toContain('delivered');
    expect(outbox).not.toContain(answer);
  });
});

describe('P48 what is known for a secret a message later', () => {
  it.each([
    [['客人密码是', '739150'], '739150'],
    [['验证码', '739150'], '739150'],
    [['wifi密码是', 'Kx739150'], 'Kx739150'],
    [['739150', '上面是验证码'], '739150'],
    [['739150', "that's the pin"], '739150'],
    [['Kx739150', '这是wifi密码'], 'Kx739150'],
    [['440308', '19900307', '0013'], '19900307'],
    [['身份证号440308', '19900307', '0013'], '19900307'],
    [['739', '150', '这是密码'], '739'],
    [['密码是739', '150'], '739'],
  ])('stands nowhere: %j', async (sent, value) => {
    const guide = await loadBuiltInGuide();
    const channel = createTestChannel();
    const desk = await runPipeline({ guide: () => guide, respond, channel });
    for (const text of ['断网了', '转人工', ...sent]) await desk.say(text);
    for (const [place, text] of Object.entries({ ...dump(desk.path), replies: repliesOf(channel) })) {
      expect(text.includes(value), place).toBe(false);
    }
    expect((await desk.store.counts()).securityEvents).toBeGreaterThan(0);
  });
});
