/** Settings from the environment; nothing else reads it. */

import { existsSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';
import { QUIET_MS } from '#dialogs/join-messages.ts';
import { ConfigFault } from './faults.ts';
import { type Retention, readRetention } from './privacy/retention.ts';
import { readReminders, type SendingHours } from './reminders/sending-hours.ts';
import { readRenewalKey } from './renewals/renewal-config.ts';
import { type ChannelConfigs, readChannelConfigs } from './settings/channel-config.ts';
import { type Environment, readApiUrl, readUrl, readValue } from './settings/read-setting.ts';
import { DESK_LANGUAGE, readSinkConfigs, type SinkConfigs } from './settings/sink-config.ts';
import type { OidcConfig } from './sign-ins/oidc.ts';
import { readOidcConfig } from './sign-ins/oidc-config.ts';

/** A host and a port to listen on; port 0 takes any free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Everything an operator can set. */
export interface Config {
  /** Where merchants and platforms come in: HOST and PORT. */
  readonly publicListener: ListenAddress;
  /** Where agents come in: DESK_HOST and DESK_PORT. */
  readonly deskListener: ListenAddress;
  /** Absolute path of the embedded store's file, from DATABASE_URL. */
  readonly databasePath: string;
  /** Address of a Postgres that several processes share, from DATABASE_URL; it takes the place of the file. */
  readonly postgresUrl?: string;
  /** How long a short piece of a message waits for the next one, in milliseconds: QUIET_MS. Absent: it does not. */
  readonly quietMs?: number;
  /** Absolute path of the institution's own content, laid over the built-in one: CONTENT_DIR. */
  readonly contentFolder?: string;
  /** The institution's own register of devices: DIRECTORY_URL and DIRECTORY_TOKEN. Absent: the one in the store. */
  readonly directory?: { readonly url: string; readonly token?: string };
  /** The address merchants see, without a closing slash: PUBLIC_URL. Absent: the listener's own. */
  readonly publicUrl?: string;
  /** The address agents use, without a closing slash: DESK_URL. Absent: the listener's own. */
  readonly deskUrl?: string;
  /** Single sign-on to the desk; absent: none. */
  readonly oidc?: OidcConfig;
  /** Channels besides the web chat that are on; absent: none. */
  readonly channels?: ChannelConfigs;
  /** Where else tickets go, and in which language; absent: nowhere, in simplified Chinese. */
  readonly sinks?: SinkConfigs;
  /** How many days what is kept, by kind: RETENTION_*; absent: the defaults. */
  readonly retention?: Retention;
  /** The hours in which merchants are reminded of what ends; absent: nobody is. */
  readonly reminders?: SendingHours;
  /** 32 bytes that papers of renewals are encrypted with: RENEWAL_KEY. Absent: they cannot be uploaded. */
  readonly renewalKey?: Uint8Array;
  /** Whose X-Forwarded-* headers are believed: TRUST_PROXY, addresses or a number of proxies; absent: nobody's. */
  readonly trustProxy?: readonly string[] | number;
  /** True when npm started the process, with a shell in between that does not pass signals on. */
  readonly startedByNpm?: true;
}

function readPort(env: Environment, name: string, fallback: number): number {
  const value = readValue(env, name);
  if (value === undefined) return fallback;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port <= 65_535) return port;
  throw new ConfigFault({
    code: 'wrong-port',
    what: `${name} is "${value}", which is no port`,
    remedy: `Set ${name} to a whole number from 0 to 65535, such as ${fallback}.`,
  });
}

function readHost(env: Environment, name: string): string {
  const value = readValue(env, name);
  if (value === undefined) return '127.0.0.1';
  if (/^[\w.:-]+$/.test(value)) return value;
  throw new ConfigFault({
    code: 'wrong-host',
    what: `${name} is "${value}", which is no host name or address`,
    remedy: `Set ${name} to an address of this machine, such as 127.0.0.1 or 0.0.0.0, without a scheme or port.`,
  });
}

const DEFAULT_DATABASE = 'file:./data/posdesk.db';

function readPostgresUrl(env: Environment): string | undefined {
  const value = readValue(env, 'DATABASE_URL');
  if (value === undefined || !/^postgres(ql)?:/i.test(value)) return undefined;
  if (URL.canParse(value) && new URL(value).pathname.length > 1) return value;
  throw new ConfigFault({
    code: 'wrong-database-url',
    // The value itself may hold a password.
    what: 'DATABASE_URL asks for Postgres and names no database',
    remedy: 'Set DATABASE_URL to an address such as postgres://user:password@db.example.com/posdesk.',
  });
}

function readDatabasePath(env: Environment): string {
  const value = readValue(env, 'DATABASE_URL') ?? DEFAULT_DATABASE;
  const path = /^file:(?:\/\/(?=\/))?(?!\/\/)(.+)$/.exec(value)?.[1];
  if (path === undefined || path.includes('?') || path.includes('#') || path.endsWith('/')) {
    throw new ConfigFault({
      code: 'wrong-database-url',
      what: 'DATABASE_URL names neither a file nor a Postgres',
      remedy: 'Set DATABASE_URL to file: and a path, such as file:./data/posdesk.db, or to a postgres:// address.',
    });
  }
  return resolve(path);
}

function readContentFolder(env: Environment): string | undefined {
  const value = readValue(env, 'CONTENT_DIR');
  if (value === undefined) return undefined;
  const folder = isAbsolute(value) ? value : resolve(value);
  if (existsSync(folder) && statSync(folder).isDirectory()) return folder;
  throw new ConfigFault({
    code: 'no-content-folder',
    what: `CONTENT_DIR is ${folder}, which is no folder`,
    remedy: 'Create the folder, correct CONTENT_DIR, or leave it unset to use the built-in content.',
  });
}

const LONGEST_QUIET_MS = 10_000;

function readQuietMs(env: Environment): number {
  const value = readValue(env, 'QUIET_MS');
  if (value === undefined) return QUIET_MS;
  const ms = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (ms <= LONGEST_QUIET_MS) return ms;
  throw new ConfigFault({
    code: 'wrong-quiet-time',
    what: `QUIET_MS is "${value}", which is no time that merchants would wait`,
    remedy: `Set QUIET_MS to whole milliseconds from 0 to ${LONGEST_QUIET_MS}, or leave it unset.`,
  });
}

const PROXY_NAMES: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** An address or a range, as in 10.0.0.0/8. */
function isRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= (family === 4 ? 32 : 128))
  );
}

function readTrustProxy(env: Environment): Pick<Config, 'trustProxy'> {
  const value = readValue(env, 'TRUST_PROXY');
  if (value === undefined) return {};
  if (/^[1-9]$/.test(value)) return { trustProxy: Number(value) };
  const places = value.split(',').map((place) => place.trim());
  if (places.every((place) => PROXY_NAMES.has(place) || isRange(place))) return { trustProxy: places };
  throw new ConfigFault({
    code: 'wrong-trust-proxy',
    what: `TRUST_PROXY is "${value}", which names no proxies`,
    remedy: 'Set it to the addresses of the proxies, such as 10.0.0.0/8 or loopback, or to how many stand in a row.',
  });
}

function readDirectory(env: Environment): Pick<Config, 'directory'> {
  const url = readApiUrl(env, 'DIRECTORY_URL');
  const token = readValue(env, 'DIRECTORY_TOKEN');
  return url === undefined ? {} : { directory: { url, ...(token === undefined ? {} : { token }) } };
}

function readSinks(env: Environment): Pick<Config, 'sinks'> {
  const sinks = readSinkConfigs(env);
  const { locale, ...on } = sinks;
  return Object.keys(on).length === 0 && locale === DESK_LANGUAGE ? {} : { sinks };
}

/** Reads the settings; a value that cannot be used is a ConfigFault that names the variable and the remedy. */
export function readConfig(env: Environment = process.env): Config {
  const contentFolder = readContentFolder(env);
  const postgresUrl = readPostgresUrl(env);
  const publicUrl = readUrl(env, 'PUBLIC_URL');
  const deskUrl = readUrl(env, 'DESK_URL');
  const host = readHost(env, 'HOST');
  const oidc = readOidcConfig(env);
  const channels = readChannelConfigs(env, { host, ...(publicUrl === undefined ? {} : { publicUrl }) });
  return {
    publicListener: { host, port: readPort(env, 'PORT', 3978) },
    deskListener: { host: readHost(env, 'DESK_HOST'), port: readPort(env, 'DESK_PORT', 3979) },
    databasePath: readDatabasePath(postgresUrl === undefined ? env : {}),
    ...(postgresUrl === undefined ? {} : { postgresUrl }),
    quietMs: readQuietMs(env),
    ...(oidc === undefined ? {} : { oidc }),
    ...readSinks(env),
    ...readRetention(env),
    ...readRenewalKey(env),
    ...readReminders(env),
    ...readTrustProxy(env),
    ...(readValue(env, 'npm_lifecycle_event') === undefined ? {} : { startedByNpm: true as const }),
    ...(contentFolder === undefined ? {} : { contentFolder }),
    ...readDirectory(env),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(deskUrl === undefined ? {} : { deskUrl }),
    ...(Object.keys(channels).length === 0 ? {} : { channels }),
  };
}
