/** The institution's own register of devices, asked over HTTP; docs/devices.md describes request and answer. */

import { z } from 'zod';
import type { DeviceDirectory } from '#adapters/contract.ts';
import { guardedFetch } from '#adapters/guarded-fetch.ts';
import {
  DEVICE_STATUSES,
  type DeviceQuery,
  type DeviceRecord,
  queryKey,
  type RegisterAnswer,
} from '#dialogs/device-record.ts';

/** Where the register is. */
export interface HttpDirectoryConfig {
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string;
  readonly timeoutMs?: number;
}

/** What the adapter needs besides its settings. */
export interface HttpDirectoryDependencies {
  readonly now: () => number;
  /** Fields hold no serials and no merchant numbers. */
  readonly warn: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

const TIMEOUT_MS = 2_000;
const MOST_BYTES = 1024 * 1024;
const MOST_CACHED = 2_000;
const FOUND_MS = 60_000;
const UNKNOWN_MS = 10_000;
/** After a failure nobody waits for the next one this soon. */
const FAILED_MS = 3_000;

const text = z.string().trim().min(1).max(120);
const day = z.iso.date();
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .union([schema, z.null(), z.literal('')])
    .optional()
    .transform((value) => (value === null || value === '' ? undefined : (value as z.output<Schema> | undefined)));
const deviceSchema = z.object({
  serial: text.transform((written) => written.toUpperCase().replace(/[^A-Z0-9]/g, '')),
  model: optional(text),
  mid: optional(text),
  tid: optional(text),
  merchant: optional(text),
  store: optional(text),
  iccid: optional(text),
  carrier: optional(text),
  simEndsOn: optional(day),
  contractEndsOn: optional(day),
  certificateEndsOn: optional(day),
  approvalEndsOn: optional(day),
  status: z.enum(DEVICE_STATUSES),
  firmware: optional(text),
});
const answerSchema = z.object({ devices: z.array(deviceSchema).max(200) });

interface Kept {
  readonly answer: RegisterAnswer;
  readonly untilMs: number;
}

/** A directory over HTTP; answers are kept for a minute. */
export function createHttpDirectory(
  config: HttpDirectoryConfig,
  { now, warn }: HttpDirectoryDependencies,
): DeviceDirectory {
  const kept = new Map<string, Kept>();
  return {
    async lookup(query) {
      const key = queryKey(query);
      const known = kept.get(key);
      if (known && known.untilMs > now()) return known.answer;
      const answer = await ask(config, query, warn);
      const forMs = answer.kind === 'found' ? FOUND_MS : answer.kind === 'unknown' ? UNKNOWN_MS : FAILED_MS;
      kept.delete(key);
      kept.set(key, { answer, untilMs: now() + forMs });
      const [oldest] = kept.keys();
      if (kept.size > MOST_CACHED && oldest !== undefined) kept.delete(oldest);
      return answer;
    },
  };
}

async function ask(
  { url, token, timeoutMs = TIMEOUT_MS }: HttpDirectoryConfig,
  query: DeviceQuery,
  warn: HttpDirectoryDependencies['warn'],
): Promise<RegisterAnswer> {
  const unavailable = (reason: string): RegisterAnswer => {
    warn('register-unavailable', { reason });
    return { kind: 'unavailable', reason };
  };
  try {
    const response = await guardedFetch(addressOf(url, query), {
      headers: { accept: 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      timeoutMs,
      trusted: [new URL(url).origin],
    });
    if (response.status === 404) return { kind: 'unknown' };
    if (!response.ok) return unavailable(`answered ${response.status}`);
    const parsed = answerSchema.safeParse(JSON.parse(await readText(response)));
    if (!parsed.success) return unavailable(`answered in another form: ${parsed.error.issues[0]?.path.join('.')}`);
    const devices = parsed.data.devices.map(dropAbsent).filter((device) => isMeant(device, query));
    return devices.length > 0 ? { kind: 'found', devices } : { kind: 'unknown' };
  } catch (error) {
    return unavailable(error instanceof Error ? error.name : 'failed');
  }
}

function addressOf(url: string, { serial, mid }: DeviceQuery): URL {
  const address = new URL(url);
  if (serial !== undefined) address.searchParams.set('serial', serial);
  if (mid !== undefined) address.searchParams.set('mid', mid);
  return address;
}

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > MOST_BYTES) throw new RangeError('the answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** A register that answers with more than was asked must not tell one merchant about another. */
function isMeant({ serial, mid }: DeviceRecord, query: DeviceQuery): boolean {
  return (query.serial === undefined || serial === query.serial) && (query.mid === undefined || mid === query.mid);
}

function dropAbsent(device: z.output<typeof deviceSchema>): DeviceRecord {
  return Object.fromEntries(
    Object.entries(device).filter(([, value]) => value !== undefined),
  ) as unknown as DeviceRecord;
}
