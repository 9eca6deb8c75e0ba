/** Fetches photos, voice and films at once, because WeChat keeps them for three days only. */

import type { MediaShelf } from '#adapters/contract.ts';
import type { Attachment } from '#dialogs/message.ts';
import type { WeixinApi } from './api.ts';
import type { IncomingMedia } from './receive.ts';

/** What fetching needs. */
export interface MediaDependencies {
  readonly api: Pick<WeixinApi, 'download'>;
  readonly shelf: Pick<MediaShelf, 'put'>;
  readonly warn: (event: string, fields: Readonly<Record<string, unknown>>) => void;
  /** The merchant waits for an answer meanwhile. */
  readonly patienceMs: number;
}

/** WeChat's own limit for what is sent in a chat. */
const MOST_BYTES = 10 * 1024 * 1024;
const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'audio/amr': 'amr',
  'audio/speex': 'speex',
  'voice/speex': 'speex',
  'video/mp4': 'mp4',
  'video/mpeg4': 'mp4',
};

/** The attachment with its bytes on the shelf; one that says so when they could not be fetched. Never throws. */
export async function fetchMedia(media: IncomingMedia, dependencies: MediaDependencies): Promise<Attachment> {
  const { kind, mediaId, name } = media;
  const { api, shelf, warn, patienceMs } = dependencies;
  const fetched = async (): Promise<Attachment | string> => {
    const query = { media_id: mediaId };
    const request = { path: '/cgi-bin/media/get', query, timeoutMs: patienceMs, mostBytes: MOST_BYTES };
    const result = await api.download(request);
    if (result.kind === 'failed') return result.reason;
    const contentType = result.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
    const ref = await shelf.put({ bytes: result.bytes, contentType });
    const ending = ENDINGS[contentType];
    return { kind, ref, name: ending === undefined ? name : `${name}.${ending}` };
  };
  const result = await inTime(fetched(), patienceMs);
  if (typeof result !== 'string') return result;
  warn('wechat-media-not-fetched', { kind, reason: result });
  return { kind, ref: `wechat:${mediaId}`, name: `${name} (未能取到 · could not be fetched)` };
}

async function inTime(work: Promise<Attachment | string>, patienceMs: number): Promise<Attachment | string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`not fetched within ${patienceMs} ms`), patienceMs);
  });
  const safe = work.catch((error: unknown) => (error instanceof Error ? error.name : 'unknown fault'));
  return Promise.race([safe, late]).finally(() => clearTimeout(timer));
}
