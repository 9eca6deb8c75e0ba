/** Seals which page of which conversation a link opens, so that it can be neither read nor altered. */

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import { PAGES, type PageName } from '#dialogs/pages.ts';

/** What a link stands for. */
export interface PageRef {
  readonly page: PageName;
  readonly conversationId: ConversationId;
  /** From then on the link opens nothing. */
  readonly expiresAtMs: Instant;
}

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** A conversation's name is shorter than this. */
const MOST_CHARACTERS = 1_000;
const SEPARATOR = '\n';

/** A database has one secret; making a key of it costs as much as sealing a page. */
let last: { readonly secret: string; readonly key: KeyObject } | undefined;

/** The key that a secret text stands for. */
function keyOf(secret: string): KeyObject {
  if (last?.secret === secret) return last.key;
  const key = createSecretKey(createHash('sha256').update('posdesk printable pages\0').update(secret).digest());
  last = { secret, key };
  return key;
}

/** The token of a link; letters, digits, `-` and `_`. */
export function sealPage({ page, conversationId, expiresAtMs }: PageRef, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(secret), iv);
  const text = [page, expiresAtMs.toString(36), conversationId].join(SEPARATOR);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url');
}

/** What a token stands for; `undefined` when it is altered, over, or none of ours. */
export function openPage(token: string, secret: string, now: Instant): PageRef | undefined {
  const bytes = token.length <= MOST_CHARACTERS ? Buffer.from(token, 'base64url') : Buffer.alloc(0);
  if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
  const [name, until = '', ...rest] = (unseal(bytes, secret) ?? '').split(SEPARATOR);
  const page = PAGES.find((one) => one === name);
  const expiresAtMs = Number.parseInt(until, 36);
  if (page === undefined || !(expiresAtMs > now)) return undefined;
  return { page, expiresAtMs, conversationId: rest.join(SEPARATOR) as ConversationId };
}

function unseal(bytes: Buffer, secret: string): string | undefined {
  try {
    const decipher = createDecipheriv(ALGORITHM, keyOf(secret), bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
