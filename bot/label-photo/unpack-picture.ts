/** Pictures unpacked in grey by libvips, turned where a label was held askew. Only the label thread calls this: libvips is loaded with the first picture. */

import type { Sharp, SharpOptions } from 'sharp';
import type { PictureSize } from './picture-size.ts';

/** A picture without colours: one byte a pixel, row by row. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

type Open = (bytes: Uint8Array, options?: SharpOptions) => Sharp;

/** What stands around a turned picture. */
const AROUND = '#c8c8c8';
/** libvips looks at its clock while it works; ending the thread would wait for work that does not. */
const MOST_SECONDS = 2;
/** A loader that is not named here cannot be reached, whatever the bytes pretend to be. */
const LOADERS = ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'];

let opening: Promise<Open> | undefined;

async function load(): Promise<Open> {
  const { default: sharp } = await import('sharp');
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

/** Loads libvips, where it is not loaded yet; rejects where it cannot be. */
export async function prepareUnpacking(): Promise<Open> {
  opening ??= load();
  return await opening;
}

async function greyOf(picture: Sharp): Promise<GreyPicture> {
  const { data, info } = await picture
    .grayscale()
    .timeout({ seconds: MOST_SECONDS })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 1) throw new RangeError(`${info.channels} channels`);
  return { width: info.width, height: info.height, grey: data };
}

/** Both sides have the same limit, so that it holds for a picture that lies on its side as well. */
function shrink(picture: Sharp, { width, height }: Pick<PictureSize, 'width' | 'height'>, mostPixels: number): Sharp {
  const share = Math.sqrt(mostPixels / (width * height));
  const side = Math.floor(Math.max(width, height) * share);
  return share < 1 ? picture.resize({ width: side, height: side, fit: 'inside', kernel: 'linear' }) : picture;
}

/** The picture upright and in grey, at most so many pixels. Rejects what is broken, cut off or larger than it stated. */
export async function unpackGrey(bytes: Uint8Array, size: PictureSize, mostPixels: number): Promise<GreyPicture> {
  const open = await prepareUnpacking();
  const picture = open(bytes, {
    limitInputPixels: size.width * size.height,
    failOn: 'truncated',
    sequentialRead: true,
    ignoreIcc: true,
  });
  return await greyOf(shrink(picture.autoOrient(), size, mostPixels).flatten({ background: '#ffffff' }));
}

const raw = ({ width, height }: GreyPicture): SharpOptions => ({ raw: { width, height, channels: 1 } });

/** The picture at most so large. */
export async function shrinkGrey(picture: GreyPicture, mostPixels: number): Promise<GreyPicture> {
  const open = await prepareUnpacking();
  return await greyOf(shrink(open(picture.grey, raw(picture)), picture, mostPixels));
}

/** The picture turned clockwise about its middle, with all of it still in view. */
export async function turnGrey(picture: GreyPicture, degrees: number): Promise<GreyPicture> {
  const open = await prepareUnpacking();
  return await greyOf(open(picture.grey, raw(picture)).rotate(degrees, { background: AROUND }));
}

/** The picture as a file of one byte a pixel (PGM), which the decoder of codes takes without unpacking it to four. */
export function toPgm({ width, height, grey }: GreyPicture): Uint8Array {
  const header = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const file = new Uint8Array(header.length + grey.length);
  file.set(header);
  file.set(grey, header.length);
  return file;
}
