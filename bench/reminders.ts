/** A year of reminders for many devices, with restarts: `node bench/reminders.ts [DEVICES]`. A rule that is broken ends it with 1. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadGuide } from '#bot/content/load-guide.ts';
import { DEFAULT_SENDING_HOURS, mayTell } from '#bot/reminders/sending-hours.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { CHANNELS, channelOfKey, expectedKeys, type Lived, liveYear } from '#test/bot/reminder-year.ts';

const DEVICES = 10_000;
const DAYS = 365;
const PROCESSES = 2;

function judge(
  { devices, noted, heard, restarts, failures }: Lived,
  timeZone: string,
): readonly (readonly [string, number])[] {
  const expected = expectedKeys(devices, DAYS);
  const written = [...noted.keys()];
  const texts = heard.map(({ conversationId, text }) => `${conversationId} ${text}`);
  const quiet = heard.filter(({ atMs }) => !mayTell(DEFAULT_SENDING_HOURS, timeZone, atMs));
  const outside = heard.filter(({ channel, atMs, lastWroteMs, room }) => {
    const { replyWindowMs, quota } = CHANNELS[channel] ?? {};
    return (replyWindowMs !== undefined && atMs - lastWroteMs > replyWindowMs) || (quota !== undefined && room === 0);
  });
  const known = new Set(written);
  return [
    ['devices', devices.length],
    ['restarts', restarts],
    ['deliveries that failed and were tried again', failures],
    ['reminders due', expected.size],
    ['reminders written', written.length],
    ['messages delivered', texts.length],
    ['due and not written', [...expected].filter((key) => !known.has(key)).length],
    ['written and not due', written.filter((key) => !expected.has(key) && channelOfKey(key) !== 'wecom').length],
    ['delivered twice', texts.length - new Set(texts).size],
    ['delivered in quiet hours', quiet.length],
    ['delivered outside the rules of a channel', outside.length],
  ];
}

/** Figures that must be 0. */
const FAULTS: readonly string[] = [
  'due and not written',
  'written and not due',
  'delivered twice',
  'delivered in quiet hours',
  'delivered outside the rules of a channel',
];

const folder = mkdtempSync(join(tmpdir(), 'posdesk-reminders-'));
try {
  const guide = await loadGuide(undefined);
  const from = performance.now();
  const lived = await liveYear({
    devices: Number(process.argv[2] ?? DEVICES),
    hours: DEFAULT_SENDING_HOURS,
    guide,
    open: () => openSqliteStore(join(folder, 'year.db')),
    restartEvery: 9,
    processes: PROCESSES,
    days: DAYS,
  });
  const figures = judge(lived, guide.institution.hours.timeZone);
  for (const [name, count] of figures) console.log(`${name.padEnd(46)} ${count}`);
  console.log(`${'seconds'.padEnd(46)} ${((performance.now() - from) / 1_000).toFixed(0)}`);
  process.exitCode = figures.some(([name, count]) => FAULTS.includes(name) && count > 0) ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
