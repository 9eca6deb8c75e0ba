/** Photos from strangers: what they really are, and the same picture without place, time, names or anything appended. Pure. */

import type { Media } from './contract.ts';

/** Largest photo in bytes. */
export const PHOTO_BYTES = 8 * 1024 * 1024;

/** The types that are taken, with the ending of their files. */
export const PHOTO_ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};

type Bytes = Uint8Array;

/** The photo by its first bytes, whatever its sender calls it; undefined when it is none of ours or broken. */
export function cleanPhoto(bytes: Bytes): Media | undefined {
  const clean = (contentType: string, parts: readonly Bytes[] | undefined): Media | undefined =>
    parts && { bytes: join(parts), contentType };
  if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return clean('image/jpeg', cleanJpeg(bytes));
  if (startsWith(bytes, 0, PNG_START)) return clean('image/png', cleanPng(bytes));
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return clean('image/webp', cleanWebp(bytes));
  return undefined;
}

function startsWith(bytes: Bytes, at: number, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[at + index] === byte);
}

function ascii(bytes: Bytes, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function viewOf(bytes: Bytes): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function join(parts: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const ADOBE = 0xee;
const COMMENT = 0xfe;

/** What shows the picture stays: JFIF, Adobe's colours and a colour profile; every other APPn and comment goes. */
function isShown(marker: number, segment: Bytes): boolean {
  if (marker === COMMENT) return false;
  if (marker < APP0 || marker > 0xef) return true;
  if (marker === APP0) return ascii(segment, 4, 8) === 'JFIF';
  if (marker === APP2) return ascii(segment, 4, 15) === 'ICC_PROFILE';
  return marker === ADOBE;
}

/** The end of a scan's coded data: the next marker that is neither an escaped byte nor a restart. */
function endOfScan(bytes: Bytes, from: number): number {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1] ?? 0;
    if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

function cleanJpeg(bytes: Bytes): readonly Bytes[] | undefined {
  const parts: Bytes[] = [bytes.subarray(0, 2)];
  const view = viewOf(bytes);
  let scans = 0;
  for (let at = 2; at + 4 <= bytes.length || bytes[at + 1] === EOI; ) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || marker < 0xc0) return undefined;
    // What follows the end of the picture is no part of it.
    if (marker === EOI) return scans > 0 ? [...parts, bytes.subarray(at, at + 2)] : undefined;
    const segment = bytes.subarray(at, at + 2 + view.getUint16(at + 2));
    if (segment.length < 4) return undefined;
    const turned = marker === APP1 ? orientationOf(segment) : 1;
    if (turned !== 1) parts.push(orientationSegment(turned));
    else if (isShown(marker, segment)) parts.push(segment);
    at += segment.length;
    if (marker !== SOS) continue;
    scans += 1;
    const end = endOfScan(bytes, at);
    parts.push(bytes.subarray(at, end));
    at = end;
  }
  return undefined;
}

const EXIF_HEADER = 10;
const ORIENTATION = 0x0112;

/** Which way up the camera was held: 1 to 8 as EXIF counts; 1 when the segment does not tell. */
function orientationOf(segment: Bytes): number {
  if (ascii(segment, 4, 8) !== 'Exif') return 1;
  const tiff = segment.subarray(EXIF_HEADER);
  const view = viewOf(tiff);
  const little = ascii(tiff, 0, 2) === 'II';
  if (tiff.length < 8 || !(little || ascii(tiff, 0, 2) === 'MM')) return 1;
  const directory = view.getUint32(4, little);
  const count = directory + 2 <= tiff.length ? view.getUint16(directory, little) : 0;
  for (let entry = directory + 2, left = count; left > 0 && entry + 12 <= tiff.length; entry += 12, left -= 1) {
    if (view.getUint16(entry, little) !== ORIENTATION) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** An EXIF segment that says which way up the picture is, and nothing else. */
function orientationSegment(orientation: number): Bytes {
  const head = [0xff, APP1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0];
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1];
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  return Uint8Array.from([...head, ...tiff, ...entry]);
}

const PNG_START: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG_SHOWN = /^(IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|iCCP|sBIT|bKGD|pHYs)$/;

function cleanPng(bytes: Bytes): readonly Bytes[] | undefined {
  const parts: Bytes[] = [bytes.subarray(0, PNG_START.length)];
  const view = viewOf(bytes);
  for (let at = PNG_START.length; at + 12 <= bytes.length; ) {
    const chunk = bytes.subarray(at, at + 12 + view.getUint32(at));
    const kind = ascii(chunk, 4, 8);
    if (chunk.length !== 12 + view.getUint32(at) || (parts.length === 1 && kind !== 'IHDR')) return undefined;
    if (PNG_SHOWN.test(kind)) parts.push(chunk);
    if (kind === 'IEND') return parts;
    at += chunk.length;
  }
  return undefined;
}

const WEBP_SHOWN = /^(VP8 |VP8L|VP8X|ALPH|ANIM|ANMF|ICCP)$/;
/** The flags of VP8X that say that EXIF and XMP follow. */
const WEBP_METADATA = 0x08 | 0x04;

function cleanWebp(bytes: Bytes): readonly Bytes[] | undefined {
  const chunks: Bytes[] = [];
  const view = viewOf(bytes);
  const end = Math.min(bytes.length, 8 + view.getUint32(4, true));
  for (let at = 12; at + 8 <= end; ) {
    const size = 8 + view.getUint32(at + 4, true);
    const padded = size + (size % 2);
    if (at + size > end) return undefined;
    const kind = ascii(bytes, at, at + 4);
    const chunk = Uint8Array.from(bytes.subarray(at, Math.min(end, at + padded)));
    if (kind === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~WEBP_METADATA;
    if (WEBP_SHOWN.test(kind)) chunks.push(chunk);
    at += padded;
  }
  if (!chunks.some((chunk) => /^(VP8[ L]|ANMF)$/.test(ascii(chunk, 0, 4)))) return undefined;
  const head = Uint8Array.from(bytes.subarray(0, 12));
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 4);
  viewOf(head).setUint32(4, size, true);
  return [head, ...chunks];
}
