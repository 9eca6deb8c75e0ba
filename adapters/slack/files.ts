/** Fetches the files of merchants from Slack; the token goes to Slack's own hosts and nowhere else. */

import { setTimeout as pause } from 'node:timers/promises';
import type { ChannelDependencies, Media } from '#adapters/contract.ts';
import { GuardFault, guardedFetch } from '#adapters/guarded-fetch.ts';
import type { Attachment } from '#dialogs/message.ts';
import { apiBase, type SlackClient, type SlackClientConfig } from './client.ts';
import type { SlackFile } from './envelope.ts';

/** What fetching needs. */
export interface FileSource {
  readonly config: SlackClientConfig;
  readonly client: Pick<SlackClient, 'fileInfo'>;
  readonly media: ChannelDependencies['media'];
  readonly warn: ChannelDependencies['warn'];
  /** Ends fetching when the channel stops. */
  readonly stopped: AbortSignal;
}

const NO_ANSWER = 'no answer';
/** The one host that Slack serves private files from. */
const FILE_ORIGIN = 'https://files.slack.com';
const MOST_BYTES = 20 * 1024 * 1024;
/** For all files of a message; nobody waits for them, see `late-files.ts`. */
const WITHIN_MS = 60_000;
const MOST_FILES = 10;
/** Pauses before a file is asked for again that Slack could not give at that moment. */
const PAUSES_MS = [1_000, 5_000];

/**
 * The files of a message as attachments, their bytes on the shelf. A file that cannot be fetched keeps its place, with a
 * `ref` that leads nowhere, so that people see that there was one.
 */
export async function shelveFiles(files: readonly SlackFile[], source: FileSource): Promise<readonly Attachment[]> {
  const attachments: Attachment[] = [];
  const deadline = AbortSignal.any([AbortSignal.timeout(WITHIN_MS), source.stopped]);
  for (const file of files.slice(0, MOST_FILES)) attachments.push(await shelveFile(file, source, deadline));
  return attachments;
}

async function shelveFile(file: SlackFile, source: FileSource, deadline: AbortSignal): Promise<Attachment> {
  const known = await withAddress(file, source);
  const name = known.name || known.title || known.id;
  const fetched = await fetchPatiently(known, source, deadline);
  if (typeof fetched === 'string') {
    source.warn('slack-file-not-fetched', { file: file.id, why: fetched });
    return { kind: kindOf(known.mimetype ?? ''), name, ref: `slack:${file.id}` };
  }
  return { kind: kindOf(fetched.contentType), name, ref: await source.media.put(fetched) };
}

/** Asks Slack for what the event does not tell of a file: those of another workspace, and those left by a crash. */
async function withAddress(file: SlackFile, { client }: FileSource): Promise<SlackFile> {
  if (file.is_external === true || file.url_private_download || file.url_private) return file;
  const asked = await client.fileInfo(file.id);
  return asked.kind === 'ok' ? { ...file, ...asked.value, id: file.id } : file;
}

async function fetchPatiently(file: SlackFile, source: FileSource, deadline: AbortSignal): Promise<Media | string> {
  for (let attempt = 0; ; attempt += 1) {
    const fetched = await fetchFile(file, source, deadline).catch((error: unknown) =>
      error instanceof GuardFault ? 'a redirect' : NO_ANSWER,
    );
    const passing = fetched === NO_ANSWER || fetched === 'status 429' || /^status 5/.test(String(fetched));
    const pauseMs = PAUSES_MS[attempt];
    if (!passing || pauseMs === undefined || deadline.aborted) return fetched;
    await pause(pauseMs, undefined, { signal: deadline }).catch(() => {});
  }
}

function kindOf(contentType: string): Attachment['kind'] {
  if (contentType.startsWith('image/')) return 'image';
  return contentType.startsWith('audio/') ? 'voice' : 'file';
}

/** The file's bytes, or in a word why there are none. */
async function fetchFile(file: SlackFile, { config }: FileSource, deadline: AbortSignal): Promise<Media | string> {
  if (file.is_external === true || file.mode === 'external') return 'not kept by Slack';
  if ((file.size ?? 0) > MOST_BYTES) return 'too large';
  const address = file.url_private_download ?? file.url_private ?? undefined;
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !isSlackFile(url, config)) return 'not on a host of Slack';
  // A redirect is a fault: it leads to a sign-in page at best; at worst it would carry the token away.
  const response = await guardedFetch(url, {
    headers: { Authorization: `Bearer ${config.botToken}` },
    signal: deadline,
    trusted: config.apiUrl === undefined ? [] : [new URL(apiBase(config)).origin],
  });
  if (!response.ok) return `status ${response.status}`;
  const contentType = contentTypeOf(response, file);
  if (contentType === 'text/html' && file.mimetype !== 'text/html') return 'a sign-in page: the app lacks files:read';
  const bytes = await readBytes(response);
  return bytes === undefined ? 'too large' : { bytes, contentType };
}

/** Origins are compared as a whole, so that neither a look-alike host nor another port or scheme passes. */
function isSlackFile(url: URL, config: SlackClientConfig): boolean {
  if (url.username !== '' || url.password !== '') return false;
  const own = config.apiUrl === undefined ? undefined : new URL(apiBase(config)).origin;
  return url.origin === FILE_ORIGIN || url.origin === own;
}

function contentTypeOf(response: Response, file: SlackFile): string {
  const told = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const unknown = told === '' || told === 'application/octet-stream' || told === 'binary/octet-stream';
  return unknown ? (file.mimetype ?? 'application/octet-stream') : told;
}

async function readBytes(response: Response): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
