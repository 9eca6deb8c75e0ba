/** Grey pictures for a second look at a label that was held askew: unpacked, turned, and not larger than needed. Pure. */

import { decodeJpeg } from './decode-jpeg.ts';
import { decodePng } from './decode-png.ts';
import type { GreyPicture } from './grey.ts';
import type { PictureSize } from './picture-size.ts';

/** Pixels that a turned picture is worked on with; a label fills most of the picture. */
const MOST_PIXELS = 2_000_000;
/** What stands around a turned picture. */
const AROUND = 200;

/** The picture in grey, halved until it is small enough; undefined for forms that we do not unpack. */
export function unpackGrey(bytes: Uint8Array, { kind }: PictureSize): GreyPicture | undefined {
  let picture = kind === 'png' ? decodePng(bytes) : decodeJpeg(bytes);
  while (picture && picture.width * picture.height > MOST_PIXELS) picture = halve(picture);
  return picture;
}

function halve({ width, height, grey }: GreyPicture): GreyPicture {
  const [w, h] = [width >> 1, height >> 1];
  const half = new Uint8Array(w * h);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      const at = 2 * y * width + 2 * x;
      const sum = (grey[at] ?? 0) + (grey[at + 1] ?? 0) + (grey[at + width] ?? 0) + (grey[at + width + 1] ?? 0);
      half[y * w + x] = sum >> 2;
    }
  }
  return { width: w, height: h, grey: half };
}

/** The picture turned clockwise about its middle, with all of it still in view. */
export function turnGrey({ width, height, grey }: GreyPicture, degrees: number): GreyPicture {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const wide = Math.ceil(Math.abs(width * cos) + Math.abs(height * sin));
  const high = Math.ceil(Math.abs(width * sin) + Math.abs(height * cos));
  const turned = new Uint8Array(wide * high).fill(AROUND);
  for (let y = 0; y < high; y += 1) {
    for (let x = 0; x < wide; x += 1) {
      const [dx, dy] = [x - wide / 2, y - high / 2];
      const fromX = dx * cos + dy * sin + width / 2;
      const fromY = dy * cos - dx * sin + height / 2;
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
      const [fx, fy] = [fromX - left, fromY - top];
      const at = top * width + left;
      const upper = (grey[at] ?? 0) * (1 - fx) + (grey[at + 1] ?? 0) * fx;
      const lower = (grey[at + width] ?? 0) * (1 - fx) + (grey[at + width + 1] ?? 0) * fx;
      turned[y * wide + x] = upper * (1 - fy) + lower * fy;
    }
  }
  return { width: wide, height: high, grey: turned };
}

/** The picture as the decoder of codes takes it: four bytes a pixel. */
export function toImageData({ width, height, grey }: GreyPicture): ImageData {
  const data = new Uint8ClampedArray(width * height * 4);
  const words = new Uint32Array(data.buffer);
  for (let at = 0; at < grey.length; at += 1) words[at] = 0xff000000 | ((grey[at] ?? 0) * 0x010101);
  return { width, height, data, colorSpace: 'srgb' } as ImageData;
}
