/** Encrypts papers before they are stored: AES-256-GCM, bound to the application and the paper they belong to. */

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Media } from '#adapters/contract.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** The first byte of what is stored tells how it was made. */
const VERSION = 1;

/** Where sealed bytes belong; opened elsewhere they are worth nothing. */
export interface SealPlace {
  readonly number: string;
  readonly paper: string;
}

/** Seals and opens photos with one key. */
export interface PaperSeal {
  seal(place: SealPlace, media: Media): Uint8Array;
  /** Undefined when the bytes were altered, belong elsewhere, or were sealed with another key. */
  open(place: SealPlace, sealed: Uint8Array): Media | undefined;
}

/** One secret from another, told apart by what it is for. */
export function deriveKey(secret: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `posdesk ${use}`, KEY_BYTES));
}

function placeOf({ number, paper }: SealPlace): Buffer {
  return Buffer.from(`posdesk renewal\0${number}\0${paper}`);
}

/** A seal over a secret of 32 bytes. The type of a photo is encrypted with it. */
export function createPaperSeal(secret: Uint8Array): PaperSeal {
  const key = deriveKey(secret, 'renewal papers');
  return {
    seal(place, { bytes, contentType }) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv);
      cipher.setAAD(placeOf(place));
      const type = Buffer.from(contentType);
      const inside = [
        cipher.update(Buffer.from([type.length])),
        cipher.update(type),
        cipher.update(bytes),
        cipher.final(),
      ];
      return Buffer.concat([Buffer.from([VERSION]), iv, cipher.getAuthTag(), ...inside]);
    },
    open(place, sealed) {
      const all = Buffer.from(sealed);
      const head = 1 + IV_BYTES + TAG_BYTES;
      if (all[0] !== VERSION || all.length <= head) return undefined;
      try {
        const cipher = createDecipheriv(CIPHER, key, all.subarray(1, 1 + IV_BYTES), { authTagLength: TAG_BYTES });
        cipher.setAAD(placeOf(place)).setAuthTag(all.subarray(1 + IV_BYTES, head));
        const inside = Buffer.concat([cipher.update(all.subarray(head)), cipher.final()]);
        const [length = 0] = inside;
        return { contentType: inside.toString('utf8', 1, 1 + length), bytes: inside.subarray(1 + length) };
      } catch {
        return undefined;
      }
    },
  };
}
