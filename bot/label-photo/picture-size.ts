/** The size of a JPEG, PNG or WebP by its header, before anything of it is unpacked. Pure. */

/** Width and height in pixels. */
export interface PictureSize {
  readonly kind: 'jpeg' | 'png' | 'webp';
  readonly width: number;
  readonly height: number;
  /** It can only be unpacked as a whole (progressive, interlaced, WebP), which takes several bytes a pixel. */
  readonly atOnce: boolean;
}

const PNG_START: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/** The size that the header states; of several the largest. Undefined for anything but a whole header of a still picture. */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (PNG_START.every((byte, at) => bytes[at] === byte)) return pngSize(bytes, view);
  if (ascii(bytes, 0) === 'RIFF' && ascii(bytes, 8) === 'WEBP') return webpSize(bytes, view);
  return bytes[0] === 0xff && bytes[1] === SOI ? jpegSize(bytes, view) : undefined;
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function pngSize(bytes: Uint8Array, view: DataView): PictureSize | undefined {
  if (bytes.length < 33 || ascii(bytes, 12) !== 'IHDR' || view.getUint32(8) !== 13) return undefined;
  return whole('png', view.getUint32(16), view.getUint32(20), bytes[28] !== 0);
}

function jpegSize(bytes: Uint8Array, view: DataView): PictureSize | undefined {
  let [width, height, atOnce] = [0, 0, false];
  let at = 2;
  while (at + 9 < bytes.length) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) break;
    // A picture after the end, or in the scan, is not looked at by the decoder either.
    if (marker === SOS || marker === EOI) break;
    if (isFrame(marker)) {
      height = Math.max(height, view.getUint16(at + 5));
      width = Math.max(width, view.getUint16(at + 7));
      atOnce ||= marker > 0xc1;
    }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return whole('jpeg', width, height, atOnce);
}

/** Markers that begin a frame: SOF0 to SOF15 without the tables that share the range. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Fourteen bits of a size. */
const SIZE_BITS = 0x3fff;
const MOVES = 0x02;

/** The first piece states the size (RFC 9649, sections 2.5 to 2.7); what moves is no photo. */
function webpSize(bytes: Uint8Array, view: DataView): PictureSize | undefined {
  if (bytes.length < 30) return undefined;
  const kind = ascii(bytes, 12);
  if (kind === 'VP8 ') return whole('webp', view.getUint16(26, true) & SIZE_BITS, view.getUint16(28, true) & SIZE_BITS);
  if (kind === 'VP8L') {
    const packed = view.getUint32(21, true);
    return whole('webp', (packed & SIZE_BITS) + 1, ((packed >>> 14) & SIZE_BITS) + 1);
  }
  if (kind !== 'VP8X' || ((bytes[20] ?? 0) & MOVES) !== 0) return undefined;
  const three = (at: number): number => view.getUint16(at, true) + ((bytes[at + 2] ?? 0) << 16) + 1;
  return whole('webp', three(24), three(27));
}

function whole(kind: PictureSize['kind'], width: number, height: number, atOnce = true): PictureSize | undefined {
  return width > 0 && height > 0 ? { kind, width, height, atOnce } : undefined;
}
