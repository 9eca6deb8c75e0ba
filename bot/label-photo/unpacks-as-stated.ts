/** Whether a PNG unpacks to what its header states: a small file may hold a gigabyte. */

import { Readable } from 'node:stream';
import { createInflate } from 'node:zlib';

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Interlaced pictures have a filter byte for each row of seven passes. */
const PASSES = 3;

/** True when the data is whole and no longer than width, height, depth and colour type ask for. Counted, never kept. */
export async function unpacksAsStated(png: Uint8Array): Promise<boolean> {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const bits = (png[24] ?? 0) * (CHANNELS[png[25] ?? 0] ?? 4);
  const stated = (Math.ceil((width * bits) / 8) + PASSES) * height + 64;
  let length = 0;
  try {
    for await (const part of Readable.from(dataChunks(png, view)).pipe(createInflate())) {
      length += (part as Buffer).length;
      if (length > stated) return false;
    }
    return true;
  } catch {
    return false;
  }
}

function* dataChunks(png: Uint8Array, view: DataView): Generator<Uint8Array> {
  for (let at = 8; at + 12 <= png.length; ) {
    const length = view.getUint32(at);
    const kind = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (kind === 'IDAT' && length > 0) yield png.subarray(at + 8, Math.min(png.length, at + 8 + length));
    if (kind === 'IEND') return;
    at += 12 + length;
  }
}
