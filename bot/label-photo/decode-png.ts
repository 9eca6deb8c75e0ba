/** Unpacks a PNG into grey: eight bits a channel, grey or colour, not interlaced; anything else is left. Pure. */

import type { GreyPicture } from './grey.ts';
import { unpackRows } from './unpacks-as-stated.ts';

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };

/** The predictor of the PNG specification, section 9.4. */
function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** Undoes a row's filter in place; `before` is the row above. */
function unfilter(filter: number, row: Uint8Array, before: Uint8Array, step: number): void {
  for (let x = 0; x < row.length; x += 1) {
    const left = x >= step ? (row[x - step] ?? 0) : 0;
    const up = before[x] ?? 0;
    const corner = x >= step ? (before[x - step] ?? 0) : 0;
    const add =
      filter === 1
        ? left
        : filter === 2
          ? up
          : filter === 3
            ? (left + up) >> 1
            : filter === 4
              ? paeth(left, up, corner)
              : 0;
    row[x] = (row[x] ?? 0) + add;
  }
}

/** The picture; undefined where it is of another form or broken. */
export function decodePng(png: Uint8Array): GreyPicture | undefined {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const channels = CHANNELS[png[25] ?? -1];
  if (png[24] !== 8 || png[28] !== 0 || channels === undefined) return undefined;
  const rows = unpackRows(png);
  const length = width * channels;
  if (!rows || rows.length < (length + 1) * height) return undefined;
  const grey = new Uint8Array(width * height);
  let before: Uint8Array = new Uint8Array(length);
  for (let y = 0; y < height; y += 1) {
    const at = y * (length + 1);
    const row = rows.subarray(at + 1, at + 1 + length);
    unfilter(rows[at] ?? 0, row, before, channels);
    for (let x = 0; x < width; x += 1) {
      const one = x * channels;
      // Green is most of what the eye, and a scanner, sees.
      grey[y * width + x] = row[channels >= 3 ? one + 1 : one] ?? 0;
    }
    before = row;
  }
  return { width, height, grey };
}
