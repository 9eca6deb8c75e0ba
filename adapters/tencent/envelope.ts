/** Tencent's callback signatures and the AES envelope around messages, for WeChat and WeCom alike. */

import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What both sides of a callback know; `receiverId` is the app id of an official account, the corp id in WeCom. */
export interface EnvelopeConfig {
  readonly token: string;
  /** The 43 characters of EncodingAESKey. */
  readonly encodingAesKey: string;
  readonly receiverId: string;
}

/** A ciphertext with what its signature covers, as it stands in the query and the body of a callback. */
export interface SealedText {
  readonly encrypted: string;
  readonly signature: string;
  /** Epoch seconds. */
  readonly timestamp: string;
  readonly nonce: string;
}

/** What was valid before the console's settings were changed; valid beside the new ones while they are set. */
export interface FormerSecrets {
  readonly formerToken?: string;
  readonly formerAesKey?: string;
}

/** A text that was opened, and the envelope that fits it: an answer is sealed the same way. */
export interface OpenedText {
  readonly text: string;
  readonly envelope: Envelope;
}

/** Opens what Tencent sends and seals what we answer. */
export interface Envelope {
  /**
   * The text inside; undefined when signature, ciphertext, padding or receiver is wrong, without telling which, so that
   * nobody learns anything from trying.
   */
  open(sealed: SealedText): string | undefined;
  /** Seals an answer; `random` (16 bytes) is given only where a test compares ciphertexts. */
  seal(text: string, stamp: { readonly timestamp: string; readonly nonce: string }, random?: Uint8Array): SealedText;
}

/** Tencent pads to 32 bytes, twice the block of AES. */
const PADDING = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
const HEAD_BYTES = RANDOM_BYTES + LENGTH_BYTES;
const BLOCK_BYTES = 16;

/** SHA-1 of the sorted parts in hex: of token, timestamp and nonce, and of the ciphertext too where there is one. */
export function sign(...parts: readonly string[]): string {
  return createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');
}

/** Compares a signature that came from outside with ours, in a time that tells nothing about it. */
export function isSignature(given: unknown, ours: string): boolean {
  if (typeof given !== 'string') return false;
  const left = Buffer.from(given);
  const right = Buffer.from(ours);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The 32 bytes of an EncodingAESKey; undefined when it is not 43 characters of base64. */
export function readAesKey(encodingAesKey: string): Buffer | undefined {
  if (!/^[A-Za-z0-9+/]{43}$/.test(encodingAesKey)) return undefined;
  return Buffer.from(`${encodingAesKey}=`, 'base64');
}

/** The envelope of one callback address. Throws a TypeError when the key is none; settings are checked before. */
export function createEnvelope({ token, encodingAesKey, receiverId }: EnvelopeConfig): Envelope {
  const key = readAesKey(encodingAesKey);
  if (key === undefined) throw new TypeError('An EncodingAESKey has 43 characters: A-Z, a-z, 0-9, + and /.');
  return {
    open({ encrypted, signature, timestamp, nonce }) {
      if (!isSignature(signature, sign(token, timestamp, nonce, encrypted))) return undefined;
      return decrypt(key, encrypted, receiverId);
    },
    seal(text, { timestamp, nonce }, random = randomBytes(RANDOM_BYTES)) {
      const encrypted = encrypt(key, text, receiverId, random);
      return { encrypted, timestamp, nonce, signature: sign(token, timestamp, nonce, encrypted) };
    },
  };
}

/** Envelopes of all secrets that are valid now, the new ones first; the console may change token and key one by one. */
export function createEnvelopes(config: EnvelopeConfig & FormerSecrets): readonly Envelope[] {
  const { token, encodingAesKey, receiverId, formerToken, formerAesKey } = config;
  const tokens = formerToken === undefined ? [token] : [token, formerToken];
  const keys = formerAesKey === undefined ? [encodingAesKey] : [encodingAesKey, formerAesKey];
  return tokens.flatMap((one) => keys.map((key) => createEnvelope({ token: one, encodingAesKey: key, receiverId })));
}

/** The text inside, by the first envelope that fits; undefined when none does. */
export function openWithAny(envelopes: readonly Envelope[], sealed: SealedText): OpenedText | undefined {
  for (const envelope of envelopes) {
    const text = envelope.open(sealed);
    if (text !== undefined) return { text, envelope };
  }
  return undefined;
}

function encrypt(key: Buffer, text: string, receiverId: string, random: Uint8Array): string {
  const words = Buffer.from(text);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(words.length);
  const plain = Buffer.concat([random, length, words, Buffer.from(receiverId)]);
  const missing = PADDING - (plain.length % PADDING);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, BLOCK_BYTES)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(missing, missing)), cipher.final()]).toString(
    'base64',
  );
}

function decrypt(key: Buffer, encrypted: string, receiverId: string): string | undefined {
  const sealed = Buffer.from(encrypted, 'base64');
  if (sealed.length === 0 || sealed.length % BLOCK_BYTES !== 0) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, BLOCK_BYTES)).setAutoPadding(false);
  const plain = unpad(Buffer.concat([decipher.update(sealed), decipher.final()]));
  if (plain === undefined || plain.length < HEAD_BYTES) return undefined;
  const end = HEAD_BYTES + plain.readUInt32BE(RANDOM_BYTES);
  if (end > plain.length) return undefined;
  const receiver = plain.subarray(end);
  const expected = Buffer.from(receiverId);
  if (receiver.length !== expected.length || !timingSafeEqual(receiver, expected)) return undefined;
  return plain.subarray(HEAD_BYTES, end).toString();
}

function unpad(padded: Buffer): Buffer | undefined {
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > PADDING || padding > padded.length) return undefined;
  const end = padded.length - padding;
  return padded.subarray(end).every((byte) => byte === padding) ? padded.subarray(0, end) : undefined;
}
