/** Whether a PNG unpacks to what its header states: a small file may hold a gigabyte. */

import { inflateSync } from 'node:zlib';

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Interlaced pictures have a filter byte for each row of seven passes. */
const PASSES = 3;

/** The rows with their filter bytes; undefined when there is more than width, height, depth and colour type ask for. */
export function unpackRows(png: Uint8Array): Uint8Array | undefined {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const bits = (png[24] ?? 0) * (CHANNELS[png[25] ?? 0] ?? 4);
  const stated = (Math.ceil((width * bits) / 8) + PASSES) * height + 64;
  try {
    return inflateSync(Buffer.concat(dataChunks(png, view)), { maxOutputLength: stated });
  } catch {
    return undefined;
  }
}

/** True when the data is no longer than the header states. Takes at most that much memory. */
export function unpacksAsStated(png: Uint8Array): boolean {
  return unpackRows(png) !== undefined;
}

function dataChunks(png: Uint8Array, view: DataView): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= png.length; ) {
    const length = view.getUint32(at);
    const kind = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (kind === 'IDAT') parts.push(png.subarray(at + 8, Math.min(png.length, at + 8 + length)));
    if (kind === 'IEND') break;
    at += 12 + length;
  }
  return parts;
}
