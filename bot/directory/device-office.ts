/** What the console shows and does with terminals; the role is asked for every request, whichever way it comes in. */

import type {
  DeviceCalendar,
  DeviceImport,
  DeviceOffice,
  DeviceSaved,
  DeviceView,
  StickerPlace,
} from '#adapters/console/device-office.ts';
import type { DeskUser, Refused, TicketRef } from '#adapters/desk-contract.ts';
import { addDays } from '#dialogs/days.ts';
import type { DeviceRecord } from '#dialogs/device-record.ts';
import { expiryCauses } from '#dialogs/expiry.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import { localDay } from '#dialogs/opening-hours.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { AuditNote } from '../audit.ts';
import { refuseUnless } from '../desk/permissions.ts';
import { isInTime, LINK_LASTS_MS, type Stickers } from '../stickers.ts';
import type { DeviceToken } from '../store/device-life.ts';
import type { Store } from '../store/store.ts';
import { readDevices } from './read-devices.ts';
import { readInThread } from './read-in-thread.ts';
import type { TableRow } from './read-table.ts';

/** What the device office needs. */
export interface DeviceOfficeDependencies {
  readonly store: Store;
  readonly stickers: Stickers;
  readonly guide: () => Guide;
  readonly clock: () => Instant;
  /** The address that merchants see, without a closing slash. */
  readonly publicUrl: () => string;
  /** Places besides the web, each with what a code has to hold to lead there. */
  readonly places: Readonly<Partial<Record<StickerPlace, (token: string) => Promise<string | undefined>>>>;
  /** True when the institution's own service is asked for terminals. */
  readonly elsewhere: boolean;
  /** True when merchants are reminded of what ends. */
  readonly reminds: boolean;
}

/** Writing so many rows takes a fraction of a second, in which nobody is answered; reading goes on beside. */
const MOST_ROWS = 20_000;
const SHOWN_ROWS = 10;
const MOST_TICKETS = 50;
const MOST_SOON = 200;
const FORECAST_DAYS = 396;
const SOON_DAYS = 14;
const DAY_MS = 86_400_000;
const SENT_DAYS = 30;
const MOST_SENT = 20_000;
const NOT_FOUND: Refused = { kind: 'refused', reason: 'not-found' };

const tidy = (serial: string): string => serial.toUpperCase().replace(/[^A-Z0-9]/g, '');

function refOf({ number, status, priority, symptoms, openedAtMs, agent, resolution, summary }: Ticket): TicketRef {
  return {
    number,
    status,
    priority,
    symptoms,
    openedAtMs,
    ...(agent === undefined ? {} : { agent }),
    ...(resolution === undefined ? {} : { resolution }),
    summary: summary.split('\n')[0] ?? '',
    because: 'serial',
  };
}

function stateOf({ kind, issuedAtMs, revokedAtMs, usedBy }: DeviceToken, now: Instant) {
  if (revokedAtMs !== undefined) return 'revoked';
  if (!isInTime(kind, issuedAtMs, now)) return 'old';
  return usedBy === undefined ? 'good' : 'used';
}

/** The office over a store. */
export function createDeviceOffice(dependencies: DeviceOfficeDependencies): DeviceOffice {
  const { store, stickers, clock, places, elsewhere, publicUrl } = dependencies;
  const note = ({ name, role }: DeskUser, action: string, subject: string): AuditNote => ({
    atMs: clock(),
    user: name,
    role,
    action,
    subject,
    outcome: 'ok',
  });
  const urlOf = (place: StickerPlace, { text, place: known }: { readonly text: string; readonly place?: string }) =>
    place === 'web' ? `${publicUrl()}/d/${text}` : (known ?? '');
  return {
    places: () => ['web', ...(['wechat', 'wecom'] as const).filter((place) => places[place] !== undefined)],
    async list(user, query) {
      const refusal = refuseUnless(user, 'look', clock());
      return refusal ?? { ...(await store.listDevices(query)), elsewhere };
    },
    open: async (user, serial) =>
      refuseUnless(user, 'look', clock()) ?? (await viewDevice(dependencies, tidy(serial))) ?? NOT_FOUND,
    async save(user, fields, seenMs) {
      const refusal = refuseUnless(user, 'content', clock());
      return refusal ?? (await saveDevice(dependencies, fields, seenMs, (serial) => note(user, 'device-edit', serial)));
    },
    async importFile(user, file, check) {
      const refusal = refuseUnless(user, 'content', clock());
      if (refusal) return refusal;
      const done = await importFile(store, file, clock(), check);
      if (done.kind === 'read' && done.stored) {
        const { changes } = done;
        await store.appendAudit([{ ...note(user, 'device-import', 'register'), details: { ...changes } }]);
      }
      return done;
    },
    async bind(user, serial, number) {
      const refusal = refuseUnless(user, 'work', clock());
      const ticket = refusal ? undefined : await store.ticket(number);
      const [device] = ticket ? await store.devices({ serial: tidy(serial) }) : [];
      if (refusal || !ticket || !device) return refusal ?? NOT_FOUND;
      const binding = { serial: device.serial, proof: 'agent', by: user.name } as const;
      const mid = device.mid === undefined ? {} : { mid: device.mid };
      const details = { conversation: ticket.conversationId, ticket: number, proof: 'agent' };
      const entry = { ...note(user, 'device-bind', device.serial), details };
      await store.bindDevice(ticket.conversationId, { ...binding, ...mid }, clock(), entry);
      return { kind: 'ok' };
    },
    async unbind(user, serial, conversationId) {
      const refusal = refuseUnless(user, 'work', clock());
      if (refusal) return refusal;
      const entry = { ...note(user, 'device-unbind', tidy(serial)), details: { conversation: conversationId } };
      return (await store.unbindDevice(conversationId as ConversationId, tidy(serial), entry))
        ? { kind: 'ok' }
        : NOT_FOUND;
    },
    async link(user, serial) {
      const refusal = refuseUnless(user, 'work', clock());
      const [device] = refusal ? [] : await store.devices({ serial: tidy(serial) });
      if (refusal || !device) return refusal ?? NOT_FOUND;
      const [link] = await stickers.issue([device.serial], 'link', note(user, 'device-link', device.serial));
      return { url: `${publicUrl()}/d/own/${link?.text}`, untilMs: clock() + LINK_LASTS_MS };
    },
    async stickers(user, serials, place) {
      const refusal = refuseUnless(user, 'content', clock());
      const ask = place === 'web' ? undefined : places[place];
      if (refusal || (place !== 'web' && ask === undefined)) return refusal ?? NOT_FOUND;
      const found = await Promise.all([...new Set(serials.map(tidy))].map((serial) => store.devices({ serial })));
      const known = found.flat().map(({ serial }) => serial);
      if (known.length === 0) return NOT_FOUND;
      const entry = note(user, 'device-stickers', known.length === 1 ? (known[0] ?? '') : 'register');
      const details = { stickers: known.length, place };
      const issued = await stickers.issue(known, 'sticker', { ...entry, details }, ask);
      return issued.length > 0 ? { ids: issued.map(({ id }) => id) } : NOT_FOUND;
    },
    async sheet(user, ids, place) {
      const refusal = refuseUnless(user, 'content', clock());
      if (refusal) return refusal;
      const tokens = (await stickers.textsOf(ids)).filter(({ kind }) => kind === 'sticker');
      const devices = await Promise.all(tokens.map(({ serial }) => store.devices({ serial })));
      return tokens.map((token, at) => {
        const { model, store: shop, merchant } = devices[at]?.[0] ?? {};
        return {
          serial: token.serial,
          url: urlOf(place, token),
          ...(model === undefined ? {} : { model }),
          ...(shop === undefined ? {} : { store: shop }),
          ...(merchant === undefined ? {} : { merchant }),
        };
      });
    },
    async revoke(user, serial) {
      const refusal = refuseUnless(user, 'content', clock());
      if (refusal) return refusal;
      return { ended: await store.revokeTokens(tidy(serial), clock(), note(user, 'device-revoke', tidy(serial))) };
    },
    calendar: async (user) => refuseUnless(user, 'report', clock()) ?? (await viewCalendar(dependencies)),
  };
}

async function viewDevice(
  { store, guide, clock }: DeviceOfficeDependencies,
  serial: string,
): Promise<DeviceView | undefined> {
  const [device] = (await store.listDevices({ serial, limit: 1 })).devices;
  if (!device) return undefined;
  const today = localDay(guide().institution.hours.timeZone, clock());
  const [tickets, bindings, tokens, reminders] = await Promise.all([
    store.related('', { sn: serial }, MOST_TICKETS),
    store.bindingsOf(serial),
    store.tokensOf(serial),
    store.remindersOf(serial),
  ]);
  return {
    device,
    causes: expiryCauses(device, today).map(({ phrase, endedOn }) => ({
      phrase,
      ...(endedOn === undefined ? {} : { endedOn }),
    })),
    tickets: tickets.map(refOf),
    bindings: bindings.map(({ conversationId, proof, boundAtMs, boundBy }) => ({
      conversationId,
      proof,
      boundAtMs,
      ...(boundBy === undefined ? {} : { boundBy }),
    })),
    tokens: tokens.map((token) => ({
      kind: token.kind,
      issuedAtMs: token.issuedAtMs,
      issuedBy: token.issuedBy,
      state: stateOf(token, clock()),
    })),
    reminders: reminders.map(({ kind, endsOn, days, atMs }) => ({ kind, endsOn, days, atMs })),
  };
}

/** One edited terminal is read as a file with one row is, so that both mean the same. */
async function saveDevice(
  { store, clock }: DeviceOfficeDependencies,
  fields: Readonly<Record<string, string>>,
  seenMs: Instant,
  noteFor: (serial: string) => AuditNote,
): Promise<DeviceSaved> {
  const rows: readonly TableRow[] = [
    { row: 1, cells: Object.keys(fields) },
    { row: 2, cells: Object.values(fields) },
  ];
  const { devices, problems, ignored } = readDevices(rows);
  const unknown = ignored.map((column) => ({ row: 2, column, message: 'is no field' }));
  const [device] = devices;
  if (!device || problems.length + unknown.length > 0) return { kind: 'wrong', problems: [...problems, ...unknown] };
  // Never the same instant as before, by which two edits know each other.
  const now = Math.max(clock(), seenMs + 1);
  const put = await store.putDevice(device, seenMs, now, noteFor(device.serial));
  return put ? { kind: 'ok', device: { ...device, updatedAtMs: now } } : { kind: 'changed' };
}

async function importFile(store: Store, file: Uint8Array, now: Instant, check: boolean): Promise<DeviceImport> {
  const read = await readInThread(file, MOST_ROWS);
  if (read.kind === 'unreadable') return read;
  if (read.kind === 'too-long') return { kind: 'too-long', most: MOST_ROWS };
  const { devices, fields, problems, problemCount, ignored } = read;
  const stored = !check && problemCount === 0 && devices.length > 0;
  const changes = stored ? await store.saveDevices(devices, now, fields) : await store.compareDevices(devices, fields);
  return {
    kind: 'read',
    devices: devices.length,
    changes,
    problems,
    problemCount,
    ignored,
    sample: devices.slice(0, SHOWN_ROWS) satisfies readonly DeviceRecord[],
    stored,
  };
}

async function viewCalendar({ store, guide, clock, reminds }: DeviceOfficeDependencies): Promise<DeviceCalendar> {
  const { timeZone } = guide().institution.hours;
  const now = clock();
  const today = localDay(timeZone, now);
  const [endings, soon, written] = await Promise.all([
    store.endings(addDays(today, -SENT_DAYS), addDays(today, FORECAST_DAYS)),
    store.endingDevices(today, addDays(today, SOON_DAYS), MOST_SOON),
    store.sentReminders({ fromMs: now - SENT_DAYS * DAY_MS, toMs: now + 1 }, MOST_SENT),
  ]);
  const byDay = Map.groupBy(written, ({ atMs }) => localDay(timeZone, atMs));
  const sent = [...byDay].map(([day, all]) => ({ day, reminders: all.length }));
  return { today, endings, soon, sent: sent.toSorted((a, b) => (a.day < b.day ? -1 : 1)), reminds };
}
