/** The envelope against Tencent's published vectors and against @wecom/crypto. */

import { readFileSync } from 'node:fs';
import * as wecom from '@wecom/crypto';
import { describe, expect, it } from 'vitest';
import { createEnvelope, isSignature, readAesKey, type SealedText, sign } from '#adapters/tencent/envelope.ts';
import { fc } from '#test/fixtures/properties.ts';

const V = JSON.parse(readFileSync(new URL('../fixtures/wechat-vectors.json', import.meta.url), 'utf8'));
const sealed = (vector: Record<string, string>): SealedText => ({
  encrypted: vector.cipher ?? vector.echostr ?? '',
  signature: vector.sig ?? '',
  timestamp: vector.ts ?? '',
  nonce: vector.nonce ?? '',
});
const opened = (vector: Record<string, string>, encodingAesKey: string): string | undefined =>
  createEnvelope({
    token: vector.token ?? '',
    encodingAesKey,
    receiverId: vector.appId ?? vector.id ?? '',
  }).open(sealed(vector));

describe("Tencent's own vectors", () => {
  it('seals the Java sample to the published ciphertext', () => {
    const envelope = createEnvelope({ token: V.A.token, encodingAesKey: V.K, receiverId: V.A.appId });
    const stamp = { timestamp: '1', nonce: '2' };
    expect(envelope.seal(V.A.plain, stamp, Buffer.from(V.A.random)).encrypted).toBe(V.A.cipher);
  });

  it('opens the address check of WeCom', () => {
    expect(opened(V.B, V.B.key)).toBe(V.B.plain);
  });

  it.each([
    ['WeCom', V.F, V.F.key],
    ['Python', V.C, V.K],
    ['C++', V.D, V.K],
    ['documentation', V.E, V.E.key],
  ])('opens the message of the %s sample', (_name, vector, key) => {
    expect(opened(vector, key)).toMatch(/^<xml>[\s\S]*<\/xml>\s*$/);
  });

  it('seals the reply of the documentation to the published ciphertext and signature', () => {
    const envelope = createEnvelope({ token: V.E.token, encodingAesKey: V.E.key, receiverId: V.E.appId });
    const stamp = { timestamp: V.E.replyTs, nonce: V.E.replyNonce };
    expect(envelope.seal(V.E.replyPlain, stamp, Buffer.from(V.E.replyRandom))).toEqual({
      ...stamp,
      encrypted: V.E.replyCipher,
      signature: V.E.replySig,
    });
  });
});

describe('the envelope', () => {
  const config = { token: 'tok', encodingAesKey: V.K, receiverId: 'wx1' };
  const envelope = createEnvelope(config);
  const stamp = { timestamp: '1700000000', nonce: 'n' };
  const resign = (encrypted: string): SealedText => ({
    ...stamp,
    encrypted,
    signature: sign(config.token, stamp.timestamp, stamp.nonce, encrypted),
  });

  it('writes what @wecom/crypto writes with the same random, and reads what that wrote', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (text, random) => {
          const theirs = wecom.encrypt(V.K, text, 'wx1', Buffer.from(random));
          const ours = envelope.seal(text, stamp, random);
          expect(ours.encrypted).toBe(theirs);
          expect(ours.signature).toBe(wecom.getSignature('tok', stamp.timestamp, stamp.nonce, theirs));
          expect(envelope.open(ours)).toBe(text);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('answers every kind of forgery with the same nothing', () => {
    const good = envelope.seal('<xml/>', stamp);
    const elsewhere = createEnvelope({ ...config, receiverId: 'wx2' }).seal('<xml/>', stamp);
    const broken = Buffer.from(good.encrypted, 'base64');
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
    const forgeries: Record<string, SealedText> = {
      'a wrong signature': { ...good, signature: good.signature.replace(/^./, (c) => (c === '0' ? '1' : '0')) },
      'a short signature': { ...good, signature: 'abc' },
      'a signature in capitals': {
        ...good,
        signature: good.signature.toUpperCase() === good.signature ? '' : good.signature.toUpperCase(),
      },
      'another nonce': { ...good, nonce: 'm' },
      'another receiver': elsewhere,
      'bad padding': resign(broken.toString('base64')),
      'half a block': resign(good.encrypted.slice(0, 20)),
      'no ciphertext': resign(''),
      'plain text': resign('<xml></xml>'),
      'one block of zeros': resign(Buffer.alloc(16).toString('base64')),
    };
    for (const [what, forgery] of Object.entries(forgeries)) expect(envelope.open(forgery), what).toBeUndefined();
    expect(envelope.open(good)).toBe('<xml/>');
  });

  it('never throws, whatever is signed with the right token', () => {
    fc.assert(
      fc.property(fc.oneof(fc.base64String(), fc.string()), (text) => {
        expect(envelope.open(resign(text))).toBeUndefined();
      }),
    );
  });

  it('refuses a key that is none', () => {
    expect(readAesKey('short')).toBeUndefined();
    expect(readAesKey(`${V.K.slice(0, 42)}!`)).toBeUndefined();
    expect(() => createEnvelope({ ...config, encodingAesKey: 'short' })).toThrow(/43 characters/);
  });
});

describe('a signature from outside', () => {
  it('is right only when it is the same text', () => {
    const ours = sign('tok', '1', '2');
    expect(isSignature(ours, ours)).toBe(true);
    for (const given of [undefined, '', [ours], ours.slice(1), `${ours}0`, {}, 1])
      expect(isSignature(given, ours)).toBe(false);
  });
});
