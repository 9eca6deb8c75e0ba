/** Photos lose everything but the picture, whatever is in them, and nothing that is no photo passes. */

import { describe, expect, it } from 'vitest';
import { cleanPhoto } from '#adapters/clean-photo.ts';
import { PHOTO } from '#test/fixtures/photos.ts';
import { fc } from '#test/fixtures/properties.ts';

const SECRET = 'GPS 31.2304 N 121.4737 E';
const bytesOf = (text: string): number[] => [...Buffer.from(text, 'latin1')];
const u16 = (value: number): number[] => [value >> 8, value & 255];
const u32le = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];

const segment = (marker: number, body: readonly number[]): number[] => [0xff, marker, ...u16(body.length + 2), ...body];
const EXIF = (orientation: number, little: boolean): number[] => {
  const two = (value: number) => (little ? [value & 255, value >> 8] : u16(value));
  const four = (value: number) => (little ? u32le(value) : [...u16(value >>> 16), ...u16(value & 0xffff)]);
  const entry = [...two(0x0112), ...two(3), ...four(1), ...two(orientation), 0, 0];
  const tiff = [...bytesOf(little ? 'II' : 'MM'), ...two(42), ...four(8), ...two(1), ...entry, ...four(0)];
  return segment(0xe1, [...bytesOf('Exif\0\0'), ...tiff, ...bytesOf(SECRET)]);
};
const JFIF = segment(0xe0, [...bytesOf('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]);
const ICC = segment(0xe2, bytesOf('ICC_PROFILE\0colours'));
const SCAN = [...segment(0xda, [1, 1, 0, 0, 63, 0]), 1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4];
const FRAME = [...segment(0xdb, [0, 1, 2]), ...segment(0xc0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0])];

const jpeg = (...middle: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from([0xff, 0xd8, ...JFIF, ...middle.flat(), ...FRAME, ...SCAN, 0xff, 0xd9]);

const chunk = (kind: string, body: readonly number[]): number[] => [
  ...[...u16(body.length >>> 16), ...u16(body.length & 0xffff)],
  ...bytesOf(kind),
  ...body,
  0,
  0,
  0,
  0,
];
const png = (...extra: readonly (readonly number[])[]): Uint8Array => {
  const start = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  const end = [...chunk('IDAT', [1]), ...chunk('IEND', [])];
  return Uint8Array.from([...start, ...chunk('IHDR', Array(13).fill(1)), ...extra.flat(), ...end]);
};

const riff = (kind: string, body: readonly number[]): number[] => [
  ...bytesOf(kind),
  ...u32le(body.length),
  ...body,
  ...(body.length % 2 === 1 ? [0] : []),
];
const webp = (...chunks: readonly (readonly number[])[]): Uint8Array => {
  const body = chunks.flat();
  return Uint8Array.from([...bytesOf('RIFF'), ...u32le(body.length + 4), ...bytesOf('WEBP'), ...body]);
};

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1');

describe('a JPEG', () => {
  it('keeps the picture and its colours and loses place, comments and what programs left', () => {
    const dirty = jpeg(EXIF(1, true), ICC, segment(0xfe, bytesOf(SECRET)), segment(0xed, bytesOf(SECRET)));
    expect(cleanPhoto(dirty)).toEqual({ contentType: 'image/jpeg', bytes: jpeg(ICC) });
  });

  it.each([true, false])('stays upright when the camera was turned (little-endian: %s)', (little) => {
    const clean = cleanPhoto(jpeg(EXIF(6, little)));
    expect(text(clean?.bytes)).not.toContain('GPS');
    expect(clean).toEqual(cleanPhoto(jpeg(EXIF(6, !little))));
    expect(clean?.bytes).toEqual(cleanPhoto(clean?.bytes ?? new Uint8Array())?.bytes);
    expect(text(clean?.bytes)).toContain('Exif');
  });

  it('ends where the picture ends', () => {
    const appended = Uint8Array.from([...jpeg(), ...bytesOf(`PK<script>${SECRET}`)]);
    expect(cleanPhoto(appended)?.bytes).toEqual(jpeg());
  });

  it('is refused when it is cut off or has no picture', () => {
    const whole = jpeg(EXIF(1, true));
    for (let length = 3; length < whole.length; length += 1) {
      expect(cleanPhoto(whole.subarray(0, length)), `${length} bytes`).toBeUndefined();
    }
    expect(cleanPhoto(Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]))).toBeUndefined();
  });
});

describe('a PNG', () => {
  it('loses texts, times, EXIF and what comes after the end', () => {
    const dirty = png(chunk('tEXt', bytesOf(SECRET)), chunk('eXIf', bytesOf(SECRET)), chunk('tIME', [1]));
    const appended = Uint8Array.from([...dirty, ...bytesOf('<?php')]);
    expect(cleanPhoto(appended)).toEqual({ contentType: 'image/png', bytes: png() });
  });

  it('keeps what shows it: palette, transparency, colours', () => {
    const whole = png(chunk('PLTE', [1, 2, 3]), chunk('tRNS', [0]), chunk('gAMA', [0, 0, 0, 1]));
    expect(cleanPhoto(whole)?.bytes).toEqual(whole);
    expect(cleanPhoto(PHOTO.bytes)?.bytes).toEqual(PHOTO.bytes);
  });

  it('is refused when a length leads out of it', () => {
    const wrong = png();
    wrong[8] = 0x7f;
    expect(cleanPhoto(wrong)).toBeUndefined();
    expect(cleanPhoto(png().subarray(0, 40))).toBeUndefined();
  });
});

describe('a WebP', () => {
  it('loses EXIF and XMP, and no longer announces them', () => {
    const flags = (value: number) => riff('VP8X', [value, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const dirty = webp(flags(0x3c), riff('VP8 ', [1, 2, 3]), riff('EXIF', bytesOf(SECRET)), riff('XMP ', [1]));
    expect(cleanPhoto(dirty)).toEqual({
      contentType: 'image/webp',
      bytes: webp(flags(0x30), riff('VP8 ', [1, 2, 3])),
    });
  });

  it('is refused without a picture', () => {
    expect(cleanPhoto(webp(riff('EXIF', [1, 2])))).toBeUndefined();
    expect(cleanPhoto(webp())).toBeUndefined();
  });
});

describe('anything else', () => {
  it.each([
    ['GIF89a'],
    ['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['<!doctype html>'],
    ['%PDF-1.7'],
    [''],
    ['RIFF0000WAVE'],
  ])('is no photo: %s', (start) => {
    expect(cleanPhoto(Uint8Array.from(bytesOf(start.padEnd(64, ' '))))).toBeUndefined();
  });

  it('never makes the cleaning fail, and what is clean stays as it is', () => {
    const starts = [jpeg(EXIF(3, true)), png(chunk('tEXt', [1])), webp(riff('VP8L', [1, 2]))];
    const damage = fc.record({
      start: fc.constantFrom(...starts),
      changes: fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 }),
      cut: fc.nat(200),
    });
    fc.assert(
      fc.property(damage, ({ start, changes, cut }) => {
        const bytes = Uint8Array.from(start);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const clean = cleanPhoto(bytes.subarray(0, Math.max(8, bytes.length - cut)));
        if (clean) expect(cleanPhoto(clean.bytes)?.bytes).toEqual(clean.bytes);
      }),
      { numRuns: 500 },
    );
  });
});
