/** Stickers and links that name a terminal: issued at the desk, scanned or opened by merchants, and ended. */

import { randomBytes } from 'node:crypto';
import type { Scan } from '#adapters/contract.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { AuditNote } from './audit.ts';
import { describeError, type Logger } from './log.ts';
import { readToken, signToken } from './stickers/token.ts';
import type { BindingStore, DeviceToken, TokenStore } from './store/device-life.ts';
import type { DeviceStore } from './store/device-store.ts';

/** What stickers need. */
export interface StickerDependencies {
  readonly store: TokenStore & Pick<BindingStore, 'bindings'> & Pick<DeviceStore, 'devices'>;
  readonly clock: () => Instant;
  readonly log: Logger;
  readonly random?: (bytes: number) => Buffer;
}

/** A token that was issued, with what it says. */
export interface IssuedToken extends DeviceToken {
  /** What stands in the code. */
  readonly text: string;
}

/** Stickers and links of a process. */
export interface Stickers {
  /** One for each serial, in their order; those that `place` finds no place for are left out. */
  issue(
    serials: readonly string[],
    kind: DeviceToken['kind'],
    note: AuditNote,
    place?: (text: string) => Promise<string | undefined>,
  ): Promise<readonly IssuedToken[]>;
  /** What the tokens with these ids say; those that are ended are left out. */
  textsOf(ids: readonly string[]): Promise<readonly IssuedToken[]>;
  /** See ChannelDependencies. */
  readonly scan: Scan;
}

const DAY_MS = 24 * 60 * 60_000;
/** A sticker outlives its terminal's contract, not the terminal. */
const STICKER_LASTS_MS = 3 * 366 * DAY_MS;
/** A link is opened when it comes. */
export const LINK_LASTS_MS = 7 * DAY_MS;
const KEY_BYTES = 32;
const ID_BYTES = 8;
/** Clocks of two machines differ. */
const EARLY_MS = 5 * 60_000;

/** Whether a token that was issued then is still good. */
export function isInTime(kind: DeviceToken['kind'], issuedAtMs: Instant, now: Instant): boolean {
  const lasts = kind === 'link' ? LINK_LASTS_MS : STICKER_LASTS_MS;
  return now - issuedAtMs <= lasts && issuedAtMs <= now + EARLY_MS;
}

/** Stickers and links over a store. */
export function createStickers({ store, clock, log, random = randomBytes }: StickerDependencies): Stickers {
  let key: Promise<string> | undefined;
  const keyOf = (): Promise<string> => {
    key ??= store.tokenKey(random(KEY_BYTES).toString('base64url')).catch((error: unknown) => {
      key = undefined;
      throw error;
    });
    return key;
  };
  const withText = async (token: DeviceToken): Promise<IssuedToken> => ({
    ...token,
    text: signToken(token, await keyOf()),
  });
  return {
    async issue(serials, kind, note, place) {
      const tokens = serials.map((serial): DeviceToken => {
        const id = random(ID_BYTES).toString('hex');
        return { id, kind, serial, issuedAtMs: clock(), issuedBy: note.user };
      });
      const issued = await placeAll(await Promise.all(tokens.map(withText)), place);
      if (issued.length > 0) await store.saveTokens(issued, note);
      return issued;
    },
    async textsOf(ids) {
      const found = await Promise.all(ids.map((id) => store.token(id)));
      const good = found.filter((token) => token !== undefined && token.revokedAtMs === undefined);
      return await Promise.all(good.map((token) => withText(token as DeviceToken)));
    },
    async scan(conversationId, text, kind) {
      try {
        const token = await findGood(store, text, await keyOf(), clock());
        return token?.kind === kind && (await use(store, token, conversationId, clock()));
      } catch (error) {
        log.error('scan-failed', describeError(error));
        return false;
      }
    },
  };
}

/** One after the other: a platform that is asked for hundreds at once refuses. */
async function placeAll(
  tokens: readonly IssuedToken[],
  place: ((text: string) => Promise<string | undefined>) | undefined,
): Promise<readonly IssuedToken[]> {
  if (place === undefined) return tokens;
  const placed: IssuedToken[] = [];
  for (const token of tokens) {
    const found = await place(token.text);
    if (found !== undefined) placed.push({ ...token, place: found });
  }
  return placed;
}

/** The token that a text is, unless it was altered, is too old, or was ended. */
async function findGood(
  store: Pick<TokenStore, 'token'>,
  text: string,
  key: string,
  now: Instant,
): Promise<DeviceToken | undefined> {
  const claim = readToken(text, key);
  if (!claim || !isInTime(claim.kind, claim.issuedAtMs, now)) return undefined;
  const token = await store.token(claim.id);
  return token?.kind === claim.kind && token.revokedAtMs === undefined ? token : undefined;
}

async function use(
  store: StickerDependencies['store'],
  token: DeviceToken,
  conversationId: ConversationId,
  now: Instant,
): Promise<boolean> {
  const [device] = await store.devices({ serial: token.serial });
  return await store.useToken(token, conversationId, device?.mid, now, {
    atMs: now,
    user: 'merchant',
    role: 'merchant',
    action: 'device-bind',
    subject: token.serial,
    outcome: 'ok',
    details: { conversation: conversationId, proof: token.kind, issuedBy: token.issuedBy },
  });
}
