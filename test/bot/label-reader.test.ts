/** Photos of labels: what is read, what is refused, and what hostile pictures cost. */

import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { cleanPhoto } from '#adapters/clean-photo.ts';
import { createLabelReader, type LabelReader } from '#bot/label-photo/label-reader.ts';
import type { PhotoReading } from '#dialogs/photo.ts';
import { type DrawnCode, drawLabel, pngChunk, pngFile, type Shot } from './label-drawing.ts';

/** Two seconds, which photos are given in earnest, are little on a busy machine. */
const reader: LabelReader = createLabelReader({ withinMs: 60_000 });
afterAll(() => reader.close());

const LABEL: readonly DrawnCode[] = [
  { format: 'Code128', text: '0821998877' },
  { format: 'Code128', text: 'A920-0AW' },
  { format: 'EAN13', text: '6901234567892' },
  { format: 'Code128', text: '8986002101201234560' },
];

const read = (bytes: Uint8Array, with_: LabelReader = reader): Promise<PhotoReading> =>
  with_.read('ref', { bytes, contentType: 'image/png' });
const textsOf = ({ codes }: PhotoReading): readonly string[] => codes.map(({ text }) => text);

describe('a photo of a label', () => {
  it.each<[string, Shot]>([
    ['straight', {}],
    ['upside down', { degrees: 180 }],
    ['on its side', { degrees: 90 }],
    ['slightly turned, soft and grainy', { degrees: 4, blur: 0.8, grain: 15 }],
  ])('%s gives every code', async (_, shot) => {
    const reading = await read(await drawLabel(LABEL, shot));
    expect(reading.outcome).toBe('read');
    expect([...textsOf(reading)].sort()).toEqual(LABEL.map(({ text }) => text).sort());
  });

  it.each(['Code39', 'QRCode', 'DataMatrix'] as const)('reads %s', async (format) => {
    const reading = await read(await drawLabel([{ format, text: 'P204194K00123' }]));
    expect(textsOf(reading)).toEqual(['P204194K00123']);
  });

  it.each([22, 45, 70, 135, 300])('turned by %i degrees gives every code', async (degrees) => {
    const reading = await read(await drawLabel(LABEL.slice(0, 2), { degrees, blur: 0.5 }));
    expect([...textsOf(reading)].sort()).toEqual(['0821998877', 'A920-0AW']);
  });

  it('turned by 45 degrees is read from a JPEG as a browser writes it', async () => {
    const bytes = readFileSync(new URL('../fixtures/label-45.jpg', import.meta.url));
    expect([...textsOf(await read(bytes))].sort()).toEqual(['0821998877', 'A920-0AW']);
  });

  it.each<[string, (picture: Sharp) => Sharp]>([
    ['JPEG', (picture) => picture.jpeg()],
    ['progressive JPEG', (picture) => picture.jpeg({ progressive: true })],
    ['JPEG for printers', (picture) => picture.toColourspace('cmyk').jpeg()],
    ['JPEG on its side', (picture) => picture.jpeg().withMetadata({ orientation: 6 })],
    ['WebP', (picture) => picture.webp()],
    ['lossless WebP', (picture) => picture.webp({ lossless: true })],
    ['WebP with metadata', (picture) => picture.webp().withMetadata()],
    ['transparent WebP', (picture) => picture.ensureAlpha(0.9).webp()],
    ['interlaced PNG', (picture) => picture.png({ progressive: true })],
    ['PNG with a palette', (picture) => picture.png({ palette: true, colours: 4 })],
    ['PNG of sixteen bits', (picture) => picture.toColourspace('rgb16').png()],
    ['transparent PNG', (picture) => picture.ensureAlpha(0.9).png()],
  ])('is read from a %s', async (_, form) => {
    const drawn = sharp(await drawLabel(LABEL, { degrees: 3, blur: 0.5 })).toColourspace('srgb');
    const reading = await read(await form(drawn).toBuffer());
    expect([...textsOf(reading)].sort()).toEqual(LABEL.map(({ text }) => text).sort());
  });

  it('is still read from a WebP that lost its metadata', async () => {
    const exif = { IFD0: { Artist: 'Wang Fang' } };
    const photo = await sharp(await drawLabel(LABEL.slice(0, 1)))
      .webp()
      .withExif(exif)
      .toBuffer();
    const clean = cleanPhoto(photo);
    expect(photo.includes('Wang Fang')).toBe(true);
    expect(Buffer.from(clean?.bytes ?? []).includes('Wang Fang')).toBe(false);
    expect(textsOf(await reader.read('ref', clean))).toEqual(['0821998877']);
  });

  it('turned by 45 degrees is read from a WebP and a progressive JPEG', async () => {
    const drawn = await drawLabel(LABEL.slice(0, 2), { degrees: 45, blur: 0.5 });
    for (const form of [sharp(drawn).webp(), sharp(drawn).jpeg({ progressive: true })]) {
      expect([...textsOf(await read(await form.toBuffer()))].sort()).toEqual(['0821998877', 'A920-0AW']);
    }
  });

  it('in a JPEG that is cut off or overwritten anywhere never breaks the reader', async () => {
    const whole = readFileSync(new URL('../fixtures/label-45.jpg', import.meta.url));
    for (let at = 40; at < whole.length; at += 1_499) {
      const broken = Buffer.from(whole);
      broken.fill(at % 256, at, at + 9);
      for (const bytes of [whole.subarray(0, at), broken]) {
        const { codes } = await read(bytes);
        expect(codes.every(({ text }) => ['0821998877', 'A920-0AW'].includes(text))).toBe(true);
      }
    }
  });

  it('blurred beyond reading gives nothing rather than something wrong', async () => {
    const reading = await read(await drawLabel(LABEL, { module: 2, blur: 3 }));
    expect(reading.codes).toEqual([]);
  });

  it('with a card number in a code keeps none of its codes', async () => {
    const card: DrawnCode = { format: 'QRCode', text: '4111111111111111' };
    const reading = await read(await drawLabel([...LABEL, card]));
    expect(reading).toMatchObject({ card: true, codes: [] });
  });
});

const MEGABYTE = 1024 * 1024;
/** Unpacked unseen, these take a gigabyte and more; what a process holds differs by far less from one reading to the next. */
const BEARABLE = 500 * MEGABYTE;

/** The header of a WebP of one picture or several, and nothing behind it. */
function webpHeader(width: number, height: number, flags: number): Buffer {
  const file = Buffer.from(`RIFF____WEBPVP8X${'\0'.repeat(14)}`, 'latin1');
  file.writeUInt32LE(22, 4);
  file.writeUInt32LE(10, 16);
  file[20] = flags;
  file.writeUIntLE(width - 1, 24, 3);
  file.writeUIntLE(height - 1, 27, 3);
  return file;
}

/** The same PNG, said to be interlaced. */
function interlaced(png: Buffer): Buffer {
  const header = Buffer.from(png.subarray(16, 29));
  header[12] = 1;
  return Buffer.concat([png.subarray(0, 8), pngChunk('IHDR', header), png.subarray(33)]);
}

/** A progressive JPEG whose last scan comes again and again. */
async function manyScans(count: number): Promise<Buffer> {
  const canvas = { width: 3_000, height: 3_000, channels: 3, background: '#888888' } as const;
  const whole = await sharp({ create: canvas }).jpeg({ progressive: true }).toBuffer();
  const scan = whole.subarray(whole.lastIndexOf(Buffer.from([0xff, 0xda])), -2);
  return Buffer.concat([whole.subarray(0, -2), ...Array(count).fill(scan), whole.subarray(-2)]);
}
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

describe('R55 a hostile picture', () => {
  const zeros = (megabytes: number): Uint8Array => deflateSync(Buffer.alloc(megabytes * MEGABYTE), { level: 9 });

  it.each<[string, Uint8Array]>([
    ['a 31 KB PNG of 30 megabytes behind a small header', pngFile(64, 64, zeros(30))],
    ['a 109 KB PNG of 110 megabytes behind a small header', pngFile(64, 64, zeros(110))],
    ['a PNG of 900 megapixels', pngFile(30_000, 30_000, zeros(1))],
    ['a PNG without its data', pngFile(64, 64, Buffer.from('none'))],
    ['a picture cut off', pngFile(64, 64, zeros(1)).subarray(0, 60)],
    ['a drawing in SVG', Buffer.from(SVG)],
    [
      'a drawing in SVG behind the header of a PNG',
      Buffer.concat([pngFile(64, 64, zeros(0)).subarray(0, 33), Buffer.from(SVG)]),
    ],
    ['a drawing in SVG behind the start of a WebP', Buffer.concat([webpHeader(64, 64, 0), Buffer.from(SVG)])],
    ['a WebP of 268 megapixels', webpHeader(16_383, 16_383, 0)],
    ['a WebP that moves', webpHeader(64, 64, 2)],
    ['a WebP cut off', Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64').subarray(0, 24)],
    ['an interlaced PNG of 16 megapixels', interlaced(pngFile(4_000, 4_000, zeros(16)))],
    ['a page behind the start of a GIF', Buffer.from('GIF89a<script>alert(1)</script>')],
    ['nothing', new Uint8Array()],
  ])('%s is refused, and the next one is read', async (_, bytes) => {
    const before = process.memoryUsage().rss;
    expect((await read(bytes)).outcome).toBe('refused');
    expect(process.memoryUsage().rss - before).toBeLessThan(BEARABLE);
    expect((await read(await drawLabel(LABEL.slice(0, 1)))).outcome).toBe('read');
  });

  it('in thousands of scans is over soon, and the next one is read', async () => {
    const before = process.memoryUsage().rss;
    const usual = createLabelReader();
    expect(textsOf(await read(await manyScans(5_000), usual))).toEqual([]);
    expect(process.memoryUsage().rss - before).toBeLessThan(BEARABLE);
    const next = await drawLabel(LABEL.slice(0, 1));
    await expect.poll(async () => (await read(next, usual)).outcome).toBe('read');
    await usual.close();
  });

  it('that is a picture with a page behind it gives the codes of the picture', async () => {
    const page = Buffer.from('<script>alert(1)</script>');
    const reading = await read(Buffer.concat([await drawLabel(LABEL.slice(0, 1)), page]));
    expect(textsOf(reading)).toEqual(['0821998877']);
  });

  it('that takes too long is given up, and the next one is read', async () => {
    const impatient = createLabelReader({ withinMs: 1 });
    const slow = await drawLabel(LABEL, { module: 6 });
    expect((await read(slow, impatient)).outcome).toBe('late');
    expect((await read(slow, impatient)).outcome).toBe('late');
    await impatient.close();
    expect((await read(slow)).outcome).toBe('read');
  });

  it('larger than the limit of bytes is not looked at', async () => {
    const strict = createLabelReader({ bytes: 100 });
    expect((await read(await drawLabel(LABEL), strict)).outcome).toBe('refused');
    await strict.close();
  });

  it('does not block other work of the process', async () => {
    const reading = read(await drawLabel(LABEL, { module: 8, grain: 40 }));
    let rounds = 0;
    let done = false;
    void reading.then(() => {
      done = true;
    });
    while (!done) {
      await new Promise((resume) => setImmediate(resume));
      rounds += 1;
    }
    expect(rounds).toBeGreaterThan(10);
  });
});

it('a photo that is gone is said to be gone', async () => {
  expect((await reader.read('ref', undefined)).outcome).toBe('gone');
});
