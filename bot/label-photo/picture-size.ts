/** The size of a JPEG or PNG by its header, before anything of it is unpacked. Pure. */

/** Width and height in pixels. */
export interface PictureSize {
  readonly kind: 'jpeg' | 'png';
  readonly width: number;
  readonly height: number;
}

const PNG_START: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/** The size that the header states; of several the largest. Undefined for anything but a whole JPEG or PNG header. */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (PNG_START.every((byte, at) => bytes[at] === byte)) return pngSize(bytes, view);
  return bytes[0] === 0xff && bytes[1] === SOI ? jpegSize(bytes, view) : undefined;
}

function pngSize(bytes: Uint8Array, view: DataView): PictureSize | undefined {
  const kind = String.fromCharCode(...bytes.subarray(12, 16));
  if (bytes.length < 33 || kind !== 'IHDR' || view.getUint32(8) !== 13) return undefined;
  return whole('png', view.getUint32(16), view.getUint32(20));
}

function jpegSize(bytes: Uint8Array, view: DataView): PictureSize | undefined {
  let [width, height] = [0, 0];
  let at = 2;
  while (at + 9 < bytes.length) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) break;
    // A picture after the end, or in the scan, is not looked at by the decoder either.
    if (marker === SOS || marker === EOI) break;
    if (isFrame(marker)) {
      height = Math.max(height, view.getUint16(at + 5));
      width = Math.max(width, view.getUint16(at + 7));
    }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return whole('jpeg', width, height);
}

/** Markers that begin a frame: SOF0 to SOF15 without the tables that share the range. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function whole(kind: PictureSize['kind'], width: number, height: number): PictureSize | undefined {
  return width > 0 && height > 0 ? { kind, width, height } : undefined;
}
