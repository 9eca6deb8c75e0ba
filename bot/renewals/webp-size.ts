/** The pixels of a WebP picture by its header, before anything of it is unpacked. Pure. */

const FIRST_CHUNK = 12;
const SIZE_BITS = 0x3fff;
const LOSSLESS_SIGN = 0x2f;

/** Width times height as the header states; undefined when it states none. RFC 9649. */
export function webpPixels(bytes: Uint8Array): number | undefined {
  if (bytes.length < 30) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const triple = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
  switch (String.fromCharCode(...bytes.subarray(FIRST_CHUNK, FIRST_CHUNK + 4))) {
    case 'VP8X':
      return triple(24) * triple(27);
    case 'VP8L': {
      const packed = view.getUint32(21, true);
      if (bytes[20] !== LOSSLESS_SIGN) return undefined;
      return ((packed & SIZE_BITS) + 1) * (((packed >>> 14) & SIZE_BITS) + 1);
    }
    case 'VP8 ':
      return (view.getUint16(26, true) & SIZE_BITS) * (view.getUint16(28, true) & SIZE_BITS);
    default:
      return undefined;
  }
}
