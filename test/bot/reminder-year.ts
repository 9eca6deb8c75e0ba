/** A year of reminders on a clock that jumps: devices, merchants on five channels, restarts in between, and the rules. */

import type { Channel, ChannelLimits, Delivery } from '#adapters/contract.ts';
import { silentLogger } from '#bot/log.ts';
import { createOutbox } from '#bot/outbox.ts';
import { quietUntil, type SendingHours } from '#bot/reminders/sending-hours.ts';
import { createReminders } from '#bot/reminders.ts';
import type { Store } from '#bot/store/store.ts';
import { addDays } from '#dialogs/days.ts';
import type { DeviceRecord } from '#dialogs/device-record.ts';
import type { ConversationId, MessageId } from '#dialogs/message.ts';
import { REMINDER_DAYS, REMINDER_KINDS, type ReminderKind } from '#dialogs/remind-of-end.ts';
import type { Guide } from '#knowledge/guide.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The rules of the channels that merchants are on, as the platforms have them. */
export const CHANNELS: Readonly<Record<string, ChannelLimits>> = {
  slack: { choices: 5, textBytes: 3_000 },
  teams: { choices: 5, textBytes: 3_000 },
  webchat: { choices: 12, textBytes: 16_384, readsTranscript: true },
  wecom: { choices: 10, textBytes: 2_048, replyWindowMs: 48 * HOUR_MS, quota: 5 },
  wechat: { choices: 10, textBytes: 2_048, replyWindowMs: 48 * HOUR_MS, quota: 5, reminds: true },
};

/** What was delivered, and when. */
export interface Heard {
  readonly channel: string;
  readonly conversationId: string;
  readonly atMs: number;
  readonly text: string;
  readonly lastWroteMs: number;
  readonly room: number | undefined;
}

/** How the year is lived. */
export interface Year {
  readonly devices: number;
  readonly hours: SendingHours;
  readonly guide: Guide;
  /** Opens the same store anew; the one before has been closed. */
  readonly open: () => Promise<Store>;
  /** Days between two restarts. */
  readonly restartEvery: number;
  /** Processes that remind at the same time. */
  readonly processes: number;
  /** Days that are lived. */
  readonly days: number;
}

/** What came of it. */
export interface Lived {
  readonly heard: readonly Heard[];
  readonly devices: readonly DeviceRecord[];
  /** Reminders that the store has noted, by key. */
  readonly noted: ReadonlyMap<string, number>;
  readonly restarts: number;
  readonly failures: number;
}

/** Midnight of the first day in Shanghai. */
export const FIRST_DAY = '2027-01-01';
const START_MS = Date.parse(`${FIRST_DAY}T00:00:00+08:00`);

function createRandom(start: number): (below: number) => number {
  let seed = start;
  return (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
}

/** Devices of shops with one to three terminals each, with ends anywhere in the year and beyond. */
export function makeDevices(count: number): readonly DeviceRecord[] {
  const random = createRandom(7);
  const end = (): string => addDays(FIRST_DAY, random(420) - 10);
  return Array.from(
    { length: count },
    (_, at): DeviceRecord => ({
      serial: `08${String(at).padStart(8, '0')}`,
      mid: `8980000${String(Math.floor(at / 2)).padStart(8, '0')}`,
      model: 'A920',
      status: at % 50 === 0 ? 'returned' : 'active',
      contractEndsOn: end(),
      ...(at % 4 === 0 ? { simEndsOn: end() } : {}),
      ...(at % 10 === 0 ? { certificateEndsOn: end() } : {}),
    }),
  );
}

const NAMES = Object.keys(CHANNELS);
/** Each merchant writes on one channel, and now and then again. */
const merchantOf = (serial: string): number => Math.floor(Number(serial.slice(2)) / 2);
const channelOf = (merchant: number): string => NAMES[merchant % NAMES.length] ?? 'slack';
const conversationOf = (merchant: number): ConversationId => `${channelOf(merchant)}-m${merchant}` as ConversationId;

async function write(store: Store, merchant: number, atMs: number): Promise<void> {
  const conversationId = conversationOf(merchant);
  const message = {
    id: `${conversationId}-${atMs}` as MessageId,
    conversationId,
    channel: channelOf(merchant),
    senderId: `m${merchant}`,
    address: `at-${merchant}`,
    text: 'hi',
    attachments: [],
    sentAtMs: atMs,
    receivedAtMs: atMs,
  };
  await store.accept({ message, sensitive: [] });
  await store.putAside(conversationId);
}

/** Lives the year. Merchants whose number ends in 7 never bind their terminals; the rest do at the start. */
export async function liveYear({
  devices: count,
  hours,
  guide,
  open,
  restartEvery,
  processes,
  days,
}: Year): Promise<Lived> {
  const devices = makeDevices(count);
  const { timeZone } = guide.institution.hours;
  const random = createRandom(11);
  const heard: Heard[] = [];
  const wroteMs = new Map<string, number>();
  let now = START_MS;
  let restarts = 0;
  let failures = 0;
  let store = await open();
  await store.saveDevices(devices, now);
  for (const { serial, mid = '' } of devices) {
    const merchant = merchantOf(serial);
    if (merchant % 10 === 7) continue;
    const conversationId = conversationOf(merchant);
    if (!wroteMs.has(conversationId)) {
      await write(store, merchant, now);
      wroteMs.set(conversationId, now);
    }
    await store.bindDevice(conversationId, { serial, mid, proof: 'number' }, now);
  }
  const channels = NAMES.map(
    (name): Channel => ({
      name,
      limits: CHANNELS[name] as ChannelLimits,
      path: '/',
      handler: () => {},
      async deliver({ conversationId, reply, room }: Delivery) {
        // One in a hundred tries fails, so that some come late.
        if (random(100) === 0) {
          failures += 1;
          return { kind: 'retry', reason: 'the platform is away' };
        }
        // A platform with a notice of its own is told that something waits, and keeps to its rules.
        if (room === 0) return { kind: 'held', reason: 'told that something waits' };
        heard.push({
          channel: name,
          conversationId,
          atMs: now,
          text: reply.text,
          lastWroteMs: wroteMs.get(conversationId) ?? 0,
          room,
        });
        return { kind: 'delivered' };
      },
    }),
  );
  const start = () => {
    const limitsOf = (channel: string) => CHANNELS[channel];
    const clock = () => now;
    const dependencies = { store, guide: () => guide, limitsOf, hours, clock, log: silentLogger };
    const reminders = Array.from({ length: processes }, () => createReminders(dependencies));
    const outbox = createOutbox({
      store,
      channels,
      clock,
      random: () => 0.5,
      log: silentLogger,
      quietUntil: (at) => quietUntil(hours, timeZone, at),
    });
    return { reminders, outbox };
  };
  let running = start();
  const deliver = async (): Promise<void> => {
    for (;;) {
      const nextAt = await store.nextDeliveryAt();
      if (nextAt === undefined || nextAt > now) return;
      await running.outbox.run();
      await running.outbox.idle();
    }
  };
  for (let day = 0; day < days; day += 1) {
    // Before the hours, within them, at their end, and at night.
    for (const hour of [3, 10, 19, 23]) {
      now = START_MS + day * DAY_MS + hour * HOUR_MS + random(50) * 60_000;
      await Promise.all(running.reminders.map((job) => job.run()));
      // Some processes are gone before they have delivered what they wrote.
      const dies = hour === 19 && day % restartEvery === restartEvery - 1;
      if (!dies) await deliver();
      if (hour === 10) {
        const merchant = random(Math.ceil(count / 2));
        const conversationId = conversationOf(merchant);
        if (wroteMs.has(conversationId)) {
          wroteMs.set(conversationId, now);
          await write(store, merchant, now);
          await deliver();
        }
      }
      if (dies) {
        await store.close();
        store = await open();
        running = start();
        restarts += 1;
      }
    }
  }
  const noted = new Map<string, number>();
  for (const { serial, kind, endsOn, days: left, atMs } of await store.sentReminders(
    { fromMs: 0, toMs: now + 1 },
    1_000_000,
  )) {
    noted.set(keyOf(serial, kind, endsOn, left), atMs);
  }
  await store.close();
  return { heard, devices, noted, restarts, failures };
}

/** A reminder as a text. */
export function keyOf(serial: string, kind: ReminderKind, endsOn: string, days: number): string {
  return `${serial} ${kind} ${endsOn} ${days}`;
}

/** Which reminders must have been written in the days lived: of terminals in use whose merchant can be told. */
export function expectedKeys(devices: readonly DeviceRecord[], days: number): ReadonlySet<string> {
  const last = addDays(FIRST_DAY, days - 1);
  const keys = new Set<string>();
  for (const device of devices) {
    const merchant = merchantOf(device.serial);
    // WeCom allows nothing outside 48 hours, and has no notice; who is told there depends on who wrote.
    if (device.status !== 'active' || merchant % 10 === 7 || channelOf(merchant) === 'wecom') continue;
    for (const kind of REMINDER_KINDS) {
      const endsOn = { contract: device.contractEndsOn, sim: device.simEndsOn, certificate: device.certificateEndsOn }[
        kind
      ];
      if (endsOn === undefined) continue;
      for (const [at, left] of REMINDER_DAYS.entries()) {
        const from = addDays(endsOn, -left);
        const next = REMINDER_DAYS[at + 1];
        const to = next === undefined ? endsOn : addDays(endsOn, -next - 1);
        if (from <= last && to >= FIRST_DAY) keys.add(keyOf(device.serial, kind, endsOn, left));
      }
    }
  }
  return keys;
}

/** The channel of a reminder's merchant. */
export function channelOfKey(key: string): string {
  return channelOf(merchantOf(key.split(' ')[0] ?? ''));
}
