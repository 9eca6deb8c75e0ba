/** Draws labels with bar codes as a telephone would photograph them: turned, blurred, in glare, small, grainy. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import { prepareZXingModule, type WriterOptions, writeBarcode } from 'zxing-wasm/writer';

/** A code on a label. */
export interface DrawnCode {
  readonly format: 'Code128' | 'Code39' | 'QRCode' | 'DataMatrix' | 'EAN13';
  readonly text: string;
}

/** How the photo was taken; left out: straight, sharp and clean. */
export interface Shot {
  /** Pixels of the narrowest bar. */
  readonly module?: number;
  /** Clockwise, in degrees. */
  readonly degrees?: number;
  /** Standard deviation of the blur in pixels. */
  readonly blur?: number;
  /** 0 to 1: how much of the label a lamp whitens. */
  readonly glare?: number;
  /** Largest deviation of a pixel, 0 to 255. */
  readonly grain?: number;
}

/** A grey picture, row by row. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly grey: Float32Array;
}

const wasm = readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm')));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });

const BAR_HEIGHT = 22;
const QUIET = 12;
/** Modules between two codes. */
const GAP = 14;
const MATRIX_SCALE = 3;

async function symbolOf({ format, text }: DrawnCode) {
  const { symbol, error } = await writeBarcode(text, { format } satisfies WriterOptions);
  if (error) throw new Error(`${format} ${text}: ${error}`);
  const { data, width, height } = symbol;
  const isMatrix = format === 'QRCode' || format === 'DataMatrix';
  return { data, width, height: isMatrix ? height : 1 };
}

/** A PNG of a label with the codes below one another. */
export async function drawLabel(codes: readonly DrawnCode[], shot: Shot = {}): Promise<Uint8Array> {
  const { module = 3, degrees = 0, blur = 0, glare = 0, grain = 0 } = shot;
  const symbols = await Promise.all(codes.map(symbolOf));
  const scaleOf = (height: number): number => module * (height > 1 ? MATRIX_SCALE : 1);
  const heightOf = (height: number): number => (height > 1 ? height * scaleOf(height) : BAR_HEIGHT * module);
  const width = Math.max(...symbols.map((symbol) => symbol.width * scaleOf(symbol.height))) + 2 * QUIET * module;
  const height = symbols.reduce((sum, symbol) => sum + heightOf(symbol.height) + GAP * module, 2 * QUIET * module);
  const grey = new Float32Array(width * height).fill(245);
  let top = QUIET * module;
  for (const { data, width: wide, height: high } of symbols) {
    const scale = scaleOf(high);
    for (let y = 0; y < heightOf(high); y += 1) {
      for (let x = 0; x < wide * scale; x += 1) {
        const at = (high > 1 ? Math.floor(y / scale) : 0) * wide + Math.floor(x / scale);
        grey[(top + y) * width + QUIET * module + x] = (data[at] ?? 255) < 128 ? 20 : 245;
      }
    }
    top += heightOf(high) + GAP * module;
  }
  const turned = turn({ width, height, grey }, degrees);
  return encodePng(addGrain(addGlare(soften(turned, blur), glare), grain));
}

function turn(picture: Picture, degrees: number): Picture {
  if (degrees === 0) return picture;
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const width = Math.ceil(Math.abs(picture.width * cos) + Math.abs(picture.height * sin)) + 20;
  const height = Math.ceil(Math.abs(picture.width * sin) + Math.abs(picture.height * cos)) + 20;
  const grey = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dx, dy] = [x - width / 2, y - height / 2];
      grey[y * width + x] = sample(
        picture,
        dx * cos + dy * sin + picture.width / 2,
        dy * cos - dx * sin + picture.height / 2,
      );
    }
  }
  return { width, height, grey };
}

function sample({ width, height, grey }: Picture, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= width || row >= height ? 200 : (grey[row * width + column] ?? 200);
  const [fx, fy] = [x - left, y - top];
  const upper = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
  const lower = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
  return upper * (1 - fy) + lower * fy;
}

function soften(picture: Picture, sigma: number): Picture {
  if (sigma === 0) return picture;
  const radius = Math.ceil(sigma * 3);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, at) => Math.exp(-((at - radius) ** 2) / (2 * sigma ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pass = ({ width, height, grey }: Picture, dx: number, dy: number): Picture => {
    const out = new Float32Array(grey.length);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        let sum = 0;
        for (let k = -radius; k <= radius; k += 1) {
          const column = Math.min(width - 1, Math.max(0, x + k * dx));
          const row = Math.min(height - 1, Math.max(0, y + k * dy));
          sum += (grey[row * width + column] ?? 0) * (weights[k + radius] ?? 0);
        }
        out[y * width + x] = sum / total;
      }
    }
    return { width, height, grey: out };
  };
  return pass(pass(picture, 1, 0), 0, 1);
}

function addGlare({ width, height, grey }: Picture, share: number): Picture {
  if (share === 0) return { width, height, grey };
  const [x0, y0, reach] = [width * 0.6, height * 0.4, Math.hypot(width, height) * share];
  const lit = grey.map((value, at) => {
    const far = Math.hypot((at % width) - x0, Math.floor(at / width) - y0) / reach;
    return value + (255 - value) * Math.max(0, 1 - far) ** 1.5;
  });
  return { width, height, grey: lit };
}

function addGrain({ width, height, grey }: Picture, most: number): Picture {
  let seed = 7;
  const next = (): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  return { width, height, grey: most === 0 ? grey : grey.map((value) => value + (next() - 0.5) * 2 * most) };
}

/** One piece of a PNG file. */
export function pngChunk(kind: string, body: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + body.length);
  chunk.writeUInt32BE(body.length, 0);
  chunk.write(kind, 4, 'latin1');
  chunk.set(body, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length);
  return chunk;
}

/** A PNG file of one grey byte a pixel, with this header and these packed rows, whether or not they fit. */
export function pngFile(width: number, height: number, packed: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([start, pngChunk('IHDR', header), pngChunk('IDAT', packed), pngChunk('IEND', Buffer.alloc(0))]);
}

function encodePng({ width, height, grey }: Picture): Uint8Array {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows[y * (width + 1) + 1 + x] = Math.min(255, Math.max(0, Math.round(grey[y * width + x] ?? 0)));
    }
  }
  return pngFile(width, height, deflateSync(rows, { level: 1 }));
}
