/** Fetches the pictures and files of a message while Teams still has them, and keeps them. */

import type { MediaShelf } from '#adapters/contract.ts';
import { guardedFetch } from '#adapters/guarded-fetch.ts';
import type { Attachment } from '#dialogs/message.ts';
import { type AccessToken, PATIENCE_MS } from './access-token.ts';
import type { IncomingAttachment } from './activity.ts';
import { PlatformFault } from './platform-fault.ts';
import { fileOf } from './receive.ts';
import { isFileUrl, isServiceUrl, type TeamsConfig, trustedOrigins } from './teams-config.ts';

/** What fetching needs. */
export interface FileDependencies {
  readonly config: TeamsConfig;
  readonly token: AccessToken;
  readonly media: MediaShelf;
  readonly warn: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** Files of one message that are taken; nobody needs more to show a label. */
const MOST_FILES = 5;
/** Bytes of one file; a phone's photo is below this. */
const MOST_BYTES = 12 * 1024 * 1024;
/** Teams waits 15 seconds for our answer, and storing the message takes some of it. */
const MOST_WAIT_MS = 8_000;

/** The attachments of a message, its files kept. One that cannot be fetched is named without a place (`ref` empty). */
export async function fetchFiles(
  files: readonly IncomingAttachment[],
  serviceUrl: string,
  dependencies: FileDependencies,
): Promise<readonly Attachment[]> {
  const patienceMs = Math.min(MOST_WAIT_MS, dependencies.config.patienceMs ?? PATIENCE_MS);
  const signal = AbortSignal.timeout(patienceMs);
  const fetchOne = async (file: IncomingAttachment, index: number): Promise<Attachment> => {
    const name = nameOf(file, index);
    try {
      const bytes = await download(file, serviceUrl, dependencies, signal);
      const picture = pictureType(bytes);
      const ref = await dependencies.media.put({ bytes, contentType: picture ?? 'application/octet-stream' });
      return { kind: picture === undefined ? kindOf(file, 'file') : 'image', name, ref };
    } catch (error) {
      dependencies.warn('teams-file-not-fetched', { reason: reasonOf(error) });
      return { kind: kindOf(file, 'image'), name, ref: '' };
    }
  };
  return await Promise.all(files.slice(0, MOST_FILES).map(fetchOne));
}

/** What a file is called when it is no picture; something announced as a picture is what the caller makes of it. */
function kindOf({ contentType }: IncomingAttachment, picture: 'image' | 'file'): Attachment['kind'] {
  if (contentType.startsWith('audio/')) return 'voice';
  return contentType.startsWith('image/') ? picture : 'file';
}

function reasonOf(error: unknown): string {
  if (error instanceof PlatformFault) return error.message;
  return error instanceof Error ? error.name : 'unknown';
}

function nameOf({ name, contentType, content }: IncomingAttachment, index: number): string {
  const extension = fileOf(content)?.extension ?? /^image\/([a-z]+)$/.exec(contentType)?.[1] ?? '';
  const given = (name ?? '').replaceAll(/[\p{C}/\\]/gu, '').slice(0, 120);
  return given === '' ? `file-${index + 1}${extension === '' ? '' : `.${extension}`}` : given;
}

/** A pasted picture lies with the service that sent the message and needs our token; no other place is given it. */
async function download(
  file: IncomingAttachment,
  serviceUrl: string,
  { config, token }: FileDependencies,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const shared = fileOf(file.content);
  const address = shared?.url ?? file.contentUrl ?? '';
  if (!isFileUrl(address, config)) throw new PlatformFault('file', 'the file is not with Microsoft');
  const isPasted = shared === undefined && isServiceUrl(address, config) && sameOrigin(address, serviceUrl);
  const bearer = isPasted ? await token.get() : undefined;
  const headers = bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` };
  const response = await guardedFetch(address, { headers, signal, trusted: trustedOrigins(address, config) });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new PlatformFault('file', 'the file could not be fetched', response.status);
  }
  return await readLimited(response.body);
}

function sameOrigin(one: string, other: string): boolean {
  return new URL(one).origin === new URL(other).origin;
}

async function readLimited(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new PlatformFault('file', 'the file is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Pictures by their first bytes; what a file says of itself is not believed. */
const SIGNATURES: readonly (readonly [string, RegExp])[] = [
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/png', /^\x89PNG\r\n/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[\s\S]{4}WEBP/],
  ['image/bmp', /^BM/],
  ['image/heic', /^[\s\S]{4}ftyp(?:heic|heix|mif1)/],
];

/** The type of a picture; undefined for anything else, SVG included. */
export function pictureType(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return SIGNATURES.find(([, pattern]) => pattern.test(start))?.[0];
}
